"""The file of values: its columns, how each line is read and what is wrong with it. Nothing is written here.

Nothing of the file is kept: what was read comes back with the form that confirms it, and is checked again.
"""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from breakwater.foundation import storage
from breakwater.foundation.design.childs_data import found_in
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.people.intake.reading.reader import kind_of
from breakwater.partnership.people.intake.reading.reader import lines_of as lines_of_table
from breakwater.partnership.people.intake.reading.rows import NotARoll
from breakwater.partnership.people.intake.reading.shapes import Shape
from breakwater.partnership.people.intake.reading.tables import columns_of, values_of

from . import checks, periods
from .checks import Part, ValueFacts
from .codes import INDICATORS, Indicator
from .models import Dimension, IndicatorValue

MOST_LINES, MOST_BYTES = 3_000, 2_000_000
COLUMNS = {
    "indicator": "Its number, such as B1",
    "period": "The first day or month of the period, such as 01/10/2026 or 2026-10",
    "numerator": "How many",
    "denominator": "Of how many, where it is a share or a rate",
    "denominator of": "The year or return of the denominator, such as mid-2025 population estimate",
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
LIMITS = storage.Limits(largest=MOST_BYTES, kinds=frozenset({"csv", "txt", "xlsx"}))
YEARS = range(2000, 2100)
DAYS = ("%Y-%m-%d", "%d/%m/%Y", "%Y-%m", "%m/%Y")
SHAPE = Shape(
    {name.replace(" ", "_"): (name, (name,)) for name in COLUMNS},
    needed=NEEDED,
    dates=(),
    called="file of values",
    one="value",
    many_of_them="values",
    send_one="Send it in several files",
    export="Save it as CSV or as an Excel workbook (.xlsx)",
    many=frozenset(),
)


class NotReadable(Refusal):
    """The file is no table of values."""

    box = "file"


class Wrong(Refusal):
    """What is wrong with one line."""


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


def text_of(content: bytes, name: str) -> str:
    """The columns we know of a file, as CSV; formulas never run. Raises NotReadable."""
    try:
        lines = lines_of_table(content, kind_of(content, name, SHAPE, LIMITS), SHAPE)
        columns, at = columns_of(lines, {}, SHAPE)
    except NotARoll as refusal:
        raise NotReadable(words=refusal.words) from None
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["line", *(field for field in SHAPE.fields)])
    found = list(values_of(lines, columns, at, SHAPE))
    if not found or len(found) > MOST_LINES:
        words = "There is no line below the headings" if not found else f"Send at most {MOST_LINES:,} lines at once"
        raise NotReadable(words=words)
    for number, values in found:
        writer.writerow([number, *((values or {}).get(field, "").strip() for field in SHAPE.fields)])
    return out.getvalue()


def lines_of(text: str, today: date) -> list[Line]:
    """Every line of what `text_of` read, with what is wrong with it by itself. The lines of parts stand with that of their value."""
    try:
        read = [_line(cells, today) for cells in csv.DictReader(io.StringIO(text, newline=""))]
    except (AttributeError, KeyError, TypeError, ValueError, csv.Error):  # what was shown did not come back as it was
        return [Line(0, fault="What was read of the file has changed. Choose the file again")]
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


def _line(cells: Mapping[str, str], today: date) -> Line:
    number, code = int(cells["line"]), cells["indicator"].upper().replace(" ", "")
    line = Line(
        number, next((known for known in INDICATORS if known.upper() == code), cells["indicator"]), cells["period"]
    )
    try:
        return _read(line, {name: cells[name.replace(" ", "_")] for name in COLUMNS})
    except Wrong as refusal:
        return replace(line, fault=refusal.words)


def _read(line: Line, cells: Mapping[str, str]) -> Line:
    """A line as it is kept. Raises Wrong."""
    indicator = INDICATORS.get(line.code)
    if indicator is None:
        raise Wrong(words=f"There is no indicator {cells['indicator'] or 'named'}")
    for name, most in LONGEST.items():
        if len(cells[name]) > most:
            raise Wrong(words=f"The column {name} has more than {most:,} characters")
        if found_in(cells[name]):
            raise Wrong(words=f"The column {name} seems to hold a child’s number or date of birth. Take it out")
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
