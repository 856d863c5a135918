"""Which contact it is within twelve months."""

from datetime import date

import pytest

from breakwater.practice.front_door.repeats import Repeat, a_year_later, ordinal, within_twelve_months


@pytest.mark.parametrize(
    ("earlier", "later", "inside"),
    [
        (date(2025, 11, 24), date(2026, 11, 24), True),
        (date(2025, 11, 24), date(2026, 11, 25), False),
        (date(2024, 2, 29), date(2025, 2, 28), True),
        (date(2024, 2, 29), date(2025, 3, 1), False),
        (date(2023, 2, 28), date(2024, 2, 28), True),
        (date(2023, 2, 28), date(2024, 2, 29), False),
        (date(2026, 1, 2), date(2026, 1, 1), False),
        (date(2026, 1, 1), date(2026, 1, 1), True),
    ],
)
def test_the_day_a_year_on_is_inside_twelve_months_and_the_next_is_not(earlier, later, inside):
    assert within_twelve_months(earlier, later) is inside


def test_twelve_months_after_29_february_are_28_february():
    assert a_year_later(date(2024, 2, 29)) == date(2025, 2, 28)


def test_ordinals_are_said_as_people_say_them():
    assert [ordinal(n) for n in (1, 2, 3, 4, 11, 12, 13, 21, 22, 111)] == [
        "1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "22nd", "111th",
    ]  # fmt: skip


def test_a_first_contact_is_not_marked():
    assert Repeat(1, 1).words == ""
    assert Repeat(4, 3).words == "4th contact in 12 months, 3 agencies"
