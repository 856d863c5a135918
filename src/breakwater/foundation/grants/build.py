"""Put the wall around the database: run as its owner after the migrations, again and again without harm."""

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from django.apps import apps
from django.db import connection, transaction

from .declare import Table
from .generate import statements

SQL = Path(__file__).parent / "sql"


class UnlistedTable(Exception):
    """A table of the database stands in no room's list, so nobody has said who may read it."""


class RoomsOfTheWall:
    """What each installed app says in its module `wall`: TABLES, SCRIPTS of SQL, functions the application may call."""

    def __init__(self):
        self.tables: list[Table] = []
        self.scripts: list[Path] = []
        self.callable: list[str] = []
        self.afterwards: list[Callable] = []
        for config in apps.get_app_configs():
            if find_spec(f"{config.name}.wall") is None:
                continue
            room = import_module(f"{config.name}.wall")
            self.tables += room.TABLES
            self.scripts += getattr(room, "SCRIPTS", [])
            self.callable += getattr(room, "CALLABLE", [])
            if hasattr(room, "after_build"):
                self.afterwards.append(room.after_build)


# Functions of the wall itself that the application may call.
CALLABLE = [
    "access.count_anew()",
    "access.now_scopes()",
    "access.now_human()",
    "access.may_read(text, bigint)",
    "access.because(text, bigint)",
    "access.seal_row(text, bigint, bigint[], text, boolean, bigint)",
    "access.lift_seal(bigint)",
    "access.seals_on(text, bigint)",
    "access.bar_human(text, bigint, bigint, text)",
    "access.lift_bar(bigint)",
    "access.bars_on(text, bigint)",
    "access.seal_inward(text, bigint, bigint[], text, bigint)",
    "access.name_reader(bigint, bigint)",
    "access.end_reader(bigint, bigint)",
    "access.mint_glass(text, bigint, text)",
    "access.derive_due()",
    "access.derived_on()",
]


def build(app_role: str) -> list[Table]:
    """Write the whole wall for `app_role` in one transaction. Raises UnlistedTable, naming the tables."""
    rooms = RoomsOfTheWall()
    with transaction.atomic(), connection.cursor() as cursor:
        columns = _columns(cursor)
        unlisted = set(columns) - {table.name for table in rooms.tables}
        if unlisted:
            raise UnlistedTable(", ".join(sorted(unlisted)))
        for script in ("base.sql", "glass.sql", "readers.sql"):
            _run(cursor, (SQL / script).read_text().format(app=app_role))
        for statement in statements([t for t in rooms.tables if t.name in columns], columns, app_role):
            _run(cursor, statement)
        for script in rooms.scripts:
            _run(cursor, script.read_text().replace("{app}", app_role))
        _run(cursor, "revoke execute on all functions in schema access from public")
        _run(cursor, f"revoke execute on all functions in schema access from {app_role}")
        for function in [*CALLABLE, *rooms.callable]:
            _run(cursor, f"grant execute on function {function} to {app_role}")
        _run(cursor, f"grant usage on all sequences in schema public to {app_role}")
        for afterwards in rooms.afterwards:
            afterwards(cursor)
    return rooms.tables


def _run(cursor, sql: str) -> None:
    cursor.execute(sql)


def _columns(cursor) -> dict[str, list[str]]:
    cursor.execute(
        "select c.relname, a.attname from pg_class c join pg_attribute a on a.attrelid = c.oid "
        "where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and a.attnum > 0 "
        "and not a.attisdropped order by c.relname, a.attnum"
    )
    columns: dict[str, list[str]] = {}
    for table, column in cursor.fetchall():
        columns.setdefault(table, []).append(column)
    return columns
