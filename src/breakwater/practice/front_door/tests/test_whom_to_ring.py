"""The number for this minute, from hours and numbers with dates: across opening, bank holidays and clock changes."""

from datetime import date, time

import pytest

from breakwater.foundation.dates.london_time import london
from breakwater.partnership.organisations.models import Area, ContactPoint, OpeningHours
from breakwater.practice.front_door.who_to_call import clock_words, reach_at

OURS, OTHERS = Area(pk=1, name="Portsmouth", code="851"), Area(pk=2, name="Hampshire", code="850")
SINCE = date(2024, 1, 1)
CHECKED = {"effective_from": SINCE, "last_checked_on": date(2026, 11, 1), "review_by": date(2027, 5, 1)}


def point(number, purpose, *, area=OURS, **more):
    return ContactPoint(**{**CHECKED, "area": area, "purpose": purpose, "label": number, "telephone": number, **more})


OFFICE, NIGHT = point("office", "FRONT_DOOR", pk=1), point("night", "OUT_OF_HOURS", pk=2)


def weekdays(opens=time(8, 30), closes=time(17), days=range(5), since=SINCE, until=None):
    return [
        OpeningHours(weekday=day, opens_at=opens, closes_at=closes, effective_from=since, effective_to=until)
        for day in days
    ]


def ring(at, *, points=(OFFICE, NIGHT), hours=None, closures=()):
    return reach_at(at, area=OURS, points=points, hours=weekdays() if hours is None else hours, closures=closures)


@pytest.mark.parametrize(
    ("at", "number"),
    [
        (london(2026, 11, 24, 8, 29), "night"),
        (london(2026, 11, 24, 8, 30), "office"),
        (london(2026, 11, 24, 16, 59), "office"),
        (london(2026, 11, 24, 17, 0), "night"),
        (london(2026, 11, 28, 11, 0), "night"),  # a Saturday
        (london(2026, 12, 25, 11, 0), "night"),  # Christmas Day, a Friday
        (london(2026, 12, 28, 11, 0), "night"),  # the substitute for Boxing Day
        (london(2026, 12, 29, 11, 0), "office"),
        (london(2027, 3, 26, 11, 0), "night"),  # Good Friday
        (london(2027, 3, 29, 11, 0), "night"),  # Easter Monday, the day after the clocks went forward
    ],
)
def test_the_number_changes_at_opening_and_closing_and_rests_on_holidays(at, number):
    assert ring(at).number.label == number


def test_the_page_says_until_when_and_when_it_opens_again():
    assert ring(london(2026, 11, 24, 10)).until_words == "5pm today"
    assert ring(london(2026, 11, 24, 6)).opens_words == "8:30am today"
    assert ring(london(2026, 11, 24, 20)).opens_words == "8:30am tomorrow"
    assert ring(london(2026, 11, 27, 20)).opens_words == "8:30am on Monday 30 November"


def test_sg_03_a_sunday_of_a_bank_holiday_weekend_opens_on_the_first_working_day():
    assert ring(london(2026, 5, 24, 12)).opens_words == "8:30am on Tuesday 26 May"


def test_opening_is_by_londons_clocks_on_both_sides_of_a_clock_change():
    assert ring(london(2026, 10, 23, 16, 59)).is_open  # summer time
    assert ring(london(2026, 10, 26, 8, 30)).is_open  # the Monday after the clocks went back
    assert not ring(london(2026, 10, 26, 8, 29)).is_open
    assert ring(london(2026, 10, 24, 12)).opens_again == london(2026, 10, 26, 8, 30)
    assert ring(london(2027, 3, 27, 23)).opens_again == london(
        2027, 3, 30, 8, 30
    )  # Easter, and the clocks went forward


def test_a_closure_of_the_area_counts_like_a_holiday():
    shut = {date(2026, 11, 25)}
    assert not ring(london(2026, 11, 25, 12), closures=shut).is_open
    assert ring(london(2026, 11, 24, 18), closures=shut).opens_words == "8:30am on Thursday 26 November"


def test_hours_that_change_next_week_are_the_ones_announced():
    hours = [*weekdays(until=date(2026, 11, 29)), *weekdays(opens=time(10), since=date(2026, 11, 30))]
    assert ring(london(2026, 11, 27, 20), hours=hours).opens_words == "10am on Monday 30 November"
    assert ring(london(2026, 11, 27, 9), hours=hours).is_open
    assert not ring(london(2026, 11, 30, 9), hours=hours).is_open


def test_a_lunch_break_closes_the_office_and_two_sessions_that_meet_do_not():
    broken = weekdays(closes=time(12)) + weekdays(opens=time(13))
    assert ring(london(2026, 11, 24, 12, 30), hours=broken).opens_words == "1pm today"
    joined = weekdays(closes=time(12)) + weekdays(opens=time(12))
    assert ring(london(2026, 11, 24, 9), hours=joined).until_words == "5pm today"


def test_a_number_counts_from_and_to_its_days():
    old = point("old", "FRONT_DOOR", pk=3, effective_to=date(2026, 11, 24))
    new = point("new", "FRONT_DOOR", pk=4, effective_from=date(2026, 11, 25))
    assert ring(london(2026, 11, 24, 12), points=[old, new, NIGHT]).number.label == "old"
    assert ring(london(2026, 11, 25, 12), points=[old, new, NIGHT]).number.label == "new"


def test_sg_31_where_two_numbers_stand_one_configured_record_is_shown():
    first = point("first", "FRONT_DOOR", pk=9, order=0)
    second = point("second", "FRONT_DOOR", pk=1, order=1)
    reach = ring(london(2026, 11, 24, 12), points=[second, first, NIGHT])
    assert (reach.number.label, reach.office.label, reach.elsewhere) == ("first", "first", ())


def test_another_areas_number_is_never_ours():
    theirs = point("theirs", "FRONT_DOOR", area=OTHERS, pk=5)
    reach = ring(london(2026, 11, 24, 12), points=[theirs])
    assert (reach.number, [each.label for each in reach.elsewhere]) == (None, ["theirs"])


def test_open_without_a_number_of_its_own_falls_back_on_the_night_number_never_the_other_way():
    assert ring(london(2026, 11, 24, 12), points=[NIGHT]).number.label == "night"
    assert ring(london(2026, 11, 24, 22), points=[OFFICE]).number is None


def test_a_helpline_holds_everywhere_and_children_have_theirs():
    childline = point("Childline", "HELPLINE", area=None, pk=6, for_children=True)
    nspcc = point("NSPCC", "HELPLINE", area=None, pk=7, order=1)
    reach = ring(london(2026, 11, 24, 22), points=[nspcc, childline])
    assert [each.label for each in reach.helplines] == ["Childline", "NSPCC"]
    assert [each.label for each in reach.for_children] == ["Childline"]


def test_a_team_without_hours_keeps_office_hours():
    assert ring(london(2026, 11, 24, 9), hours=[]).until_words == "5pm today"


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (time(0), "midnight"),
        (time(0, 15), "12:15am"),
        (time(9), "9am"),
        (time(12), "midday"),
        (time(12, 5), "12:05pm"),
        (time(17), "5pm"),
    ],
)
def test_times_read_like_a_notice_on_a_door(at, said):
    assert clock_words(at) == said
