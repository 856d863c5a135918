"""The MASH board as words: open contacts, the time each has left, who has them. The same queries however many cards."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from textwrap import shorten

from django.db.models import Count, Q

from breakwater.casework.clocks.time_left import in_brief
from breakwater.casework.handovers.registry import RECEIVERS
from breakwater.casework.models import Clock, HandoverCase
from breakwater.foundation.dates.in_words import moment_in_words
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.organisations.models import Actor

from .. import rated_elsewhere
from ..child_as_told import age_told, schools_of
from ..emergency_duty import alarms_in_hand as on_duty
from ..feedback.operations import unsent_among
from ..models import Contact, ContactLink, Rag, SocialCareChild
from ..pathway import DUTIES, SOONER, TO_DECIDE, TO_SCREEN
from ..screening import linked_contacts as together
from ..screening.operations.ready import last_moves
from ..screening.repeat_contacts import repeats_of
from . import ready_hints
from .contacts import nobody_has, open_contacts
from .rows import concerns_of, in_words

WORDS_OF_THE_WORRY = 110  # signs that a row of the board has room for
RAG_KIND = {Rag.RED: "red", Rag.AMBER: "amber", Rag.GREEN: "good", Rag.BLUE: "info"}


@dataclass(frozen=True)
class Card:
    """One contact on the board."""

    pk: int
    case_id: int
    child_id: int | None
    reference: str
    child: str
    is_settled: bool
    about: tuple[str, ...]
    clock: dict | None
    also: dict | None
    first: dict | None  # the earlier of the two
    reason: str  # the kinds of harm or need that the form names
    why: str
    submission_id: int  # brothers and sisters came by the same
    waits_for: str
    is_late_answer: bool
    rag: str
    rag_kind: str
    rated_elsewhere: str  # by the MASH that passed it on, until it is rated here
    in_danger: bool
    is_unsure: bool
    cannot_wait: str
    marks: tuple[str, ...]
    more_marks: tuple[str, ...]
    stage: str
    came: str
    received_at: datetime
    claimed_by: str
    claimed_until: datetime | None
    is_mine: bool
    is_claimed: bool
    with_duty: str
    free_beside: int  # brothers and sisters of the same form whom nobody has, still to be decided

    @property
    def claim_all(self) -> str:
        return together.claim_all_words(self.free_beside)


def cards_of(chosen: Sequence[int], actor: Actor, *, now: datetime, also_open: Mapping | None = None) -> list[Card]:
    """The cards of some contacts by their keys, in that order: as many queries whatever their number.

    `also_open` is how many contacts of each child stand on the board, where that is known already.
    """
    rows = list(
        Contact.objects.filter(pk__in=chosen)
        .select_related("child", "claimed_by__user", "case")
        .only(
            "reference",
            "named_as",
            "born_as_told",
            "school_as_told",
            "rag",
            "immediate_danger",
            "unsure_of_danger",
            "cannot_wait",
            "received_at",
            "claimed_by",
            "claimed_until",
            "child",
            "outcome",
            "told_more_at",
            "worry",
            "case__stage",
            "case__responsible_team",
            "channel",
            "out_of_hours",
            "submission_id",
            "claimed_by__user__name",
            "child__forename",
            "child__surname",
            "child__known_as",
            "child__description",
            "child__is_provisional",
            "child__born_on",
            "child__born_precision",
            "child__expected_on",
        )
    )
    places = {pk: number for number, pk in enumerate(chosen)}
    rows.sort(key=lambda row: places[row.pk])
    cases = [row.case_id for row in rows]
    children = [row.child_id for row in rows if row.child_id]
    clocks = list(
        Clock.objects.running()
        .filter(Q(rule__in=[*DUTIES, *SOONER]) | Q(breach_at__lte=now), case_id__in=cases)
        .order_by("-due_at", "-pk")
    )
    beside = _Beside(
        clocks={clock.case_id: clock for clock in clocks if clock.rule in DUTIES},
        sooner={clock.case_id: clock for clock in clocks if clock.rule not in DUTIES},
        open_cases=open_to_social_care(children),
        repeats=repeats_of(rows),
        also_open=_also_open(actor.area_id_acting, children) if also_open is None else also_open,
        joined=_joined(chosen),
        untold=unsent_among(chosen),
        schools=schools_of(children, on=london_date(now)),
        on_duty=on_duty.in_hand(chosen),
        handed=last_moves(cases),
        concerns=concerns_of([row.submission_id for row in rows]),
        rated=rated_elsewhere.of_submissions([row.submission_id for row in rows]),
        siblings={
            submission: (told, free)
            for submission, told, free in Contact.objects.filter(submission_id__in={row.submission_id for row in rows})
            .values_list("submission_id")
            .annotate(told=Count("pk"), free=Count("pk", filter=nobody_has(now)))
        },
        offers={
            carried.case_id: carried.handover
            for carried in HandoverCase.objects.filter(case_id__in=cases, handover__status="OFFERED").select_related(
                "handover__to_team"
            )
        },
    )
    return [_card(row, beside, actor, now) for row in rows]


def _also_open(area_id: int, children: Sequence[int]) -> dict[int, int]:
    """How many contacts stand on the board of each of these children: one query."""
    found = open_contacts(area_id).filter(child__in=children).order_by()
    return dict(found.values_list("child_id").annotate(Count("pk")))


def _joined(contacts: Sequence[int]) -> dict[int, str]:
    """What is joined to each contact, in words: one query."""
    said, again = defaultdict(int), defaultdict(int)
    for first, other, kind in ContactLink.objects.filter(
        Q(first__in=contacts) | Q(other__in=contacts), ended_at=None
    ).values_list("first", "other", "kind"):
        if kind == ContactLink.Kind.DUPLICATE:
            again[first] += 1
        else:
            said[first] += 1
            said[other] += 1
    return {
        pk: ". ".join(
            filter(None, ["One incident, linked contacts" if said[pk] else "", "Sent again" if again[pk] else ""])
        )
        for pk in {*said, *again}
    }


@dataclass(frozen=True)
class _Beside:
    clocks: Mapping
    sooner: Mapping
    open_cases: Mapping
    repeats: Mapping
    also_open: Mapping
    joined: Mapping
    untold: set
    schools: Mapping
    siblings: Mapping
    offers: Mapping
    on_duty: Mapping
    handed: Mapping
    concerns: Mapping
    rated: Mapping


def open_to_social_care(children: Sequence[int]) -> dict[int, str]:
    """What social care's list says of the open case of each child, by the child's key."""
    rows = SocialCareChild.objects.filter(person__in=children, left_at=None, status__in=SocialCareChild.OPEN)
    return {row.person_id: row.get_status_display() for row in rows.order_by("seen_at", "pk")}


def _card(row: Contact, beside: _Beside, actor: Actor, now: datetime) -> Card:
    offer = beside.offers.get(row.case_id)
    repeat = beside.repeats.get(row.pk)
    others = beside.also_open.get(row.child_id, 1) - 1
    is_claimed = row.claimed_until is not None and row.claimed_until > now
    told, free = beside.siblings.get(row.submission_id, (1, 1))
    together = told - 1
    is_free = row.case.stage in TO_SCREEN and not is_claimed
    school = beside.schools.get(row.child_id) or row.school_as_told
    open_case = beside.open_cases.get(row.child_id)
    marks = [
        *(repeat.marks if repeat else ()),
        ready_hints.mark(row.case.stage, beside.handed.get(row.case_id), now=now),
        f"Open to social care: {open_case[:1].lower()}{open_case[1:]}" if open_case else "",
        "Told more since it was rated: rate it again" if row.told_more_at and row.case.stage in TO_DECIDE else "",
    ]
    more_marks = [
        f"{together} other {'child' if together == 1 else 'children'} in the same contact" if together else "",
        "Another open contact about this child"
        if others == 1
        else f"{others} other open contacts about this child"
        if others
        else "",
        "Received out of hours" if row.out_of_hours else "",
        beside.joined.get(row.pk, ""),
        "Referrer not told yet" if row.pk in beside.untold else "",
    ]
    elsewhere = beside.rated.get(row.submission_id)
    running = beside.clocks.get(row.case_id)
    clock = in_brief(running, now=now) if running else None
    sooner = beside.sooner.get(row.case_id)
    also = in_brief(sooner, now=now) if sooner else None
    waits_for = ""
    if offer and not running:
        waits_for = f"{RECEIVERS[offer.service].team_said(offer.to_team.name)}, answer due {moment_in_words(offer.answer_due_at, now=now)}"
    return Card(
        pk=row.pk,
        case_id=row.case_id,
        child_id=row.child_id,
        reference=row.reference,
        child=row.child.name if row.child else row.named_as,
        is_settled=row.is_matched,
        about=tuple(filter(None, [age_told(row, london_date(now)) or "age not known", school])),
        clock=clock,
        also=also,
        first=also if also and (clock is None or sooner.due_at < running.due_at) else clock,
        reason=in_words(beside.concerns.get(row.submission_id, ())),
        why=shorten(row.worry, WORDS_OF_THE_WORRY, placeholder=" …"),
        submission_id=row.submission_id,
        waits_for=waits_for,
        is_late_answer=bool(offer) and offer.answer_due_at <= now,
        rag=Rag(row.rag).label if row.rag else "",
        rag_kind=RAG_KIND.get(row.rag, ""),
        rated_elsewhere="" if row.rag or elsewhere is None else elsewhere.in_brief,
        in_danger=row.immediate_danger and row.case.stage in TO_DECIDE,
        is_unsure=row.unsure_of_danger and not row.immediate_danger and row.case.stage in TO_DECIDE,
        cannot_wait=row.get_cannot_wait_display() if row.case.stage in TO_DECIDE and not row.immediate_danger else "",
        marks=tuple(filter(None, marks)),
        more_marks=tuple(filter(None, more_marks)),
        stage=row.case.stage,
        came=row.get_channel_display(),
        received_at=row.received_at,
        claimed_by=row.claimed_by.user.name if is_claimed else "",
        claimed_until=row.claimed_until if is_claimed else None,
        is_mine=is_claimed and row.claimed_by_id == actor.membership_id,
        is_claimed=is_claimed,
        with_duty=on_duty.said(beside.on_duty[row.pk], now=now) if row.pk in beside.on_duty else "",
        free_beside=free - is_free,
    )
