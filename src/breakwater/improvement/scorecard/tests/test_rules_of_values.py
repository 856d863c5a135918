"""What is typed and filed, rule by rule: odd input is refused and never an error, and nothing of a file is understood otherwise than shown."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest

from breakwater.foundation.figures.amounts import Amount
from breakwater.improvement.scorecard import checks, file, periods, presenting
from breakwater.improvement.scorecard.chart import Point, run_chart
from breakwater.improvement.scorecard.checks import Part, ValueFacts
from breakwater.improvement.scorecard.codes import FAMILIES, INDICATORS
from breakwater.improvement.scorecard.forms import BenchmarkForm
from breakwater.improvement.scorecard.models import Benchmark, IndicatorValue
from breakwater.improvement.scorecard.of_period import OfPeriod
from breakwater.improvement.scorecard.shown import Shown, shown

TODAY = date(2026, 11, 24)
B1, D2 = INDICATORS["B1"], INDICATORS["D2"]
HEADS = ["line", "fault", *file.COLUMNS]


def lines(*rows: dict) -> list:
    text = ",".join(HEADS) + "\n"
    for number, row in enumerate(rows, 2):
        text += ",".join(str(({"line": number} | row).get(name.replace(" ", "_"), "")) for name in HEADS) + "\n"
    return file.lines_of(text, TODAY)


def row(code: str, period: str, some: int, of: int = 60, **more) -> dict:
    said = {"indicator": code, "period": period, "numerator": some, "denominator": of, "denominator_of": "The same"}
    return said | {"state": "final", "source": "Council"} | more


@pytest.mark.parametrize("typed", ["nan", "inf", "-1", "1e9", "x", "99999.999"])
def test_what_is_no_number_is_none(typed):
    assert checks.decimal_of(typed) is None


def test_a_number_has_a_point_or_a_comma():
    assert checks.decimal_of("12,5") == checks.decimal_of("12.50") == Decimal("12.5")


@pytest.mark.parametrize("first", ["9999-12-01", "0001-01-01", "2019-10-01", "x"])
def test_a_period_far_off_is_no_period(first):
    assert OfPeriod.found("B1", first, TODAY) is None


def test_a_file_that_came_back_otherwise_is_a_fault_and_no_error():
    for text in ("x\n1", "line,indicator\n1,B1", "line,indicator,period\nx,B1,2026-10", ",".join(HEADS) + "\n1"):
        assert [each.fault for each in file.lines_of(text, TODAY)] == [
            "What was read of the file has changed. Choose the file again"
        ]


def test_each_line_of_a_file_is_the_period_it_says():
    good, whole, inside, far, parted = lines(
        row("B1", "2026-10", 40),
        row("D2", "2026-07", 40),
        row("D2", "2026-05", 40),
        row("B1", "12/9999", 40),
        row("B1", "2026-09", 40, by="Ward"),
    )
    assert not good.fault
    assert (whole.fault, whole.period) == ("", "Quarter 2 of 2026/27 (to September)")
    assert "begins on 01/04/2026" in inside.fault
    assert "not a day" in far.fault
    assert parted.fault == "The column part is empty, and the column by is not"


def test_parts_go_with_the_line_that_counts():
    part = {"indicator": "B1", "period": "2026-10", "numerator": 40, "by": "Ward", "part": "A"}
    found = file.with_faults(lines(row("B1", "2026-10", 40), part, row("B1", "2026-10", 41)), {})
    assert [bool(each.fault) for each in found] == [False, False, True]


def test_of_one_indicator_no_parts_are_taken():
    facts = ValueFacts(date(2026, 7, 1), 10, 20, "Same", None, "FINAL", "Told", parts=[Part("AGE", "10 to 12", 10)])
    assert checks.blocked(INDICATORS["H5"], facts, TODAY) == ("parts", "No parts are taken of this indicator")


def test_what_the_system_counts_is_not_marked_down_for_being_provisional():
    def mark(source: str) -> str:
        value = IndicatorValue(first=date(2026, 1, 1), source=source, state="PROVISIONAL", revision=1, of_least=50)
        return checks.quality(B1, value, TODAY, date(2026, 2, 1)).mark

    assert (mark("ROOM"), mark("TYPED")) == ("A", "B")


def test_a_correction_of_what_came_late_came_late_all_the_same():
    first = periods.last_over(B1, TODAY)
    value = IndicatorValue(
        first=first, source="TYPED", state="REVISED", revision=2, reason="Counted twice", of_least=50
    )
    corrected_at = TODAY - timedelta(days=1)
    late = periods.due_on(B1, first) + timedelta(days=1)
    held = Shown(B1, value, Amount(20, 20), Amount(50, 50), {})
    value.at = datetime.combine(corrected_at, time(9), UTC)
    came = {("B1", first): datetime.combine(late, time(9), UTC)}
    assert "It came late" in presenting.quality_of(B1, held, TODAY, came, is_said=True).words
    came = {("B1", first): datetime.combine(periods.due_on(B1, first), time(9), UTC)}
    assert "It came late" not in presenting.quality_of(B1, held, TODAY, came, is_said=True).words


def test_a_number_stands_with_its_unit_and_a_file_has_it_to_calculate_with():
    def numbers(code: str, **given) -> list[str]:
        value = IndicatorValue(indicator=code, first=date(2026, 7, 1), **given)
        held = shown(INDICATORS[code], value)
        return [held.words, *presenting._numbers(INDICATORS[code], held)]

    assert numbers("G2", average=Decimal("9.20"))[:3] == ["9.2 weeks", "2026-07-01", "9.2"]
    of = {"of_least": 60, "of_most": 60}
    assert numbers("B1", least=30, most=30, **of) == ["50%", "2026-07-01", "50.0", "Per cent", "30", "60"]
    assert numbers("B1", least=56, most=59, **of)[2:] == ["", "Per cent", "", "60"], "hidden, and so in no column"


def test_a_chart_of_shares_ends_at_a_hundred_and_says_what_its_lines_are():
    points = [Point(str(each), 97.0 + each % 3, "") for each in range(13)]
    made = run_chart(points, size=(720, 220), with_limits=True, most=100.0, target=95)
    assert float(made.top) <= 100
    heights = sorted(mark.text_y for mark in made.marks)
    assert all(later - one >= 13 for one, later in zip(heights, heights[1:], strict=False))


def test_a_benchmark_stands_with_its_period_and_only_of_those_on_the_chart():
    def beside(first: date) -> str:
        of = Benchmark(first=first, against="ENGLAND", rate=Decimal("62.0"))
        return presenting._row(1, B1, ({}, {(1, "B1", "ENGLAND"): of}, {}, set(), {}), TODAY).beside

    line = periods.chart_of(B1, TODAY)
    assert beside(line[-1]) == "England 62%, Oct 26"
    assert beside(line[0] - timedelta(days=1)) == "–"


@pytest.mark.parametrize("rate", ["15.55", "nan"])
def test_a_benchmark_has_one_decimal(rate):
    form = BenchmarkForm({"rate": rate}, of=OfPeriod(B1, date(2026, 10, 1)))
    assert "rate" in form.errors


def test_indicators_share_numbers_that_are_there():
    for code, family in FAMILIES.items():
        assert code in family
        for said in (INDICATORS[code].some_is, INDICATORS[code].of_is):
            other, _, which = said.partition(".")
            assert not said or (other in INDICATORS and which in ("some", "of")), code


def test_dq09_a_part_that_is_not_known_lowers_the_mark_where_it_is_shown():
    def marked(*parts) -> str:
        first = periods.last_over(B1, TODAY)
        said = {"least": 100, "most": 100, "of_least": 200, "of_most": 200, "state": "FINAL", "source": "TYPED"}
        value = IndicatorValue(first=first, revision=1, parts=list(parts), **said)
        return checks.quality(B1, value, TODAY, periods.last_day(B1, first)).words

    assert "More than 5% of it is not known" in marked(["SEX", "Girls", 94, 94], ["SEX", "Not known", 6, 6])
    assert marked(["SEX", "Girls", 95, 95], ["SEX", "Not known", 5, 5]) == "Nothing speaks against it"
    assert marked(["SEX", "Girls", 5, None], ["SEX", "Unknown", 5, None]) == "Nothing speaks against it"
