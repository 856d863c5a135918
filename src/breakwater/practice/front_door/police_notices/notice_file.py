"""The file in which police send their notices: its columns, how it is read, and a sample. Nothing is written here.

One row a child; rows that bear the same reference are one notice about several children. Columns may stand in any order;
those not named here are never read (SG-29).
"""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from breakwater.foundation.dates.partial import NotADate, PartDate
from breakwater.foundation.design.field_components import storable
from breakwater.foundation.storage import Refused

MOST_ROWS = 5000
LONGEST = {"what_happened": 10_000, "address": 300}


@dataclass(frozen=True)
class Column:
    """One column: its heading, what stands in it, an example, and whether a row without it cannot be taken in."""

    name: str
    holds: str
    example: str
    needed: bool = False


COLUMNS = (
    Column("notice_reference", "The force's own reference of the notice", "PPN/26/0001", needed=True),
    Column("sent_by", "Officer and station", "PC 1234, Harbour Road", needed=True),
    Column("happened_on", "Day of the incident: 24/11/2026 or 2026-11-24", "24/11/2026"),
    Column("child_forename", "Forename; empty where not known", "Sam"),
    Column("child_surname", "Family name; empty where not known", "Sample"),
    Column("child_born", "Date of birth, or the year: 05/06/2017, 2017-06-05, 2017", "05/06/2017"),
    Column("address", "Where the child lives, one line", "1 Invented Road"),
    Column("postcode", "Postcode of that address", "PO1 1AA"),
    Column("school", "School, if known", "Invented Primary"),
    Column(
        "what_happened",
        "What happened and what the officer saw",
        "Called to shouting. Two children upstairs, awake.",
        needed=True,
    ),
    Column("child_in_danger_now", "yes or no", "no"),
)
DANGER = "child_in_danger_now"
NAMES = tuple(column.name for column in COLUMNS)
NEEDED = tuple(column.name for column in COLUMNS if column.needed)


class NotNotices(Refused):
    """The file is no file of notices."""


@dataclass(frozen=True)
class Row:
    """One child of one notice."""

    line: int
    key: str
    reference: str
    sent_by: str
    child: str
    born: str
    address: str
    postcode: str
    school: str
    what: str
    happened_on: date | None
    danger: bool | None


@dataclass(frozen=True)
class Fault:
    """A row that cannot be taken in: its line and why, without anything else that stands in it.

    `in_danger`: it says that a child is in danger now, or something other than no, so somebody has to read it at once.
    """

    line: int
    reason: str
    in_danger: bool = False


@dataclass(frozen=True)
class Read:
    """A file read: its rows in their order, and those left out. `lines` counts both."""

    rows: Sequence[Row] = ()
    faults: Sequence[Fault] = ()

    @property
    def lines(self) -> int:
        return len(self.rows) + len(self.faults)

    def left_out(self, rows: Sequence[Row], reason: str) -> "Read":
        """The same without some rows that somebody has to read at once instead."""
        faults = [*self.faults, *(Fault(row.line, reason, in_danger=True) for row in rows)]
        return Read([row for row in self.rows if row not in rows], sorted(faults, key=lambda fault: fault.line))


