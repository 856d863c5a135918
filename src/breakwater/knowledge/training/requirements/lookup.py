"""Whose training is asked about: one's own record, a team's staff, an area's, its safeguarding leads. The wall has left out the rest."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from operator import itemgetter

from django.db.models import F, Q, QuerySet

from breakwater.partnership.organisations.models import Area, Organisation, Team, User

from ..models import Booking, CourseGroup, Delegate, Employment, Event, EventState, Requirement
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


def next_dates(asked: Iterable[Requirement], area: Area, at: datetime) -> dict[int, Event]:
    """The next date that can be booked for each requirement, by its key: of a course meant for such staff, of the course itself
    before a longer one that covers it, with a place before a full one."""
    wanted = {each.pk: each for each in asked}
    counts = {each.asks_for_id: {each.asks_for_id} for each in wanted.values()}
    for longer, covers in CourseGroup.objects.values_list("code", "covers"):
        for code in counts.keys() & set(covers):
            counts[code].add(longer)
    events = Event.objects.filter(
        area=area, state=EventState.OPEN, cut_off_at__gt=at, course__group__in=set().union(*counts.values())
    )
    rows = events.annotate(is_full=Q(places_taken__gte=F("capacity"))).order_by("is_full", "starts_at", "pk")
    listed = list(rows.values_list("pk", "course__group_id", "course__staff_groups"))
    chosen = {}
    for key, one in wanted.items():
        fits = [
            (group != one.asks_for_id, event)
            for event, group, meant_for in listed
            if group in counts[one.asks_for_id] and (not meant_for or one.staff_group in meant_for)
        ]
        if fits:
            chosen[key] = min(fits, key=itemgetter(0))[1]
    read = Event.objects.select_related("course").in_bulk(set(chosen.values()))
    return {key: read[event] for key, event in chosen.items()}


def to_book(duties: Iterable[status.Duty], dates: dict[int, Event]) -> Event | None:
    """The date that helps most: of the first of the duties that has one."""
    wanted = (dates.get(each.requirement.pk) for each in duties)
    return next((event for event in wanted if event), None)


def record_of(delegates) -> QuerySet[Booking]:
    """Everything that was booked, the newest first, with what came of it."""
    known = Booking.objects.filter(delegate__in=delegates).select_related(
        "event__course", "event__edition", "area", "delegate"
    )
    return known.prefetch_related("attendances", "evaluations").order_by("-event__starts_at", "-pk")


def employers_of(delegates) -> QuerySet[Employment]:
    known = Employment.objects.filter(delegate__in=delegates).select_related("organisation")
    return known.order_by("-starts_on", "-pk")
