"""One way in for every kind of roll."""

import hashlib
from collections.abc import Mapping
from datetime import date

from breakwater.foundation import storage

from .fields import FIELDS, plain
from .pupils import hints, once_each, pupil_of
from .rows import NotARoll, Refusal, Roll, TheSchool
from .tables import columns_of, lines_of_text, lines_of_workbook, months_first, values_of
from .transfer import read_transfer

LARGEST = 50 * 1024 * 1024
KINDS = frozenset({"csv", "txt", "xlsx", "xml"})
LIMITS = storage.Limits(largest=LARGEST, kinds=KINDS)


def read(content: bytes, name: str, *, today: date, profile: Mapping[str, str] | None = None) -> Roll:
    """Read a roll. `profile` says what a school's own headings mean, by their plain form.

    Raises NotARoll (ColumnsNotKnown where a person can say which column is which), with words for whoever sent it.
    """
    if len(content) > LARGEST:
        raise NotARoll("The file is larger than 50 MB. Send one school's roll, without documents or pictures")
    stem, dot, ending = name.rpartition(".")
    if ending.lower() in ("tsv", "tab"):
        name = f"{stem}{dot}txt"
    try:
        kind = storage.sniff(content, name, "", LIMITS).name
    except storage.Refused as refused:
        raise NotARoll(str(refused)) from None
    digest = hashlib.sha256(content).hexdigest()
    if kind == "xml":
        return _from_transfer(content, digest, today)
    lines = lines_of_workbook(content) if kind == "xlsx" else lines_of_text(_decoded(content))
    return _from_table(lines, "XLSX" if kind == "xlsx" else "CSV", digest, today, profile or {})


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252")


def _from_table(lines, kind: str, digest: str, today: date, profile: Mapping[str, str]) -> Roll:
    columns, at = columns_of(lines, {plain(heading): field for heading, field in profile.items()})
    rows = list(values_of(lines, columns, at))
    if not rows:
        raise NotARoll("The file has headings and no pupils. An empty roll changes nothing")
    cut_off = _cut_off(lines[at:]) if kind == "CSV" else None
    month_first = months_first(values for _, values in rows)
    misshapen = [
        Refusal(
            line, "", "This line has more cells than there are headings. A comma in an address may need quotation marks"
        )
        for line, values in rows
        if values is None
    ]
    if cut_off:
        misshapen.append(
            Refusal(cut_off, "", "The last line is shorter than the others: the file may be cut off. Save it again")
        )
    whole = [(line, values) for line, values in rows if values is not None and line != cut_off]
    schools = [TheSchool(urn=v.pop("urn", "").strip(), estab=v.pop("estab", "").strip()) for _, v in whole]
    ignored = sum(not field for field in columns.read_as.values())
    found = _pupils(whole, today, month_first)
    held_back = found[3] | hints([values for line, values in rows if values is not None and line == cut_off])
    named = {school for school in schools if school.is_named}
    return Roll(
        kind, found[0], sorted([*found[1], *misshapen], key=lambda r: r.line), found[2], digest, held_back,
        of=_one_school(named, "urn"), columns=columns, ignored=ignored,
    )  # fmt: skip


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
        "CTF", kept, refused, remarks, digest, held_back, is_whole=transfer.is_whole, of=transfer.of, to=transfer.to,
        ignored=transfer.passed_over,
    )  # fmt: skip


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
