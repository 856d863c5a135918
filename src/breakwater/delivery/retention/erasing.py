"""Erasing one person whom no ground keeps: by a request that information rights decided, or by an order of two people to the command.

What is left is a row of `Erasure`: who decided, who agreed, when, how many rows; or what keeps the person, and until when. It is
written with the deletion; killed half-way, the next run destroys the files and writes the tables anew.
"""

import json
import time
from datetime import date, datetime

import psycopg
from psycopg.types.json import Jsonb

from breakwater.foundation.dates.in_words import date_in_words
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.refusals import Refusal
from breakwater.foundation.storage import discard_at, own_keys, purged

from .about import people_of
from .disposal import FAULT, HELD, RECORD, _audit, _tried, alone
from .due import found_now, is_kept_now
from .removing import PERSON
from .schedule import RecordKind, schedule

TABLE = "table"  # to be written anew, beside the files and keys
ENDED = "The request was answered, or withdrawn, before this was carried out"
MOST = 1000
MOST_WAITED = 300  # seconds, for transactions that were open already
GO_ALONG = ("request about own information", "pupil of a roll")  # that name a person and keep nobody
WAITING = """
select e.id, e.name, coalesce(r.kind = 'ERASURE' and r.ended_at is null and r.approved_by_id = e.agreed_by_id and m.user_id <> n.user_id, false)
  from retention_erasure e left join information_rights_rightsrequest r on r.reference = e.asked_for and r.area_id = e.area_id
  left join organisations_actor x on x.id = e.by_id left join organisations_membership m on m.id = x.membership_id
  left join organisations_actor y on y.id = e.agreed_by_id left join organisations_membership n on n.id = y.membership_id
 where e.state = 'WAITING' and e.asked_for <> '' order by e.id
"""


class Kept(Refusal):
    """A person is not erased: `words` say what keeps them."""


def erase(connection: psycopg.Connection, name: str, *, because: str, at: datetime) -> int:
    """Erase the person of this random id by an order of two people, who stand in `because`; return how many rows went. Raises Kept."""
    with alone(connection):
        _finish_what_is_left(connection)
        area = connection.execute("select area_id from people_person where public_id = %s", [name]).fetchone()
        if area is None:
            raise Kept(words="No person has this id here, or the record was merged into another: give that one’s id.")
        with connection.transaction():
            (number,) = connection.execute(
                "insert into retention_erasure (area_id, asked_for, name, because, at, state, answer, rows, files) "
                "values (%s, '', %s, %s, %s, 'WAITING', '', 0, '[]') returning id",
                [area[0], name, because, at],
            ).fetchone()
            why_not, rows = _erase(connection, number, name, because, at)
            if why_not:
                raise Kept(words=f"This person is not erased. {why_not}.")
        _finish_what_is_left(connection)
        return rows


def carry_out(connection: psycopg.Connection, *, at: datetime) -> tuple[int, int]:
    """Erase whom requests ask to erase, once an officer handed them over and the second person had agreed: how many went, and were kept."""
    erased = kept = 0
    with alone(connection):
        _finish_what_is_left(connection)
        for number, name, stands in connection.execute(WAITING).fetchall():
            with connection.transaction():
                because = connection.execute(
                    "select because from retention_erasure where id = %s", [number]
                ).fetchone()[0]
                why_not, _ = _erase(connection, number, name, because, at) if stands else (ENDED, 0)
                if why_not == FAULT:  # tried again the next night
                    continue
                if why_not:
                    connection.execute(
                        "update retention_erasure set state = 'KEPT', answer = %s, done_at = %s where id = %s",
                        [why_not[:MOST], at, number],
                    )
                _tell(connection, number, at)
                erased, kept = erased + (not why_not), kept + bool(why_not)
        _finish_what_is_left(connection)
    return erased, kept


def _erase(connection, number: int, name: str, because: str, at: datetime) -> tuple[str, int]:
    """Within a transaction: why a person is not erased, or "" and how many rows went, which the erasure keeps."""
    record = schedule().records["person"]
    found = connection.execute(
        "select p.id, a.code from people_person p join organisations_area a on a.id = p.area_id "
        "where p.public_id = %s and p.merged_into_id is null for update of p",
        [name],
    ).fetchone()
    if found is None:
        return "No person has this id here, or the record was merged into another", 0
    row, area = found

    def why_not() -> str:
        return HELD if is_kept_now(connection, record, row, "person", london_date(at)) else ""

    said, went = _tried(connection, record, row, name, why_not)
    if said:
        return said if said in (HELD, FAULT) else keeping(connection, row, at) or said, 0
    tables = {table for table, ids in went.rows.items() if ids} | {key.table for key, ids in went.forget.items() if ids}
    files = [*went.files, *((TABLE, table) for table in sorted(tables)), (RECORD, f"{PERSON} {name}")]
    connection.execute(
        "update retention_erasure set state = 'DELETED', answer = '', done_at = %s, rows = %s, files = %s where id = %s",
        [at, went.count, Jsonb(files), number],
    )
    connection.execute("delete from retention_due where root = %s and row = %s", [PERSON, row])
    _audit(connection, row, area, "person", went, because=because, kind="person")
    return "", went.count


