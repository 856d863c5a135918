"""The yearly report takes from the scorecard what is final, as everyone reads it; a provisional value is not told."""

from uuid import uuid4

from django.utils import timezone

from breakwater.foundation.dates.london_time import london_date
from breakwater.improvement.assurance.yearly_report.facts import Year
from breakwater.improvement.scorecard import operations, periods
from breakwater.improvement.scorecard.checks import ValueFacts
from breakwater.improvement.scorecard.codes import INDICATORS
from breakwater.improvement.scorecard.report import final_values
from breakwater.partnership.organisations.access import acting_as
from breakwater_dev.testing.partnership import a_partnership

NOW = timezone.now()
TODAY = london_date(NOW)


def test_sg_22_final_values_of_the_year_are_drawn_and_small_ones_stay_hidden(db):
    ours, ends = a_partnership("851", "Portsmouth"), TODAY.year if TODAY.month > 3 else TODAY.year - 1

    def give(code: str, month: int, some: int, of: int | None, state: str) -> None:
        first = periods.begins(INDICATORS[code], TODAY.replace(year=ends - (month > 3), month=month, day=1))
        facts = ValueFacts(first, some, of, "The same" if of else "", None, state, "A return", "As told")
        with acting_as(ours.manager) as by:
            operations.give(INDICATORS[code], facts, by=by, at=NOW, key=uuid4())

    give("B1", 5, 40, 60, "FINAL")
    give("B1", 6, 45, 60, "FINAL")
    give("B1", 7, 50, 60, "PROVISIONAL")
    give("C5", 5, 3, 40, "FINAL")
    give("B7", 5, 9, None, "FINAL")
    with acting_as(ours.manager) as by:
        drawn = [(each.words, each.value) for each in final_values(Year(ours.area, ends, by, NOW))]
        before = list(final_values(Year(ours.area, ends - 1, by, NOW)))
    assert drawn[0] == (
        f"Child and family assessments within 45 working days, June {ends - 1}",
        "75%, 45 of 60; target 90",
    )
    assert "3 of 40" not in str(drawn)
    assert len(drawn) == 2
    assert [each.is_missing for each in before] == [True]
