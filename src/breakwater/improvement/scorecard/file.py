"""The file of values: its columns, how each line is read and what is wrong with it. Nothing is written here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from breakwater.foundation.design.childs_data import found_in
from breakwater.improvement.learning.anonymity.nobody import few_in, somebody_in
from breakwater.partnership.people.intake.reading.filled_in import FilledIn, NotReadable, Row, Wrong, within

from . import checks, periods
from .checks import Part, ValueFacts
from .codes import INDICATORS, Indicator
from .models import Dimension, IndicatorValue

COLUMNS = {
    "indicator": "Its number, such as B1",
    "period": "The first day or month of the period, such as 01/10/2026 or 2026-10",
    "numerator": "How many",
    "denominator": "Of how many: needed where it is a share or a rate",
    "denominator of": "The year or return of the denominator, such as mid-2025 population estimate: needed with a denominator",
    "average": "Of an indicator that is an average",
    "state": "provisional, revised or final",
    "source": "Where the number comes from",
    "reason": "Why it changed by more than 30%, is out of the ordinary, or is revised",
    "by": "Of a line that is a part: kind, source, agency, ward, age, sex, ethnicity or disability",
    "part": "Which part: its numerator is a part of the line of the same indicator and period",
}
NEEDED = ("indicator", "period", "numerator", "state", "source")
LONGEST = {"denominator of": 80, "source": 160, "reason": 600, "part": 80}
STATES = {label.casefold(): code for code, label in IndicatorValue.State.choices}
DIMENSIONS = {label.casefold(): code for code, label in Dimension.choices}
YEARS = range(2000, 2100)
DAYS = ("%Y-%m-%d", "%d/%m/%Y", "%Y-%m", "%m/%Y")
CODES = frozenset({"numerator", "denominator", "average", "state", "by", "part"})
FILE = FilledIn(COLUMNS, NEEDED, CODES, "file of values", "value", "values", most_lines=3_000)


@dataclass(frozen=True)
class Line:
    """One line of the file. `fault` is why it is not taken in; one that is a `part` goes with the line of its value."""

    number: int
    code: str = ""
    named: str = ""
    indicator: Indicator | None = None
    facts: ValueFacts | None = None
    part: Part | None = None
    fault: str = ""

    @property
    def period(self) -> str:
        """The period as it was understood; as it was typed where it was not."""
        return periods.words(self.indicator, self.facts.first) if self.indicator and self.facts else self.named

    @property
    def of(self) -> tuple[str, date | None]:
        return self.code, self.facts.first if self.facts else None


def lines_of(text: str, today: date) -> list[Line]:
    """Every line, with what is wrong with it by itself. The lines of parts stand with that of their value."""
    try:
        read = [_line(row) for row in FILE.rows_of(text)]
    except NotReadable as refusal:
        return [Line(0, fault=refusal.words)]
    values: dict[tuple, Line] = {}
    lines = []
    for line in read:
        if not line.fault and line.part is None and (first := values.setdefault(line.of, line)) is not line:
            line = replace(line, fault=f"Line {first.number} gives this period already")
        lines.append(line)
    parts: dict[tuple, list[Line]] = {}
    for line in lines:
        if line.part is not None:
            parts.setdefault(line.of, []).append(line)
    return [_whole(line, values, parts, today) for line in lines]


def _whole(line: Line, values: Mapping, parts: Mapping, today: date) -> Line:
    """A value with its parts, checked; a part whose value is not there, or faulty, has a fault."""
    if line.fault:
        return line
    if line.part is not None:
        held = values.get(line.of)
        return line if held else replace(line, fault="There is no line of the whole that it is a part of")
    facts = replace(line.facts, parts=[each.part for each in parts.get(line.of, ())])
    broken = checks.blocked(line.indicator, facts, today)
    return replace(line, facts=facts, fault=broken[1] if broken else "")


def _line(row: Row) -> Line:
    cells, code = row.cells, row.cells["indicator"].upper().replace(" ", "")
    line = Line(
        row.number, next((known for known in INDICATORS if known.upper() == code), cells["indicator"]), cells["period"]
    )
    try:
        if row.fault:
            raise Wrong(words=row.fault)
        return _read(line, cells)
    except Wrong as refusal:
        return replace(line, fault=refusal.words)


def _read(line: Line, cells: Mapping[str, str]) -> Line:
    """A line as it is kept. Raises Wrong."""
    indicator = INDICATORS.get(line.code)
    if indicator is None:
        raise Wrong(words=f"There is no indicator {cells['indicator'] or 'named'}")
    within(cells, LONGEST)
    for name in LONGEST:
        if found_in(cells[name]):
            raise Wrong(words=f"The column {name} seems to hold a child’s number or date of birth. Take it out")
    for name in ("denominator of", "source", "reason"):
        few = few_in(cells[name]) if name == "reason" else ()
        if found := [what for what, _ in [*somebody_in(cells[name]), *few]]:
            raise Wrong(words=f"The column {name} seems to hold {found[0]}. Take it out")
    day = _day(cells["period"])
    first = periods.begins(indicator, day)
    if day != first:
        raise Wrong(words=f"The period of that day begins on {first:%d/%m/%Y}. Give its first day or month")
    if cells["by"] and not cells["part"]:
        raise Wrong(words="The column part is empty, and the column by is not")
    if cells["part"]:
        return replace(line, indicator=indicator, facts=_part_facts(first), part=_part(cells))
    state = STATES.get(cells["state"].casefold())
    if state is None:
        raise Wrong(words="The state is provisional, revised or final")
    if not cells["source"]:
        raise Wrong(words="The column source is empty")
    facts = ValueFacts(
        first,
        _number("numerator", cells),
        _number("denominator", cells),
        cells["denominator of"],
        _decimal(cells["average"]),
        state,
        cells["source"],
        cells["reason"],
    )
    return replace(line, indicator=indicator, facts=facts)


def _part(cells: Mapping[str, str]) -> Part:
    dimension, number = DIMENSIONS.get(cells["by"].casefold()), _number("numerator", cells)
    if dimension is None:
        raise Wrong(words="Say by what it is a part: kind, source, agency, ward, age, sex, ethnicity or disability")
    if number is None:
        raise Wrong(words="The column numerator is empty")
    return Part(dimension, cells["part"], number)


def _part_facts(first: date) -> ValueFacts:
    return ValueFacts(first, None, None, "", None, "", "")


def _day(typed: str) -> date:
    for shape in DAYS:
        try:
            day = datetime.strptime(typed, shape).date()
        except ValueError:
            continue
        if day.year in YEARS:
            return day
    raise Wrong(words="The period is not a day like 01/10/2026 or a month like 2026-10")


def _number(column: str, cells: Mapping[str, str]) -> int | None:
    typed = cells[column].replace(",", "").replace(" ", "")
    if not typed:
        return None
    if not typed.isdecimal() or len(typed) > 9:
        raise Wrong(words=f"The column {column} is not a whole number")
    return int(typed)


def _decimal(typed: str) -> Decimal | None:
    if not typed:
        return None
    if (found := checks.decimal_of(typed)) is None:
        raise Wrong(words="The column average is not a number from 0 to 99,999")
    return found


def with_faults(lines: Iterable[Line], faults: Mapping[int, str]) -> list[Line]:
    """The lines with what else is wrong with them, by number; the parts of a faulty value have its fault."""
    lines = [replace(line, fault=line.fault or faults.get(line.number, "")) for line in lines]
    first: dict[tuple, Line] = {}
    for line in lines:
        if line.part is None:
            first.setdefault(line.of, line)
    faulty = {of: line.number for of, line in first.items() if line.fault}
    return [
        replace(line, fault=f"Line {faulty[line.of]}, the whole it is a part of, is faulty")
        if line.part is not None and not line.fault and line.of in faulty
        else line
        for line in lines
    ]
