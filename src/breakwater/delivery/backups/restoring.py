"""Putting an installation back as it was at a moment: server, files, keys, and then once more whatever was destroyed since."""

import contextlib
import hashlib
import json
import os
import re
import shlex
import shutil
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from breakwater.delivery.cluster import Cluster, ClusterFault, binaries, is_running, server_account, start, stop
from breakwater.foundation.storage import purged

from . import mirror
from .places import STAMP, BackupFault, Places, in_london, read_json, write_json
from .sealing import Ring
from .taking import archiving

RECOVERED_WITHIN = 3600
RESTORED = "restored.json"  # what was put back, for the check that follows
FELL_SHORT = "recovery ended before configured recovery target was reached"
LAST = re.compile(r"last completed transaction was at log time ([0-9-]+ [0-9:.]+)")  # the server's zone is UTC


@dataclass(frozen=True)
class Base:
    """A whole copy of a server, and until when the log reaches that follows it."""

    folder: Path
    about: dict
    reached: dict

    @property
    def ended_at(self) -> datetime:
        return datetime.fromisoformat(self.about["ended_at"])

    @property
    def reached_at(self) -> datetime:
        return max(self.ended_at, datetime.fromisoformat(self.reached["at"]))


def bases(places: Places) -> list[Base]:
    """Every whole copy that there is, the oldest first."""
    found = [
        Base(about.parent, read_json(about), read_json(about.parents[1] / "reached.json"))
        for about in (places.store / "lines").glob("*/base-*/about.json")
    ]
    return sorted((base for base in found if base.reached), key=lambda base: base.ended_at)


def chosen(places: Places, at: datetime | None) -> Base:
    """The last copy that was whole before a moment, or the last of all. Raises BackupFault."""
    known = bases(places)
    if not known:
        raise BackupFault(f"There is no backup in {places.store}: check BREAKWATER_BACKUP.")
    if at is None:
        return known[-1]
    before = [base for base in known if base.ended_at <= at]
    if not before:
        raise BackupFault(
            f"The oldest backup is of {in_london(known[0].ended_at)}, London time: no earlier moment comes back."
        )
    if at > before[-1].reached_at:
        raise BackupFault(
            f"The backup reaches until {in_london(before[-1].reached_at)}, London time. Leave --at out to go as far."
        )
    return before[-1]


def restore(
    places: Places,
    ring: Ring,
    *,
    at: datetime | None,
    is_rehearsal: bool = False,
    say: Callable[[str], None] = lambda words: None,
) -> dict:
    """Put everything back into an empty place, and return what is known of it; the server runs. Raises BackupFault."""
    base, begun = chosen(places, at), time.monotonic()
    rows = json.loads(ring.bytes(base.folder / "rows.age"))  # the wrong key is known before anything is touched
    mirror.check_keys(places, ring)
    say(f"The server as it was on {in_london(base.ended_at)} ...")
    cluster = places.cluster
    _unpack(cluster, ring, base.folder / "database.tar.gz.age")
    say(f"What was written since, until {in_london(at or base.reached_at)} ...")
    parts = _lay_log(cluster, ring, base)
    _settings(places, at, is_rehearsal=is_rehearsal)
    _recover(cluster, at)
    moment = at or base.reached_at
    say("Keys and files ...")
    record = mirror.bring_keys(places, ring)
    files = mirror.bring_files(places, ring, at=moment, gone=purged.names(record, purged.FILE))
    mirror.bring_seals(places, ring, base.folder.parent)
    repeated = _purge_again(places, purged.names(record, purged.FILE))
    known = {"base": base.folder.name, "moment": moment.isoformat(), "last_saved": _last(cluster), "parts": parts}
    known |= {"secret": hashlib.sha256(mirror.secret_of(places, ring)).hexdigest()}
    known |= {"rows": rows, "files": files, "purged_again": repeated, "seconds": round(time.monotonic() - begun, 1)}
    places.begin_line()
    write_json(places.here / "state.json", {})
    write_json(places.here / RESTORED, known)
    return known


def make_room(places: Places, *, replace: bool) -> list[Path]:
    """See that nothing living is written over; on request what is there is set aside, and where it went is returned."""
    cluster = places.cluster
    if is_running(cluster):
        raise BackupFault(f"The database of {places.data} is running. Stop serving, then ./breakwater stop.")
    there = [cluster.home] if cluster.home.exists() and any(cluster.home.iterdir()) else []
    there += [each for each in places.data.iterdir() if each != cluster.home] if places.data.exists() else []
    if there and not replace:
        raise BackupFault(
            f"{places.data} holds an installation: nothing was touched. --replace sets it aside; give --data for another folder."
        )
    stamp, aside = f"{datetime.now(UTC):{STAMP}}", []
    for path in there:
        into = (
            path.with_name(f"{path.name}-before-{stamp}")
            if path == cluster.home
            else _beside(places.data, stamp) / path.name
        )
        into.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        aside.append(path.rename(into))
    return aside


def _beside(data: Path, stamp: str) -> Path:
    return data.with_name(f"{data.name}-before-{stamp}")


