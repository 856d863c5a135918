from datetime import UTC, date, datetime, timedelta

import pytest

from breakwater.foundation.dates import london, london_date, to_london
from breakwater.foundation.dates.london_time import NaiveMoment, end_of, start_of


def test_london_is_an_hour_ahead_of_utc_in_summer_only():
    assert london(2026, 3, 28, 9, 30) == datetime(2026, 3, 28, 9, 30, tzinfo=UTC)
    assert london(2026, 3, 29, 9, 30) == datetime(2026, 3, 29, 8, 30, tzinfo=UTC)


def test_moments_are_kept_in_utc_so_that_they_subtract_rightly_across_a_clock_change():
    assert london(2026, 3, 29, 12) - london(2026, 3, 28, 12) == timedelta(hours=23)
    assert london(2026, 10, 25, 12) - london(2026, 10, 24, 12) == timedelta(hours=25)


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 7, 1), 24)])
def test_a_day_lasts_from_london_midnight_to_london_midnight(day, hours):
    assert end_of(day) - start_of(day) == timedelta(hours=hours)


def test_a_time_skipped_or_repeated_by_a_clock_change_still_names_one_moment():
    assert london(2026, 3, 29, 1, 30) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert london(2026, 10, 25, 1, 30) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_the_date_in_london_can_be_a_day_ahead_of_utc():
    assert london_date(datetime(2026, 7, 1, 23, 30, tzinfo=UTC)) == date(2026, 7, 2)
    assert to_london(datetime(2026, 7, 1, 23, 30, tzinfo=UTC)).hour == 0


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(NaiveMoment):
        london_date(datetime(2026, 7, 1, 12, 0))
