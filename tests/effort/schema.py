"""Print the schema and the first rows of a migrated, walled database in an order of its own, so that two states of the code compare.

    python tests/effort/schema.py > before      on the code as it was
    python tests/effort/schema.py > after       on the code with other migrations
    diff before after                           nothing: tables, policies, triggers, functions, grants and rows are the same

The order of a table's columns, and which migrations were run, are not compared; neither are moments, random identifiers and the
numbers that Django gives to its own tables' rows.
"""

import json
import re
import subprocess
import sys
from datetime import datetime
from importlib import import_module

import_module(
    "breakwater_dev.testing.plugin"
)  # before the settings are read: the server of the tests, not the installation's
databases = import_module("breakwater_dev.testing.databases")
cluster = import_module("breakwater.delivery.cluster")

NEVER_TWICE_ALIKE = {"django_migrations", "pepper"}
NUMBERED_BY_DJANGO = {
    "django_content_type",
    "auth_permission",
    "auth_group_permissions",
    "wagtailcore_groupcollectionpermission",
}


def schema(server, database: str) -> list[str]:
    """Every statement of the schema, the lines of each table in order, the statements in order."""
    dump = subprocess.run(
        [
            str(cluster.binaries() / "pg_dump"),
            "--schema-only",
            "--no-comments",
            server.url(cluster.SUPERUSER, database),
        ],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    statements = re.split(r"\n(?=--\n-- (?:Name|TOC))", re.sub(r"\n\\(un)?restrict .*", "", dump))
    return sorted(_in_order(statement.strip()) for statement in statements)


def _in_order(statement: str) -> str:
    head, opens, rest = statement.partition("CREATE TABLE ")
    if not opens:
        return statement
    name, _, body = rest.partition(" (\n")
    columns, _, after = body.partition("\n);")
    return (
        f"{head}CREATE TABLE {name} (\n"
        + "\n".join(sorted(line.rstrip(",") for line in columns.split("\n")))
        + f"\n);{after}"
    )


def rows(server, database: str) -> list[str]:
    """Every row that migrating makes, without what differs from one migrated database to the next."""
    found = []
    with server.connect(database=database) as connection:
        tables = connection.execute(
            "select schemaname, tablename from pg_tables where schemaname not in ('pg_catalog', 'information_schema')"
        ).fetchall()
        for folder, table in tables:
            if table in NEVER_TWICE_ALIKE:
                continue
            for (row,) in connection.execute(f'select to_jsonb(t) from "{folder}"."{table}" t').fetchall():
                facts = {name: value for name, value in row.items() if not _differs(table, name, value)}
                found.append(f"{folder}.{table} {json.dumps(facts, sort_keys=True, ensure_ascii=False)}")
    return sorted(found)


def _differs(table: str, name: str, value) -> bool:
    if table in NUMBERED_BY_DJANGO and (name == "id" or name.endswith("_id")):
        return True
    if name == "public_id" or "key" in name and isinstance(value, str) and re.fullmatch(r"[0-9a-f-]{36}", value):
        return True
    try:
        return isinstance(value, str) and bool(datetime.fromisoformat(value).tzinfo)
    except ValueError:
        return False


def main() -> int:
    server = databases.test_cluster()
    database = databases.template(server)
    print("\n\n".join(schema(server, database)))
    print("\n".join(rows(server, database)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
