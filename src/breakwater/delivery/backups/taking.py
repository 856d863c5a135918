"""Making backups: a whole copy of the server once a day, and each minute whatever was written since."""

import json
import os
import re
import shlex
import shutil
import subprocess
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from breakwater.delivery.cluster import SUPERUSER, binaries, ensure, server_account, start, stop

from . import mirror
from .places import STAMP, BackupFault, Places, read_json, write_json
from .sealing import Lock
from .state import OLD_AFTER, note

EVERY = "1min"  # a part of the log that is not full is given away after this long
WAITED_SECONDS = 60
GIVEN_WITHIN = 1800
PART = re.compile(r"[0-9A-F]{24}|[0-9A-F]{8}\.history|[0-9A-F]{24}\.[0-9A-F]{8}\.backup")


def archive(places: Places, say: Callable[[str], None]) -> None:
    """See that the server lays its log into the spool. One made by older code is started again, once. Raises BackupFault."""
    cluster = ensure(places.cluster)
    wanted = archiving(places)
    with cluster.connect() as connection:
        held = dict(
            connection.execute("select name, current_setting(name) from pg_settings where name = any(%s)", [[*wanted]])
        )
        others = (
            "select count(*) from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()"
        )
        if held["archive_mode"] != "on" and connection.execute(others).fetchone()[0]:
            raise BackupFault("The database must be started again, once, to give its log away: stop serving first.")
        for name, value in wanted.items():
            if held[name] != value:
                literal = value.replace("'", "''")
                connection.execute(f"alter system set {name} = '{literal}'")
        connection.execute("select pg_reload_conf()")
    if held["archive_mode"] != "on":
        say("Starting the database again, once, so that it gives its log away ...")
        stop(cluster)
        start(cluster)


def archiving(places: Places) -> dict[str, str]:
    """The server's settings that lay its log into the spool. It makes the folder's files as its own account."""
    places.spool.mkdir(mode=0o700, exist_ok=True)
    if account := server_account():
        os.chown(places.spool, account["user"], account["group"])
    into = shlex.quote(str(places.spool))
    # The time of a part stays that of its last write: whatever was committed until then is in it or before it.
    command = f"cp -p %p {into}/.%f && sync {into}/.%f && mv {into}/.%f {into}/%f"
    return {"archive_mode": "on", "archive_command": command, "archive_timeout": EVERY}


def base_is_due(places: Places, *, at: datetime) -> bool:
    """Whether the last whole copy of this line and for this key is nearly a day old, or there is none."""
    mark = Lock(places.recipients).mark
    since = (at - OLD_AFTER + timedelta(hours=2)).isoformat()
    abouts = (read_json(each / "about.json") for each in places.line.glob("base-*"))
    return not any(each.get("locked_for") == mark and each["ended_at"] > since for each in abouts)


def take_base(places: Places, say: Callable[[str], None] = lambda words: None) -> dict:
    """Make a whole copy of the server while it works, and return what is known of it. Raises BackupFault."""
    lock = Lock(places.recipients)
    with places.alone("base") as alone:
        if not alone:
            raise BackupFault("A backup is being made already.")
        archive(places, say)
        begun = datetime.now(UTC)
        folder = places.line / f"base-{begun:{STAMP}}"
        try:
            lock.bytes(json.dumps(_rows(places)).encode(), folder / "rows.age")
            starts = _copy(places, lock, folder / "database.tar.gz.age")
            stops, ended, until = _switch(places), datetime.now(UTC), time.monotonic() + GIVEN_WITHIN
            while not _is_given(places, stops, within=WAITED_SECONDS):
                ship(places, wait=True)  # what was written in a hurry is carried away meanwhile
                if time.monotonic() > until:
                    raise BackupFault(
                        f"The server does not give its log away; {places.cluster.data / 'server.log'} says why."
                    )
            ship(places, wait=True)
            size = (folder / "database.tar.gz.age").stat().st_size
            facts = {"begun_at": begun.isoformat(), "ended_at": ended.isoformat(), "bytes": size}
            facts |= {"starts": starts, "locked_for": lock.mark}
            write_json(folder / "about.json", facts)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        note(places, based_at=facts["ended_at"], base_bytes=size)
        forget_old(places, at=ended)
        return facts


def _rows(places: Places) -> dict[str, int]:
    """How many rows each table has, at one moment."""
    with places.cluster.connect(database=places.database) as connection, connection.transaction():
        connection.execute("set transaction isolation level repeatable read, read only")
        return counted(connection)


