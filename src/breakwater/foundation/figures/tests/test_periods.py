"""Months, quarters, school years and months of one's own choosing."""

from datetime import date

import pytest

from breakwater.foundation.figures.periods import month_of, period_of, quarter_of, school_year_of


@pytest.mark.parametrize(
    ("period", "code", "words", "months"),
    [
        (month_of(date(2026, 11, 24)), "2026-11", "November 2026", 1),
        (quarter_of(date(2026, 11, 24)), "2026-q4", "October to December 2026", 3),
        (school_year_of(date(2026, 8, 31)), "school-2025", "School year 2025/26", 12),
        (school_year_of(date(2026, 9, 1)), "school-2026", "School year 2026/27", 12),
        (period_of("2025-12..2026-02"), "2025-12..2026-02", "December 2025 to February 2026", 3),
    ],
)
def test_a_period_has_a_code_and_words(period, code, words, months):
    assert (period.code, period.words, len(period.months)) == (code, words, months)
    assert period_of(code) == period


def test_a_period_knows_the_one_before_and_the_year_before():
    quarter = quarter_of(date(2026, 2, 1))
    assert (quarter.before.words, quarter.year_before.words) == ("October to December 2025", "January to March 2025")
    assert (quarter.is_over(date(2026, 3, 31)), quarter.is_over(date(2026, 4, 1))) == (False, True)


@pytest.mark.parametrize(
    "code", ["", "2026", "2026-13", "2026-q5", "2026-05..2026-04", "0000-01", "school-x", "2020-01..2026-01"]
)
def test_what_is_no_period_is_none(code):
    assert period_of(code) is None
