"""What the owner's command does by night: works out what is due, and deletes what two people agreed to, one record a transaction.

Killed at any moment it is run again: what was deleted stays so, and files that still lie there are destroyed by the names their tombstone keeps.
"""

import json
import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import psycopg
from psycopg.types.json import Jsonb

from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.models.identifiers import new_public_id
from breakwater.foundation.storage import discard_at, own_keys, purged

from .due import Found, find, found_now, wait_for_holds
from .removing import PERSON, Removal, StillNamed, remove
from .schedule import RecordClass, RecordKind, families, schedule

RECORD = "record"  # in the record of what was destroyed, beside "file" and "key"
APPROVED = """
select b.id from retention_batch b
  join organisations_actor x on x.id = b.by_id join organisations_membership m on m.id = x.membership_id
  join organisations_actor y on y.id = b.approved_by_id join organisations_membership n on n.id = y.membership_id
 where b.approved_at <= %s and b.done_at is null and b.refused_at is null and m.user_id <> n.user_id
   and m.role in ('information_governance', 'head_of_service') and n.role in ('information_governance', 'head_of_service')
 order by b.id
"""
ONE_NIGHT = 2_600_016  # the number of the lock that one run holds
NOT_DUE = "It is not due: something about it has changed since"
HELD = "It is on hold, or kept longer"
GONE = "It is not there any more"
NAMED = "It is still named by what is kept: {}"
FAULT = "It could not be deleted. Tell whoever runs the service: the night’s log says why"
log = logging.getLogger(__name__)


@dataclass
class Night:
    """What was done: records due or soon due, deleted, not deleted for a reason, and those that failed."""

    due: int = 0
    deleted: int = 0
    kept: int = 0
    failed: int = 0


def run(connection: psycopg.Connection, *, at: datetime, after: Callable[[], None] = lambda: None) -> Night:
    """Do a night's work as the database's owner; another run waits meanwhile. `after` is called when a record has gone, before its files have."""
    with alone(connection):
        return _night(connection, at, after)


@contextmanager
def alone(connection: psycopg.Connection) -> Iterator[None]:
    """Whoever else deletes waits meanwhile."""
    connection.execute("select pg_advisory_lock(%s)", [ONE_NIGHT])
    try:
        yield
    finally:
        if not connection.broken:
            connection.execute("select pg_advisory_unlock(%s)", [ONE_NIGHT])


def _night(connection: psycopg.Connection, at: datetime, after: Callable[[], None]) -> Night:
    night = Night()
    _destroy_what_is_left(connection)
    found = list(find(connection, at=at))
    _write_list(connection, found, at)
    night.due = len(found)
    for (batch,) in connection.execute(APPROVED, [at]).fetchall():
        items = connection.execute(
            "select id from retention_disposal where batch_id = %s and state = 'WAITING' order by id", [batch]
        ).fetchall()
        for (item,) in items:
            why_not = _dispose(connection, item, at)
            if why_not is None:
                continue
            if not why_not:
                after()
                _destroy(connection, item)
            night.deleted += not why_not
            night.failed += why_not == FAULT
            night.kept += bool(why_not) and why_not != FAULT
        connection.execute(
            "update retention_batch set done_at = %s where id = %s and not exists "
            "(select 1 from retention_disposal where batch_id = %s and state = 'WAITING')",
            [at, batch, batch],
        )
    return night


def _dispose(connection, number: int, at: datetime) -> str | None:
    """Delete one record of a batch, or write down why not, and return that: "" where it went, None where another run was first."""
    with connection.transaction():
        item = connection.execute(
            "select d.root, d.row, d.name, d.record_class, d.area_id, a.code from retention_disposal d "
            "join organisations_area a on a.id = d.area_id where d.id = %s and d.state = 'WAITING' for update of d",
            [number],
        ).fetchone()
        if item is None:
            return None
        root, row, name, record_class, area_id, area = item
        of = schedule().classes.get(record_class)
        if of is None or of.record.root != root:
            why_not, went = NOT_DUE, Removal()
        else:
            why_not, went = _tried(connection, of.record, row, name, lambda: _why_not(connection, of, row, area_id, at))
        if why_not:
            state = "WAITING" if why_not == FAULT else "KEPT"  # what failed is tried again the next night
            connection.execute(
                "update retention_disposal set state = %s, because = %s, done_at = %s where id = %s",
                [state, why_not, None if why_not == FAULT else at, number],
            )
            return why_not
        files = [*went.files, (RECORD, f"{root} {name}")]
        connection.execute(
            "update retention_disposal set state = 'DELETED', because = '', done_at = %s, rows = %s, files = %s where id = %s",
            [at, went.count, Jsonb(files), number],
        )
        connection.execute("delete from retention_due where root = %s and row = %s", [root, row])
        _audit(connection, number, area, record_class, went)
    return ""


def _why_not(connection, of: RecordClass, row: int, area: int, at: datetime) -> str:
    """Whether a record is due at this very moment, by the class and in the area that two people agreed to: why not, or ""."""
    found = found_now(connection, of.record, row, at)
    if found is None or (found.record_class, found.area) != (of.key, area) or found.due_on > london_date(at):
        return NOT_DUE
    return HELD if found.is_kept else ""


def _tried(connection, record: RecordKind, row: int, name: str, why_not: Callable[[], str]) -> tuple[str, Removal]:
    """Why a record does not go, in words, or "" and what went. A fault of one record keeps no other from going."""
    try:
        with connection.transaction():
            wait_for_holds(connection)
            if not _is_there(connection, record, row, name):
                return GONE, Removal()
            if said := why_not():
                return said, Removal()
            return "", remove(connection, record, row, name)
    except StillNamed as named:
        return NAMED.format(_label(str(named))), Removal()
    except psycopg.Error as fault:
        if fault.diag.message_primary == "this record is held":  # by a room of its own (improvement/learning)
            return HELD, Removal()
        if connection.broken:
            raise
        log.exception("%s %s is not deleted", record.root, name)
        return FAULT, Removal()


