"""Rows copied into a table in bulk, past operations and triggers: benchmarks alone may do so."""

from collections.abc import Iterable
from datetime import datetime

import psycopg

FILL = {
    "character varying": "",
    "text": "",
    "boolean": False,
    "integer": 1,
    "smallint": 1,
    "bigint": 0,
    "jsonb": "{}",
    "bytea": b"",
    "time without time zone": "09:00",
}


class Filler:
    """COPY of rows given as dictionaries; every other column that must hold something gets a plain value."""

    def __init__(self, superuser: psycopg.Connection, now: datetime):
        self.superuser, self.now = superuser, now
        self.next_id: dict[str, int] = {}

    def copy(self, table: str, rows: Iterable[dict]) -> None:
        rows = iter(rows)
        first = next(rows, None)
        if first is None:
            return
        needed = {
            name: self.now if kind.startswith("timestamp") else self.now.date() if kind == "date" else FILL[kind]
            for name, kind in self.superuser.execute(
                "select column_name, data_type from information_schema.columns where table_schema = 'public' and table_name = %s "
                "and is_nullable = 'NO' and column_default is null and is_identity = 'NO'",
                [table],
            )
            if name not in first
        }
        columns = [*needed, *first]
        fixed = tuple(needed.values())
        listed = ", ".join(f'"{column}"' for column in columns)
        with self.superuser.cursor() as cursor, cursor.copy(f"copy {table} ({listed}) from stdin") as copy:
            for row in _again(first, rows):
                copy.write_row((*fixed, *row.values()))
        if "id" in first:
            self.superuser.execute(
                f"select setval(pg_get_serial_sequence('{table}', 'id'), (select max(id) from {table}))"
            )


def _again(first, rest):
    yield first
    yield from rest
