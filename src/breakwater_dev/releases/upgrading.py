"""Is a database that was upgraded still what it was? Its rows over the columns they had, and its schema beside a fresh one's."""

import re
from collections import Counter
from dataclasses import dataclass

import psycopg

from breakwater.delivery.cluster import Cluster
from breakwater.foundation.grants.build import RoomsOfTheWall
from breakwater.foundation.grants.declare import Library, Reference

from . import dump

# A later release that changes on purpose what a row says names the table, or table.column, and why.
MEANT: dict[str, str] = {}

TABLES = """
select n.nspname || '.' || c.relname,
       array_agg(quote_ident(a.attname) order by a.attnum) from pg_class c
join pg_namespace n on n.oid = c.relnamespace
join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
where c.relkind in ('r', 'p') and n.nspname in ('public', 'access') group by 1 order by 1
"""


@dataclass(frozen=True)
class Kept:
    """A table's rows by the digest of what they say over `columns`."""

    columns: tuple[str, ...]
    rows: Counter


def rows_of(connection: psycopg.Connection, columns: dict[str, tuple[str, ...]] | None = None) -> dict[str, Kept]:
    """Every table's rows, over the columns it has or, given what there was before, over those that are still there."""
    with connection.transaction():
        connection.execute("set local timezone = 'UTC'; set local datestyle = 'ISO'; set local bytea_output = 'hex'")
        found = {}
        for table, has in connection.execute(TABLES).fetchall():
            asked = [each for each in (columns.get(table, ()) if columns else has) if each in has]
            if columns and table not in columns:
                continue
            schema, name = table.split(".")
            told = connection.execute(
                f'select md5(row({", ".join(asked)})::text) from {schema}."{name}"'
                if asked
                else "select '' where false"
            )
            found[table] = Kept(tuple(asked), Counter(digest for (digest,) in told))
        return found


def may_grow() -> set[str]:
    """Tables to which `migrate` adds rows: editions of forms, what libraries keep of themselves, the wall's lists of records and roles. What they held stays."""
    lists = {"access.kind", "access.merge_rule", "access.works_in"}  # a new kind or role is one more
    return lists | {
        f"public.{table.name}" for table in RoomsOfTheWall().tables if isinstance(table, Reference | Library)
    }


def changed(before: dict[str, Kept], after: dict[str, Kept]) -> list[str]:
    """What no longer says what it said, in words: tables and columns that are gone, rows lost, altered or come from nowhere."""
    grows, made = may_grow(), []
    for table, was in before.items():
        if table in MEANT:
            continue
        now = after.get(table)
        if now is None:
            made.append(f"{table} is gone")
            continue
        gone = [each for each in was.columns if each not in now.columns and f"{table}.{each}" not in MEANT]
        lost, come = was.rows - now.rows, now.rows - was.rows
        if gone:
            made.append(f"{table} lost its columns {', '.join(gone)}")
        elif lost:
            made.append(f"{table}: {lost.total()} of {was.rows.total()} rows no longer say what they said")
        elif come and table not in grows:
            made.append(f"{table}: {come.total()} rows came from nowhere")
    return made


def schema_of(cluster: Cluster, name: str) -> list[str]:
    """The statements that make a database, in an order that does not depend on its making.

    Read back once first: PostgreSQL writes some expressions otherwise once they have been through a dump.
    """
    copy = f"{name}_schema"
    try:
        with cluster.connect() as connection:
            connection.execute(f'create database "{copy}" owner bw_owner')
        with cluster.connect(database=copy) as connection:
            connection.execute(dump.dumped(cluster, name, "--schema-only"))
        told = dump.dumped(cluster, copy, "--schema-only").decode()
    finally:
        with cluster.connect() as connection:
            connection.execute(f'drop database if exists "{copy}" with (force)')
    without = re.sub(r"(?m)^(--.*|SET .*|SELECT pg_catalog\.set_config.*|COMMENT ON SCHEMA access .*|)\n", "", told)
    statements = re.split(r"(?m)(?<=;)\n(?=CREATE|ALTER|GRANT|REVOKE|COMMENT)", without)
    return sorted(_in_any_order(each) if each.startswith("CREATE TABLE") else each for each in statements)


def _in_any_order(statement: str) -> str:
    """A table's columns sorted: one that was added later stands last."""
    return "\n".join(sorted(line.rstrip(",") for line in statement.splitlines()))
