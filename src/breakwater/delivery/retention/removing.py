"""Deleting one record with everything that hangs from it, by the foreign keys of the database.

From the row outwards: what cannot be without it and is of the same record goes with it; what may be without it lets it go; what another
record cannot be without keeps it (`StillNamed`). What the keys do not say stands under `together` in the schedule.
"""

from collections import defaultdict
from dataclasses import dataclass, field

import psycopg

from .foreign_keys import Key, all_keys
from .schedule import RecordKind, families, roots, schedule

PERSON = "people_person"  # whoever names one tells of them: it keeps them even where it need not


class StillNamed(Exception):
    """A row of another record names one that would go. The argument is the table."""


@dataclass
class Removal:
    """What goes: ids by table, and columns that forget. `files` are [kind, random name] to be destroyed once it is committed."""

    rows: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    forget: dict[Key, set[int]] = field(default_factory=lambda: defaultdict(set))
    files: list[tuple[str, str]] = field(default_factory=list)

    @property
    def count(self) -> int:
        return sum(len(ids) for ids in self.rows.values())


def remove(connection: psycopg.Connection, record: RecordKind, row: int, name: str) -> Removal:
    """Delete a record, within the caller's transaction. Raises StillNamed, psycopg.errors.CheckViolation where a room holds it."""
    keys = all_keys(connection)
    found = _reached(connection, keys, {record.root: {row}}, name)
    _with_files(connection, found)
    _forget(connection, found)
    for table, left in schedule().together.leaves.items():
        if ids := found.rows.get(table):
            connection.execute(left, [sorted(ids)])
    for table, ids in found.rows.items():
        connection.execute(f"delete from {table} where id = any(%s)", [sorted(ids)])
    of_the_wall(connection, found)
    _mentions(connection, name)
    connection.execute("set constraints all immediate")
    connection.execute("set constraints all deferred")
    return found


def _reached(connection, keys: list[Key], start: dict[str, set[int]], name: str) -> Removal:
    found, front = Removal(), {table: set(ids) for table, ids in start.items()}
    for each in schedule().together.by_name:
        table, _, column = each.partition(".")
        if ids := _ids(connection, f"select id from {table} where {column} = %s", name):
            front.setdefault(table, set()).update(ids)
    while front:
        for table, ids in front.items():
            found.rows[table] |= ids
        front = _next(connection, keys, found, front) or _loose(connection, keys, found)
    for key in list(found.forget):
        found.forget[key] -= found.rows[key.table]
    return found


def _next(connection, keys: list[Key], found: Removal, front: dict[str, set[int]]) -> dict[str, set[int]]:
    more: dict[str, set[int]] = defaultdict(set)
    for key in keys:
        if not (ids := front.get(key.target)):
            continue
        named = _ids(connection, f'select id from {key.table} where "{key.column}" = any(%s)', sorted(ids))
        named -= found.rows[key.table]
        if alone := schedule().together.alone.get(key.column_in_table):
            along = _ids(
                connection, f"select id from {key.table} where id = any(%s) and {alone} is null", sorted(named)
            )
            more[key.table] |= along
            named -= along
        if not named:
            continue
        if _goes_along(keys, key):
            more[key.table] |= named
        elif key.nullable and key.target != PERSON:
            found.forget[key] |= named
        else:
            raise StillNamed(key.table)
    return {table: ids for table, ids in more.items() if ids}


def _goes_along(keys: list[Key], key: Key) -> bool:
    """Whether a row that names what goes has no life of its own."""
    together, family = schedule().together, families().get(key.target)
    if key.column_in_table in together.goes_along:
        return True
    if key.table in roots() or families().get(key.table) != family:
        return False
    return not key.nullable or key.column_in_table in together.anyway or not _has_anchor(keys, key)


def _has_anchor(keys: list[Key], key: Key) -> bool:
    """Whether the row hangs from something else of the same record that it cannot be without."""
    family = families()[key.table]
    return any(
        other.table == key.table and not other.nullable and families().get(other.target) == family for other in keys
    )


