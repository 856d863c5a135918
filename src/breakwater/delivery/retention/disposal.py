"""What the owner's command does by night: works out what is due, and deletes what two people agreed to, one record a transaction.

Killed at any moment it is run again: what was deleted stays so, and files that still lie there are destroyed by the names their tombstone keeps.
"""

import json
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

import psycopg
from psycopg.types.json import Jsonb

from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.models.identifiers import new_public_id
from breakwater.foundation.refusals import Refusal
from breakwater.foundation.storage import discard_at, own_keys, purged

from .due import Found, find, is_kept_now
from .removing import PERSON, Removal, StillNamed, remove
from .schedule import RecordKind, families, schedule

RECORD = "record"  # in the record of what was destroyed, beside "file" and "key"
APPROVED = """
select b.id from retention_batch b
  join organisations_actor x on x.id = b.by_id join organisations_membership m on m.id = x.membership_id
  join organisations_actor y on y.id = b.approved_by_id join organisations_membership n on n.id = y.membership_id
 where b.approved_at <= %s and b.done_at is null and b.refused_at is null and m.user_id <> n.user_id
   and m.role in ('information_governance', 'head_of_service') and n.role in ('information_governance', 'head_of_service')
 order by b.id
"""
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
    """Do a night's work as the database's owner. `after` is called when a record has gone, before its files have."""
    night = Night()
    _destroy_what_is_left(connection)
    found = list(find(connection, at=at))
    _write_list(connection, found, at)
    night.due = len(found)
    due = {(each.root, each.row): each for each in found if each.is_due(london_date(at))}
    for (batch,) in connection.execute(APPROVED, [at]).fetchall():
        items = connection.execute(
            "select id, root, row, name, record_class from retention_disposal where batch_id = %s and state = 'WAITING' order by id",
            [batch],
        ).fetchall()
        for item in items:
            why_not = _dispose(connection, item, due, at)
            if not why_not:
                after()
                _destroy(connection, item[0])
            night.deleted += not why_not
            night.failed += why_not == FAULT
            night.kept += bool(why_not) and why_not != FAULT
        connection.execute("update retention_batch set done_at = %s where id = %s", [at, batch])
    return night


def _dispose(connection, item: tuple, due: dict[tuple[str, int], Found], at: datetime) -> str:
    """Delete one record of a batch, or write down why not, and return that: "" where it went."""
    number, root, row, name, record_class = item
    with connection.transaction():
        is_erasure, area = connection.execute(
            "select b.is_erasure, a.code from retention_disposal d join retention_batch b on b.id = d.batch_id "
            "join organisations_area a on a.id = d.area_id where d.id = %s for update of d",
            [number],
        ).fetchone()
        why_not, went = _go(connection, root, row, name, record_class, at, is_due=is_erasure or (root, row) in due)
        if why_not:
            connection.execute(
                "update retention_disposal set state = 'KEPT', because = %s, done_at = %s where id = %s",
                [why_not, at, number],
            )
            return why_not
        files = [*went.files, (RECORD, f"{root} {name}")]
        connection.execute(
            "update retention_disposal set state = 'DELETED', done_at = %s, rows = %s, files = %s where id = %s",
            [at, went.count, Jsonb(files), number],
        )
        connection.execute("delete from retention_due where root = %s and row = %s", [root, row])
        _audit(connection, number, area, record_class, went)
    return ""


def _go(
    connection, root: str, row: int, name: str, record_class: str, at: datetime, *, is_due: bool
) -> tuple[str, Removal]:
    """Why a record does not go, in words, or "" and what went."""
    record = schedule().classes[record_class].record
    if not _is_there(connection, record, row, name):
        return GONE, Removal()
    if not is_due:
        return NOT_DUE, Removal()
    if is_kept_now(connection, record, row, record_class, london_date(at)):
        return HELD, Removal()
    try:
        with connection.transaction():
            return "", remove(connection, record, row, name)
    except StillNamed as named:
        return NAMED.format(_label(str(named))), Removal()
    except psycopg.errors.IntegrityError as fault:
        if fault.diag.message_primary == "this record is held":  # by a room of its own (improvement/learning)
            return HELD, Removal()
        log.exception("%s %s is not deleted", root, name)
        return FAULT, Removal()


