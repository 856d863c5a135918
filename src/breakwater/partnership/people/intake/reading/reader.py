"""One way in for every kind of roll."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from breakwater.foundation import storage

from .disguises import words_of
from .fields import FIELDS, plain
from .pupils import hints, once_each, pupil_of
from .rows import Columns, LineRefusal, NotARoll, Roll, TheSchool
from .shapes import ROLL, Shape
from .tables import Line, columns_of, lines_of_text, lines_of_workbook, months_first, values_of
from .transfer import read_transfer

LARGEST = 50 * 1024 * 1024
KINDS = frozenset({"csv", "txt", "xlsx", "xml"})
LIMITS = storage.Limits(largest=LARGEST, kinds=KINDS)


def read(content: bytes, name: str, *, today: date, profile: Mapping[str, str] | None = None) -> Roll:
    """Read a roll. `profile` says what a school's own headings mean, by their plain form.

    Raises NotARoll (ColumnsNotKnown where a person can say which column is which), with words for whoever sent it.
    """
    kind = kind_of(content, name, ROLL)
    digest = hashlib.sha256(content).hexdigest()
    if kind == "xml":
        return _from_transfer(content, digest, today)
    return _from_table(
        lines_of(content, kind, ROLL), kind.upper() if kind == "xlsx" else "CSV", digest, today, profile or {}
    )


def kind_of(content: bytes, name: str, shape: Shape, limits: storage.Limits = LIMITS) -> str:
    """What the file is by its content: csv, txt, xlsx or xml. Raises NotARoll."""
    if len(content) > LARGEST:
        raise NotARoll(f"The file is larger than 50 MB. {shape.send_one}, without documents or pictures")
    if words := words_of(content, name, shape):
        raise NotARoll(words)
    stem, dot, ending = name.rpartition(".")
    if ending.lower() in ("tsv", "tab"):
        name = f"{stem}{dot}txt"
    try:
        return storage.sniff(content, name, "", limits).name
    except storage.Refused as refused:
        raise NotARoll(str(refused)) from None


def lines_of(content: bytes, kind: str, shape: Shape) -> list[Line]:
    """The lines of a table, whatever it was saved as. Raises NotARoll."""
    return lines_of_workbook(content, shape) if kind == "xlsx" else lines_of_text(_decoded(content), shape)


def _decoded(content: bytes) -> str:
    is_wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if is_wide else ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise NotARoll("The file is in an encoding that cannot be read. In Excel choose CSV UTF-8")


def _from_table(lines, kind: str, digest: str, today: date, profile: Mapping[str, str]) -> Roll:
    table = table_of(lines, kind, profile, ROLL)
    whole, columns = table.whole, table.columns
    schools = [TheSchool(urn=v.pop("urn", "").strip(), estab=v.pop("estab", "").strip()) for _, v in whole]
    ignored = sum(not field for field in columns.read_as.values())
    found = _pupils(whole, today, table.month_first)
    held_back = found[3] | hints(table.cut_off)
    named = {school for school in schools if school.is_named}
    return Roll(
        kind,
        found[0],
        sorted([*found[1], *table.misshapen], key=lambda r: r.line),
        found[2],
        digest,
        held_back,
        of=_one_school(named, "urn"),
        columns=columns,
        ignored=ignored,
    )


@dataclass(frozen=True)
class Table:
    """The lines of a table that have its shape, by field; what is wrong with the others, and the values of a last line cut off."""

    columns: Columns
    whole: list[tuple[int, dict[str, str]]]
    misshapen: list[LineRefusal]
    cut_off: list[dict[str, str]]
    month_first: frozenset[str]


def table_of(lines: list[Line], kind: str, profile: Mapping[str, str], shape: Shape) -> Table:
    """Read the headings and put the lines beneath them. Raises NotARoll, ColumnsNotKnown."""
    columns, at = columns_of(lines, {plain(heading): field for heading, field in profile.items()}, shape)
    rows = list(values_of(lines, columns, at, shape))
    if not rows:
        raise NotARoll(f"The file has headings and no {shape.many_of_them}. An empty {shape.called} changes nothing")
    cut_off = _cut_off(lines[at:]) if kind == "CSV" else None
    misshapen = [
        LineRefusal(
            line, "", "This line has more cells than there are headings. A comma in an address may need quotation marks"
        )
        for line, values in rows
        if values is None
    ]
    if cut_off:
        misshapen.append(
            LineRefusal(cut_off, "", "The last line is shorter than the others: the file may be cut off. Save it again")
        )
    return Table(
        columns,
        [(line, values) for line, values in rows if values is not None and line != cut_off],
        misshapen,
        [values for line, values in rows if values is not None and line == cut_off],
        months_first((values for _, values in rows), shape.dates),
    )


def _cut_off(lines) -> int | None:
    """The number of a last line that alone has fewer cells than there are headings."""
    width = len(lines[0][1])
    short = [line for line, cells in lines if len(cells) < width]
    return short[0] if len(lines) > 2 and short == [lines[-1][0]] else None


def _one_school(named: set[TheSchool], by: str) -> TheSchool:
    """The school that every line names; a file of several schools is refused."""
    if len(named) > 1:
        raise NotARoll("The file has pupils of several schools. Send one school's roll")
    if not named:
        return TheSchool()
    (school,) = named
    digits = "".join(char for char in school.estab if char.isdigit())
    return TheSchool(urn=school.urn, la=digits[:-4], estab=digits[-4:])


def _from_transfer(content: bytes, digest: str, today: date) -> Roll:
    transfer = read_transfer(content)
    if "Common Transfer File" not in transfer.header.get("name", ""):
        raise NotARoll(
            "The file's header does not say that it is a Common Transfer File. Export it from your system again"
        )
    if not transfer.pupils:
        raise NotARoll("The file has no pupils. An empty roll changes nothing")
    kept, refused, remarks, held_back = _pupils(transfer.pupils, today, frozenset())
    return Roll(
        "CTF",
        kept,
        refused,
        remarks,
        digest,
        held_back,
        is_whole=transfer.is_whole,
        of=transfer.of,
        to=transfer.to,
        ignored=transfer.passed_over,
    )


def _pupils(rows, today: date, month_first: frozenset[str]):
    pupils, refused, remarks, faulty = [], [], [], []
    for line, values in rows:
        pupil, wrong, left_out = pupil_of(line, values, today=today, month_first=month_first)
        refused += wrong
        remarks += left_out
        if pupil is None:
            faulty.append(values)
        else:
            pupils.append(pupil)
    kept, twice, out = once_each(pupils)
    faulty += [{"upn": one.upn, "forename": one.forename, "surname": one.surname} for one in out]
    refused = sorted([*refused, *twice], key=lambda one: one.line)
    return kept, refused, remarks, hints(faulty)


__all__ = ["FIELDS", "LARGEST", "LIMITS", "read"]
