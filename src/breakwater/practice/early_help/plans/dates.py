"""On which days a plan may be looked at again."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError

from breakwater.foundation.dates.working_days import WorkingCalendar
from breakwater.foundation.design.moments import day as spoken_day

AT_MOST = timedelta(weeks=8)


def within_eight_weeks(day: date | None, *, of: date) -> date | None:
    """The day, where it is not too late to look at a plan again (FD 4.6)."""
    if day is not None and day > of + AT_MOST:
        raise ValidationError(f"Choose a day until {spoken_day(of + AT_MOST)}: at most eight weeks")
    return day


def on_a_working_day(day: date | None, calendar: WorkingCalendar) -> date | None:
    """The day, where those who help are at work on it."""
    if day is not None and not calendar.is_working_day(day):
        following = spoken_day(calendar.next_working_day(day))
        raise ValidationError(f"{spoken_day(day)} is no working day. Choose a working day, for example {following}")
    return day
