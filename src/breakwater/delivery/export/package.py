"""Writing the export: a CSV file a table, the files beside, and datapackage.json that says what each column means and what each file hashes to.

Nothing readable touches the disk: each file is locked with age as it is made. The package follows Frictionless Data Package 1.0.
"""

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection, models, transaction

from breakwater.delivery.backups.sealing import Lock
from breakwater.foundation.models import Handling
from breakwater.foundation.storage import encryption
from breakwater.foundation.storage.locked_columns import LOCKED_COLUMNS
from breakwater.partnership.organisations.models import Area

from . import AGE, FILES, PACKAGE, tables

AT_A_TIME = 2000
TYPES = (
    (models.BooleanField, "boolean"),
    (models.DateTimeField, "datetime"),
    (models.DateField, "date"),
    (models.TimeField, "time"),
    (models.JSONField, "object"),
    (models.FloatField, "number"),
    (models.DecimalField, "number"),
    (models.IntegerField, "integer"),
)
HELD_BACK = ("HELD", "REFUSED")  # files that no scanner has let through


@dataclass(frozen=True)
class Order:
    """Who has it made, and why; `sealed` that what is sealed goes along."""

    by: str
    why: str
    sealed: bool = False


@dataclass
class Made:
    """What was written: tables, rows, files, and files that could not be read."""

    tables: int = 0
    rows: int = 0
    files: int = 0
    missing: int = 0


class _Counted(io.RawIOBase):
    """What an iterable of bytes gives, as a file to be read once, counted and hashed on the way."""

    def __init__(self, chunks: Iterable[bytes]):
        self.chunks, self.left = iter(chunks), b""
        self.size, self.hash = 0, hashlib.sha256()

    def readable(self) -> bool:
        return True

    def readinto(self, into) -> int:
        while not self.left:
            try:
                self.left = next(self.chunks)
            except StopIteration:
                return 0
        given, self.left = self.left[: len(into)], self.left[len(into) :]
        into[: len(given)] = given
        self.size += len(given)
        self.hash.update(given)
        return len(given)


def export(area: Area, folder: Path, recipients: Path, *, order: Order, at: datetime) -> Made:
    """Write all of an area into an empty folder, locked for the recipients; as the database's owner, at one moment. Raises BackupFault."""
    lock, made = Lock(recipients), Made()
    package = {
        "name": f"breakwater-area-{area.code}",
        "title": f"Everything of {area.name}",
        "profile": "data-package",
        "created": at.isoformat(),
        "orderedBy": order.by,
        "orderedBecause": order.why,
        "sealedIncluded": order.sealed,
        "leftOut": [{"table": name, "why": why} for name, why in sorted(tables.LEFT_OUT.items())],
        "resources": [],
    }
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set transaction isolation level repeatable read")
        listed: list[list] = []
        for table in tables.tables_of(area):
            if table.is_sealed and not order.sealed:
                why = "Sealed: it goes along by order alone."
                package["leftOut"].append({"table": table.name, "why": why})
                continue
            package["resources"].append(_table(table, folder, lock, order, made))
            listed += _files(table, folder, lock, order, made)
        package["resources"].append(_list_of_files(listed, folder, lock))
        _note(cursor, area, order, made)
    lock.bytes(json.dumps(package, indent=1, ensure_ascii=False).encode(), folder / f"{PACKAGE}{AGE}")
    return made


def _table(table: tables.Table, folder: Path, lock: Lock, order: Order, made: Made) -> dict:
    """Write one table, and return what the package says of it."""
    count = [0]
    path = f"{table.room}/{table.name}.csv"
    facts = _locked(_csv(table, order, count), folder / f"{path}{AGE}", lock)
    made.tables, made.rows = made.tables + 1, made.rows + count[0]
    handling = getattr(table.model, "handling", None)
    return {
        "name": table.name.replace("_", "-"),
        "path": path,
        "profile": "tabular-data-resource",
        "description": (table.model.__doc__ or "").strip() if not table.model._meta.auto_created else "",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        **facts,
        "rows": count[0],
        "room": table.room,
        "ofEveryArea": table.is_shared,
        "keep": handling.keep if isinstance(handling, Handling) else "",
        "columnsLeftOut": list(table.without),
        "schema": _schema(table),
    }


def _csv(table: tables.Table, order: Order, count: list[int]) -> Iterator[bytes]:
    """The table as CSV (RFC 4180, UTF-8): moments in UTC, lists and objects as JSON, nothing where there is no value."""
    yield _line([one.column for one in table.columns])
    for row in table.rows(sealed=order.sealed).iterator(chunk_size=AT_A_TIME):
        count[0] += 1
        yield _line([_cell(row, one) for one in table.columns])