def keeping(connection: psycopg.Connection, person: int, at: datetime) -> str:
    """What the schedule keeps of a person, and until when, in words; "" where nothing does. That a compartment keeps them is not said: where nothing
    else does, it is answered as of a hold (SG-12).
    """
    said: dict[str, date | None] = {}
    is_unsaid = False
    for record in schedule().records.values():
        people = people_of(record.key)
        if not people or record.root == PERSON or record.key in GO_ALONG:
            continue
        rows = connection.execute(
            f"select r.id, {_is_sealed(record)} from {record.root} r where exists (select 1 from ({people}) x(person_id) "
            "where x.person_id = any(access.stands_in(access.stands_for(%s)))) order by r.id",
            [person],
        ).fetchall()
        for row, is_sealed in rows:
            found = found_now(connection, record, row, at)
            if is_sealed or record.unsaid:
                is_unsaid = True
            elif found:
                label = schedule().classes[found.record_class].label
                said[label] = max(said.get(label) or found.due_on, found.due_on)
            else:
                said[f"{record.label}, which is open"] = None
    words = [f"{label}, until {date_in_words(until)}" if until else label for label, until in said.items()]
    return f"The schedule keeps: {'; '.join(words)}" if words else HELD if is_unsaid else ""


def _is_sealed(record: RecordKind) -> str:
    if record.root != "casework_case":
        return "false"
    sealed = "select 1 from access.seal s where s.kind = 'case' and s.target = r.id and s.lifted_at is null"
    return f"r.kind = 'allegation' or exists ({sealed})"


def _tell(connection, number: int, at: datetime) -> None:
    """The officer hears that there is an answer."""
    connection.execute(
        "insert into notifications_notification (user_id, words, reference, path, made_at) "
        "select m.user_id, 'An erasure has its answer: tell whoever asked', q.reference, "
        "'/information-requests/' || q.public_id || '/', %s from retention_erasure e "
        "join information_rights_rightsrequest q on q.reference = e.asked_for join organisations_membership m on m.id = q.officer_id "
        "where e.id = %s and q.ended_at is null",
        [at, number],
    )


def _finish_what_is_left(connection) -> None:
    """Destroy files and keys of whom went, note it where a restore reads it, write the tables anew, and forget those names."""
    left = connection.execute(
        "select id, files from retention_erasure where state = 'DELETED' and files <> '[]' order by id"
    )
    for number, files in left.fetchall():
        tables = []
        for kind, name in json.loads(files) if isinstance(files, str) else files:
            if kind == RECORD:
                purged.note(RECORD, name)
            elif kind == TABLE:
                tables.append(name)
            else:
                (discard_at if kind == "file" else own_keys.destroy)(name)
        is_done = _write_anew(connection, tables)
        again = [] if is_done else [(TABLE, table) for table in tables]
        connection.execute("update retention_erasure set files = %s where id = %s", [Jsonb(again), number])


def _have_older_ended(connection) -> bool:
    """Whether every transaction of the server that is open now has ended, within some minutes: what it might read is kept along."""
    (mark,) = connection.execute("select pg_current_xact_id()::text::bigint").fetchone()
    until = time.monotonic() + MOST_WAITED
    while time.monotonic() < until:
        (oldest,) = connection.execute("select pg_snapshot_xmin(pg_current_snapshot())::text::bigint").fetchone()
        if oldest > mark:
            return True
        time.sleep(0.2)
    return False


def _write_anew(connection, tables: list[str]) -> bool:
    """Write the tables again without what went: rows that were deleted lie in their pages, and in each new backup, until then.

    Each is locked meanwhile, for a second or two. Statistics hold the commonest names, and are taken again. False where somebody's
    transaction goes on too long: the next night writes them.
    """
    if not _have_older_ended(connection):
        return False
    for table in tables:
        if (
            connection.info.server_version >= 180_000
        ):  # an empty table's statistics stay as they were when it is analysed
            connection.execute(
                "select pg_clear_attribute_stats('public', %s, attname, false) from pg_attribute "
                "where attrelid = %s::regclass and attnum > 0 and not attisdropped",
                [table, table],
            )
        connection.execute(f"vacuum (full, analyze) {table}")
    if not _have_older_ended(connection):
        return False
    connection.execute("vacuum (full) pg_catalog.pg_statistic")
    return True
