"""When lists are released: alternate weeks of each half-term, on its release day or the next school day; never in a closure."""

from dataclasses import dataclass
from datetime import date, timedelta

from breakwater.foundation.dates.terms import SchoolCalendar, TermsNotKnown
from breakwater.partnership.organisations.calendars import school_calendar
from breakwater.partnership.organisations.models import Area

RELEASE_DAY = 1  # Tuesday
FORTNIGHT = timedelta(days=14)
LONG_BREAK = timedelta(days=7)


@dataclass(frozen=True)
class Release:
    """A release day, and whether the next one lies behind a holiday."""

    on: date
    is_before_holiday: bool


def releases(calendar: SchoolCalendar) -> list[Release]:
    """Every release of the terms that are entered, in order."""
    found = []
    for number, term in enumerate(calendar.terms):
        day = term.start + timedelta(days=(RELEASE_DAY - term.start.weekday()) % 7)
        days = []
        while day <= term.end:
            on = day if calendar.is_school_day(day) else _next(calendar, day)
            if on is not None and on in term and (not days or on > days[-1]):
                days.append(on)
            day += FORTNIGHT
        following = calendar.terms[number + 1].start if number + 1 < len(calendar.terms) else None
        away = following is None or following - term.end > LONG_BREAK
        found += [Release(on, away and on == days[-1]) for on in days]
    return found


def release_on(area: Area, day: date) -> Release | None:
    """The release of that very day, or None."""
    return next((one for one in releases(school_calendar(area)) if one.on == day), None)


def next_release(area: Area, after: date) -> Release | None:
    """The first release after a day, or None where no terms are entered that far."""
    return next((one for one in releases(school_calendar(area)) if one.on > after), None)


def is_closed(area: Area, day: date) -> bool:
    """Whether the schools are closed on a day of the terms that are entered: a weekend, a half-term, a holiday between terms."""
    calendar = school_calendar(area)
    return any(term.start <= day for term in calendar.terms) and not calendar.is_school_day(day)


def is_before_holiday(area: Area, period: date) -> bool:
    """Whether a list of that day is the last before a holiday; of a day beside the rhythm, whether the term ends first."""
    known = release_on(area, period)
    if known:
        return known.is_before_holiday
    calendar = school_calendar(area)
    term = calendar.term_on(period)
    return term is not None and period + FORTNIGHT > term.end


def school_day(area: Area, start: date, n: int) -> date:
    """The nth school day after a day; working days where the terms are not entered that far."""
    calendar = school_calendar(area)
    try:
        return calendar.add_school_days(start, n)
    except TermsNotKnown:
        return calendar.calendar.add_working_days(start, n)


def _next(calendar: SchoolCalendar, day: date) -> date | None:
    try:
        return calendar.next_school_day(day)
    except TermsNotKnown:
        return None
