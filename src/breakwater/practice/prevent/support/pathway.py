"""What the support offer promises schools, and by when. Every length is a local agreement."""

from datetime import date, datetime, time, timedelta

from breakwater.casework.clocks.rules import LocalAgreement
from breakwater.foundation.dates.limits import WorkingDays
from breakwater.foundation.dates.london_time import to_london
from breakwater.foundation.dates.months import months_later
from breakwater.partnership.organisations.calendars import working_calendar
from breakwater.partnership.organisations.models import Area

SERVICE = "prevent_education"
AGREED = LocalAgreement("Prevent support offer to schools", "what a school may expect")
ANSWERED_WITHIN, REPORT_WITHIN = WorkingDays(5), WorkingDays(10)
FOLLOW_UP_MONTHS, REVIEW_MONTHS = 3, 12
# When the officers work: a school's governors may meet in the evening. Nobody is moved to a time less than so far ahead.
FROM, UNTIL, NOTICE = time(8), time(20), timedelta(hours=1)


def answer_by(area: Area, today: date) -> date:
    """Until when a request has times to choose from, or a reason why not."""
    return working_calendar(area).add_working_days(today, ANSWERED_WITHIN.n)


def same_day(area: Area, today: date) -> date:
    """An offer that was declined comes back to whoever acts next the same working day (SG-02)."""
    calendar = working_calendar(area)
    return today if calendar.is_working_day(today) else calendar.next_working_day(today)


def report_due(area: Area, visited_on: date) -> date:
    return working_calendar(area).add_working_days(visited_on, REPORT_WITHIN.n)


def follow_up_due(visited_on: date) -> date:
    return months_later(visited_on, FOLLOW_UP_MONTHS)


def review_due(agreed_on: date) -> date:
    """A risk assessment is reviewed at least once a year, or after a serious incident."""
    return months_later(agreed_on, REVIEW_MONTHS)


def is_working_time(area: Area, starts_at: datetime, minutes: int) -> bool:
    """Whether an appointment lies within the officers' hours of one working day."""
    begins, ends = to_london(starts_at), to_london(starts_at + timedelta(minutes=minutes))
    is_one_day = begins.date() == ends.date() and working_calendar(area).is_working_day(begins.date())
    return is_one_day and begins.time() >= FROM and ends.time() <= UNTIL
