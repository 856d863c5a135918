"""Where each person stands by each duty that their work puts on them, and why: the rule, who says so, and the day (PL 8.5).

Worked out when it is asked for, from what was attended and verified; nothing is kept that could be out of date.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from django.db.models import Q, QuerySet

from breakwater.foundation.dates.in_words import date_in_words
from breakwater.foundation.dates.london_time import london_date, start_of
from breakwater.foundation.dates.months import months_later
from breakwater.foundation.models import Among
from breakwater.partnership.organisations.models import Membership

from ..codes import groups_of_role
from ..completions import Completion, completions
from ..models import LIVE, Booking, BookingState, CourseGroup, Employment, EventState, Exemption, Requirement

SOON = 90  # days


class State(StrEnum):
    """The worst first."""

    OVERDUE = "OVERDUE"
    GRACE = "GRACE"
    NOT_STARTED = "NOT_STARTED"
    SOON = "SOON"
    BOOKED = "BOOKED"
    EXEMPT = "EXEMPT"
    COMPLIANT = "COMPLIANT"
    NO_DUTY = "NO_DUTY"

    @property
    def label(self) -> str:
        return _LABELS[self]

    @property
    def kind(self) -> str:
        """The colour of its tag."""
        return _KINDS.get(self, "")

    @property
    def presses(self) -> bool:
        """Whether somebody should book."""
        return self in (State.OVERDUE, State.GRACE, State.NOT_STARTED, State.SOON)


RANK = {state: number for number, state in enumerate(State)}
_LABELS = {
    State.OVERDUE: "Overdue",
    State.GRACE: "In grace",
    State.NOT_STARTED: "Not started",
    State.SOON: "Due soon",
    State.BOOKED: "Booked",
    State.EXEMPT: "Exempt",
    State.COMPLIANT: "Up to date",
    State.NO_DUTY: "No duty recorded",
}
_KINDS = {
    State.OVERDUE: "red",
    State.GRACE: "amber",
    State.NOT_STARTED: "amber",
    State.SOON: "info",
    State.BOOKED: "info",
    State.COMPLIANT: "good",
}


@dataclass(frozen=True)
class Duty:
    """One person by one requirement. `due_on` is None where once was enough. `booked_on` is the day of a place they have, `waits_on`
    of one whose waiting list they are on; `job` is what it follows from, `done` all that they completed."""

    requirement: Requirement
    state: State
    started_on: date
    last_on: date | None
    due_on: date | None
    booked_on: date | None
    waits_on: date | None
    exemption: Exemption | None
    group_title: str
    job: "Job"
    done: Sequence[Completion]

    @property
    def rule(self) -> str:
        """ "Every 24 months, the first within 90 days of starting"."""
        asked = self.requirement
        every = f"Every {_months(asked.every_months)}" if asked.every_months else "Once"
        within = f", the first within {asked.first_within_days} days of starting" if asked.first_within_days else ""
        return f"{every}{within}"

    @property
    def basis(self) -> str:
        asked = self.requirement
        edition = f" {asked.of_edition}" if asked.of_edition else ""
        return f"{asked.basis}{edition}{' (set locally)' if asked.is_local else ''}"

    @property
    def why(self) -> str:
        """How the day is worked out, in a sentence."""
        asked = self.requirement
        if self.state == State.EXEMPT and self.exemption:
            return f"Exempt until {date_in_words(self.exemption.until)}: {self.exemption.why}."
        if self.last_on and self.due_on is None:
            return f"Completed on {date_in_words(self.last_on)}. Once is enough."
        if self.last_on:
            lapses = "lapses" if self.state not in (State.OVERDUE, State.GRACE) else "lapsed"
            words = f"Last completed on {date_in_words(self.last_on)}; it {lapses} on {date_in_words(self.due_on)}."
        else:
            began = date_in_words(self.started_on)
            words = f"No record of it. In the role since {began}, so it was due by {date_in_words(self.due_on)}."
            if self.state == State.NOT_STARTED:
                words = f"No record of it yet. In the role since {began}, so it is due by {date_in_words(self.due_on)}."
        if self.state == State.GRACE:
            until = self.due_on + timedelta(days=asked.grace_days)
            words += f" {asked.grace_days} days of grace end on {date_in_words(until)}."
        if self.booked_on:
            words += f" A place is booked for {date_in_words(self.booked_on)}."
        elif self.waits_on:
            words += f" On the waiting list of {date_in_words(self.waits_on)}."
        return words


class Job(NamedTuple):
    """Of an employment what duties follow from: a list of many people reads no more of each."""

    pk: int
    delegate_id: int
    team_id: int | None
    sector: str
    staff_groups: list[str]
    starts_on: date

    @classmethod
    def of(cls, employments: QuerySet[Employment]) -> "list[Job]":
        rows = employments.values_list(
            "pk", "delegate_id", "team_id", "organisation__kind", "staff_groups", "starts_on"
        )
        return [cls(*row) for row in rows]


class Place(NamedTuple):
    """A place that somebody has at a course to come, or waits for."""

    delegate_id: int
    group_id: str | None
    starts_at: datetime
    state: str


@dataclass(frozen=True)
class Known:
    """What is known of some people, read once for all of them."""

    jobs: dict[int, list[Job]]
    requirements: dict[str, list[Requirement]]  # by staff group
    done: dict[int, list[Completion]]
    booked: dict[int, list[Place]]
    exemptions: dict[int, list[Exemption]]
    satisfied_by: dict[str, set[str]]
    titles: dict[str, str]


def duties_of(delegates: Collection[int], area_id: int, today: date) -> dict[int, list[Duty]]:
    """The duties of each delegate, the worst first, in a number of queries that does not grow with them."""
    known = _known(delegates, area_id, today)
    return {each: _duties(each, known, today) for each in delegates}


def duties_of_post(post: Membership, today: date) -> list[Duty]:
    """The duties of whoever has a post and no training record yet, by their role: the same as once the record is made."""
    job = Job(0, 0, post.team_id, post.team.organisation.kind, groups_of_role(post.role_id), post.starts_on)
    return _duties(0, replace(_known((), post.team.area_id, today), jobs={0: [job]}), today)


def in_force(area_id: int, today: date) -> list[Requirement]:
    """The duties in force in an area: its own row wins over everywhere's with the same code, a later one over an earlier."""
    rows = Requirement.objects.filter(Q(area=None) | Q(area_id=area_id), in_force_from__lte=today)
    chosen: dict[str, Requirement] = {}
    for row in rows.order_by("in_force_from", "pk"):
        known = chosen.get(row.code)
        if known is None or row.area_id or not known.area_id:
            chosen[row.code] = row
    return [each for each in chosen.values() if each.in_force_to is None or each.in_force_to >= today]


