"""Prevent in figures: by quarter and year, what is small hidden (SG-22)."""

from collections import Counter

import pytest
from django.utils import timezone

from breakwater.foundation.dates.london_time import london, london_date
from breakwater.foundation.figures.periods import year_to_march_of
from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.prevent.concerns.operations import keep_specialist_concern
from breakwater.practice.prevent.figures import counting
from breakwater.practice.prevent.models import Referral
from breakwater.practice.prevent.support import measures
from breakwater_dev.testing import browsers
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.world_support import asked


def received(lead, of: dict[str, int], at) -> None:
    for number, code in enumerate(Counter(of).elements()):
        reference = f"S-{number}-{at:%m%d}"
        keep_specialist_concern(area=make.area(), arrived_with=reference, words="w", about={}, at=at)
        with acting_as(lead):
            Referral.objects.filter(arrived_with=reference).update(source=code)


def rows_of(page, title: str) -> dict[str, list[str]]:
    (table,) = [one for one in page.tables if one.title == title]
    return {row[0]: row[1:] for row in table.rows}


def test_sg_22_a_small_number_is_hidden_and_no_table_gives_away_what_another_hides(mash, lead):
    at = london(2026, 5, 4, 9, 0)
    received(lead, {"EDUCATION": 7, "POLICE": 6, "HEALTH": 2}, at)
    with acting_as(lead):
        page = counting.page_of(lead.team.area, year_to_march_of(at.date()), at=at)
    rows = rows_of(page, "Source")
    assert rows["Health services"][:2] == ["1 to 4", "1 to 4"]
    assert "5 or more" in [rows["Education"][0], rows["Police"][0], rows["All"][0]]
    assert rows["Education"][2:] == ["0", "0", "0"]
    assert {rows_of(page, title)["All"][0] for title in counting.TABLES} == {rows["All"][0]}
    assert page.numbers[0].value.lower() in (rows["All"][0], "at least 5")


def test_sg_22_support_by_school_stands_there_and_what_a_school_asked_once_is_hidden(mash, lead, dsl):
    officers = make.team("Prevent education", service="prevent_education")
    at = timezone.now()
    for _ in range(6):
        asked(dsl)
    asked(make.membership("dsl", of=make.team("Safeguarding", of=make.organisation("Spinnaker School", "SCHOOL"))))
    with acting_as(lead):
        rows = rows_of(counting.page_of(lead.team.area, year_to_march_of(at.date()), at=at), "Support by school")
    assert rows["Spinnaker School"][0] == "1 to 4"
    assert rows["Mizzen School"][0] != "6" or rows["All"][0] != "7"
    with acting_as(make.membership("mash_manager", of=mash)):
        year = year_to_march_of(at.date())
        assert measures.support_by_school(officers.area, **counting._moments(year)) == []


@pytest.mark.parametrize(("month", "year", "quarter"), [(4, 2026, 0), (3, 2025, 3), (12, 2026, 2), (1, 2025, 3)])
def test_a_day_belongs_to_its_quarter_of_the_year_to_march(month, year, quarter):
    day = london_date(london(2026, month, 15))
    assert (year_to_march_of(day).first.year, counting.quarter_of(day)) == (year, quarter)


def test_the_page_shows_the_national_figures_with_their_source_and_is_taken_as_a_file(mash, lead):
    received(lead, {"EDUCATION": 1}, timezone.now())
    browser = browsers.signed_in(lead)
    page = browser.get("/specialist-route/figures/").content.decode()
    assert [words for words in ("8,778", "Home Office", "too few to show", "1 to 4") if words not in page] == []
    taken = browser.get("/specialist-route/figures/?file=csv").content.decode()
    assert "Support by school" in taken


def test_one_duty_that_is_overdue_is_said_of_one_and_two_of_several(mash, lead):
    at = london(2026, 5, 4, 9, 0)
    for what, total, month in (("duty", "1", 1), ("duties", "2", 2)):
        received(lead, {"EDUCATION": 1}, london(2026, month, 2))
        with acting_as(lead):
            overdue = counting.overdue(at)
        assert (overdue.total, overdue.what, overdue.rows) == (total, what, [("to refer to the police", total)])
