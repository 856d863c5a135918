"""The foreign keys of the database, as it says them itself."""

from dataclasses import dataclass
from functools import cached_property

import psycopg

SQL = """
select c.conrelid::regclass::text, a.attname::text, c.confrelid::regclass::text, not a.attnotnull
  from pg_constraint c
  join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
  join pg_class t on t.oid = c.conrelid
 where c.contype = 'f' and cardinality(c.conkey) = 1 and t.relnamespace = 'public'::regnamespace
 order by 1, 2
"""


@dataclass(frozen=True)
class Key:
    """Column `column` of `table` names a row of `target`; it may be empty where it is `nullable`."""

    table: str
    column: str
    target: str
    nullable: bool

    @cached_property
    def column_in_table(self) -> str:
        return f"{self.table}.{self.column}"


def all_keys(connection: psycopg.Connection) -> list[Key]:
    """Every foreign key of one column there is."""
    return [Key(*row) for row in connection.execute(SQL).fetchall()]


def keys_to(connection: psycopg.Connection, target: str) -> list[Key]:
    return [key for key in all_keys(connection) if key.target == target]
