"""A second calendar, written from the rules alone, shares no code and no library with the one it judges.

Easter is the Gregorian computus in Butcher's form. A fixed holiday on a weekend moves to the next weekday not already
taken. One-off holidays and the moved ones of 2020 and 2022 are listed by hand.
"""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from breakwater.foundation.dates import add_working_days, due_on, is_working_day, working_days_between
from breakwater.foundation.dates.london_time import moment

MOVED_AWAY = {date(2020, 5, 4), date(2022, 5, 30)}
ADDED = {
    date(2020, 5, 8),
    date(2022, 6, 2),
    date(2022, 6, 3),
    date(2022, 9, 19),
    date(2023, 5, 8),
}


def easter_sunday(year):
    a = year % 19
    b, c = divmod(year, 100)
    d, e = divmod(b, 4)
    f = (b + 8) // 25
    g = (b - f + 1) // 3
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    el = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * el) // 451
    month, day = divmod(h + el - 7 * m + 114, 31)
    return date(year, month, day + 1)


def first_monday(year, month):
    return date(year, month, 1 + (7 - date(year, month, 1).weekday()) % 7)


def last_monday(year, month):
    last = date(year, month, 31)
    return last - timedelta(days=last.weekday())


def free_weekday_from(day, taken):
    while day.weekday() > 4 or day in taken:
        day += timedelta(days=1)
    return day


def shut_days(year):
    easter = easter_sunday(year)
    shut = {
        free_weekday_from(date(year, 1, 1), ()),
        easter - timedelta(days=2),
        easter + timedelta(days=1),
        first_monday(year, 5),
        last_monday(year, 5),
        last_monday(year, 8),
    }
    # Whichever of the two Christmas holidays falls on a weekday keeps it; the other moves round it.
    christmas, boxing = date(year, 12, 25), date(year, 12, 26)
    kept = {day for day in (christmas, boxing) if day.weekday() < 5}
    for day in (christmas, boxing):
        if day not in kept:
            kept.add(free_weekday_from(day, kept))
    return (shut | kept) - MOVED_AWAY | {day for day in ADDED if day.year == year}


SHUT = {day for year in range(2018, 2037) for day in shut_days(year)}


def works(day):
    return day.isoweekday() < 6 and day not in SHUT


def count_on(start, n):
    """Written as a list of candidates rather than a loop with a counter, unlike the code it judges."""
    if n == 0:
        return start
    sign = 1 if n > 0 else -1
    candidates = (start + timedelta(days=sign * i) for i in range(1, abs(n) * 2 + 40))
    return [day for day in candidates if works(day)][abs(n) - 1]


STARTS = st.dates(date(2019, 1, 1), date(2035, 12, 31))


def test_every_day_from_2019_to_2035_is_a_working_day_for_both_or_for_neither():
    days = (date(2019, 1, 1) + timedelta(days=i) for i in range(17 * 365 + 4))
    assert [day for day in days if is_working_day(day) != works(day)] == []


@given(STARTS, st.integers(-30, 60))
def test_both_calendars_count_to_the_same_day(start, n):
    assert add_working_days(start, n) == count_on(start, n)


@given(STARTS, st.integers(-30, 60).filter(bool))
def test_counting_back_what_was_counted_forward_gives_the_number(start, n):
    assert working_days_between(start, add_working_days(start, n)) == n


@given(STARTS, st.times(), st.integers(1, 60))
def test_the_hour_of_receipt_never_moves_a_statutory_day(day, hour, n):
    assert due_on(moment(day, hour.replace(tzinfo=None))) == count_on(day, 1)
    assert due_on(moment(day, hour)) == due_on(moment(day, hour.replace(hour=12)))
