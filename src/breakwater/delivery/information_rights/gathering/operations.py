"""Gathering: what the wall's function finds is frozen as items, with what is proposed to be masked. Begun again it begins from nothing."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from breakwater.casework.cases.sight import who_looked
from breakwater.foundation import audit
from breakwater.foundation.dates.in_words import exact_moment
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.models import Actor

from .. import keepers, lookup, steps
from ..models import GatheredItem, KeeperAsked, Mark, RightsRequest
from ..redaction import SAID, masked
from . import asker, ended, order, owners, proposals, rows, sharing, whole
from .parts import Of, Part
from .ways import PERSON, ways

LOOKS = 500
Row = tuple[str, int, Mapping]


def gather_waiting(number: int, *, by: Actor, at: datetime) -> int:
    """Gather it, unless it is gathered already."""
    return gather(number, by=by, at=at) if RightsRequest.objects.filter(pk=number, gathered_at=None).exists() else 0


def gather(number: int, *, by: Actor, at: datetime) -> int:
    """Gather a request that was approved, as its officer. Returns how many items there are; none where it may not be gathered."""
    with transaction.atomic():
        request = (
            RightsRequest.objects.select_for_update(of=("self",))
            .select_related("team", "area", "officer__user")
            .get(pk=number)
        )
        if request.to_check_at or not lookup.is_workable(request):
            return 0
        found = _found(request)  # empty of somebody whose record is sealed: their keeper is asked, as of everybody
        GatheredItem.objects.filter(request=request).delete()
        Mark.objects.filter(request=request).delete()
        others = _others(request)
        names = rows.Names(rows.people_in(found) | proposals.names_of(others), _cases(found))
        hidden = proposals.protected_words(others, proposals.own_words(found))
        whose = owners.owners(found)
        listed = list(_parts(found, names, order.ordered(found, whose, names.people)))
        made = _items(request, listed, hidden)
        theirs = asker.asker_of(request, found)
        read = [(item.source, item.row, json.loads(item.facts)) for item in made]
        told = [*proposals.informants(read), *proposals.refuges(read)]
        _mark(request, [*proposals.proposed(request, found, others, names, theirs), *told], made, by=by, at=at)
        subjects = {pk for table, pk, _ in found if table == PERSON}
        known = whole.Deciding(
            request,
            subjects=subjects,
            owners=whose,
            called=names.people,
            told=whole.told_rows(found),
            ended=ended.parts_ended(found, subjects, request),
            asker=theirs.person,
        )
        _leave_out(known, found, list(zip(made, listed, strict=True)), by=by, at=at)
        request.gathered_at = at
        request.save(update_fields=["gathered_at"])
        keepers.ask(request, by=by, at=at)
        for asked in KeeperAsked.objects.filter(request=request).order_by("pk"):
            if asked.given:  # what was answered before it was gathered again stays answered
                _add(request, asked)
        audit.saw("person", *(pk for table, pk, _ in found if table == PERSON))
        audit.did("gathered an information request", "rights_request", request.pk, items=len(made))
        notifications.show(
            words="An information request is gathered and waits for you",
            path=steps.path_of(request, "redact"),
            reference=request.reference,
            at=at,
            users=[request.officer.user],
        )
        return len(made)


@transaction.atomic
def add_answer(number: int, *, by: Actor, at: datetime) -> GatheredItem | None:
    """Add what a keeper decided may be given; what was with the second person comes back to its officer, and what was given is opened again while the
    copy is kept. They are told either way."""
    asked = KeeperAsked.objects.get(pk=number)
    request = (
        RightsRequest.objects.select_for_update(of=("self",)).select_related("officer__user").get(pk=asked.request_id)
    )
    notifications.show(
        words="A keeper answered for an information request",
        path=steps.path_of(request),
        reference=request.reference,
        at=at,
        users=[request.officer.user],
    )
    held = GatheredItem.objects.filter(request=request)
    is_kept = not request.ended_at or lookup.package_kept(request) is not None
    if not asked.given or not is_kept or held.filter(source=asked.keeper).exists():
        return None
    if request.ended_at:
        words = "A keeper answered after the copy was given. Give what is added as well."
        steps.record(request, "Opened again", words, by=by, at=at)
    request.to_check_at, request.ended_at, request.outcome = None, None, ""
    request.save(update_fields=["to_check_at", "ended_at", "outcome"])
    return _add(request, asked)


def _add(request: RightsRequest, asked: KeeperAsked) -> GatheredItem:
    last = GatheredItem.objects.filter(request=request).order_by("-number").values_list("number", flat=True).first()
    audit.did("added what a keeper gave", "rights_request", request.pk)
    return GatheredItem.objects.create(
        request=request,
        team_id=request.team_id,
        second_user_id=request.second_user_id,
        number=(last or 0) + 1,
        source=asked.keeper,
        facts=rows.as_json([(asked.get_keeper_display(), asked.given)]),
    )


def _found(request: RightsRequest) -> list[Row]:
    """Every row, those of the person first, then by table as ways lead there."""
    order = {PERSON: 0}
    for way in ways():
        order.setdefault(way.parent if way.up else way.child, len(order))
    with connection.cursor() as cursor:
        cursor.execute("select tab, id, held from access.rights_rows(%s)", [request.pk])
        found = [
            (table, pk, held if isinstance(held, dict) else json.loads(held)) for table, pk, held in cursor.fetchall()
        ]
    return sorted(found, key=lambda row: (order.get(row[0], len(order)), row[1]))


def _others(request: RightsRequest) -> list[proposals.Other]:
    with connection.cursor() as cursor:
        cursor.execute("select person, kind, words, protected from access.rights_others(%s)", [request.pk])
        return [proposals.Other(*row) for row in cursor.fetchall() if row[2]]


def _cases(found: list[Row]) -> dict[int, str]:
    return {pk: held["reference"] for table, pk, held in found if table == "casework_case"}


@dataclass(frozen=True)
class Listed:
    """A part of a row, and the heading that it stands under."""

    heading: str
    table: str
    pk: int | None
    part: Part


def _parts(found: list[Row], names: rows.Names, placed: list[tuple[str, Row]]) -> Iterable[Listed]:
    for heading, (table, pk, held) in placed:
        for part in rows.parts_of(table, held, names):
            yield Listed(heading, table, pk, part)
    if agencies := sharing.shared_with(found):
        yield Listed("", sharing.SOURCE, None, Part(Of.REST, "", agencies))
    for table, pk, held in found:
        if table == PERSON and (looks := who_looked("person", held["public_id"], limit=LOOKS)):
            facts = [(exact_moment(look.at), f"{look.acting_as}: {look.what}") for look in looks]
            yield Listed("", "audit_entry", pk, Part(Of.REST, "", facts))


def _items(request: RightsRequest, listed: list[Listed], hidden: list[tuple[str, str]]) -> list[GatheredItem]:
    made = []
    for number, one in enumerate(listed, start=1):
        clean = [(masked(label, hidden, SAID)[0], masked(words, hidden, SAID)[0]) for label, words in one.part.facts]
        made.append(
            GatheredItem(
                request=request,
                team=request.team,
                second_user=request.second_user,
                number=number,
                source=one.table,
                row=one.pk,
                heading=masked(one.heading, hidden, SAID)[0],
                title=masked(one.part.title, hidden, SAID)[0],
                facts=rows.as_json(clean),
            )
        )
    return GatheredItem.objects.bulk_create(made)


def _mark(
    request: RightsRequest, listed: Iterable[proposals.Proposal], made: list[GatheredItem], *, by: Actor, at: datetime
) -> None:
    """Mask the words proposed that occur: a mark that finds nothing is noise."""
    said = {item: "\n".join(f"{label}\n{words}" for label, words in json.loads(item.facts)) for item in made}
    whole_text = "\n".join(said.values())
    facts = {"request": request, "team": request.team, "second_user": request.second_user, "by": by, "at": at}
    marks = []
    for one in listed:
        places = [None] if one.at is None else [item for item in made if (item.source, item.row) == one.at]
        for item in places:
            if masked(said[item] if item else whole_text, [(one.words, one.ground)], {one.ground: ""})[1]:
                marks.append(Mark(words=one.words, ground=one.ground, whose=one.whose, item=item, **facts))
    Mark.objects.bulk_create(marks)


def _leave_out(
    known: whole.Deciding,
    found: list[Row],
    made: list[tuple[GatheredItem, Listed]],
    *,
    by: Actor,
    at: datetime,
) -> None:
    """Propose what is left out whole, question and answer."""
    by_row, request = {(table, pk): held for table, pk, held in found}, known.request
    facts = {"request": request, "team": request.team, "second_user": request.second_user, "by": by, "at": at}
    why = [
        (item, whole.whole(known, one.table, one.pk, by_row.get((one.table, one.pk)), one.part)) for item, one in made
    ]
    Mark.objects.bulk_create(Mark(item=item, ground=each[0], whose=each[1], **facts) for item, each in why if each)