def read(content: bytes, *, on: date) -> Read:
    """Read a file. Rows that cannot be taken in are left out with the reason. Raises NotNotices."""
    reader = csv.reader(io.StringIO(_text(content), newline=""))
    try:
        heading = [_plain(cell).casefold().replace(" ", "_") for cell in next(reader, [])]
        missing = [name for name in NEEDED if name not in heading]
        if missing:
            raise NotNotices(f"The first line must name the columns; these are missing: {', '.join(missing)}")
        if DANGER not in heading and any("danger" in name for name in heading):
            raise NotNotices(f"A column is about danger and would not be read: name it {DANGER} in the first line")
        rows, faults, seen = [], [], {}
        for cells in reader:
            line = reader.line_num
            if not any(cell.strip() for cell in cells):
                continue
            if len(rows) + len(faults) >= MOST_ROWS:
                raise NotNotices(f"The file has more than {MOST_ROWS} rows. Send it in parts")
            _take(heading, cells, line, on, rows, faults, seen)
    except csv.Error:
        raise NotNotices("The file is not comma-separated text. Save it as CSV and choose the new copy") from None
    if not rows and not faults:
        raise NotNotices("The file names its columns and holds no rows")
    return Read(rows, faults)


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _take(heading: list, sent: list, line: int, on: date, rows: list, faults: list, seen: dict) -> None:
    cells, twin = dict(zip(heading, sent, strict=False)), None
    try:
        if len(sent) > len(heading):
            raise ValueError("has more cells than there are columns: a comma in a text needs quotation marks around it")
        if len(sent) < len(heading):
            raise ValueError(
                "has fewer cells than there are columns: a text over two lines needs quotation marks around it"
            )
        row = _row({name: _plain(cells.get(name, "")) for name in NAMES}, line, on)
        if twin := seen.get(row.key):
            raise ValueError(f"is the same child and notice as line {twin.line}")
    except ValueError as fault:
        is_broken = len(sent) != len(heading)
        faults.append(
            Fault(line, str(fault), in_danger=_says_yes(sent) if is_broken else _may_tell_of_danger(cells, twin))
        )
    else:
        seen[row.key] = row
        rows.append(row)


def _says_yes(cells: list) -> bool:
    """Whether a yes stands anywhere in a row: a comma or a line break has moved its cells, so any may be of danger."""
    return bool({_plain(cell).casefold() for cell in cells} & {"yes", "y", "true"})


def _may_tell_of_danger(cells: dict, twin: Row | None) -> bool:
    """Whether a row left out says that a child is in danger, and the row that stands for it, if any, does not."""
    return _danger_said(cells) not in ("", "no", "n") and not (twin and twin.danger)


def _danger_said(cells: dict) -> str:
    return _plain(cells.get(DANGER, "")).casefold()


def _row(cells: dict, line: int, on: date) -> Row:
    for name in NEEDED:
        if not cells[name]:
            raise ValueError(f"has nothing in {name}")
    for name, value in cells.items():
        if len(value) > LONGEST.get(name, 200):
            raise ValueError(f"has more than {LONGEST.get(name, 200)} characters in {name}")
    born, happened = _part_date(cells["child_born"], "child_born"), _part_date(cells["happened_on"], "happened_on")
    happened_on = happened.earliest if happened and happened.is_whole else None
    if born and born.earliest > on:
        raise ValueError("has a date of birth in the future")
    if happened_on and happened_on > on:
        raise ValueError("has an incident in the future")
    said = _danger_said(cells)
    if said not in ("", "yes", "no", "y", "n"):
        raise ValueError("says neither yes nor no in child_in_danger_now")
    child = " ".join(filter(None, [cells["child_forename"], cells["child_surname"]]))
    same = "|".join([cells["notice_reference"], child, str(born or "")]).casefold()
    return Row(
        line=line,
        key=f"police-{sha256(same.encode()).hexdigest()[:48]}",
        reference=cells["notice_reference"][:40],
        sent_by=cells["sent_by"],
        child=child,
        born=str(born or ""),
        address=cells["address"],
        postcode=cells["postcode"][:8],
        school=cells["school"],
        what=cells["what_happened"],
        happened_on=happened_on,
        danger={"yes": True, "y": True, "no": False, "n": False}.get(said),
    )


def _part_date(typed: str, column: str) -> PartDate | None:
    if not typed:
        return None
    try:
        day = datetime.strptime(typed, "%d/%m/%Y").date()
        return PartDate(day.year, day.month, day.day)
    except ValueError:
        pass
    try:
        return PartDate.parse(typed)
    except NotADate:
        raise ValueError(f"has no date that can be read in {column}") from None


def _plain(cell: str) -> str:
    return " ".join(storable(cell).split())


def sample() -> str:
    """A file with the columns and one row to write over."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(NAMES)
    writer.writerow([column.example for column in COLUMNS])
    return out.getvalue()
