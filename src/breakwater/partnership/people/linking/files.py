"""Lists as files: read with plain words where something is wrong, and links written for other programs."""

import csv
import gzip
import io
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pc_csv

from .. import cleaning
from . import grouping
from .engine import Links
from .prepare import COLUMNS
from .rules import Tier

LARGEST_FILE = 2_000_000_000
NEEDED = ("record_id", "forename", "surname")
LINK_COLUMNS = ("left_id", "right_id", "probability", "tier", "reasons")
CHILD_COLUMNS = ("child", "record_id", "source", "sure")
_SHOWN = 5
_A_LOOK = 400  # characters that show how a file is written
_NOT_YET_THE_HEADER = re.compile(
    r"\A\ufeff?(?:[ \t]*\r?\n|sep=.\r?\n)*", re.IGNORECASE
)  # blank lines, and Excel's own word


class UnreadableList(Exception):
    """A file is no list in the columns of `docs/linking.md`; the words say what to mend, and name nobody."""


def read_lists(paths: list[Path]) -> pa.Table:
    """The records of one or more CSV files (also .gz). Without a `source` column, a file's name is its source."""
    if given := next((path for path, count in Counter(paths).items() if count > 1), None):
        raise UnreadableList(f"{given}: this list is given twice.")
    tables = [_read(path) for path in paths]
    records = pa.concat_tables(tables)
    ids = Counter(records["record_id"].to_pylist())
    if twice := [one for one, count in ids.items() if count > 1]:
        raise UnreadableList(
            f"{len(twice):,} record_id values come more than once; each record needs one of its own (for instance {twice[0]!r})."
        )
    return records


def _read(path: Path) -> pa.Table:
    text, header, delimiter = _text(path)
    wrong: list[int] = []

    def refuse(row):
        wrong.append(row.number or 0)
        return "skip"

    try:
        table = pc_csv.read_csv(
            io.BytesIO(text),
            read_options=pc_csv.ReadOptions(use_threads=False, block_size=1 << 24),
            parse_options=pc_csv.ParseOptions(delimiter=delimiter, newlines_in_values=True, invalid_row_handler=refuse),
            convert_options=pc_csv.ConvertOptions(
                column_types={name: pa.string() for name in header}, strings_can_be_null=False, include_columns=header
            ),
        )
    except pa.ArrowInvalid as problem:
        raise UnreadableList(f"{path.name}: it cannot be read as CSV ({str(problem).split(':')[0]}).") from problem
    if wrong:
        lines = ", ".join(str(number) for number in wrong[:_SHOWN])
        raise UnreadableList(
            f"{path.name}: {len(wrong):,} rows have another number of columns than the header (rows {lines}{', ...' if len(wrong) > _SHOWN else ''})."
        )
    if not table.num_rows:
        raise UnreadableList(f"{path.name}: there is no row below the header.")
    return _in_our_columns(table, path)


