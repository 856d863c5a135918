"""What one school tells another of one pupil alone, and the receipt of it (PL 9.4, 9.8)."""

import re
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.models import made_before
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.models import Actor, Organisation

from ...models import Decision, Incident, IncidentChild, Route, SchoolNotice
from ...reports.operations import safeguarding_team
from .. import lookup
from .opening import locked

TOLD = "Another school has told you about a pupil of yours"
RECEIVED = "Another school acknowledged what you told it"
SHORTEST_NAME = 3  # letters: a shorter word is no name that could be told from others


class NamesAnother(Refusal):
    words = "This names another child of the incident. Tell the other school of its own pupil alone."
    box = "words"


class NoSchool(Refusal):
    words = "Choose the school, or enter its name."
    box = "school_words"


class AnotherIsThere(Refusal):
    words = "Another child of this incident is at that school. Choose another school, or say why the pupil moves there all the same, and who agreed."
    box = "despite"


@dataclass(frozen=True)
class NoticeFacts:
    """What the other school needs, whom it may call; for a move which school it is, who asked for it, and what goes along."""

    words: str
    contact_name: str
    contact_how: str
    school: Organisation | None = None
    school_words: str = ""
    asked_by: str = ""
    despite: str = ""
    carried: tuple[tuple[str, str], ...] = ()


@transaction.atomic
def tell_school(child: IncidentChild, facts: NoticeFacts, *, key: UUID, by: Actor, at: datetime) -> SchoolNotice:
    """Tell the school of a child at another school that its pupil is involved. Raises ItIsClosed, NamesAnother, NoSchool."""
    return _tell(child, facts, SchoolNotice.Kind.INVOLVED, key=key, by=by, at=at)


@transaction.atomic
def pass_on_move(child: IncidentChild, facts: NoticeFacts, *, key: UUID, by: Actor, at: datetime) -> SchoolNotice:
    """Pass to the new school what it needs of a pupil who moves to it. Raises ItIsClosed, NamesAnother, NoSchool, AnotherIsThere.

    `despite` is why the pupil moves to where another child of the incident is: it is kept here, and goes to nobody.
    """
    if another_is_at(child, facts.school, facts.school_words) and not made_before(SchoolNotice, key):
        if not facts.despite:
            raise AnotherIsThere
        what = f"{child.named_as} → {facts.school.name if facts.school else facts.school_words}"
        Decision.objects.create(
            incident=locked(child.incident), kind="MOVE", what=what, why=facts.despite, made_at=at, made_by=by
        )
    return _tell(child, facts, SchoolNotice.Kind.MOVING, key=key, by=by, at=at)


@transaction.atomic
def receive(notice: SchoolNotice, *, by: Actor, at: datetime) -> SchoolNotice:
    """The school that was told acknowledges; the other one hears so. A second time changes nothing."""
    return _received(notice, by.post, at, by=by, tell=True)


@transaction.atomic
def record_receipt(notice: SchoolNotice, *, received_by: str, by: Actor, at: datetime) -> SchoolNotice:
    """A school that the service does not know, or that was called, has it: who there said so."""
    return _received(notice, received_by, at, by=by, tell=False)


def _received(notice: SchoolNotice, who: str, at: datetime, *, by: Actor, tell: bool) -> SchoolNotice:
    held = SchoolNotice.objects.select_for_update(of=("self",)).select_related("team").get(pk=notice.pk)
    if held.received_at is None:
        held.received_at, held.received_by = at, who[:160]
        held.save(update_fields=["received_at", "received_by"])
        audit.did("received", "school_notice", held.pk)
        if tell:
            path = reverse("child_on_child:notice", args=[held.public_id])
            notifications.tell(team=held.team, words=RECEIVED, path=path, by=by, at=at)
    return held