def counted(connection) -> dict[str, int]:
    """The number of rows by table."""
    tables = connection.execute(
        "select c.oid::regclass::text from pg_class c join pg_namespace n on n.oid = c.relnamespace "
        "where c.relkind = 'r' and n.nspname in ('public', 'access') order by 1"
    ).fetchall()
    return {name: connection.execute(f"select count(*) from {name}").fetchone()[0] for (name,) in tables}


def _copy(places: Places, lock: Lock, path: Path) -> str:
    """Give the server's own copy of itself to the lock, and return the first part of the log that it can need."""
    with places.cluster.connect() as connection:
        (starts,) = connection.execute("select pg_walfile_name(pg_current_wal_lsn())").fetchone()
    program = [str(binaries() / "pg_basebackup"), "-h", str(places.cluster.socket), "-U", SUPERUSER, "-D", "-"]
    program += ["--format=tar", "--wal-method=none", "--gzip", "--compress=1", "--checkpoint=fast"]
    with subprocess.Popen(program, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd="/") as copying:
        lock.stream(copying.stdout, path)
        said = copying.stderr.read().decode(errors="replace").strip()
    if copying.returncode:
        raise BackupFault(f"The server gave no copy of itself: {said}")
    return starts


def _switch(places: Places) -> str:
    """Close the part of the log that is written now, and return its name. The server's own clock does it late after a start."""
    with places.cluster.connect() as connection:  # less one: where nothing was written, the name is of the part before
        return connection.execute("select pg_walfile_name(pg_switch_wal() - 1)").fetchone()[0]


def _is_given(places: Places, part: str, *, within: float) -> bool:
    """Whether a part of the log, and so all before it, comes into the spool within some seconds."""
    until = time.monotonic() + within
    with places.cluster.connect() as connection:
        while time.monotonic() < until:
            (last,) = connection.execute("select last_archived_wal from pg_stat_archiver").fetchone()
            if last and last[:24] >= part:
                return True
            time.sleep(0.1)
    return False


def ship(places: Places, *, wait: bool = False) -> int:
    """Carry away what was written until now, after the files and keys that it may speak of. Returns how many parts went."""
    lock = Lock(places.recipients)
    if not places.spool.is_dir():
        raise BackupFault("There is no backup yet: run ./breakwater backup once.")
    until = time.monotonic() + WAITED_SECONDS
    while True:
        with places.alone("ship") as alone:
            if alone:
                return _ship(places, lock)
        if not wait or time.monotonic() > until:
            return 0
        time.sleep(0.2)


def _ship(places: Places, lock: Lock) -> int:
    begun = datetime.now(UTC)
    is_given = _is_given(places, _switch(places), within=WAITED_SECONDS / 2)  # where it is late, what there is goes
    parts = sorted(each for each in places.spool.iterdir() if PART.fullmatch(each.name))
    mirror.carry_files(places, lock)
    mirror.carry_keys(places, lock)
    reached = begun if is_given else None
    for part in parts:
        if not is_given and len(part.name) == 24:
            reached = datetime.fromtimestamp(part.stat().st_mtime, UTC)
        lock.bytes(part.read_bytes(), places.line / "wal" / f"{part.name}.gz.age", smaller=True)
        part.unlink()
    if reached:
        write_json(places.line / "reached.json", {"at": reached.isoformat()})
        note(places, reached_at=reached.isoformat())
    return len(parts)


def forget_old(places: Places, *, at: datetime) -> None:
    """Throw away what is needed for no moment of the days that backups are kept for."""
    since = (at - timedelta(days=places.days)).isoformat()
    for line in (places.store / "lines").iterdir():
        bases = sorted(each for each in line.glob("base-*") if (each / "about.json").exists())
        ended = {base: read_json(base / "about.json") for base in bases}
        too_old = [base for base in bases if ended[base]["ended_at"] < since]
        if line != places.line and read_json(line / "reached.json").get("at", "") < since:
            shutil.rmtree(line)
            continue
        for base in too_old[:-1]:
            shutil.rmtree(base)
        kept = [base for base in bases if base not in too_old[:-1]]
        first = min((ended[base]["starts"] for base in kept), default="")
        for part in (line / "wal").glob("*.gz.age"):
            if len(part.name) == 24 + len(".gz.age") and part.name[8:24] < first[8:]:
                part.unlink()
