from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from breakwater.foundation.dates import OfficeHours, Span, SpecialHours, WorkingCalendar, london
from breakwater.foundation.dates.office_hours import NeverOpens

OFFICE = OfficeHours.weekdays(time(8, 30), time(17))
NIGHTS = OfficeHours(
    (((Span(time(0), time(8, 30)), Span(time(17), time(0))),) * 5 + ((Span(time(0), time(0)),),) * 2),
    open_on_bank_holidays=True,
)


@pytest.mark.parametrize(
    ("at", "is_open"),
    [
        (london(2026, 3, 6, 8, 29), False),
        (london(2026, 3, 6, 8, 30), True),
        (london(2026, 3, 6, 16, 59), True),
        (london(2026, 3, 6, 17, 0), False),
        (london(2026, 3, 7, 12, 0), False),
        (london(2026, 5, 25, 12, 0), False),
        (london(2026, 7, 1, 8, 30), True),
        (london(2026, 7, 1, 8, 29), False),
    ],
)
def test_the_office_is_open_from_opening_until_closing_on_londons_clocks(at, is_open):
    assert OFFICE.is_open(at) == is_open


def test_the_next_opening_skips_weekends_and_bank_holidays():
    assert OFFICE.next_opening(london(2026, 5, 22, 17, 0)) == london(2026, 5, 26, 8, 30)
    assert OFFICE.next_opening(london(2026, 5, 22, 7, 0)) == london(2026, 5, 22, 8, 30)


def test_an_open_office_is_open_now():
    now = london(2026, 5, 22, 11, 0)
    assert OFFICE.next_opening(now) == now


def test_the_night_team_is_open_whenever_the_day_team_is_not_on_a_weekday_or_weekend():
    assert NIGHTS.is_open(london(2026, 3, 6, 23, 59))
    assert NIGHTS.is_open(london(2026, 3, 7, 0, 0))
    assert NIGHTS.is_open(london(2026, 3, 9, 8, 29))
    assert not NIGHTS.is_open(london(2026, 3, 9, 12, 0))


def test_the_night_of_a_clock_change_is_an_hour_longer_or_shorter():
    assert NIGHTS.working_time_between(london(2026, 10, 24, 17), london(2026, 10, 25, 17)) == timedelta(hours=25)
    assert NIGHTS.working_time_between(london(2026, 3, 28, 17), london(2026, 3, 29, 17)) == timedelta(hours=23)
    assert NIGHTS.add_working_hours(london(2026, 3, 28, 23), 4) == london(2026, 3, 29, 4)


def test_special_hours_override_the_week_and_the_bank_holiday():
    boxing_day_cover = SpecialHours(date(2026, 12, 28), date(2026, 12, 28), (Span(time(10), time(14)),), "cover")
    shut = SpecialHours(date(2026, 12, 29), date(2026, 12, 31), why="moving offices")
    office = OfficeHours.weekdays(time(8, 30), time(17), special=(boxing_day_cover, shut))
    assert office.next_opening(london(2026, 12, 24, 17)) == london(2026, 12, 28, 10)
    assert office.add_working_hours(london(2026, 12, 28, 13), 2) == london(2027, 1, 4, 9, 30)


def test_an_extra_closure_shuts_the_office():
    office = OfficeHours.weekdays(time(9), time(17), calendar=WorkingCalendar.closed_also_on([date(2026, 3, 9)]))
    assert office.next_opening(london(2026, 3, 6, 18)) == london(2026, 3, 10, 9)


def test_hours_that_end_at_closing_are_due_at_closing():
    assert OFFICE.add_working_hours(london(2026, 3, 6, 15), 2) == london(2026, 3, 6, 17)


def test_an_office_that_never_opens_says_so():
    with pytest.raises(NeverOpens):
        OfficeHours(((),) * 7).next_opening(london(2026, 3, 6))
    with pytest.raises(NeverOpens):
        OfficeHours(((),) * 7).next_day_open(date(2026, 3, 6))


def test_hours_that_make_no_sense_are_refused():
    for opens, closes in ((time(17), time(8, 30)), (time(9), time(9))):
        with pytest.raises(ValueError):
            Span(opens, closes)


def test_overlapping_hours_are_refused():
    with pytest.raises(ValueError):
        OfficeHours(((Span(time(9), time(13)), Span(time(12), time(17))), *((),) * 6))


MINUTES_OF_TWO_YEARS = st.integers(0, 2 * 365 * 24 * 60).map(lambda n: london(2026, 1, 1) + timedelta(minutes=n))


@given(st.sampled_from([OFFICE, NIGHTS]), MINUTES_OF_TWO_YEARS, st.integers(1, 6000))
def test_the_office_was_open_for_exactly_the_time_added(office, start, minutes):
    end = office.add_working_hours(start, timedelta(minutes=minutes))
    assert office.working_time_between(start, end) == timedelta(minutes=minutes)


@given(MINUTES_OF_TWO_YEARS, st.integers(1, 2000))
def test_working_time_is_the_minutes_the_office_was_open(start, minutes):
    counted = sum(NIGHTS.is_open(start + timedelta(minutes=i)) for i in range(minutes))
    assert NIGHTS.working_time_between(start, start + timedelta(minutes=minutes)) == timedelta(minutes=counted)
