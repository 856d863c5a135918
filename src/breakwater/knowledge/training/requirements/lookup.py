"""Whose training is asked about: one's own record, a team's staff, an area's, its safeguarding leads. The wall has left out the rest."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Q, QuerySet

from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.dates.months import months_later
from breakwater.partnership.organisations.models import Area, Organisation, Team, User

from ..models import Booking, Course, CourseGroup, Delegate, Employment, Event, EventState, Requirement
from . import status

LEADS = "dsl"
FORMAL = "dsl.formal"


@dataclass(frozen=True)
class Standing:
    """A member of staff with their duties, the worst first. Who it is stands in `employment`, of those that `shown` has read."""

    job: status.Job
    duties: list[status.Duty]
    employment: Employment | None = None

    @property
    def delegate(self) -> Delegate:
        return self.employment.delegate

    @property
    def state(self) -> status.State:
        return status.worst(self.duties)

    @property
    def pressing(self) -> list[status.Duty]:
        return [each for each in self.duties if each.state.presses]


@dataclass(frozen=True)
class Employer:
    """How the staff of an organisation stand: how many there are, and how many of them are overdue, due and up to date."""

    name: str
    public_id: str
    staff: int
    overdue: int
    due: int
    fine: int


def by_employer(found: Iterable[tuple[Standing, status.State]]) -> list[Employer]:
    """The employers of these people, the one with the most overdue first."""
    known = {each.job.pk: state for each, state in found}
    rows = Employment.objects.filter(pk__in=known).values_list("pk", "organisation__name", "organisation__public_id")
    states: dict[tuple[str, str], list[status.State]] = {}
    for job, name, public_id in rows:
        states.setdefault((name, public_id), []).append(known[job])
    made = [
        Employer(
            name=name,
            public_id=public_id,
            staff=len(of),
            overdue=of.count(status.State.OVERDUE),
            due=sum(state.presses for state in of) - of.count(status.State.OVERDUE),
            fine=of.count(status.State.COMPLIANT) + of.count(status.State.BOOKED) + of.count(status.State.EXEMPT),
        )
        for (name, public_id), of in states.items()
    ]
    return sorted(made, key=lambda each: (-each.overdue, -each.due, each.name))


def own(user: User) -> QuerySet[Delegate]:
    """One's own records: one in most cases."""
    return Delegate.objects.in_use().of_user(user).select_related("area").order_by("pk")


def employed_by(team: Team, today: date) -> QuerySet[Employment]:
    """A team's staff, by name."""
    return _current(today).filter(team=team).order_by("delegate__name", "pk")


def employed_in(area: Area, today: date) -> QuerySet[Employment]:
    """All staff whose records an area's training team keeps."""
    return _current(today).filter(delegate__area=area).order_by("organisation__name", "delegate__name", "pk")


def employed_by_trust(trust: Organisation, area: Area, today: date) -> QuerySet[Employment]:
    """The staff of a trust's own schools in an area."""
    return employed_in(area, today).filter(organisation__school__trust_name__iexact=trust.name)


def leads_of(area: Area, today: date) -> QuerySet[Employment]:
    """The area's designated safeguarding leads and deputies, by school."""
    return employed_in(area, today).filter(staff_groups__contains=[LEADS])


def _current(today: date) -> QuerySet[Employment]:
    current = Employment.objects.filter(Q(ends_on=None) | Q(ends_on__gte=today), starts_on__lte=today)
    return current.filter(delegate__in=Delegate.objects.in_use())


def standings(employments: QuerySet[Employment], area_id: int, today: date) -> list[Standing]:
    """Where each of these stands, once each."""
    by_person: dict[int, status.Job] = {}
    for each in status.Job.of(employments):
        by_person.setdefault(each.delegate_id, each)
    duties = status.duties_of(list(by_person), area_id, today)
    return [Standing(each, duties[pk]) for pk, each in by_person.items()]


