"""Rows written as the database's owner, past the application: for tests of the wall and for large measured worlds."""

import secrets
from datetime import UTC, datetime

import psycopg
from psycopg.rows import dict_row

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
_FILL = {
    "character varying": "",
    "text": "",
    "boolean": False,
    "timestamp with time zone": NOW,
    "date": NOW.date(),
    "integer": 1,
    "smallint": 1,
    "bigint": 0,
    "jsonb": "{}",
    "bytea": b"",
    "time without time zone": "09:00",
    "uuid": "00000000-0000-0000-0000-000000000000",
}


class Rows:
    """Inserts with the columns that matter; every other column that must hold something gets a plain value."""

    def __init__(self, connection: psycopg.Connection):
        self.connection = connection
        self._needed: dict[str, dict[str, object]] = {}
        self._lengths: dict[tuple[str, str], int | None] = {}

    def add(self, table: str, **values) -> int:
        """The id of a new row. Columns named `public_id`, `reference` or `key` get a random value unless given."""
        whole = {name: self._value(table, name, value) for name, value in self._of(table).items() if name not in values}
        whole |= values
        columns = ", ".join(f'"{name}"' for name in whole)
        marks = ", ".join(["%s"] * len(whole))
        row = self.connection.execute(
            f"insert into {table} ({columns}) values ({marks}) returning *", list(whole.values())
        ).fetchone()
        return row[0]

    def actor(self, *, membership: int | None = None, area: int | None = None, service: str = "") -> int:
        """The actor that the database made with a post, or of a named service with its area."""
        return self.connection.execute(
            "select id from organisations_actor where membership_id = %s or area_id = %s and service = %s",
            [membership, area, service],
        ).fetchone()[0]

    def all(self, sql: str, *arguments) -> list[dict]:
        with self.connection.cursor(row_factory=dict_row) as cursor:
            return cursor.execute(sql, arguments).fetchall()

    def _of(self, table: str) -> dict[str, object]:
        if table not in self._needed:
            rows = self.all(
                "select column_name, data_type, character_maximum_length as length from information_schema.columns "
                "where table_schema = 'public' and table_name = %s and is_nullable = 'NO' and column_default is null "
                "and is_identity = 'NO' order by ordinal_position",
                table,
            )
            self._needed[table] = {row["column_name"]: _FILL[row["data_type"]] for row in rows}
            self._lengths |= {(table, row["column_name"]): row["length"] for row in rows}
        return self._needed[table]

    def _value(self, table: str, name: str, value: object) -> object:
        if name in ("public_id", "reference", "key", "token_digest", "digest", "code"):
            return secrets.token_hex(16)[: self._lengths[table, name] or 32]
        return value