def _line(cells: list) -> bytes:
    held = io.StringIO()
    csv.writer(held).writerow(cells)
    return held.getvalue().encode()


def _cell(row: models.Model, column: models.Field):
    if opens := LOCKED_COLUMNS.get(f"{row._meta.db_table}.{column.name}"):
        return opens(row)
    value = getattr(row, column.attname)
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, dict)):
        return json.dumps(value, ensure_ascii=False, default=str)
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value)


def _schema(table: tables.Table) -> dict:
    fields, keys = [], []
    for one in table.columns:
        kind = next((name for of, name in TYPES if isinstance(one, of)), "string")
        described: dict = {"name": one.column, "type": kind, "constraints": {"required": not (one.null or one.blank)}}
        if one.help_text:
            described["description"] = str(one.help_text)
        if one.choices:
            described["values"] = {str(value): str(words) for value, words in one.flatchoices}
        fields.append(described)
        if isinstance(one, models.ForeignKey):
            to = one.related_model._meta.db_table.replace("_", "-")
            keys.append({"fields": one.column, "reference": {"resource": to, "fields": one.target_field.column}})
    return {"fields": fields, "primaryKey": table.model._meta.pk.column, "foreignKeys": keys, "missingValues": [""]}


def _files(table: tables.Table, folder: Path, lock: Lock, order: Order, made: Made) -> Iterator[list]:
    """Write the files that the rows keep, decrypted and locked anew; give a line of the list for each."""
    names = {one.name for one in table.model._meta.concrete_fields}
    if "stored_as" not in names:
        return
    for row in table.rows(sealed=order.sealed).exclude(stored_as="").iterator(chunk_size=AT_A_TIME):
        state = getattr(row, "file_state", "") or getattr(row, "state", "")
        line = [
            table.name,
            row.pk,
            getattr(row, "title", ""),
            getattr(row, "media_type", ""),
            getattr(row, "digest", ""),
        ]
        if state in HELD_BACK:
            yield ["", *line, 0, "", "not let through by a scanner"]
            continue
        path = f"{FILES}/{table.name}-{row.pk}"
        try:
            facts = _locked(_content(row.stored_as), folder / f"{path}{AGE}", lock)
        except FileNotFoundError:
            made.missing += 1
            yield ["", *line, 0, "", "not on disk"]
            continue
        made.files += 1
        yield [path, *line, facts["bytes"], facts["hash"], ""]


def _content(stored_as: str) -> Iterator[bytes]:
    with (Path(settings.BREAKWATER_DATA) / "files" / stored_as).open("rb") as source:
        yield from encryption.decrypt(source, bound_to=stored_as, held=encryption.keys())


def _list_of_files(listed: list[list], folder: Path, lock: Lock) -> dict:
    heads = ["path", "table", "row", "title", "media_type", "sha256_as_sent", "bytes", "hash", "why_not"]
    facts = _locked((_line(each) for each in [heads, *listed]), folder / f"files.csv{AGE}", lock)
    fields = [{"name": each, "type": "integer" if each in ("row", "bytes") else "string"} for each in heads]
    schema = {"fields": fields, "missingValues": [""]}
    return {
        "name": "files",
        "path": "files.csv",
        "format": "csv",
        "encoding": "utf-8",
        **facts,
        "rows": len(listed),
        "schema": schema,
    }


def _locked(chunks: Iterable[bytes], path: Path, lock: Lock) -> dict:
    """Lock what is given into a file; say how large it was and what it hashed to before."""
    source = _Counted(chunks)
    lock.stream(source, path)
    return {"bytes": source.size, "hash": f"sha256:{source.hash.hexdigest()}"}


def _note(cursor, area: Area, order: Order, made: Made) -> None:
    """The audit keeps who ordered it, why, how much it was, and whether sealed things went along."""
    facts = {"rows": made.rows, "files": made.files, "sealed": order.sealed}
    cursor.execute(
        "insert into audit_entry (acting_as, area, kind, verb, route, method, seen, changed, facts, reason, session) values "
        "('The database''s owner', %s, 'change', 'exported the area', '', '', '{}', jsonb_build_object('area', "
        "jsonb_build_array(%s::bigint)), %s::jsonb, %s, '')",
        [area.code, area.pk, json.dumps(facts), f"Ordered by {order.by}: {order.why}"],
    )