def _loose(connection, keys: list[Key], found: Removal) -> dict[str, set[int]]:
    """What goes now that nothing names it any more: rows that were somebody's own, and what has lost the last of its rows."""
    more: dict[str, set[int]] = defaultdict(set)
    for each in schedule().together.owns:
        table, _, column = each.partition(".")
        target = next(key.target for key in keys if key.column_in_table == each)
        if not found.rows[table]:
            continue
        owned = _ids(connection, f"select {column} from {table} where id = any(%s)", sorted(found.rows[table]))
        for key in keys:
            if key.target == target and owned:
                gone = sorted(found.rows[key.table])
                owned -= (
                    _ids(
                        connection,
                        f"select {key.column} from {key.table} where {key.column} = any(%s) and id <> all(%s)",
                        sorted(owned),
                        gone,
                    )
                    if _keeps(key)
                    else set()
                )
        more[target] |= owned - found.rows[target]
    for table, each in schedule().together.empty.items():
        of, _, column = each.partition(".")
        if not found.rows[of]:
            continue
        gone = sorted(found.rows[of])
        ids = _ids(
            connection,
            f"select {column} from {of} t where id = any(%s) and not exists "
            f"(select 1 from {of} o where o.{column} = t.{column} and o.id <> all(%s))",
            gone,
            gone,
        )
        more[table] |= ids - found.rows[table]
    return {table: ids for table, ids in more.items() if ids}


def _keeps(key: Key) -> bool:
    """Whether a row that names an owned one is an owner too, and not part of what is owned."""
    return key.column_in_table in schedule().together.owns


def _ids(connection, sql: str, *parameters) -> set[int]:
    return {row[0] for row in connection.execute(sql, parameters).fetchall() if row[0] is not None}


def _with_files(connection, found: Removal) -> None:
    """Name the files and own keys of the rows that go."""
    columns = connection.execute(
        "select table_name::text, column_name::text from information_schema.columns "
        "where table_schema = 'public' and column_name in ('stored_as', 'own_key')"
    ).fetchall()
    for table, column in columns:
        if ids := found.rows.get(table):
            names = connection.execute(f"select {column} from {table} where id = any(%s)", [sorted(ids)]).fetchall()
            kind = "file" if column == "stored_as" else "key"
            found.files += [(kind, name) for (name,) in names if name]


def _forget(connection, found: Removal) -> None:
    for key, ids in found.forget.items():
        if ids:
            connection.execute(f'update {key.table} set "{key.column}" = null where id = any(%s)', [sorted(ids)])


def of_the_wall(connection, found: Removal) -> None:
    """Grants, seals, bars and ties of the rows that went, and where a merge had moved them from."""
    kinds = dict(connection.execute("select tbl::text, kind from access.kind").fetchall())
    for table, ids in found.rows.items():
        gone = sorted(ids)
        connection.execute('delete from access."grant" where source = %s and source_id = any(%s)', [table, gone])
        connection.execute("delete from access.follows where source = %s and source_id = any(%s)", [table, gone])
        connection.execute("delete from people_movedrow where tbl = %s and row = any(%s)", [table, gone])
        if kind := kinds.get(table):
            of = [kind, gone]
            connection.execute(
                'delete from access."grant" where (kind = %s and target = any(%s)) or (via_kind = %s and via = any(%s))',
                of + of,
            )
            connection.execute(
                "delete from access.reader where seal in (select id from access.seal where kind = %s and target = any(%s))",
                of,
            )
            for name in ("seal", "bar", "follows"):
                connection.execute(f"delete from access.{name} where kind = %s and target = any(%s)", of)
            connection.execute("delete from access.follows where parent_kind = %s and parent = any(%s)", of)


def _mentions(connection, name: str) -> None:
    """Notifications and waiting messages that name the record by its reference or random id."""
    part = "%" + name.replace("%", r"\%").replace("_", r"\_") + "%"
    connection.execute("delete from notifications_notification where reference = %s or path like %s", [name, part])
    connection.execute(
        "delete from notifications_outboxmessage where subject like %s or body like %s or html like %s", [part] * 3
    )
