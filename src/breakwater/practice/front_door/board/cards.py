"""The MASH board as words: open contacts, the time each has left, who has them. The same queries however many cards."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from django.db import models
from django.db.models import Count, Exists, F, FilteredRelation, OuterRef, Q, QuerySet, Value, When

from breakwater.casework.clocks.time_left import shown as clock_shown
from breakwater.casework.handovers.operations import OFFER_DECLINED
from breakwater.casework.handovers.registry import RECEIVERS
from breakwater.casework.models import Clock, HandoverCase
from breakwater.foundation import jobs
from breakwater.foundation.dates.in_words import moment_in_words
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.design.pages import finished_page
from breakwater.partnership.notifications import measures
from breakwater.partnership.organisations.models import Actor

from ..child_as_told import age_told, schools_of
from ..emergency_duty import alarms_in_hand as on_duty
from ..feedback.operations import unsent_among, unsent_letters
from ..models import Contact, ContactLink, Rag, SocialCareChild
from ..pathway import CONTACT, DUTIES, READY, SOONER, TO_DECIDE, TO_SCREEN
from ..screening import linked_contacts as together
from ..screening.operations.ready import last_moves
from ..screening.repeat_contacts import repeats_of
from ..social_care_list import listed_children
from . import ready_hints

CARDS = 50
WORDS_OF_THE_WORRY = 160  # signs that a row of the board has room for
RAG_KIND = {Rag.RED: "red", Rag.AMBER: "amber", Rag.GREEN: "good", Rag.BLUE: "info"}

STAGES = {
    "received": "Received",
    "screening": "Screening",
    "gathering": "Information gathering",
    "analysing": "Analysing",
    READY: "Ready for decision",
    "came_back": "Sent back: declined",
    "waiting": "Decided, waiting for acceptance",
}
AFTER = ("decided", "on_open_case", "handed_on")
_IN_STAGE = {
    "received": Q(case__stage="received"),
    "screening": Q(case__stage="screening"),
    "gathering": Q(case__stage="gathering"),
    "analysing": Q(case__stage="analysing"),
    READY: Q(case__stage=READY),
    "came_back": Q(case__stage__in=AFTER, duty__rule=OFFER_DECLINED.key),
    "waiting": Q(case__stage__in=AFTER, duty=None),
}
ORDERS = {"due": "Due soonest", "newest": "Newest first", "rag": "Most urgent first"}


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
    why: str
    waits_for: str
    is_late_answer: bool
    rag: str
    rag_kind: str
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


@dataclass(frozen=True)
class Board:
    """A page of the board, how many stand in each stage, and what people must know of the service (SG-05)."""

    page: object
    cards: Sequence[Card]
    counts: Mapping[str, int]
    warnings: Sequence[str]
    old_list: Sequence[str]
    worked_out_at: datetime


def open_contacts(area_id: int) -> QuerySet[Contact]:
    """Contacts of an area still to be decided or accepted, each with its running duty as `duty`. What was sent again stands
    with the first and has no card of its own."""
    again = ContactLink.objects.filter(other=OuterRef("pk"), kind=ContactLink.Kind.DUPLICATE, ended_at=None)
    return Contact.objects.filter(
        ~Exists(again), case__kind=CONTACT, case__closed_at=None, case__area_id=area_id
    ).annotate(
        duty=FilteredRelation("case__clocks", condition=Q(case__clocks__stopped_at=None, case__clocks__rule__in=DUTIES))
    )


def missed_clocks(now: datetime) -> QuerySet[Clock]:
    """The times that run and are missed of the contact in hand, whichever they are: what "missed" means on the board and the
    wall. A card shows the one that was missed first.
    """
    return Clock.objects.running().filter(case=OuterRef("case_id"), breach_at__lte=now)


def board_for(actor: Actor, *, now: datetime, wanted: Mapping, page: int | str = 1) -> Board:
    """The board as this post sees it. `wanted` is what a BoardFilter cleaned: stage, rag, whose, only, reference, order."""
    everyone = open_contacts(actor.area_id_acting)
    rows = _light(everyone, now)
    if any(wanted.get(name) for name in ("stage", "rag", "whose", "only", "came", "reference")):
        found = ordered(_narrowed(everyone, actor, wanted, now), wanted.get("order")).values_list("pk", flat=True)
    else:
        found = [row.pk for row in sorted(rows, key=_PLACES.get(wanted.get("order"), _by_due))]
    shown = finished_page(found, CARDS, page)
    also_open = Counter(row.child for row in rows if row.child)
    return Board(
        page=shown,
        cards=cards_of(list(shown.object_list), actor, now=now, also_open=also_open),
        counts=_counts(rows, actor, now),
        warnings=[*jobs.state(at=now).in_words, *measures.outbox_state(at=now).in_words],
        old_list=listed_children.list_state(actor.area_id_acting, at=now).in_words,
        worked_out_at=now,
    )


def nobody_has(now: datetime) -> Q:
    """Contacts that the screeners have, and none of them has been allocated."""
    return Q(case__stage__in=TO_SCREEN) & (Q(claimed_until=None) | Q(claimed_until__lte=now))


def _narrowed(contacts: QuerySet, actor: Actor, wanted: Mapping, now: datetime) -> QuerySet:
    held = Q(claimed_until__gt=now)
    conditions = [
        _IN_STAGE.get(wanted.get("stage"), Q()),
        {"none": Q(rag="")}.get(wanted.get("rag"), Q(rag=wanted["rag"]) if wanted.get("rag") else Q()),
        {
            "mine": held & Q(claimed_by=actor.membership_id),
            "unclaimed": nobody_has(now),
        }.get(wanted.get("whose"), Q()),
        {
            "overdue": Exists(missed_clocks(now)),
            "soon": Q(duty__due_at__lte=now + timedelta(hours=2)),
            "danger": (Q(immediate_danger=True) | CANNOT_WAIT) & Q(case__stage__in=TO_DECIDE),
            "unsettled": Q(child=None) | Q(child__is_provisional=True),
            "untold": Exists(unsent_letters().filter(line__contact=OuterRef("pk"))),
        }.get(wanted.get("only"), Q()),
        Q(channel=wanted["came"]) if wanted.get("came") else Q(),
    ]
    for condition in conditions:
        contacts = contacts if condition == Q() else contacts.filter(condition)
    if wanted.get("reference"):
        contacts = contacts.filter(reference__icontains=wanted["reference"])
    return contacts


# What its sender says cannot wait goes first, and is counted with danger, until a screener has rated it below red.
CANNOT_WAIT = Q(rag__in=["", Rag.RED]) & ~Q(cannot_wait="")


def ordered(contacts: QuerySet, order: str | None) -> QuerySet:
    """Contacts as the board shows them: by default whom danger or red puts first, then by what is due."""
    due = F("duty__due_at").asc(nulls_last=True)
    if order == "newest":
        return contacts.order_by("-received_at", "-pk")
    if order == "rag":
        urgency = models.Case(
            When(immediate_danger=True, then=Value(0)),
            When(CANNOT_WAIT | Q(rag="RED"), then=Value(1)),
            When(rag="", then=Value(2)),
            When(rag="AMBER", then=Value(3)),
            default=Value(4),
        )
        return contacts.order_by(urgency, due, "pk")
    # A child said to be in danger now, or not to be able to wait, or rated red, comes before any clock, until someone has decided.
    in_danger = (Q(immediate_danger=True) | Q(rag="RED") | CANNOT_WAIT) & Q(decided_at=None)
    return contacts.order_by(models.Case(When(in_danger, then=Value(0)), default=Value(1)), due, "pk")


class _Light(NamedTuple):
    """An open contact as its place on the board needs it."""

    pk: int
    child: int | None
    stage: str
    rag: str
    danger: bool
    cannot_wait: str
    decided_at: datetime | None
    received_at: datetime
    holder: int | None
    held_until: datetime | None
    rule: str | None
    due_at: datetime | None
    is_late: bool


def _light(contacts: QuerySet, now: datetime) -> list[_Light]:
    """Every open contact once, for the counts, the order and who else is open: asked thrice, the wall is passed thrice."""
    rows = contacts.annotate(late=Exists(missed_clocks(now))).values_list(
        "pk",
        "child",
        "case__stage",
        "rag",
        "immediate_danger",
        "cannot_wait",
        "decided_at",
        "received_at",
        "claimed_by",
        "claimed_until",
        "duty__rule",
        "duty__due_at",
        "late",
    )
    return [_Light(*row) for row in rows]


_NEVER = datetime.max.replace(tzinfo=UTC)


def _by_due(row: _Light) -> tuple:
    """As `ordered` has it: a child in danger now, who cannot wait, or rated red, before any clock, until someone has decided."""
    goes_first = row.decided_at is None and (row.danger or row.rag == Rag.RED or (row.cannot_wait and not row.rag))
    return (not goes_first, row.due_at or _NEVER, row.pk)


def _by_urgency(row: _Light) -> tuple:
    rated = {Rag.RED: 1, "": 1 if row.cannot_wait else 2, Rag.AMBER: 3}.get(row.rag, 4)
    return (0 if row.danger else rated, row.due_at or _NEVER, row.pk)


_PLACES = {"newest": lambda row: (_NEVER - row.received_at, -row.pk), "rag": _by_urgency}


def _counts(rows: Sequence[_Light], actor: Actor, now: datetime) -> dict[str, int]:
    """How many stand where. Counted here from one light row a contact: the database took four times as long to plan it."""
    counts = dict.fromkeys(("all", *STAGES, "overdue", "danger", "mine", "unclaimed"), 0)
    for row in rows:
        held, to_decide = row.held_until is not None and row.held_until > now, row.stage in TO_DECIDE
        counts["all"] += 1
        counts[_stage_shown(row.stage, row.rule)] += 1
        counts["overdue"] += row.is_late
        counts["danger"] += to_decide and (row.danger or bool(row.cannot_wait and row.rag in ("", Rag.RED)))
        counts["mine"] += held and row.holder == actor.membership_id
        counts["unclaimed"] += row.stage in TO_SCREEN and not held
    return counts


def _stage_shown(stage: str, rule: str | None) -> str:
    if stage in TO_DECIDE:
        return stage
    return "came_back" if rule == OFFER_DECLINED.key else "waiting"


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
    running = beside.clocks.get(row.case_id)
    clock = clock_shown(running, now=now) if running else None
    sooner = beside.sooner.get(row.case_id)
    also = clock_shown(sooner, now=now) if sooner else None
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
        why=row.worry[:WORDS_OF_THE_WORRY],
        waits_for=waits_for,
        is_late_answer=bool(offer) and offer.answer_due_at <= now,
        rag=Rag(row.rag).label if row.rag else "",
        rag_kind=RAG_KIND.get(row.rag, ""),
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
