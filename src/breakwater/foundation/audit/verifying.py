"""Checking the book against its seals: what was edited, removed, slipped in, moved, or cut off at the end.

Run as the database's owner, who may read entries. Nothing stored in the database is trusted to do the work: leaves are computed by
an expression sent from here, trees and chains in this process, and the last word has the file kept outside.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import psycopg
from psycopg.pq import TransactionStatus

from .canonical import FORM, MOMENT, START, leaf_sql, root_of, seal_hash

# A seal is copied outside within moments of being made; sealing runs every minute.
COPIED_WITHIN = timedelta(minutes=5)
SEALED_WITHIN = timedelta(minutes=10)
TOLD = 200
BATCH = 5000

# Transaction numbers and moments travel as text: a forged one may be beyond what either side can count.
# Each column is named with its table: ORDER BY would otherwise take the text of the same name, and 1000 comes before 825.
SEALS = f"""
select s.number, s.form, s.server, to_char(s.made_at at time zone 'UTC', '{MOMENT}'),
       s.made_at < clock_timestamp() - %(within)s, s.horizon_from::text, s.horizon_to::text, s.entries, s.entry_ids, s.root,
       s.previous, s.hash, s.leaves
from public.audit_seal s order by """
ENTRIES = f"""
select e.id, e.server, e.xid::text, {leaf_sql("e")}
from public.audit_entry e order by e.server, e.xid, e.id
"""
UNSEALED_SINCE = """
select to_char(min(e.at), 'YYYY-MM-DD HH24:MI'), min(e.at) < clock_timestamp() - %(within)s from public.audit_entry e
where e.server = %(here)s and e.xid >= coalesce((select max(horizon_to) from public.audit_seal where server = %(here)s), '0')
"""


@dataclass(frozen=True)
class Finding:
    """One thing wrong: the seal and the entry it was found at, as far as they are known, and what it is."""

    says: str
    seal: int | None = None
    entry: int | None = None


@dataclass
class Report:
    """What a check went through and found. `found` counts every finding, of which the first ones are in `findings`.

    `stopped` says where sealing, or the copying of seals, came to a standstill: a fault of the service, no sign of tampering.
    """

    entries: int = 0
    sealed: int = 0
    seals: int = 0
    found: int = 0
    findings: list[Finding] = field(default_factory=list)
    stopped: list[str] = field(default_factory=list)

    @property
    def unsealed(self) -> int:
        return self.entries - self.sealed

    @property
    def is_altered(self) -> bool:
        return self.found > 0

    @property
    def is_sound(self) -> bool:
        return not (self.is_altered or self.stopped)

    def add(self, says: str, *, seal: int | None = None, entry: int | None = None) -> None:
        self.found += 1
        if len(self.findings) < TOLD:
            self.findings.append(Finding(says, seal, entry))


@dataclass
class Seal:
    """A row of audit_seal as it is checked."""

    number: int
    form: int
    server: int
    made_at: str
    is_settled: bool
    horizon_from: int
    horizon_to: int
    entries: int
    entry_ids: list[int]
    root: bytes
    previous: bytes
    hash: bytes
    leaves: bytes


def verify(connection: psycopg.Connection, kept: Path | None) -> Report:
    """Go through every entry and seal once and report. `kept` is the outside file; None leaves that part out.

    `connection` is the owner's; the whole check reads one state of the database. Memory is bounded by the largest seal.
    """
    report = Report()
    try:
        with _one_state(connection):
            _check(connection, kept, report)
    except (psycopg.DataError, TypeError, ValueError) as fault:
        report.add(f"the check broke off at a value that no entry or seal can have: {fault}")
    return report


def _check(connection: psycopg.Connection, kept: Path | None, report: Report) -> None:
    here = connection.execute("select system_identifier from pg_control_system()").fetchone()[0]
    to_come = int(connection.execute("select pg_snapshot_xmax(pg_current_snapshot())::text").fetchone()[0])
    _check_chain(connection, _Outside(kept, report) if kept else None, report)
    _check_entries(connection, here, to_come, report)
    since, is_late = connection.execute(UNSEALED_SINCE, {"here": here, "within": SEALED_WITHIN}).fetchone()
    if is_late:
        report.stopped.append(f"Sealing has stopped: entries since {since} UTC are not under a seal.")


@contextmanager
def _one_state(connection: psycopg.Connection) -> Iterator[None]:
    fresh = connection.info.transaction_status == TransactionStatus.IDLE
    with connection.transaction():
        if fresh:
            connection.execute("set transaction isolation level repeatable read, read only")
        yield


class _Outside:
    """The chain as the outside file tells it."""

    def __init__(self, path: Path, report: Report):
        self.hashes: dict[int, str] = {}
        self.is_there = path.exists()
        expected, previous = 1, START.hex()
        if not self.is_there:
            return
        with path.open("rb") as file:
            for place, line in enumerate(file, start=1):
                try:
                    told = json.loads(line)
                    number, hashed, before = told["number"], told["hash"], told["previous"]
                except (ValueError, KeyError, TypeError):
                    report.add(f"line {place} of the outside file is not a seal")
                    continue
                if (number, before) != (expected, previous):
                    report.add(f"the outside file does not continue at line {place}", seal=number)
                self.hashes[number] = hashed
                expected, previous = number + 1, hashed


def _check_chain(connection: psycopg.Connection, outside: _Outside | None, report: Report) -> None:
    """Each seal against itself, against the one before, and against the outside file."""
    expected, previous = 1, START
    horizons: dict[int, int] = {}
    copied = max(outside.hashes, default=0) if outside else 0
    uncopied = 0
    for seal in _seals(connection, "s.number"):
        report.seals += 1
        if seal.number != expected:
            gone = (
                f"seal {expected} is" if seal.number == expected + 1 else f"seals {expected} to {seal.number - 1} are"
            )
            report.add(f"{gone} missing", seal=seal.number)
        elif seal.previous != previous:
            report.add("the seal is not chained to the one before it", seal=seal.number)
        _check_seal(seal, horizons, report)
        if outside is not None:
            told = outside.hashes.pop(seal.number, None)
            if told is None and seal.number > copied:
                uncopied += seal.is_settled
            elif told is None:
                report.add("the seal is not in the outside file", seal=seal.number)
            elif told is not None and told != seal.hash.hex():
                report.add("the seal is not the one kept outside", seal=seal.number)
        expected, previous = seal.number + 1, seal.hash
        horizons[seal.server] = seal.horizon_to
    for number in sorted(outside.hashes) if outside else ():
        report.add("the seal is in the outside file and is gone from the database", seal=number)
    if uncopied and not outside.is_there:
        report.add("the outside file is gone, or another folder is meant")
    elif uncopied:
        report.stopped.append(
            f"Copying seals has stopped: the outside file ends at seal {copied}, and the {uncopied} after it are not in it."
        )


def _check_seal(seal: Seal, horizons: dict[int, int], report: Report) -> None:
    if seal.form != FORM:
        report.add(f"the seal says it has form {seal.form}, which this version does not know", seal=seal.number)
        return
    hashed = seal_hash(
        form=seal.form,
        number=seal.number,
        server=seal.server,
        made_at=seal.made_at,
        horizon_from=seal.horizon_from,
        horizon_to=seal.horizon_to,
        entries=seal.entries,
        entry_ids=seal.entry_ids,
        root=seal.root,
        previous=seal.previous,
    )
    if hashed != seal.hash:
        report.add("the seal itself has been edited", seal=seal.number)
    if (
        root_of(seal.leaves) != seal.root
        or len(seal.leaves) != 32 * seal.entries
        or len(seal.entry_ids) != seal.entries
    ):
        report.add("the seal's list of entries has been edited", seal=seal.number)
    if seal.horizon_from != horizons.get(seal.server, 0) or seal.horizon_to <= seal.horizon_from:
        report.add("the seal does not begin where the one before it ended", seal=seal.number)


def _check_entries(connection: psycopg.Connection, here: int, to_come: int, report: Report) -> None:
    """Each entry against the seal of its transaction. `to_come` is the number of the first transaction that has not been: no seal
    would take up an entry that says it is of one, however long one waits.
    """
    seals = _seals(connection, "s.server, s.horizon_from, s.number")
    seal, covered, last = next(seals, None), {}, {}
    for id, server, counted, leaf in _rows(connection, "audit_entries", ENTRIES):
        report.entries += 1
        xid = int(counted)
        while seal and (seal.server, seal.horizon_to) <= (server, xid):
            _compare(seal, covered, report)
            last[seal.server] = seal.horizon_to
            seal, covered = next(seals, None), {}
        if seal and seal.server == server and seal.horizon_from <= xid:
            report.sealed += 1
            if id in covered:
                report.add("there are two entries with the same number", seal=seal.number, entry=id)
            covered[id] = leaf
        elif server != here:
            report.add("the entry came from another server and no seal covers it", entry=id)
        elif (seal and seal.server == server) or xid < last.get(server, 0):
            report.add("the entry lies between seals: it was slipped in, or its seal was removed", entry=id)
        elif xid >= to_come:
            report.add("the entry was moved past every transaction, where no seal takes it up", entry=id)
    while seal:
        _compare(seal, covered, report)
        seal, covered = next(seals, None), {}


def _compare(seal: Seal, covered: dict[int, bytes], report: Report) -> None:
    ids = sorted(covered)
    if ids == seal.entry_ids and b"".join(covered[id] for id in ids) == seal.leaves:
        return
    before = report.found
    sealed = {id: seal.leaves[32 * i : 32 * i + 32] for i, id in enumerate(seal.entry_ids)}
    for id in sorted(sealed.keys() | covered.keys()):
        if id not in covered:
            report.add("the entry has been removed or moved since it was sealed", seal=seal.number, entry=id)
        elif id not in sealed:
            report.add("the entry was slipped in after the sealing", seal=seal.number, entry=id)
        elif sealed[id] != covered[id]:
            report.add("the entry has been edited since it was sealed", seal=seal.number, entry=id)
    if report.found == before:
        report.add("the seal's list of entries has been edited", seal=seal.number)


def _seals(connection: psycopg.Connection, order: str) -> Iterator[Seal]:
    name = "audit_seals_by_" + order[2:8]
    for row in _rows(connection, name, SEALS + order, {"within": COPIED_WITHIN}, batch=20):
        number, form, server, made_at, is_settled, low, high, *rest = row
        yield Seal(number, form, server, made_at, is_settled, int(low), int(high), *rest)


def _rows(
    connection: psycopg.Connection, name: str, query: str, values: dict | None = None, batch: int = BATCH
) -> Iterator[tuple]:
    with connection.cursor(name=name) as cursor:
        cursor.itersize = batch
        cursor.execute(query, values, binary=True)
        yield from cursor