def _label(table: str) -> str:
    """What a table holds, in the words of the schedule."""
    record = schedule().records.get(families().get(table, ""))
    return record.label if record else "another record"


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


def _audit(connection, number: int, area: str, record_class: str, went: Removal, *, because: str = "") -> None:
    """The audit keeps that it went: of a batch its tombstone, of an erasure the number it had."""
    facts = {"class": record_class, "rows": went.count, "files": len(went.files)}
    verb = "erased a person" if because else "deleted a record by the retention schedule"
    connection.execute(
        "insert into audit_entry (acting_as, area, kind, verb, route, method, seen, changed, facts, reason, session) values "
        "('The database''s owner', %s, 'change', %s, '', '', '{}', jsonb_build_object(%s::text, jsonb_build_array(%s::bigint)), "
        "%s::jsonb, %s, '')",
        [area, verb, "person" if because else "disposal", number, json.dumps(facts), because],
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


class Kept(Refusal):
    """A person is not erased: `words` say what keeps them."""


def erase(connection: psycopg.Connection, name: str, *, because: str, at: datetime) -> int:
    """Erase the person of this random id, whom no ground keeps, and return how many rows went. Raises Kept.

    Who orders it and who agreed stand in `because`, which the audit keeps.
    """
    record = schedule().records["person"]
    with connection.transaction():
        found = connection.execute(
            "select p.id, a.code from people_person p join organisations_area a on a.id = p.area_id "
            "where p.public_id = %s and p.merged_into_id is null for update of p",
            [name],
        ).fetchone()
        if found is None:
            raise Kept(words="No person has this id here, or the record was merged into another: give that one’s id.")
        why_not, went = _go(connection, record.root, found[0], name, "person", at, is_due=True)
        if why_not:
            raise Kept(words=f"This person is not erased. {why_not}.")
        connection.execute("delete from retention_due where root = %s and row = %s", [record.root, found[0]])
        _audit(connection, found[0], found[1], "person", went, because=because)
    purged.note(RECORD, f"{record.root} {name}")
    for kind, file in went.files:
        (discard_at if kind == "file" else own_keys.destroy)(file)
    _write_anew(connection, went)
    return went.count


def _write_anew(connection, went: Removal) -> None:
    """Write the tables again without what went: rows that were deleted lie in their pages, and in each new backup, until then.

    Each is locked meanwhile, for a second or two. Statistics hold the commonest names, and are taken again.
    """
    tables = {table for table, ids in went.rows.items() if ids} | {key.table for key, ids in went.forget.items() if ids}
    for table in sorted(tables):
        if (
            connection.info.server_version >= 180_000
        ):  # an empty table's statistics stay as they were when it is analysed
            connection.execute(
                "select pg_clear_attribute_stats('public', %s, attname, false) from pg_attribute "
                "where attrelid = %s::regclass and attnum > 0 and not attisdropped",
                [table, table],
            )
        connection.execute(f"vacuum (full, analyze) {table}")
    connection.execute("vacuum (full) pg_catalog.pg_statistic")


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
        except (StillNamed, psycopg.errors.IntegrityError):
            log.exception("%s %s is not deleted again", root, name)
            failed += 1
            continue
        for kind, file in went.files:
            (discard_at if kind == "file" else own_keys.destroy)(file)
        again += 1
    return again, failed


def _row_named(connection, record: RecordKind, name: str) -> int | None:
    found = connection.execute(
        f"select r.id from {record.root} r where ({record.named_by})::text = %s", [name]
    ).fetchone()
    return found and found[0]
