from datetime import date

import pytest

from breakwater.foundation.dates.months import months_later


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 11, 24), 0, date(2026, 11, 24)),
        (date(2026, 11, 24), 1, date(2026, 12, 24)),
        (date(2026, 11, 24), 2, date(2027, 1, 24)),
        (date(2027, 1, 24), -1, date(2026, 12, 24)),
        (date(2027, 1, 31), 1, date(2027, 2, 28)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 3, 31), -3, date(2025, 12, 31)),
    ],
)
def test_a_month_later_is_the_same_day_or_the_last_of_its_month(day, months, later):
    assert months_later(day, months) == later
