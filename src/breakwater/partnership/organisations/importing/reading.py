"""From the bytes of a register file to rows of schools, read by header name; a bad row is set aside with its reason.

The public file is Windows-1252; files saved again by a spreadsheet may be UTF-8. Columns are added and taken away in most
years, so unknown ones are ignored, and optional ones that are missing leave what we hold as it is.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date

from breakwater.foundation.refusals import Refusal

from ..models import School

REQUIRED = ("URN", "LA (code)", "EstablishmentName", "OpenDate", "CloseDate", "Postcode")
STATUSES = {"1": "Open", "2": "Closed", "3": "Open, but proposed to close", "4": "Proposed to open"}
CLOSED = "2"
DAY = re.compile(r"(\d{1,2})[-/](\d{1,2})[-/](\d{4})")


class NotTheRegister(Refusal):
    """The file cannot be read as the register of schools; the text says what is missing."""


class BadCell(ValueError):
    """One cell cannot be right; the text says which and why."""


@dataclass(frozen=True)
class Rejected:
    """A row that is not taken in."""

    line: int
    reason: str
    urn: str = ""


@dataclass(frozen=True)
class SchoolRow:
    """One school as the file has it. `facts` are fields of School; only those whose column is in the file."""

    line: int
    urn: str
    la_code: str
    la_name: str
    gss_code: str
    name: str
    facts: dict

    def is_closed(self, today: date) -> bool:
        closes = self.facts["closed_on"]
        return self.facts["status_code"] == CLOSED or closes is not None and closes <= today


@dataclass
class Register:
    """What a file holds."""

    encoding: str
    rows: list[SchoolRow] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)


def _text(column: str, value: str) -> str:
    return value


def _number(column: str, value: str) -> int | None:
    if not value:
        return None
    if not re.fullmatch(r"[0-9]{1,3}", value):
        raise BadCell(f"{column} is {value!r}, which is not a number of years")
    return int(value)


def _day(column: str, value: str) -> date | None:
    if not value:
        return None
    found = DAY.fullmatch(value)
    try:
        day, month, year = (int(part) for part in found.groups()) if found else (0, 0, 0)
        return date(year, month, day)
    except ValueError:
        raise BadCell(f"{column} is {value!r}, which is not a day written DD-MM-YYYY") from None


def _code(column: str, value: str) -> str:
    return value.lstrip("0") or "0" if value.isdigit() else value


def _postcode(column: str, value: str) -> str:
    tidy = re.sub(r"\s", "", value).upper()
    return f"{tidy[:-3]} {tidy[-3:]}" if len(tidy) > 3 else tidy


# column -> (field of School, how to read it)
COLUMNS: dict[str, tuple[str, Callable]] = {
    "EstablishmentNumber": ("establishment_number", _text),
    "TypeOfEstablishment (code)": ("type_code", _text),
    "TypeOfEstablishment (name)": ("type_name", _text),
    "EstablishmentStatus (code)": ("status_code", _text),
    "PhaseOfEducation (code)": ("phase_code", _text),
    "StatutoryLowAge": ("low_age", _number),
    "StatutoryHighAge": ("high_age", _number),
    "Gender (code)": ("gender_code", _text),
    "OpenDate": ("opened_on", _day),
    "CloseDate": ("closed_on", _day),
    "Street": ("street", _text),
    "Locality": ("locality", _text),
    "Town": ("town", _text),
    "Postcode": ("postcode", _postcode),
    "TelephoneNum": ("telephone", _text),
    "SchoolWebsite": ("website", _text),
    "AdministrativeWard (code)": ("ward_code", _text),
    "UPRN": ("uprn", _code),
    "UKPRN": ("ukprn", _text),
    "Trusts (name)": ("trust_name", _text),
    "LastChangedDate": ("last_changed_on", _day),
}
LONGEST = {field: School._meta.get_field(field).max_length for field, _ in COLUMNS.values()}
LONGEST_NAME = 200


def read_register(raw: bytes, today: date) -> Register:
    """Read a whole file. Raises NotTheRegister, naming the columns that are missing."""
    text, encoding = _decoded(raw)
    reader = csv.reader(io.StringIO(text, newline=""))
    register = Register(encoding)
    try:
        header = [_tidy(cell) for cell in next(reader, [])]
        missing = [column for column in REQUIRED if column not in header]
        if missing:
            raise NotTheRegister(words=f"This is not the register of schools: it has no column {', '.join(missing)}.")
        seen: set[str] = set()
        for line, cells in _numbered(reader):
            if not any(cells):
                continue
            urn = ""
            try:
                if len(cells) != len(header):
                    raise BadCell(f"it has {len(cells)} cells where the header has {len(header)}")
                values = {column: _tidy(cell) for column, cell in zip(header, cells, strict=True)}
                urn = values["URN"]
                row = _school(line, values, today)
                if row.urn in seen:
                    raise BadCell(f"URN {row.urn} is in the file twice; the first is taken")
                seen.add(row.urn)
                register.rows.append(row)
            except BadCell as fault:
                register.rejected.append(Rejected(line, str(fault), urn))
    except csv.Error as fault:
        raise NotTheRegister(words=f"The file cannot be read as CSV at line {reader.line_num}: {fault}.") from fault
    return register


def _decoded(raw: bytes) -> tuple[str, str]:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", errors="replace"), "UTF-16"
    try:
        return raw.decode("utf-8-sig"), "UTF-8"
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace"), "Windows-1252"


def _numbered(reader) -> Iterator[tuple[int, list[str]]]:
    """Each row with the line it begins on."""
    line = reader.line_num + 1
    for cells in reader:
        yield line, cells
        line = reader.line_num + 1


def _tidy(cell: str) -> str:
    """NFC, one space between words, no control characters."""
    kept = "".join(" " if unicodedata.category(char) in ("Cc", "Cf") else char for char in cell)
    return unicodedata.normalize("NFC", " ".join(kept.split()))


def _school(line: int, values: dict[str, str], today: date) -> SchoolRow:
    if unreadable := [column for column, value in values.items() if "\N{REPLACEMENT CHARACTER}" in value]:
        raise BadCell(f"{unreadable[0]} has a character that cannot be read")
    urn, la_code, name = values["URN"], _code("LA (code)", values["LA (code)"]), values["EstablishmentName"]
    if not re.fullmatch(r"[1-9][0-9]{4,5}", urn):
        raise BadCell(f"URN is {urn!r}, which is not a number of five or six figures")
    if not re.fullmatch(r"[0-9]{3}", la_code):
        raise BadCell(f"LA (code) is {values['LA (code)']!r}, which is not a number of three figures")
    if not name:
        raise BadCell("EstablishmentName is empty")
    if len(name) > LONGEST_NAME:
        raise BadCell(f"EstablishmentName is longer than {LONGEST_NAME} characters")
    facts = {}
    for column, (into, read) in COLUMNS.items():
        if column in values:
            facts[into] = read(column, values[column])
            if isinstance(facts[into], str) and len(facts[into]) > LONGEST[into]:
                raise BadCell(f"{column} is longer than {LONGEST[into]} characters")
    opened, closed = facts["opened_on"], facts["closed_on"]
    if opened and closed and closed < opened:
        raise BadCell(f"CloseDate {values['CloseDate']} is before OpenDate {values['OpenDate']}")
    if "status_code" not in facts:
        facts["status_code"] = CLOSED if closed and closed <= today else "1"
    elif facts["status_code"] not in STATUSES:
        raise BadCell(f"EstablishmentStatus (code) is {facts['status_code']!r}; it is one of {', '.join(STATUSES)}")
    return SchoolRow(line, urn, la_code, values.get("LA (name)", ""), values.get("GSSLACode (name)", ""), name, facts)