def _tell(child: IncidentChild, facts: NoticeFacts, kind: str, *, key: UUID, by: Actor, at: datetime) -> SchoolNotice:
    if known := made_before(SchoolNotice, key):
        return known
    incident = locked(child.incident)
    to = child if kind == SchoolNotice.Kind.INVOLVED else facts
    school, school_words = to.school, to.school_words
    if school is None and not school_words:
        raise NoSchool
    if names_another(" ".join([facts.words, *(said for _, said in facts.carried)]), child):
        raise NamesAnother
    to_team = safeguarding_team(school, child.area, at) if school else None
    made = SchoolNotice.objects.create(
        kind=kind,
        child=child,
        area=child.area,
        team=incident.team,
        person=child.person,
        named_as=child.named_as,
        born=child.born,
        capacity=child.capacity,
        school=school,
        school_words=school_words,
        to_team=to_team,
        words=facts.words,
        known=known_of(child, incident) if kind == SchoolNotice.Kind.INVOLVED else {},
        asked_by=facts.asked_by,
        carried=[list(pair) for pair in facts.carried],
        contact_name=facts.contact_name,
        contact_how=facts.contact_how,
        sent_at=at,
        sent_by=by,
        key=key,
    )
    audit.did("told another school of", "incident_child", child.pk, notice=made.pk)
    if to_team is not None:
        path = reverse("child_on_child:notice", args=[made.public_id])
        notifications.tell(team=to_team, words=TOLD, path=path, by=by, at=at)
    return made


def another_is_at(child: IncidentChild, school: Organisation | None, school_words: str) -> bool:
    """Whether another child of the incident is at that school, or moves there: who was harmed is not sent to who did it (PL 9.8)."""
    incident = child.incident
    names = {
        school_of(each)
        for each in incident.children.select_related("school", "team__organisation").exclude(pk=child.pk)
    }
    moves = SchoolNotice.objects.filter(child__incident=incident, kind=SchoolNotice.Kind.MOVING).exclude(child=child)
    names |= {school_of(each) for each in moves.select_related("school")}
    if incident.from_notice_id:
        names.add(incident.from_notice.team.organisation.name)
    chosen, others = (school.name if school else school_words).casefold(), {each.casefold() for each in names if each}
    return chosen in others if school else any(chosen and (chosen in each or each in chosen) for each in others)


def school_of(row: IncidentChild | SchoolNotice) -> str:
    if row.school is not None or row.school_words:
        return row.school.name if row.school else row.school_words
    return row.team.organisation.name


CODED = ("category", "place", "platform", "has_images", "is_pattern")


def known_of(child: IncidentChild, incident: Incident) -> dict:
    """What the other school needs of the incident itself, so that nobody is told twice and nothing is typed again (PL 9.4).

    It names no child: what the police said the school may say is left out where it does (SG-18).
    """
    children, routes = list(incident.children.all()), list(incident.routes.order_by("pk"))
    found = {name: getattr(incident, name) for name in CODED}
    found["reference"] = incident.reference
    found["happened_on"] = incident.happened_on.isoformat() if incident.happened_on else ""
    found["under_13"] = lookup.under_13(children) or lookup.told_under_13(incident)
    if police := next((each for each in reversed(routes) if each.kind == Route.Kind.POLICE), None):
        found["police"] = {name: getattr(police, name) for name in ("reference", "contact_name", "contact_how")} | {
            "may_say": "" if names_another(police.may_say, child) else police.may_say,
            "on": london_date(police.opened_at).isoformat(),
            "of_less": Route.Kind.POLICE in lookup.not_told(incident, children, routes),
        }
    if sent := next((each for each in routes if each.kind == Route.Kind.SOCIAL_CARE and not each.is_begun), None):
        found["social_care"] = {"on": london_date(sent.receipt_at or sent.opened_at).isoformat()}
    return found


def names_another(words: str, child: IncidentChild) -> bool:
    """Whether a text has a name of another child of the incident that is not this child's too."""
    said = _names(words)
    others = child.incident.children.exclude(pk=child.pk).values_list("named_as", flat=True)
    return any((_names_of(other) - _names_of(child.named_as)) & said for other in others)


def how_many_named(words: str, incident: Incident) -> int:
    """How many children of the incident a text names by what is theirs alone."""
    said = _names(words)
    every = [_names_of(each) for each in incident.children.values_list("named_as", flat=True)]
    shared = {name for number, one in enumerate(every) for other in every[number + 1 :] for name in one & other}
    return sum(bool((one - shared) & said) for one in every)


def _names_of(named_as: str) -> set[str]:
    """The names of a child as somebody named them: "Caleb Lewis, Year 8 at Brass Compass Academy" is called Caleb Lewis."""
    return _names(re.split(r",|\(|\b(?:at|from|in|of|year|class)\b", named_as, maxsplit=1, flags=re.IGNORECASE)[0])


def _names(text: str) -> set[str]:
    """The words that may be names: what begins with a capital, whole, in small letters."""
    found = re.findall(r"[^\W\d_]+", text)
    return {each.casefold() for each in found if len(each) >= SHORTEST_NAME and each[0].isupper()}