def _label(table: str) -> str:
    """What a table holds, in the words of the schedule; a compartment is not said to hold anything (SG-12)."""
    record = schedule().records.get(families().get(table, ""))
    return record.label if record and not record.unsaid else "another record"


def _is_there(connection, record: RecordKind, row: int, name: str) -> bool:
    """Whether the row is still the one that was meant."""
    sql = f"select 1 from {record.root} r where r.id = %s and ({record.named_by})::text = %s for update of r"
    return connection.execute(sql, [row, name]).fetchone() is not None


def _write_list(connection, found: Iterable[Found], at: datetime) -> None:
    """The review list as it is now: what is there keeps its random id, what is due no more goes."""
    with connection.transaction():
        with connection.cursor() as cursor:
            cursor.executemany(
                "insert into retention_due (public_id, record_class, area_id, root, row, name, since_on, due_on, hold_id, "
                "other_hold, kept_until, counted_at) values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) "
                "on conflict (root, row) do update set record_class = excluded.record_class, name = excluded.name, "
                "since_on = excluded.since_on, due_on = excluded.due_on, hold_id = excluded.hold_id, "
                "other_hold = excluded.other_hold, kept_until = excluded.kept_until, counted_at = excluded.counted_at",
                [_row(each, at) for each in found],
            )
        connection.execute("delete from retention_due where counted_at <> %s", [at])


def _row(each: Found, at: datetime) -> tuple:
    facts = (each.record_class, each.area, each.root, each.row, each.name, each.since_on, each.due_on)
    return (new_public_id(), *facts, each.hold, each.other_hold, each.kept_until, at)


def _audit(
    connection, number: int, area: str, record_class: str, went: Removal, *, because: str = "", kind: str = "disposal"
) -> None:
    """The audit keeps that it went: of a batch its tombstone, of an erasure the number it had."""
    facts = {"class": record_class, "rows": went.count, "files": len(went.files)}
    verb = {"disposal": "deleted a record by the retention schedule", "person": "erased a person"}
    connection.execute(
        "insert into audit_entry (acting_as, area, kind, verb, route, method, seen, changed, facts, reason, session) values "
        "('The database''s owner', %s, 'change', %s, '', '', '{}', jsonb_build_object(%s::text, jsonb_build_array(%s::bigint)), "
        "%s::jsonb, %s, '')",
        [area, verb.get(kind, "deleted a record again"), kind, number, json.dumps(facts), because],
    )


def _destroy_what_is_left(connection) -> None:
    left = connection.execute("select id from retention_disposal where state = 'DELETED' and files <> '[]' order by id")
    for (number,) in left.fetchall():
        _destroy(connection, number)


def _destroy(connection, number: int) -> None:
    """Destroy the files and keys of a record that has gone, note it where a restore reads it, and forget their names."""
    (files,) = connection.execute("select files from retention_disposal where id = %s", [number]).fetchone()
    for kind, name in json.loads(files) if isinstance(files, str) else files:
        if kind == RECORD:
            purged.note(RECORD, name)
        elif kind == "file":
            discard_at(name)
        else:
            own_keys.destroy(name)
    connection.execute("update retention_disposal set files = '[]' where id = %s", [number])


def repeat(connection: psycopg.Connection, record: str) -> tuple[int, int]:
    """Delete again what was deleted after the moment that a restore went back to: how many went, and how many could not.

    `record` is the text of what was destroyed. People come last: what named them went before.
    """
    again, failed, kinds = 0, 0, {each.root: each for each in schedule().records.values()}
    lines = [line.partition(" ")[::2] for line in purged.names(record, RECORD)]
    for root, name in sorted(lines, key=lambda line: (line[0] == PERSON, line)):
        found = _row_named(connection, kinds[root], name) if root in kinds else None
        if found is None:
            continue
        try:
            with connection.transaction():
                went = remove(connection, kinds[root], found, name)
                _say_again(connection, root, found, name, went)
        except (StillNamed, psycopg.errors.IntegrityError):
            log.exception("%s %s is not deleted again", root, name)
            failed += 1
            continue
        for kind, file in went.files:
            (discard_at if kind == "file" else own_keys.destroy)(file)
        again += 1
    return again, failed


def _say_again(connection, root: str, row: int, name: str, went: Removal) -> None:
    """The certificate says of a record what was so before the restore: it has gone; and the audit says that it went once more."""
    for table, which in (
        ("retention_disposal", "root = %s and name = %s"),
        ("retention_erasure", "%s = 'people_person' and name = %s"),
    ):
        connection.execute(
            f"update {table} set state = 'DELETED', done_at = now(), rows = %s where {which} and state = 'WAITING'",
            [went.count, root, name],
        )
    connection.execute(
        "update retention_batch b set done_at = now() where approved_at is not null and done_at is null and not exists "
        "(select 1 from retention_disposal d where d.batch_id = b.id and d.state = 'WAITING')"
    )
    connection.execute("delete from retention_due where root = %s and row = %s", [root, row])
    _audit(connection, row, "", "", went, because="After a restore", kind=root)


def _row_named(connection, record: RecordKind, name: str) -> int | None:
    found = connection.execute(
        f"select r.id from {record.root} r where ({record.named_by})::text = %s", [name]
    ).fetchone()
    return found and found[0]
