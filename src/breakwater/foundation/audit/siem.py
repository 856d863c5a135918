"""The audit for a security monitoring elsewhere (a SIEM): one JSON line an entry, by reference only.

A line says when, who (numbers of the actor and the human), in which area, what kind of entry, what verb about what kind of thing, and how
many records. Names, words, reasons, addresses and the numbers of records stay here. Only things of TOLD are named, every other one is a
"record": who reads the lines must not learn that there is a restriction or a referral that is not theirs to know of (SG-12, SG-18).

Run as the database's owner: the application reads no audit. A line is told once its transaction and all older ones have ended, so that
none is passed over; `Position` remembers the last. Into a file each goes once, whenever a run is killed; a syslog or a pipe cannot
say what it took, so that the one line on its way at a kill may come twice, with the same id.
"""

import fcntl
import json
import logging
import logging.handlers
import os
import re
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC
from pathlib import Path

import psycopg

TOLD = {
    "approval",
    "area",
    "case",
    "document",
    "glass",
    "invitation",
    "membership",
    "organisation",
    "person",
    "roll",
    "team",
}
VERB = re.compile(r"[a-z_ ]{1,40}")
BATCH = 500
SERVERS = """
with recursive known as (
    (select server from audit_entry order by server limit 1)
    union all
    select (select server from audit_entry where server > known.server order by server limit 1)
    from known where known.server is not null
) select server, server = (select system_identifier from pg_control_system()) from known where server is not null
"""
# Of the server that writes now, only what no transaction still open could come before.
AFTER = """
select id, at, xid::text, kind, actor_id, human_id, area, seen, changed, facts -> 'done' from audit_entry
where server = %(server)s and (xid, id) > (%(xid)s::xid8, %(id)s)
  and (not %(is_here)s or xid < pg_snapshot_xmin(pg_current_snapshot()))
order by xid, id limit %(most)s
"""


class CannotTell(Exception):
    """The lines could not be given away; nothing is counted as told, and the next run tries again."""


class Position:
    """How far the lines were told, by server: a restored database counts its transactions afresh."""

    def __init__(self, path: Path):
        self.path = path
        self.reached: dict[str, list] = json.loads(path.read_text()) if path.exists() else {}

    def of(self, server: int) -> tuple[int, int]:
        xid, number = self.reached.get(str(server), (0, 0))
        return xid, number

    def move(self, place: list) -> None:
        """Note a line's place, never backwards."""
        server, xid, number = place
        if (xid, number) > self.of(server):
            self.reached[str(server)] = [xid, number]

    def keep(self) -> None:
        part = self.path.with_suffix(".part")
        with part.open("w") as file:
            json.dump(self.reached, file)
            file.flush()
            os.fsync(file.fileno())
        part.replace(self.path)


@contextmanager
def position_in(folder: Path) -> Iterator[Position]:
    """The position kept in a folder; nobody else moves it meanwhile. Raises CannotTell."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotTell("Another run is telling the lines already.") from None
        yield Position(folder / "position.json")


def tell(connection: psycopg.Connection, position: Position, give: Callable[[list[dict]], None]) -> int:
    """Give away every line that was not told yet, in order, and return how many. Raises CannotTell."""
    told = 0
    for server, is_here in connection.execute(SERVERS).fetchall():
        while True:
            xid, number = position.of(server)
            asked = {"server": server, "xid": str(xid), "id": number, "is_here": is_here, "most": BATCH}
            lines = [line_of(server, row) for row in connection.execute(AFTER, asked).fetchall()]
            if not lines:
                break
            at_once = getattr(give, "at_once", 1)
            for start in range(0, len(lines), at_once):
                given = lines[start : start + at_once]
                give(given)
                position.move(given[-1]["place"])
                position.keep()
            told += len(lines)
    return told


def line_of(server: int, row: tuple) -> dict:
    """What is told of one entry, read by AFTER."""
    number, at, xid, kind, actor, human, area, seen, changed, done = row
    things = sorted({_told(thing) for thing in {**seen, **changed, **{each["kind"]: 0 for each in done or []}}})
    return {
        "id": number,
        "at": at.astimezone(UTC).isoformat(),
        "kind": kind,
        "verb": _verb(kind, done or []),
        "things": things,
        "seen": sum(map(len, seen.values())),
        "changed": sum(map(len, changed.values())),
        "actor": actor,
        "human": human,
        "area": area,
        "place": [server, int(xid), number],
    }


def _told(thing: str) -> str:
    return thing if thing in TOLD else "record"


def _verb(kind: str, done: list[dict]) -> str:
    """The verb of the code where it says nothing of a thing that is not told; otherwise the kind of the entry again."""
    if done and all(each["kind"] in TOLD for each in done) and VERB.fullmatch(done[0]["verb"]):
        return done[0]["verb"]
    return kind


class ToFile:
    """Lines appended to a file, each once: what a kill left half written is cut off, and the file's own last line counts."""

    at_once = BATCH

    def __init__(self, path: Path, position: Position):
        path.parent.mkdir(parents=True, exist_ok=True)
        self.file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600), "a+b")
        size = self.file.seek(0, os.SEEK_END)
        self.file.seek(max(0, size - 65536))
        tail = self.file.read()
        whole = tail.rfind(b"\n") + 1
        if whole < len(tail):
            self.file.truncate(size - len(tail) + whole)
        for line in tail[:whole].splitlines()[-BATCH:]:
            try:
                position.move(json.loads(line)["place"])
            except ValueError:
                continue  # the first, of which only the end was read

    def __call__(self, lines: list[dict]) -> None:
        try:
            self.file.write(b"".join(json.dumps(line).encode() + b"\n" for line in lines))
            self.file.flush()
            os.fsync(self.file.fileno())
        except OSError as fault:
            raise CannotTell(f"The lines cannot be written: {fault}") from fault


def to_stdout(lines: list[dict]) -> None:
    for line in lines:
        print(json.dumps(line))
    sys.stdout.flush()


class ToSyslog:
    """Lines to a syslog: a socket's path, or host:port over TCP, each message ended by a new line."""

    def __init__(self, address: str):
        local = address.startswith("/")
        host, _, port = address.rpartition(":")
        try:
            self.handler = _Raises(
                address if local else (host, int(port)),
                facility=logging.handlers.SysLogHandler.LOG_AUTHPRIV,
                socktype=None if local else socket.SOCK_STREAM,
            )
        except (OSError, ValueError) as fault:
            raise CannotTell(f"The syslog at {address} does not answer: {fault}") from fault
        self.handler.append_nul = False
        self.end = "" if local else "\n"

    def __call__(self, lines: list[dict]) -> None:
        for line in lines:
            words = f"breakwater-audit: {json.dumps(line)}{self.end}"
            try:
                self.handler.emit(logging.LogRecord("audit", logging.INFO, "", 0, words, None, None))
            except OSError as fault:
                raise CannotTell(f"The syslog does not take the lines: {fault}") from fault


class _Raises(logging.handlers.SysLogHandler):
    def handleError(self, record):
        raise


def destination(to: str, position: Position) -> Callable[[list[dict]], None]:
    """Where lines go: "stdout", "file:PATH" or "syslog:ADDRESS". Raises CannotTell."""
    kind, _, rest = to.partition(":")
    if kind == "file" and rest:
        return ToFile(Path(rest), position)
    if kind == "syslog" and rest:
        return ToSyslog(rest)
    if to == "stdout":
        return to_stdout
    raise CannotTell(f"{to!r} is no place for the lines: say stdout, file:PATH or syslog:ADDRESS.")
