import json
from datetime import date
from pathlib import Path

import pytest
from govuk_bank_holidays.bank_holidays import BankHolidays

from breakwater.foundation.dates.working_days import OutsideTheCalendar, bank_holidays

YEARS = range(2019, 2029)
PUBLISHED = json.loads((Path(__file__).parent / "data" / "england-and-wales.json").read_text())


def computed_weekdays() -> list[date]:
    return sorted(day for year in YEARS for day in bank_holidays(year) if day.weekday() < 5)


def test_computed_holidays_on_weekdays_are_those_published_on_gov_uk_from_2019_to_2028():
    assert computed_weekdays() == [date.fromisoformat(event["date"]) for event in PUBLISHED["events"]]


def test_computed_holidays_agree_with_the_packaged_gov_uk_list():
    listed = BankHolidays(use_cached_holidays=True).get_holidays(division=BankHolidays.ENGLAND_AND_WALES)
    listed = [entry["date"] for entry in listed if entry["date"].year in YEARS]
    assert computed_weekdays() == listed


@pytest.mark.parametrize("year", [1000, 2101])
def test_a_year_without_known_bank_holidays_is_refused_rather_than_taken_to_have_none(year):
    with pytest.raises(OutsideTheCalendar):
        bank_holidays(year)
