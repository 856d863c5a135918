"""Whom to ring this minute: worked out from one configured record of numbers, hours and closures, each with its dates.

`reach_at` is a pure function of rows; `reach_now` fetches them, in four queries whatever the hour.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q

from breakwater.foundation.dates.in_words import date_in_words
from breakwater.foundation.dates.london_time import london_date, to_london, to_utc
from breakwater.foundation.dates.office_hours import STANDARD, Span
from breakwater.foundation.dates.working_days import WorkingCalendar
from breakwater.partnership.organisations.models import Area, ContactPoint, OpeningHours, TeamService

SERVICE = "front_door"
LOOK_AHEAD = 60  # days; an office shut for longer is said to be shut, without a day


class NoFrontDoor(Exception):
    """No team of any area receives contacts, so there is nobody to tell. The installation must be configured."""


@dataclass(frozen=True)
class Reach:
    """Who answers at one moment. `number` is the one to ring now; None only where none is configured.

    `until` is when the open office closes; `opens_again` when the closed one opens. Both are None where nobody knows.
    """

    area: Area
    is_open: bool
    number: ContactPoint | None = None
    office: ContactPoint | None = None
    until: datetime | None = None
    opens_again: datetime | None = None
    helplines: tuple[ContactPoint, ...] = ()
    elsewhere: tuple[ContactPoint, ...] = ()
    at: datetime | None = None

    @property
    def until_words(self) -> str:
        """ "5pm today"."""
        return f"{clock_words(to_london(self.until).time())} today" if self.until else ""

    @property
    def opens_words(self) -> str:
        """ "8:30am tomorrow", "8:30am on Monday 30 November"; empty where nobody knows."""
        if self.opens_again is None:
            return ""
        opens = to_london(self.opens_again)
        away = (opens.date() - london_date(self.at)).days
        day = {0: "today", 1: "tomorrow"}.get(away, f"on {opens:%A} {opens.day} {opens:%B}")
        return f"{clock_words(opens.time())} {day}"

    @property
    def for_children(self) -> tuple[ContactPoint, ...]:
        return tuple(point for point in self.helplines if point.for_children)

    @property
    def checked_words(self) -> str:
        """The day on which the oldest of the numbers shown was last checked (SG-31)."""
        shown = [point.last_checked_on for point in (self.number, self.office, *self.helplines) if point]
        return date_in_words(min(shown)) if shown else ""


def reach_at(
    at: datetime,
    *,
    area: Area,
    points: Iterable[ContactPoint],
    hours: Sequence[OpeningHours],
    closures: Collection[date] = (),
) -> Reach:
    """Return whom to ring at a moment. `points`, `hours` and `closures` may hold rows of other dates: each counts by its own."""
    today = london_date(at)
    standing = sorted(
        (point for point in points if _in_force(point, today)), key=lambda point: (point.order, point.pk or 0)
    )
    ours = [point for point in standing if point.area_id == area.pk]
    office = _first(ours, ContactPoint.Purpose.FRONT_DOOR)
    at_night = _first(ours, ContactPoint.Purpose.OUT_OF_HOURS)
    until, opens_again = _sessions(to_utc(at), hours, WorkingCalendar.closed_also_on(closures))
    is_open = until is not None
    return Reach(
        area=area,
        is_open=is_open,
        number=(office or at_night) if is_open else at_night,
        office=office,
        until=until,
        opens_again=opens_again,
        helplines=tuple(
            point
            for point in standing
            if point.purpose == ContactPoint.Purpose.HELPLINE and point.area_id in (None, area.pk)
        ),
        elsewhere=tuple(
            point
            for point in standing
            if point.purpose == ContactPoint.Purpose.FRONT_DOOR and point.area_id not in (None, area.pk)
        ),
        at=at,
    )


def reach_now(at: datetime, *, area: Area | None = None) -> Reach:
    """Return whom to ring in the area that this installation serves, or in `area`, whether or not it has a front door here.

    Raises NoFrontDoor where none is named and there is none.
    """
    today = london_date(at)
    points = ContactPoint.objects.select_related("area").filter(
        Q(effective_to=None) | Q(effective_to__gte=today), effective_from__lte=today
    )
    try:
        receiving = _receiving(area)
    except NoFrontDoor:
        if area is None:
            raise
        return Reach(
            area=area,
            is_open=False,
            number=_first([p for p in points if p.area_id == area.pk], ContactPoint.Purpose.FRONT_DOOR),
            at=at,
        )
    hours = receiving.team.hours.filter(Q(effective_to=None) | Q(effective_to__gte=today))
    closures = receiving.area.closures.filter(day__gte=today).values_list("day", flat=True)
    return reach_at(at, area=receiving.area, points=points, hours=list(hours), closures=set(closures))


def area_here() -> Area:
    """The area that this installation's public pages speak for: the first that was given a front door. Raises NoFrontDoor."""
    return _receiving(None).area


def _receiving(area: Area | None) -> TeamService:
    found = TeamService.objects.select_related("area", "team").filter(service=SERVICE)
    receiving = (found.filter(area=area) if area else found).order_by("pk").first()
    if receiving is None:
        raise NoFrontDoor(area.code if area else "any area")
    return receiving


def _in_force(row, day: date) -> bool:
    return row.effective_from <= day and (row.effective_to is None or day <= row.effective_to)


def _first(points: Iterable[ContactPoint], purpose: str) -> ContactPoint | None:
    return next((point for point in points if point.purpose == purpose and point.telephone), None)


def _spans(day: date, hours: Sequence[OpeningHours], calendar: WorkingCalendar) -> list[Span]:
    """When the office is open on a day, by the hours in force that day; office hours where none are configured."""
    if calendar.is_holiday(day):
        return []
    standing = [row for row in hours if _in_force(row, day)]
    if not standing:
        return list(STANDARD.week[day.weekday()])
    return sorted(Span(row.opens_at, row.closes_at) for row in standing if row.weekday == day.weekday())


def _sessions(
    at: datetime, hours: Sequence[OpeningHours], calendar: WorkingCalendar
) -> tuple[datetime | None, datetime | None]:
    """When the session under way closes (None while shut), and when the next one opens."""
    until = None
    for ahead in range(LOOK_AHEAD):
        for span in _spans(london_date(at) + timedelta(days=ahead), hours, calendar):
            opens, closes = span.on(london_date(at) + timedelta(days=ahead))
            if opens <= at < closes or until == opens:
                until = closes
            elif opens > at:
                return until, opens
    return until, None


def clock_words(at: time) -> str:
    """5pm, 8:30am, midday, midnight: how a notice on a door says it."""
    if (at.hour, at.minute) == (12, 0):
        return "midday"
    if (at.hour, at.minute) == (0, 0):
        return "midnight"
    hour = at.hour % 12 or 12
    minutes = f":{at.minute:02}" if at.minute else ""
    return f"{hour}{minutes}{'am' if at.hour < 12 else 'pm'}"


def who_acts(reach: Reach) -> str:
    """Who acts for a child who may not be safe; out of hours nobody of the MASH does, so whoever says it rings now (SG-04)."""
    if reach.is_open:
        return "The MASH is told now, and has a task to act within four hours. If it cannot wait, act yourself"
    whom = f"{reach.number.label}, {reach.number.telephone}," if reach.number else "emergency duty"
    return f"The MASH is closed, and nobody there reads it before {reach.opens_words or 'it opens'}: call {whom} now, or act yourself"