def shown(found: Sequence[Standing], *more: str) -> list[Standing]:
    """The same with who each is and whom they work for, and `more` that is read with it."""
    known = Employment.objects.select_related("delegate", "organisation", *more)
    rows = known.in_bulk([each.job.pk for each in found])
    return [replace(each, employment=rows[each.job.pk]) for each in found]


class Dates:
    """The dates that can be booked for some duties, read once for all of the people whose they are."""

    def __init__(self, duties: Iterable[status.Duty], area: Area, at: datetime):
        wanted = {each.requirement.asks_for_id for each in duties}
        self.longer: dict[str, set[str]] = {code: set() for code in wanted}
        for group, covers in CourseGroup.objects.values_list("code", "covers") if wanted else ():
            for code in wanted & set(covers):
                self.longer[code].add(group)
        self.asked_of: dict[str, set[str]] = {}
        for group, staff in Requirement.objects.values_list("asks_for", "staff_group") if wanted else ():
            self.asked_of.setdefault(group, set()).add(staff)
        events = Event.objects.filter(
            area=area,
            state=EventState.OPEN,
            cut_off_at__gt=at,
            course__group__in=wanted.union(*self.longer.values()),
        )
        self.events = list(events.select_related("course").order_by("starts_at", "pk")) if wanted else []

    def next(self, duty: status.Duty) -> Event | None:
        """The next date for a duty: of a course meant for such staff, of the course itself before a longer one that covers it, with
        a place before a full one. A longer one is not what other staff need, nor what they hold already. None where a place is booked."""
        if duty.booked_on:
            return None
        asked = duty.requirement.asks_for_id
        fits = [
            (each.course.group_id != asked, each.places_left <= 0, place)
            for place, each in enumerate(self.events)
            if _is_meant_for(each.course, duty) and (each.course.group_id == asked or self._fits_as_longer(each, duty))
        ]
        return self.events[min(fits)[-1]] if fits else None

    def _fits_as_longer(self, event: Event, duty: status.Duty) -> bool:
        group = event.course.group_id
        is_theirs = self.asked_of.get(group, set()).intersection(duty.job.staff_groups) or group not in self.asked_of
        return group in self.longer[duty.requirement.asks_for_id] and bool(is_theirs) and not _holds(duty, event)


def _is_meant_for(course: Course, duty: status.Duty) -> bool:
    is_for_staff = not course.staff_groups or duty.requirement.staff_group in course.staff_groups
    return is_for_staff and (not course.sectors or duty.job.sector in course.sectors)


def _holds(duty: status.Duty, event: Event) -> bool:
    """Whether what they completed of such a course counts still on the day."""
    course, day = event.course, london_date(event.starts_at)
    return any(
        not course.valid_months or months_later(each.on, course.valid_months) > day
        for each in duty.done
        if each.course_id == course.pk or each.group_id == course.group_id
    )


def next_dates(duties: Sequence[status.Duty], area: Area, at: datetime) -> dict[int, Event]:
    """The next date for each of one person's duties that has one, by the key of its requirement."""
    dates = Dates(duties, area, at)
    return {each.requirement.pk: event for each in duties if (event := dates.next(each))}


def to_book(duties: Iterable[status.Duty], dates: Dates) -> Event | None:
    """The date that helps most: of the first of the duties that has one."""
    return next((event for each in duties if (event := dates.next(each))), None)


def record_of(delegates) -> QuerySet[Booking]:
    """Everything that was booked, the newest first, with what came of it."""
    known = Booking.objects.filter(delegate__in=delegates).select_related(
        "event__course", "event__edition", "area", "delegate"
    )
    return known.prefetch_related("attendances", "evaluations").order_by("-event__starts_at", "-pk")


def employers_of(delegates) -> QuerySet[Employment]:
    known = Employment.objects.filter(delegate__in=delegates).select_related("organisation")
    return known.order_by("-starts_on", "-pk")
