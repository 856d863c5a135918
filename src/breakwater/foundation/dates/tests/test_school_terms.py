from datetime import date

import pytest

from breakwater.foundation.dates import SchoolCalendar, Term
from breakwater.foundation.dates.terms import TermsNotKnown

AUTUMN = Term(date(2026, 9, 3), date(2026, 12, 18), "Autumn 2026", frozenset(date(2026, 10, n) for n in range(26, 31)))
SUMMER = Term(date(2027, 4, 12), date(2027, 7, 21), "Summer 2027", frozenset({date(2027, 6, 28)}))
YEAR = SchoolCalendar.of([SUMMER, AUTUMN])


@pytest.mark.parametrize(
    ("day", "is_school_day"),
    [
        (date(2026, 9, 2), False),
        (date(2026, 9, 3), True),
        (date(2026, 9, 5), False),
        (date(2026, 10, 26), False),
        (date(2026, 12, 18), True),
        (date(2026, 12, 19), False),
        (date(2027, 5, 3), False),
        (date(2027, 6, 28), False),
    ],
)
def test_a_school_day_is_a_weekday_of_term_that_is_no_holiday_and_no_closure(day, is_school_day):
    assert YEAR.is_school_day(day) == is_school_day


def test_the_term_of_a_day_is_told_and_between_terms_there_is_none():
    assert [YEAR.term_on(day) for day in (AUTUMN.end, date(2026, 12, 19), SUMMER.start)] == [AUTUMN, None, SUMMER]


def test_school_days_skip_breaks_and_holidays():
    assert YEAR.add_school_days(date(2026, 10, 22), 2) == date(2026, 11, 2)
    assert YEAR.add_school_days(date(2026, 8, 1), 0) == date(2026, 8, 1)
    assert YEAR.next_school_day(date(2026, 12, 18)) == date(2027, 4, 12)
    assert YEAR.add_school_days(date(2027, 4, 12), -1) == date(2026, 12, 18)
    assert YEAR.school_days_between(date(2026, 10, 22), date(2026, 11, 2)) == 2


@pytest.mark.parametrize(
    ("start", "n", "words"),
    [
        (date(2027, 7, 20), 2, "up to 2027-07-21"),
        (date(2027, 7, 21), 1, "up to 2027-07-21"),
        (date(2026, 9, 3), -1, "from 2026-09-03"),
    ],
)
def test_a_count_beyond_the_entered_terms_is_not_guessed(start, n, words):
    with pytest.raises(TermsNotKnown, match=words):
        YEAR.add_school_days(start, n)


def test_without_terms_nothing_is_a_school_day_and_nothing_is_counted():
    assert not SchoolCalendar().is_school_day(date(2026, 9, 3))
    with pytest.raises(TermsNotKnown):
        SchoolCalendar().next_school_day(date(2026, 9, 3))


def test_a_term_that_ends_before_it_starts_is_refused():
    with pytest.raises(ValueError):
        Term(date(2026, 12, 18), date(2026, 12, 17), "Backwards")
    one_day = date(2026, 12, 18)
    assert one_day in Term(one_day, one_day, "Short")
