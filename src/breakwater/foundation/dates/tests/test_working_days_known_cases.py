from datetime import UTC, date, datetime

import pytest

from breakwater.foundation.dates import (
    CalendarDays,
    WorkingCalendar,
    WorkingDays,
    add_working_days,
    due_on,
    is_working_day,
    london,
    working_days_between,
)
from breakwater.foundation.dates.london_time import NaiveMoment
from breakwater.foundation.dates.working_days import OutsideTheCalendar


@pytest.mark.parametrize(
    ("received_at", "day"),
    [
        (london(2026, 3, 6, 16, 40), date(2026, 3, 9)),
        (london(2026, 3, 6, 20, 0), date(2026, 3, 9)),
        (london(2026, 3, 6, 23, 59), date(2026, 3, 9)),
        (london(2026, 3, 7, 0, 0), date(2026, 3, 9)),
        (london(2026, 3, 9, 0, 0), date(2026, 3, 10)),
        (london(2026, 5, 24, 11, 0), date(2026, 5, 26)),
        (london(2026, 4, 2, 17, 30), date(2026, 4, 7)),
        (london(2026, 12, 24, 9, 0), date(2026, 12, 29)),
        (london(2022, 9, 16, 9, 0), date(2022, 9, 20)),
    ],
)
def test_a_decision_is_due_on_the_next_working_day_after_the_date_of_receipt(received_at, day):
    assert due_on(received_at) == day


def test_the_date_of_receipt_is_londons_not_the_servers():
    late_on_friday_in_utc = datetime(2026, 6, 5, 23, 30, tzinfo=UTC)
    assert due_on(late_on_friday_in_utc) == date(2026, 6, 8)
    late_on_monday_in_utc = datetime(2026, 6, 8, 23, 30, tzinfo=UTC)
    assert due_on(late_on_monday_in_utc) == date(2026, 6, 10)


def test_a_receipt_without_a_time_zone_is_refused():
    with pytest.raises(NaiveMoment):
        due_on(datetime(2026, 3, 6, 20, 0))


def test_other_limits_count_from_the_same_date():
    assert due_on(london(2026, 3, 6, 20, 0), WorkingDays(45)) == date(2026, 5, 13)
    assert due_on(london(2026, 3, 6, 20, 0), CalendarDays(14)) == date(2026, 3, 20)


def test_a_closure_an_administrator_adds_is_no_working_day():
    area = WorkingCalendar.closed_also_on([date(2026, 3, 9)])
    assert not is_working_day(date(2026, 3, 9), calendar=area)
    assert due_on(london(2026, 3, 6, 20, 0), calendar=area) == date(2026, 3, 10)
    assert working_days_between(date(2026, 3, 6), date(2026, 3, 10), calendar=area) == 1


def test_counting_back_from_a_monday_finds_the_friday():
    assert add_working_days(date(2026, 3, 9), -1) == date(2026, 3, 6)
    assert working_days_between(date(2026, 3, 9), date(2026, 3, 6)) == -1


def test_no_working_days_from_a_saturday_is_that_saturday():
    assert add_working_days(date(2026, 3, 7), 0) == date(2026, 3, 7)


@pytest.mark.parametrize(
    ("start", "n"), [(date(2100, 12, 30), 5), (date.max, 1), (date.min, -1), (date(2026, 1, 1), 99999)]
)
def test_a_count_beyond_the_known_years_is_refused(start, n):
    with pytest.raises(OutsideTheCalendar):
        add_working_days(start, n)


def test_a_moment_is_not_taken_for_a_date():
    with pytest.raises(TypeError):
        is_working_day(datetime(2026, 12, 25, tzinfo=UTC))
