"""What the training of an area can be counted by, for its yearly report and for assurance (PL 8.9, 8.10, 8.11-9). Nobody is named.

Whoever counts acts as the area's training service. Each function counts in the database, in one query.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from statistics import fmean

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import ExtractMonth

from breakwater.foundation.dates.london_time import LONDON, start_of
from breakwater.partnership.organisations.models import Area
from breakwater.partnership.organisations.models.organisations import OrganisationKind

from .models import Assignment, Attendance, Booking, BookingState, Evaluation, EventState, Interest

FEW = 10  # no change is inferred from fewer
DAY = 360  # minutes
NOT_KNOWN = "Not known"
QUARTERS = ("April to June", "July to September", "October to December", "January to March")
CAME = Q(attendances__came__in=[Attendance.Came.WHOLE, Attendance.Came.PART])


@dataclass(frozen=True)
class Attended:
    """Of the places of a sector, an agency or a course: how many were taken, and by how many people who came."""

    what: str
    places: int
    came: int

    @property
    def stayed_away(self) -> int:
        return self.places - self.came


@dataclass(frozen=True)
class Moved:
    """The paired change of a course's outcomes, from 1 to 5: `n` answers given both before and after. Of few nothing is shown."""

    course: str
    n: int
    before: float
    after: float

    @property
    def is_shown(self) -> bool:
        return self.n >= FEW

    @property
    def change(self) -> str:
        return f"{self.after - self.before:+.1f}" if self.is_shown else "Too few to say"


def _held(area: Area, first: date, until: date) -> QuerySet[Booking]:
    """Places at dates that were held, from a day to the day before another."""
    known = Booking.objects.filter(area=area, state=BookingState.CONFIRMED)
    held = known.exclude(event__state=EventState.CANCELLED).filter(attendances__isnull=False)
    return held.filter(event__starts_at__gte=start_of(first), event__starts_at__lt=start_of(until))


def _attended(rows: QuerySet[Booking], by: str) -> list[tuple[str, int, int]]:
    counted = rows.values(what=F(by)).annotate(
        places=Count("pk", distinct=True), came=Count("pk", distinct=True, filter=CAME)
    )
    return [(each["what"] or "", each["places"], each["came"]) for each in counted.order_by(F("places").desc(), "what")]


def by_sector(area: Area, first: date, until: date) -> list[Attended]:
    kinds = dict(OrganisationKind.choices)
    rows = _attended(_held(area, first, until), "organisation__kind")
    return [Attended(kinds.get(what, "Not known"), places, came) for what, places, came in rows]


def by_agency(area: Area, first: date, until: date) -> list[Attended]:
    rows = _attended(_held(area, first, until), "organisation__name")
    return [Attended(what or NOT_KNOWN, places, came) for what, places, came in rows]


def by_course(area: Area, first: date, until: date) -> list[Attended]:
    return [Attended(*row) for row in _attended(_held(area, first, until), "event__course__title")]


def by_quarter(area: Area, first: date, until: date) -> list[Attended]:
    """Of a year to March, the quarters in their order."""
    found = [Attended(each, 0, 0) for each in QUARTERS]
    months = _held(area, first, until).annotate(month=ExtractMonth("event__starts_at", tzinfo=LONDON))
    for month, places, came in _attended(months, "month"):
        known = found[number := (month - 4) % 12 // 3]
        found[number] = Attended(known.what, known.places + places, known.came + came)
    return found


def evaluated(area: Area, first: date, until: date) -> tuple[int, int]:
    """How many places were evaluated after the course, of how many whose delegate came."""
    came = _held(area, first, until).filter(CAME)
    counted = came.aggregate(
        all=Count("pk", distinct=True), said=Count("pk", distinct=True, filter=Q(evaluations__stage="AFTER"))
    )
    return counted["said"], counted["all"]


def days_by_agency(area: Area, first: date, until: date) -> list[tuple[str, float]]:
    """The days that each agency's trainers taught: what partners gave."""
    rows = Assignment.objects.filter(
        event__area=area,
        is_reserve=False,
        event__state__in=[EventState.OPEN, EventState.DONE],
        event__starts_at__gte=start_of(first),
        event__starts_at__lt=start_of(until),
    )
    counted = rows.values(name=F("trainer__organisation__name")).annotate(minutes=Sum("event__edition__minutes"))
    return [(each["name"], round(each["minutes"] / DAY, 1)) for each in counted.order_by("-minutes", "name")]


@dataclass(frozen=True)
class Unmet:
    """Of a course and an organisation: how many waited and got no place, and how many were asked for beside that."""

    course: str
    organisation: str
    waited: int
    asked: int


def unmet_need(area: Area, first: date, until: date) -> list[Unmet]:
    """The wait for a place without one, and what was asked for where a course was full or had no date; in two queries."""
    span = {"event__starts_at__gte": start_of(first), "event__starts_at__lt": start_of(until)}
    placed = Booking.objects.filter(
        delegate=OuterRef("delegate"), event__course=OuterRef("event__course"), state=BookingState.CONFIRMED
    )
    waited = Booking.objects.filter(area=area, state__in=[BookingState.WAITING, BookingState.LAPSED], **span)
    waited = waited.exclude(Exists(placed.filter(event__starts_at__gte=start_of(first))))
    counted = waited.values_list("event__course__title", "organisation__name")
    waiting, wanted = Counter(), Counter()
    for course, organisation, people in counted.annotate(n=Count("delegate", distinct=True)):
        waiting[course, organisation or NOT_KNOWN] = people
    asked = interest_in(area, first, until).values_list("course__title", "organisation__name")
    for course, organisation, people in asked.annotate(n=Sum("people")):
        wanted[course, organisation or NOT_KNOWN] = people
    return [Unmet(*key, waiting[key], wanted[key]) for key in sorted(waiting.keys() | wanted.keys())]


def interest_in(area: Area, first: date, until: date) -> QuerySet[Interest]:
    """What was asked for, from a day to the day before another."""
    return Interest.objects.filter(course__area=area, asked_at__gte=start_of(first), asked_at__lt=start_of(until))


def changes(area: Area, first: date, until: date) -> list[Moved]:
    """By course: how sure people were before and after, of those answers alone that were given both times."""
    said = Evaluation.objects.filter(
        stage__in=[Evaluation.Stage.BEFORE, Evaluation.Stage.AFTER],
        booking__area=area,
        booking__event__starts_at__gte=start_of(first),
        booking__event__starts_at__lt=start_of(until),
    )
    given: dict[tuple[str, int], dict[str, dict[str, int]]] = {}
    for course, booking, stage, scores in said.values_list(
        "booking__event__course__title", "booking", "stage", "scores"
    ):
        given.setdefault((course, booking), {})[stage] = scores
    pairs: dict[str, list[tuple[int, int]]] = {}
    for (course, _), stages in given.items():
        before, after = stages.get("BEFORE", {}), stages.get("AFTER", {})
        pairs.setdefault(course, []).extend((before[key], after[key]) for key in before.keys() & after.keys())
    return [
        Moved(course, len(both), fmean(was for was, _ in both), fmean(now for _, now in both))
        for course, both in sorted(pairs.items())
        if both
    ]
