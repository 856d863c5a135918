"""The Tier 2 board: every open episode the actor may see, what it waits for, and what holds it up. The same queries however many.

Where each stands is worked out here from light rows: few enough to read whole, and so a count and its list never differ.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.core.paginator import Page
from django.db.models import Count

from breakwater.casework.cases import display as case_display
from breakwater.casework.cases.models import CaseWorker, WorkCapacity
from breakwater.casework.clocks import time_left
from breakwater.casework.clocks.models import Clock
from breakwater.casework.handovers.registry import RECEIVERS
from breakwater.casework.models import Handover, HandoverCase, Meeting
from breakwater.foundation.dates.in_words import moment_in_words
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.design.absent import NOBODY_SEEN
from breakwater.foundation.design.pages import finished_page
from breakwater.partnership.organisations.models import Actor, Membership
from breakwater.practice.early_help.models import Episode
from breakwater.practice.early_help.pathway import CALL_FAMILY, EPISODE, FIND_LEAD

CARDS = 50
OFFERS = 30
SOON = timedelta(days=3)
SHELVES = {
    "mine": "Yours",
    "waiting": "Waiting for an answer",
    "due": "Due soon or late",
    "late": "Overdue",
    "stuck": "Stuck",
    "all": "All open",
    "closed": "Closed",
}
ORDERS = {"due": "Due soonest", "newest": "Newest first", "oldest": "Oldest first"}
NOBODY = "nobody"


def offers_to(team: int) -> list[Handover]:
    """Offers that wait for a team, the nearest answer first, with the cases they carry."""
    offered = Handover.objects.waiting().filter(to_team=team).select_related("from_team")
    return list(offered.prefetch_related("carried__case").order_by("answer_due_at", "pk")[:OFFERS])


def people_in(posts) -> list[tuple[str, str]]:
    """The posts of a filter with the names of who holds them."""
    held = Membership.objects.filter(public_id__in=[post for post in posts if post != NOBODY]).select_related("user")
    return [(post.public_id, post.user.name) for post in held.order_by("user__name", "pk")]


class Standing(NamedTuple):
    """Where one open episode stands. `waits` are (service, answer due) of offers that nobody has answered.

    A tuple, since thousands are made for one page. `clocks` are (rule, due, breach), the nearest due first.
    """

    case: int
    stage: str
    opened_at: datetime
    posts: Mapping[str, tuple[int, str]]
    lead_has_left: bool
    clocks: Sequence[tuple[str, datetime, datetime]]
    waits: Sequence[tuple[str, datetime]]
    said_no: int
    meets: bool

    @property
    def due_at(self) -> datetime | None:
        return self.clocks[0][1] if self.clocks else None

    def coordinator(self) -> str:
        return self.posts.get(WorkCapacity.COORDINATOR, (0, NOBODY))[1]

    def is_of(self, user: int) -> bool:
        return user in [human for human, _ in self.posts.values()]

    def held_up_by(self, now: datetime) -> list[str]:
        """What keeps help from going on, in words; nothing where it goes on."""
        late = {rule for rule, _, breach in self.clocks if breach <= now}
        asked = any(service == "lead_professional" for service, _ in self.waits)
        found = [
            (WorkCapacity.COORDINATOR not in self.posts, "Nobody co-ordinates it"),
            (CALL_FAMILY.key in late, "Nobody has spoken with the family in time"),
            (self.lead_has_left and not asked, "Whoever leads has left, and nobody else is asked"),
            (FIND_LEAD.key in late and not self.lead_has_left and not asked, "Nobody leads, and nobody is asked"),
            (FIND_LEAD.key in late and asked, "Nobody leads yet; someone is asked"),
            (self.said_no > 1 and not self._is_led, f"{self.said_no} people have said no"),
            (any(due <= now for _, due in self.waits), "An answer is overdue: call them"),
            (self.stage == "active" and not self.clocks and not self.meets, "Nothing is due and no meeting is set"),
        ]
        return [words for is_so, words in found if is_so]

    @property
    def _is_led(self) -> bool:
        return WorkCapacity.LEAD_PROFESSIONAL in self.posts and not self.lead_has_left

    def is_on(self, shelf: str, *, user: int, now: datetime) -> bool:
        if shelf == "mine":
            return self.is_of(user)
        if shelf == "all":
            return True
        if shelf == "waiting":
            return bool(self.waits)
        if shelf == "late":
            return any(breach <= now for _, _, breach in self.clocks)
        if shelf == "due":
            return self.due_at is not None and self.due_at <= now + SOON
        return bool(self.held_up_by(now))


@dataclass(frozen=True)
class Card:
    """One line of the board."""

    case_id: int
    reference: str
    label: str
    children: str
    stage: str
    is_open: bool
    workers: list[str]
    held_up_by: list[str]
    waits: list[str]
    clock: dict | None
    team: str


@dataclass(frozen=True)
class Board:
    page: Page
    cards: Sequence[Card]
    counts: Mapping[str, int]
    coordinators: Sequence[tuple[str, str]]


def standings(now: datetime) -> list[Standing]:
    """Every open episode the actor may see: six queries."""
    rows = Episode.objects.filter(case__closed_at=None).values_list("case", "case__stage", "opened_at")
    of_open = {"case__kind": EPISODE, "case__closed_at": None}
    posts: dict[int, dict] = {}
    left: set[int] = set()
    today = london_date(now)
    for case, capacity, user, public_id, ends_on, revoked_at in CaseWorker.objects.filter(
        ends_at=None, **of_open
    ).values_list("case", "capacity", "user", "membership__public_id", "membership__ends_on", "membership__revoked_at"):
        posts.setdefault(case, {})[capacity] = (user, public_id)
        if capacity == WorkCapacity.LEAD_PROFESSIONAL and _is_over(ends_on, revoked_at, today):
            left.add(case)
    clocks: dict[int, list] = {}
    running = Clock.objects.running().filter(**of_open).order_by("due_at", "pk")
    for case, *clock in running.values_list("case", "rule", "due_at", "breach_at"):
        clocks.setdefault(case, []).append(tuple(clock))
    offers = HandoverCase.objects.filter(**of_open)
    waits: dict[int, list] = {}
    for case, *offer in offers.filter(handover__status="OFFERED").values_list(
        "case", "handover__service", "handover__answer_due_at"
    ):
        waits.setdefault(case, []).append(tuple(offer))
    declined = offers.filter(handover__status="DECLINED", handover__service="lead_professional")
    said_no = dict(declined.values_list("case").annotate(Count("pk")))
    meets = set(Meeting.objects.filter(held_at=None, cancelled_because="", **of_open).values_list("case", flat=True))
    return [
        Standing(
            case=case,
            stage=stage,
            opened_at=opened_at,
            posts=posts.get(case, {}),
            lead_has_left=case in left,
            clocks=clocks.get(case, ()),
            waits=waits.get(case, ()),
            said_no=said_no.get(case, 0),
            meets=case in meets,
        )
        for case, stage, opened_at in rows
    ]


def _is_over(ends_on: date | None, revoked_at: datetime | None, today: date) -> bool:
    return revoked_at is not None or ends_on is not None and ends_on < today


def board_for(actor: Actor, *, now: datetime, wanted: Mapping, page: int | str = 1) -> Board:
    """A page of the board. `wanted` is what a BoardFilter cleaned: shown (the shelf), stage, whose (a post's public id), order."""
    user, shelf = actor.membership.user_id, wanted["shown"]
    every = standings(now)
    on = {name: [one for one in every if one.is_on(name, user=user, now=now)] for name in SHELVES if name != "closed"}
    counts = {name: len(those) for name, those in on.items()}
    coordinators = Counter(one.coordinator() for one in every)
    if shelf == "closed":
        closed = Episode.objects.exclude(case__closed_at=None).order_by("-case__closed_at", "-pk")
        shown = finished_page(closed.values_list("case", flat=True), CARDS, page)
        return Board(shown, _cards(list(shown), {}, now), counts, list(coordinators))
    found = [
        one
        for one in on[shelf]
        if wanted.get("stage") in (None, "", one.stage) and wanted.get("whose") in (None, "", one.coordinator())
    ]
    shown = finished_page(_in_order(found, wanted.get("order")), CARDS, page)
    by_case = {one.case: one for one in shown}
    return Board(shown, _cards(list(by_case), by_case, now), counts, list(coordinators))


def _in_order(found: list[Standing], order: str | None) -> list[Standing]:
    if order in ("newest", "oldest"):
        return sorted(found, key=lambda one: (one.opened_at, one.case), reverse=order == "newest")
    return sorted(found, key=lambda one: (one.due_at is None, one.due_at or one.opened_at, one.case))


def _cards(chosen: Sequence[int], standing: Mapping[int, Standing], now: datetime) -> list[Card]:
    """The cards of some episodes, by case, in this order: four queries."""
    rows = {
        row.case_id: row for row in Episode.objects.filter(case__in=chosen).select_related("case__responsible_team")
    }
    cases = [row.case for row in rows.values()]
    children = case_display.children_of(rows)
    posts = case_display.workers_of(cases)
    clocks: dict[int, Clock] = {}
    for clock in Clock.objects.running().filter(case__in=rows).order_by("due_at", "pk"):
        clocks.setdefault(clock.case_id, clock)
    return [
        _card(rows[case], standing.get(case), children.get(case, ""), posts[case], clocks.get(case), now)
        for case in chosen
        if case in rows
    ]


def _card(row: Episode, stands: Standing | None, children: str, posts, clock: Clock | None, now: datetime) -> Card:
    return Card(
        case_id=row.case_id,
        reference=row.reference,
        label=row.label,
        children=children or NOBODY_SEEN,
        stage=row.case.stage_label,
        is_open=row.case.is_open,
        workers=[case_display.worker_said(post) for post in posts],
        held_up_by=stands.held_up_by(now) if stands else [],
        waits=[
            f"{_asked(service)}: answer {'was due' if due <= now else 'due'} {moment_in_words(due, now=now)}"
            for service, due in (stands.waits if stands else ())
        ],
        clock=time_left.shown(clock, now=now) if clock else None,
        team=row.case.responsible_team.name,
    )


def _asked(service: str) -> str:
    said = RECEIVERS[service].says_only or RECEIVERS[service].label
    return f"{said[:1].upper()}{said[1:]} asked"
