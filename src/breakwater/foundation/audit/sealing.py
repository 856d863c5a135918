"""Sealing what has been written, and keeping the chain of seals outside the database as well."""

import fcntl
import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import connections, transaction


class SealsDisagree(Exception):
    """The seals kept outside and those in the database are not the same: one of them has been altered."""


def outside_file() -> Path:
    """Where the chain is kept outside the database. Owners copy it to where the database's keeper cannot write."""
    return Path(settings.BREAKWATER_DATA) / "audit" / "seals.log"


def seal(*, using: str = "default") -> int:
    """Seal every entry whose transaction has ended for certain, then bring the outside file up to date.

    Returns how many seals were made: none when nothing was written since. The database does the sealing in a function of its
    owner's; all this side can do is ask. Raises SealsDisagree.
    """
    with transaction.atomic(using=using, durable=True), connections[using].cursor() as cursor:
        cursor.execute("select audit_make_seal()")
        made = cursor.fetchone()[0]
    copy_outside(outside_file(), using=using)
    return made


def copy_outside(path: Path, *, using: str = "default") -> int:
    """Append to the outside file every seal it has not yet, and return how many. Raises SealsDisagree."""
    path.parent.mkdir(parents=True, exist_ok=True)
    is_new = not path.exists()
    with path.open("a+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        last = _last_line(file)
        if last:
            _agree(last, using)
        number = last["number"] if last else 0
        lines = list(_lines_after(number, using))
        if lines:
            file.write(b"".join(lines))
            file.flush()
            os.fsync(file.fileno())
    if is_new:
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    return len(lines)


def set_aside(*, at: datetime, using: str = "default") -> Path | None:
    """Begin the outside file afresh from the seals in the database, as after a restore, and keep the old one beside it.

    A restored database ends where its backup did, before the outside file does, and sealing stops until someone who knows of
    the restore says so. Returns where the old file now is, None when there was none: it stays the witness of what
    was lost, and `./breakwater audit verify --seals FILE` names the seals.
    """
    path = outside_file()
    aside = path.with_name(f"seals-until-{at.astimezone(UTC):%Y%m%dT%H%M%SZ}.log") if path.exists() else None
    if aside:
        path.rename(aside)
    copy_outside(path, using=using)
    return aside


def _last_line(file) -> dict | None:
    """The last whole line; what a crash left half written is cut off and written again."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - 4096))
    tail = file.read()
    if tail and not tail.endswith(b"\n"):
        whole = tail.rfind(b"\n") + 1
        file.truncate(size - len(tail) + whole)
        tail = tail[:whole]
    lines = tail.splitlines()
    try:
        return json.loads(lines[-1]) if lines else None
    except ValueError:
        raise SealsDisagree("The last line of the outside file is not a seal") from None


def _agree(last: dict, using: str) -> None:
    with connections[using].cursor() as cursor:
        cursor.execute("select encode(hash, 'hex') from audit_seal where number = %s", [last["number"]])
        row = cursor.fetchone()
    if row is None:
        raise SealsDisagree(f"Seal {last['number']} is in the outside file and not in the database")
    if row[0] != last["hash"]:
        raise SealsDisagree(f"Seal {last['number']} in the database is not the one in the outside file")


def _lines_after(number: int, using: str) -> Iterator[bytes]:
    with connections[using].cursor() as cursor:
        cursor.execute(
            "select number, made_at, server, horizon_from::text, horizon_to::text, entries, encode(root, 'hex'),"
            " encode(previous, 'hex'), encode(hash, 'hex') from audit_seal where number > %s order by number",
            [number],
        )
        for number, made_at, server, low, high, entries, root, previous, hashed in cursor.fetchall():
            line = {
                "number": number,
                "made_at": made_at.astimezone(UTC).isoformat(),
                "server": server,
                "from": low,
                "to": high,
                "entries": entries,
                "root": root,
                "previous": previous,
                "hash": hashed,
            }
            yield json.dumps(line).encode() + b"\n"