def worst(duties: Sequence[Duty]) -> State:
    """The state of a person: that of their first duty, the worst. Whose work puts no duty on them is not up to date in anything."""
    return duties[0].state if duties else State.NO_DUTY


def worst_first(duties: Sequence[Duty]) -> tuple[int, date]:
    """For sorting people by their duties, the worst of each first: the worst status, then who is due the longest."""
    return RANK[worst(duties)], duties[0].due_on or date.max if duties else date.max


def _known(delegates: Collection[int], area_id: int, today: date) -> Known:
    current = Employment.objects.filter(Among("delegate", delegates), starts_on__lte=today)
    current = current.filter(Q(ends_on=None) | Q(ends_on__gte=today))
    booked = Booking.objects.filter(Among("delegate", delegates), state__in=LIVE, event__ends_at__gte=start_of(today))
    booked = booked.exclude(event__state=EventState.DONE).order_by("event__starts_at", "pk")
    exempt = Exemption.objects.filter(Among("delegate", delegates), until__gte=today)
    groups = list(CourseGroup.objects.values_list("code", "title", "covers", named=True))
    satisfied: dict[str, set[str]] = {each.code: {each.code} for each in groups}
    for group in groups:
        for code in group.covers:
            satisfied.setdefault(code, set()).add(group.code)
    requirements: dict[str, list[Requirement]] = {}
    for asked in in_force(area_id, today):
        requirements.setdefault(asked.staff_group, []).append(asked)
    return Known(
        jobs=_by_delegate(Job.of(current.order_by("starts_on", "pk"))),
        requirements=requirements,
        done=_by_delegate(completions(delegates)),
        booked=_by_delegate(
            Place(*row)
            for row in booked.values_list("delegate_id", "event__course__group_id", "event__starts_at", "state")
        ),
        exemptions=_by_delegate(exempt.order_by("-until", "pk")),
        satisfied_by=satisfied,
        titles={each.code: each.title for each in groups},
    )