def _text(path: Path) -> tuple[bytes, list[str], str]:
    """The file's text as UTF-8, its header and its delimiter."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise UnreadableList(f"{path.name}: it is larger than 2 GB; split it by authority.")
        content = path.read_bytes()
        if content[:2] == b"\x1f\x8b":
            content = gzip.decompress(content)
    except FileNotFoundError as problem:
        raise UnreadableList(f"{path}: there is no such file.") from problem
    except IsADirectoryError as problem:
        raise UnreadableList(f"{path}: this is a folder; name each file with its own --in.") from problem
    except (OSError, EOFError) as problem:
        raise UnreadableList(f"{path.name}: it cannot be read; it may be cut short.") from problem
    text = _NOT_YET_THE_HEADER.sub("", _decoded(content, path))
    if "\n" not in text:  # as old spreadsheets for the Mac end their lines
        text = text.replace("\r", "\n")
    first = text.split("\n", 1)[0].strip("\r")
    if not first.strip():
        raise UnreadableList(f"{path.name}: it is empty.")
    delimiter = max(",;\t|", key=first.count)
    header = [re.sub(r"[\s-]+", "_", name.strip().lower()) for name in next(csv.reader([first], delimiter=delimiter))]
    _check_header(header, path)
    body = text.split("\n", 1)[1] if "\n" in text else ""
    return (delimiter.join(header) + "\n" + body).encode(), header, delimiter


def _decoded(content: bytes, path: Path) -> str:
    if content[:4] == b"PK\x03\x04":
        raise UnreadableList(f"{path.name}: this is a workbook or a zip file; save the list as CSV.")
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", errors="replace")
    if content[:_A_LOOK].count(0) > len(content[:_A_LOOK]) // 3:  # UTF-16 without its mark
        return content.decode("utf-16-le" if content[1] == 0 else "utf-16-be", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _check_header(header: list[str], path: Path) -> None:
    twice = [name for name, count in Counter(header).items() if count > 1]
    if twice:
        raise UnreadableList(f"{path.name}: the column {twice[0]!r} stands twice in the header.")
    if lacking := [name for name in NEEDED if name not in header]:
        raise UnreadableList(f"{path.name}: the header lacks {', '.join(lacking)}. Columns read: {', '.join(COLUMNS)}.")


def _in_our_columns(table: pa.Table, path: Path) -> pa.Table:
    empty = pa.array([""] * table.num_rows, type=pa.string())
    columns = {name: table[name] if name in table.column_names else empty for name in COLUMNS}
    if "source" not in table.column_names:
        stem = path.name.removesuffix(".gz").removesuffix(".csv")
        columns["source"] = pa.array([stem] * table.num_rows, type=pa.string())
    if any(not one for one in columns["record_id"].to_pylist()):
        raise UnreadableList(f"{path.name}: a row has no record_id.")
    return pa.table(columns)


def dates_not_read(records: pa.Table) -> int:
    """How many dates of birth are written in no way that is understood, or are no date; they count as missing."""
    written = records["dob"].value_counts().to_pylist()
    return sum(one["counts"] for one in written if one["values"].strip() and cleaning.clean_date(one["values"]) is None)


def write_links(links: Links, records: pa.Table, path: Path) -> None:
    """One row a link, in the columns of LINK_COLUMNS, the surest first; replaces `path` only when all is written."""
    ids = records["record_id"].to_pylist()
    order = sorted(range(len(links)), key=lambda n: (-links.probability[n], links.left[n], links.right[n]))
    rows = (
        (ids[links.left[n]], ids[links.right[n]], f"{links.probability[n]:.6f}", links.tier[n].value, links.reasons[n])
        for n in order
    )
    _write(path, LINK_COLUMNS, rows)


def write_children(links: Links, records: pa.Table, path: Path) -> None:
    """One row a record, in the columns of CHILD_COLUMNS: rows of one number are one child's, as far as the links say.

    `sure` is no where a pair of the record waits for a person, or where an automatic link leads out of its group.
    """
    tier = np.array([one.value for one in links.tier], dtype=object)
    automatic, review = tier == Tier.AUTOMATIC.value, tier == Tier.REVIEW.value
    said = automatic | review
    child = np.arange(records.num_rows)
    for members in grouping.of_one_child(
        links.left[said], links.right[said], grouping.log_odds(links.probability[said]), least=0.0
    ):
        child[members] = min(members)
    _, number = np.unique(child, return_inverse=True)
    open_pairs = review | (automatic & (child[links.left] != child[links.right]))
    unsure = {*links.left[open_pairs].tolist(), *links.right[open_pairs].tolist()}
    ids, sources = records["record_id"].to_pylist(), records["source"].to_pylist()
    rows = (
        (number[n] + 1, ids[n], sources[n], "no" if n in unsure else "yes") for n in np.argsort(number, kind="stable")
    )
    _write(path, CHILD_COLUMNS, rows)


def _write(path: Path, columns: tuple[str, ...], rows: Iterable[tuple]) -> None:
    """A CSV file, packed when its name says so; it replaces what was there only when all is written."""
    beside = path.with_name(path.name + ".part")
    with gzip.open(beside, "wt", newline="") if path.name.endswith(".gz") else beside.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(rows)
    beside.replace(path)
