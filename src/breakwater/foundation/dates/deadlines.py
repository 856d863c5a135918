"""When a duty is due: shown as due at the close of office, in breach when the day is over."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from .limits import CalendarDays, Hours, Limit, Minutes, SameDay, SchoolDays, WorkingDays, WorkingHours
from .london_time import end_of, london_date, to_london, to_utc
from .office_hours import STANDARD, OfficeHours
from .terms import SchoolCalendar
from .working_days import ENGLAND, WorkingCalendar

ONE_WORKING_DAY = WorkingDays(1)


class NoSchoolCalendar(Exception):
    """School days are counted over terms, and none were given."""


@dataclass(frozen=True, slots=True)
class Due:
    """`on` is the London date, `shown_at` what people are told, `breach_at` the first moment that is too late (UTC)."""

    on: date
    shown_at: datetime
    breach_at: datetime

    def is_breached(self, now: datetime) -> bool:
        return now >= self.breach_at

    @classmethod
    def in_the_day(cls, day: date, *, hours: OfficeHours, start: datetime) -> "Due":
        """Due at the close of office that day; at its end when the office had closed before the duty started."""
        close, end = hours.close_of(day), end_of(day)
        return cls(on=day, shown_at=close if close > start else end, breach_at=end)

    @classmethod
    def at_the_moment(cls, at: datetime) -> "Due":
        return cls(on=london_date(at), shown_at=at, breach_at=at)


def due(
    limit: Limit,
    from_: datetime,
    hours: OfficeHours = STANDARD,
    calendar: WorkingCalendar | None = None,
    school: SchoolCalendar | None = None,
) -> Due:
    """When a duty that starts at `from_` (aware) is due. Raises NoSchoolCalendar, TermsNotKnown, NeverOpens.

    Days are counted from the London date of `from_`, whatever the hour. Opening hours move working hours and same-day
    limits only; for the rest they give the time shown. `calendar` is the one of `hours` unless another is given.
    """
    start = to_utc(from_)
    today = london_date(start)
    match limit:
        case WorkingDays(n):
            day = (calendar or hours.calendar).add_working_days(today, n)
        case CalendarDays(n):
            day = today + timedelta(days=n)
        case SchoolDays(n):
            if school is None:
                raise NoSchoolCalendar(str(limit))
            day = school.add_school_days(today, n)
        case SameDay():
            day = today if _in_time_today(limit, start, hours) else hours.next_day_open(today)
        case WorkingHours(n):
            return Due.at_the_moment(hours.add_working_hours(start, n))
        case Hours(n):
            return Due.at_the_moment(start + timedelta(hours=n))
        case Minutes(n):
            return Due.at_the_moment(start + timedelta(minutes=n))
        case _:
            raise TypeError(f"{limit!r} is no limit")
    return Due.in_the_day(day, hours=hours, start=start)


def due_on(
    received_at: datetime, limit: WorkingDays | CalendarDays = ONE_WORKING_DAY, *, calendar: WorkingCalendar = ENGLAND
) -> date:
    """The day on which something received at that moment is due, whatever the hour it came."""
    return due(limit, received_at, STANDARD, calendar).on


def _in_time_today(limit: SameDay, start: datetime, hours: OfficeHours) -> bool:
    today = london_date(start)
    if not hours.opens_on(today) or start >= hours.close_of(today):
        return False
    return limit.cut_off is None or to_london(start).time() <= limit.cut_off