def _by_delegate[T](rows: Iterable[T]) -> dict[int, list[T]]:
    found: dict[int, list[T]] = {}
    for row in rows:
        found.setdefault(row.delegate_id, []).append(row)
    return found


def _duties(delegate: int, known: Known, today: date) -> list[Duty]:
    begun: dict[str, tuple[Requirement, Job]] = {}
    for job in known.jobs.get(delegate, ()):
        for asked in (each for group in job.staff_groups for each in known.requirements.get(group, ())):
            if asked.sector in ("", job.sector):
                begun.setdefault(asked.code, (asked, job))
    made = [_duty(delegate, asked, job, known, today) for asked, job in begun.values()]
    return sorted(made, key=lambda each: (RANK[each.state], each.due_on or date.max, each.requirement.code))


def _duty(delegate: int, asked: Requirement, job: Job, known: Known, today: date) -> Duty:
    counts = known.satisfied_by.get(asked.asks_for_id, {asked.asks_for_id})
    done, started_on = known.done.get(delegate, []), job.starts_on
    days = sorted(each.on for each in done if each.group_id in counts)
    places = [each for each in known.booked.get(delegate, ()) if each.group_id in counts]
    booked_on = _first(each for each in places if each.state != BookingState.WAITING)
    exemption = next((each for each in known.exemptions.get(delegate, ()) if each.group_id == asked.asks_for_id), None)
    due_on = due_after(days, asked) if days else started_on + timedelta(days=asked.first_within_days)
    return Duty(
        requirement=asked,
        state=_state(asked, due_on, bool(days), booked_on, exemption, today),
        started_on=started_on,
        last_on=days[-1] if days else None,
        due_on=due_on,
        booked_on=booked_on,
        waits_on=_first(each for each in places if each.state == BookingState.WAITING),
        exemption=exemption,
        group_title=known.titles.get(asked.asks_for_id, asked.asks_for_id),
        job=job,
        done=done,
    )


def _first(places: Iterable[Place]) -> date | None:
    found = next(iter(places), None)
    return london_date(found.starts_at) if found else None


def due_after(days: Sequence[date], asked: Requirement) -> date | None:
    """The day by which it lapses after it was completed on these days, oldest first; None where once is enough.

    Completed up to `early_days` before it lapses, no time is lost: the next day counts from when it would have lapsed.
    """
    if asked.every_months is None:
        return None
    due = None
    for day in days:
        is_early = due is not None and timedelta(0) <= due - day <= timedelta(days=asked.early_days)
        due = months_later(due if is_early else day, asked.every_months)
    return due


def _state(asked, due_on, is_done, booked_on, exemption, today: date) -> State:
    if exemption:
        return State.EXEMPT
    if due_on is None or (is_done and today < due_on - timedelta(days=SOON)):
        return State.COMPLIANT
    grace_until = due_on + timedelta(days=asked.grace_days)
    if booked_on and booked_on <= grace_until:
        return State.BOOKED
    if today <= due_on:
        return State.SOON if is_done else State.NOT_STARTED
    return State.GRACE if today <= grace_until else State.OVERDUE


def _months(months: int) -> str:
    return f"{months} months" if months != 12 else "year"
