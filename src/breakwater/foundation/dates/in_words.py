"""Dates and moments in the words people say: "tomorrow 17:00, 3 working hours left", "2 working days ago".

A bare weekday is less than a week away; the page gives the exact moment on focus. Numbers are rounded down, so that
nobody is told of more time than there is.
"""

from datetime import date, datetime, timedelta

from .deadlines import Due
from .london_time import london_date, to_london, to_utc
from .office_hours import STANDARD, OfficeHours
from .working_days import ENGLAND, WorkingCalendar

NEAR = {-1: "yesterday", 0: "today", 1: "tomorrow"}
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
A_WORKING_DAY = 8 * HOUR


def plural(n: int, word: str) -> str:
    return f"{n} {word}" if n == 1 else f"{n} {word}s"


def date_in_words(day: date) -> str:
    """3 March 2026."""
    return f"{day.day} {day:%B} {day.year}"


def day_in_words(day: date, *, today: date) -> str:
    """today, tomorrow, yesterday, Friday (within six days), Friday 4 December, Friday 4 December 2027."""
    away = (day - today).days
    if away in NEAR:
        return NEAR[away]
    if abs(away) < 7:
        return f"{day:%A}"
    return f"{day:%A} {day.day} {day:%B}" if day.year == today.year else f"{day:%A} {date_in_words(day)}"


def moment_in_words(at: datetime, *, now: datetime) -> str:
    """tomorrow 17:00, Friday 16:40, Friday 4 December 09:05: on London's clocks."""
    at = to_london(at)
    return f"{day_in_words(at.date(), today=london_date(now))} {at:%H:%M}"


def exact_moment(at: datetime) -> str:
    """Friday 4 December 2026 at 16:40: for the reader who asks."""
    at = to_london(at)
    return f"{at:%A} {date_in_words(at.date())} at {at:%H:%M}"


def time_left(at: datetime, *, now: datetime, hours: OfficeHours | None = STANDARD) -> str:
    """3 working hours left, 20 working minutes left, 4 working days left; elapsed time where no office opens before.

    Without `hours` the time runs whether an office is open or not. Empty when the moment has passed.
    """
    at, now = to_utc(at), to_utc(now)
    if at <= now:
        return ""
    open_for = hours and hours.working_time_between(now, at)
    if not hours or not open_for:
        return f"{_hours_or_minutes(at - now)} left"
    days = hours.calendar.working_days_between(london_date(now), london_date(at))
    if open_for <= A_WORKING_DAY or not days:
        return f"{_hours_or_minutes(open_for, 'working ')} left"
    return f"{plural(days, 'working day')} left"


def ago(at: datetime, *, now: datetime, calendar: WorkingCalendar = ENGLAND) -> str:
    """just now, 20 minutes ago, 3 hours ago, yesterday, 2 working days ago, or days where none was a working day."""
    at, now = to_utc(at), to_utc(now)
    day, today = london_date(at), london_date(now)
    if now - at < MINUTE:
        return "just now"
    if day == today:
        return f"{_hours_or_minutes(now - at)} ago"
    if (today - day).days == 1:
        return "yesterday"
    if worked := calendar.working_days_between(day, today):
        return f"{plural(worked, 'working day')} ago"
    return f"{plural((today - day).days, 'day')} ago"


def due_in_words(due: Due, *, now: datetime, hours: OfficeHours | None = STANDARD) -> str:
    """What a work list says of a duty; without `hours`, of one that runs past closing.

    "tomorrow 17:00, 3 working hours left" · "today 17:00, late after midnight" · "was due Friday 17:00, 2 working days ago".
    """
    when = moment_in_words(due.shown_at, now=now)
    if due.is_breached(now):
        since = ago(due.shown_at, now=now, calendar=hours.calendar if hours else ENGLAND)
        return f"was due {when}" if when.startswith(since) else f"was due {when}, {since}"
    if now >= due.shown_at:
        return f"{when}, late after midnight"
    return f"{when}, {time_left(due.shown_at, now=now, hours=hours)}"


def _hours_or_minutes(length: timedelta, kind: str = "") -> str:
    if length >= HOUR:
        return plural(length // HOUR, f"{kind}hour")
    if length >= MINUTE:
        return plural(length // MINUTE, f"{kind}minute")
    return "less than a minute"