def _unpack(cluster: Cluster, ring: Ring, copy: Path) -> None:
    """Unpack a copy as the account that runs the server, and compare it with the list of checksums that the server put in."""
    account = server_account()
    cluster.home.mkdir(parents=True, exist_ok=True)
    cluster.data.mkdir(mode=0o700)
    if account:
        cluster.home.chmod(0o755)
        os.chown(cluster.data, account["user"], account["group"])
    command = ["tar", "-xzf", "-", "-C", str(cluster.data)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, cwd="/", **account) as unpacking:
        with contextlib.suppress(BrokenPipeError):
            ring.stream(copy, unpacking.stdin)
        _, said = unpacking.communicate()
    if unpacking.returncode:
        raise BackupFault(
            f"The copy could not be unpacked into {cluster.data}: {said.decode(errors='replace').strip()}"
        )
    checked = subprocess.run(
        [str(binaries() / "pg_verifybackup"), "--no-parse-wal", "--quiet", str(cluster.data)],
        capture_output=True,
        text=True,
        cwd="/",
    )
    if checked.returncode:
        raise BackupFault(f"The copy is not as it was made: {checked.stderr.strip()}")


def _lay_log(cluster: Cluster, ring: Ring, base: Base) -> int:
    """Open the parts of the log that follow the copy, for the server to read. Still packed: a quiet minute is small."""
    folder, account, laid = cluster.home / "restoring", server_account(), 0
    folder.mkdir(mode=0o700)
    for part in sorted((base.folder.parent / "wal").glob("*.gz.age")):
        name = part.name.removesuffix(".age")
        if len(name) > len("00000001.history.gz") and name[8:24] < base.about["starts"][8:]:
            continue
        target = folder / name
        with target.open("wb") as file:
            ring.stream(part, file)
        laid += 1
        if account:
            os.chown(target, account["user"], account["group"])
    if account:
        os.chown(folder, account["user"], account["group"])
    return laid


def _settings(places: Places, at: datetime | None, *, is_rehearsal: bool) -> None:
    cluster = places.cluster
    log = shlex.quote(str(cluster.home / "restoring"))
    wanted = {"archive_mode": "off"} if is_rehearsal else archiving(places)
    wanted |= {"restore_command": f"gzip -dc {log}/%f.gz > %p", "recovery_target_action": "promote"}
    if at is not None:
        wanted["recovery_target_time"] = at.astimezone(UTC).isoformat()
    with (cluster.data / "postgresql.auto.conf").open("a") as file:
        for name, value in wanted.items():
            literal = value.replace("'", "''")
            file.write(f"{name} = '{literal}'\n")
    (cluster.data / "recovery.signal").touch()
    if account := server_account():
        os.chown(cluster.data / "recovery.signal", account["user"], account["group"])


def _recover(cluster: Cluster, at: datetime | None) -> None:
    """Let the server write again what its log says, until the moment, and go on from there."""
    try:
        _until_it_writes(cluster)
    except ClusterFault:
        if at is None or FELL_SHORT not in _log(cluster):
            raise
        # Nothing was saved between the moment and the end of a log that reaches beyond it: all of it is wanted.
        with (cluster.data / "postgresql.auto.conf").open("a") as file:
            file.write("recovery_target_time = ''\n")
        _until_it_writes(cluster)
    with cluster.connect() as connection:
        for name in ("restore_command", "recovery_target_time", "recovery_target_action"):
            connection.execute(f"alter system reset {name}")
        connection.execute("select pg_reload_conf()")
    shutil.rmtree(cluster.home / "restoring")


def _until_it_writes(cluster: Cluster) -> None:
    start(cluster, RECOVERED_WITHIN)
    until = time.monotonic() + RECOVERED_WITHIN
    while time.monotonic() < until:
        try:
            with cluster.connect() as connection:
                if connection.execute("select not pg_is_in_recovery()").fetchone()[0]:
                    return
        except psycopg.OperationalError:
            if not (cluster.data / "postmaster.pid").exists():
                break
        time.sleep(0.2)
    stop(cluster)
    raise ClusterFault(f"The database does not come back; {cluster.data / 'server.log'} says why.")


def _log(cluster: Cluster) -> str:
    path = cluster.data / "server.log"
    return path.read_text(errors="replace") if path.exists() else ""


def _last(cluster: Cluster) -> str:
    """When the last change was saved that came back, in London's time; nothing where the server does not say it."""
    found = LAST.findall(_log(cluster))
    return in_london(datetime.fromisoformat(found[-1]).replace(tzinfo=UTC)) if found else ""


def _purge_again(places: Places, gone: set[str]) -> int:
    """Say of each file that was destroyed after the moment that it is gone; a row that was nothing but its file goes too."""
    again = 0
    with places.cluster.connect(database=places.database) as connection:
        columns = dict(
            connection.execute(
                "select table_name, array_agg(column_name::text) from information_schema.columns "
                "where table_schema = 'public' group by 1 having 'stored_as' = any(array_agg(column_name::text))"
            ).fetchall()
        )
        for table, names in sorted(columns.items()):
            if "deleted_at" in names:
                change = f"update {table} set deleted_at = now() where stored_as = any(%s) and deleted_at is null"
            else:
                change = f"delete from {table} where stored_as = any(%s)"
            with contextlib.suppress(
                psycopg.IntegrityError
            ):  # something else hangs from the row: it stays, without its file
                again += connection.execute(change, [list(gone)]).rowcount
    return again
