"""A table that somebody filled in under columns that a page names: read, shown, and read again as it came back with the form.

Nothing of the file is kept, and no formula runs. What a cell cannot mean is the fault of its line, with what to type instead.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from breakwater.foundation import storage
from breakwater.foundation.design.fields import FileField, HiddenField
from breakwater.foundation.refusals import Refusal

from .reader import kind_of, lines_of
from .rows import ColumnsNotKnown, NotARoll
from .shapes import Shape
from .tables import LONGEST_CELL, columns_of, values_of

DAYS = ("%d/%m/%Y", "%Y-%m-%d", "%d.%m.%Y", "%d %B %Y")
YEARS = range(1900, 2200)
LINE, FAULT = "line", "fault"
EXCEL_ERRORS = {"#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"}
MADE_A_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)( .*)?|(\d{1,2})-([A-Za-z]{3})(-\d{2,4})?|(\d{1,2})/(\d{1,2})/\d{2,4}")
MADE_A_MONTH = re.compile(r"([A-Za-z]{3})-(\d\d)")
MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
MANY_CELLS = (
    "This line has more cells than there are headings. A comma within a cell needs quotation marks around the cell"
)


class NotReadable(Refusal):
    """The file is no such table."""

    box = "file"


class Wrong(Refusal):
    """What is wrong with one line."""


@dataclass(frozen=True)
class Row:
    """A line of the file: its number, its cells under their columns, and what is wrong with one of them whatever the column means."""

    number: int
    cells: Mapping[str, str]
    fault: str = ""


@dataclass(frozen=True)
class FilledIn:
    """`columns` by name, each with what stands in it; `codes` are those in which a day is no answer; `called` is the file, `one` a line."""

    columns: Mapping[str, str]
    needed: tuple[str, ...]
    codes: frozenset[str]
    called: str
    one: str
    many: str
    most_lines: int
    most_bytes: int = 2_000_000

    @cached_property
    def shape(self) -> Shape:
        return Shape(
            {name.replace(" ", "_"): (name, (name,)) for name in self.columns},
            needed=tuple(name.replace(" ", "_") for name in self.needed),
            dates=(),
            called=self.called,
            one=self.one,
            many_of_them=self.many,
            send_one="Send it in several files",
            export="Save it as CSV or as an Excel workbook (.xlsx)",
            many=frozenset(),
        )

    def file_field(self) -> FileField:
        """The box in which the file is chosen."""
        hint = f"CSV or Excel (.xlsx), at most {self.most_lines:,} lines."
        shown = {"label": "Choose the file", "hint": hint, "missing": "Choose a file"}
        return FileField(accepts=[".csv", ".xlsx"], max_bytes=self.most_bytes, **shown)

    def text_field(self) -> HiddenField:
        """Where what was shown comes back."""
        return HiddenField(max_length=self.most_bytes, strip=False)

    def text_of(self, content: bytes, name: str) -> str:
        """The columns we know of a file, CSV or workbook, as CSV. Raises NotReadable."""
        limits = storage.Limits(largest=self.most_bytes, kinds=frozenset({"csv", "txt", "xlsx"}))
        try:
            kind = kind_of(content, name, self.shape, limits)
            lines = lines_of(content, kind, self.shape)
            columns, at = columns_of(lines, {}, self.shape)
        except ColumnsNotKnown as refusal:
            raise NotReadable(
                words=f"The first line names the columns. It has no column {refusal.missing[0]}"
            ) from None
        except NotARoll as refusal:
            raise NotReadable(words=refusal.words) from None
        found = list(values_of(lines, columns, at, self.shape))
        if not found or len(found) > self.most_lines:
            none, many = "There is no line below the headings", f"Send at most {self.most_lines:,} lines at once"
            raise NotReadable(words=many if found else none)
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow([LINE, FAULT, *self.columns])
        for number, values in found:
            cells = {name: (values or {}).get(name.replace(" ", "_"), "").strip() for name in self.columns}
            fault = MANY_CELLS if values is None else self._fault(cells, is_workbook=kind == "xlsx")
            writer.writerow([number, fault, *(_seen(cell) for cell in cells.values())])
        if len(out.getvalue()) > self.most_bytes:
            raise NotReadable(words="The file holds too much text. Send it in several files")
        return out.getvalue()

    def rows_of(self, text: str) -> list[Row]:
        """The lines of what `text_of` gave. Raises NotReadable where it did not come back as it was."""
        try:
            read = csv.DictReader(io.StringIO(text, newline=""))
            found = [
                Row(int(row[LINE]), {name: row[name].strip() for name in self.columns}, row[FAULT]) for row in read
            ]
        except (AttributeError, KeyError, TypeError, ValueError, csv.Error):
            raise NotReadable(words="What was read of the file has changed. Choose the file again") from None
        if not found or len(found) > self.most_lines:
            raise NotReadable(words="What was read of the file has changed. Choose the file again")
        return found

    def _fault(self, cells: Mapping[str, str], *, is_workbook: bool) -> str:
        """What is wrong with a cell, whatever its column means; empty where nothing is."""
        for name, cell in cells.items():
            if cell in EXCEL_ERRORS:
                return f"The column {name} holds the error {cell} of a formula. Type its value"
            if cell.startswith("=") and len(cell) > 1:
                return f"The column {name} holds a formula. Type its value"
            if any(_is_odd(char) for char in cell):
                return f"The column {name} holds a sign that cannot be kept. Type its words again"
            if is_workbook and len(cell) >= LONGEST_CELL:
                return f"The column {name} has more than {LONGEST_CELL - 1:,} characters"
            if name in self.codes and (typed := typed_before(cell)):
                return (
                    f"The column {name} holds the day {cell}. Excel makes a day of {typed}: "
                    f"format the column as Text and type {typed} again"
                )
        return ""


def typed_before(cell: str) -> str:
    """What somebody typed that a spreadsheet made a day or a month of: "5-10" of 5 October, "11-15" of November 2015; else empty."""
    if (found := MADE_A_MONTH.fullmatch(cell)) and (word := found[1].lower()) in MONTHS:
        return f"{MONTHS.index(word) + 1}-{found[2]}"
    found = MADE_A_DAY.fullmatch(cell)
    if found is None:
        return ""
    year, month, day, _, first, word, _, slash_day, slash_month = found.groups()
    if day == "01":  # the first of a month is what a workbook keeps of a month alone
        return f"{int(month)}-{year[2:]} or 1-{int(month)}"
    if word:
        return f"{int(first)}-{MONTHS.index(word.lower()) + 1}" if word.lower() in MONTHS else ""
    return f"{int(day or slash_day)}-{int(month or slash_month)}"


def _is_odd(char: str) -> bool:
    return unicodedata.category(char) in ("Cc", "Cs", "Co", "Cn") and char not in "\n\r\t"


def _seen(cell: str) -> str:
    """A cell as a form can bring it back."""
    return "".join(char for char in cell if not _is_odd(char))


def plain(words: str) -> str:
    return " ".join(words.casefold().split())


def day_of(column: str, cells: Mapping[str, str], *, until: date | None = None) -> date | None:
    """The day in a column; None of an empty one. Raises Wrong."""
    typed = cells.get(column, "")
    if not typed:
        return None
    for shape in DAYS:
        try:
            found = datetime.strptime(typed, shape).date()
        except ValueError:
            continue
        if found.year not in YEARS:
            break
        if until and found > until:
            raise Wrong(words=f"The column {column} is a day still to come")
        return found
    raise Wrong(words=f"The column {column} is not a day like 31/08/2023")


def within(cells: Mapping[str, str], longest: Mapping[str, int]) -> None:
    """Raises Wrong where a column has more characters than it may."""
    for name, most in longest.items():
        if len(cells.get(name, "")) > most:
            raise Wrong(words=f"The column {name} has more than {most:,} characters")


def filled(cells: Mapping[str, str], needed: tuple[str, ...]) -> None:
    """Raises Wrong where a column is empty that may not be."""
    for name in needed:
        if not cells.get(name):
            raise Wrong(words=f"The column {name} is empty")
