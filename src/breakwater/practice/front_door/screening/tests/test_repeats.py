"""Which contact it is within twelve months."""

from datetime import date, time

import pytest

from breakwater.foundation.dates.london_time import moment
from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.front_door.models import Contact
from breakwater.practice.front_door.screening.repeat_contacts import (
    Repeat,
    a_year_later,
    months_later,
    ordinal,
    repeats_of,
    within_twelve_months,
)
from breakwater_dev.testing import factories as make


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
        "1st",
        "2nd",
        "3rd",
        "4th",
        "11th",
        "12th",
        "13th",
        "21st",
        "22nd",
        "111th",
    ]


def test_a_first_contact_is_not_marked():
    assert Repeat(1, 1).words == ""
    assert Repeat(4, 3).words == "4th contact in 12 months, 3 agencies"


@pytest.mark.parametrize(
    ("first", "second", "is_within"),
    [
        (date(2025, 11, 24), date(2026, 11, 24), True),  # twelve months to the day
        (date(2025, 11, 24), date(2026, 11, 25), False),  # and a day later
        (date(2024, 2, 29), date(2025, 2, 28), True),  # the leap day, defined: 29 February + 12 months = 28 February
        (date(2024, 2, 29), date(2025, 3, 1), False),
        (date(2026, 3, 3), date(2026, 3, 2), False),
        (date(2026, 3, 1), date(2026, 3, 2), True),
    ],
)
def test_scenario_f_twelve_months_are_counted_with_the_boundary_day_inside(first, second, is_within):
    assert within_twelve_months(first, second) is is_within


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 8, 24), 3, date(2026, 11, 24)),
        (date(2026, 10, 31), 12, date(2027, 10, 31)),
    ],
)
def test_months_end_on_the_last_day_that_there_is(day, months, later):
    assert months_later(day, months) == later


def test_the_marks_of_a_child_known_well(mash, screener, contact_arrives):
    """Four in twelve months from two agencies, one of them entered twice in a day, and a referral among them."""
    child = make.person("Sam", "Sample")
    school, police = make.organisation("School", "SCHOOL"), make.organisation("Police", "POLICE")
    at = moment(date(2026, 11, 24), time(10))
    for day, agency in (
        (date(2025, 11, 23), school),  # a day too long ago
        (date(2025, 11, 24), school),
        (date(2026, 9, 1), police),
        (date(2026, 9, 1), police),
        (date(2026, 10, 1), None),
    ):
        contact_arrives(child=child, at=moment(day, time(9)), sender_organisation=agency)
    now = contact_arrives(child=child, at=at, sender_organisation=school)
    with acting_as(screener):
        Contact.objects.filter(received_at=moment(date(2025, 11, 24), time(9))).update(outcome="O6", decided_at=at)
        found = repeats_of([Contact.objects.get(pk=now.pk)])[now.pk]
    assert found == Repeat(4, 2, in_three_months=3, referred_on=date(2025, 11, 24))
    assert found.marks == (
        "4th contact in 12 months, 2 agencies",
        "3rd in 3 months",
        "Referred within 12 months: 24 November 2025",
    )
