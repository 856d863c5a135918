"""Where an installation and its backups lie. A *line* is one life of a database: each restore begins another, so that none overwrites one.

BACKUP/lines/LINE/base-MOMENT/   a whole copy of the server: database.tar.gz.age, rows.age, about.json
BACKUP/lines/LINE/wal/           what was written since, part by part; reached.json says until when
BACKUP/files/                    files, pictures and seals, each under a name that says nothing; index.age lists them
BACKUP_KEYS/                     keys.age, secret.age, recipients.age, purged.age, own/NAME.age
"""

import contextlib
import fcntl
import json
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from breakwater.delivery.cluster import Cluster, cluster_at

STAMP = "%Y%m%dT%H%M%SZ"
DAYS = 14


class BackupFault(Exception):
    """A backup or a restore cannot go on; the text says what to do."""


@dataclass(frozen=True)
class Places:
    """One installation, and the two folders of its backups: whoever has one of them and the key has half."""

    data: Path
    store: Path
    keys_store: Path
    key_file: Path
    own_keys: Path
    secret: Path
    purged: Path
    recipients: Path
    database: str
    days: int = DAYS

    @property
    def cluster(self) -> Cluster:
        return cluster_at(self.data / "postgres")

    @property
    def spool(self) -> Path:
        """Where the server lays the parts of its log that are full or a minute old, until they are carried away."""
        return self.cluster.home / "wal"

    @property
    def here(self) -> Path:
        """What the data folder knows of its backups."""
        return self.data / "backup"

    @property
    def line(self) -> Path:
        """The line that this database writes to; begun when it is asked for first."""
        kept = self.here / "line"
        if not kept.exists():
            self.begin_line()
        return self.store / "lines" / kept.read_text().strip()

    def begin_line(self) -> None:
        write(self.here / "line", f"{datetime.now(UTC):{STAMP}}-{secrets.token_hex(3)}".encode())

    @contextlib.contextmanager
    def alone(self, what: str) -> Iterator[bool]:
        """Whether nobody else does `what` now; until the block ends nobody does."""
        self.here.mkdir(parents=True, exist_ok=True)
        with (self.here / f"{what}.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
            else:
                yield True


def places() -> Places:
    """As the environment says. Raises BackupFault."""
    from breakwater.delivery.database import database_name
    from breakwater.delivery.settings.environment import DATA, environment

    if os.environ.get("DATABASE_URL"):
        raise BackupFault(
            "DATABASE_URL names a server of your own: its own tools back it up and restore it (docs/restore.md)."
        )
    store, keys_store = environment("BACKUP", ""), environment("BACKUP_KEYS", "")
    if not (store and keys_store):
        raise BackupFault(
            "Set BREAKWATER_BACKUP and BREAKWATER_BACKUP_KEYS to two folders on other machines (docs/restore.md says how)."
        )
    store, keys_store = Path(store).resolve(), Path(keys_store).resolve()
    if any(one.is_relative_to(other) for one, other in _pairs(DATA, store, keys_store)):
        raise BackupFault(
            f"{DATA}, {store} and {keys_store} must lie apart: data, backups and keys are not lost or taken together."
        )
    key_file = Path(environment("KEY_FILE", f"{DATA}.keys"))
    return Places(
        data=DATA,
        store=store,
        keys_store=keys_store,
        key_file=key_file,
        own_keys=Path(environment("OWN_KEYS", f"{key_file}.own")),
        secret=Path(f"{DATA}.secret"),
        purged=Path(environment("PURGED", f"{key_file}.purged")),
        recipients=Path(environment("BACKUP_TO", f"{DATA}.recipients")),
        database=database_name(),
        days=int(environment("BACKUP_DAYS", str(DAYS))),
    )


def begun() -> Places | None:
    """The places of an installation where a backup was made by hand once; from then on it makes its own. Raises BackupFault."""
    from breakwater.delivery.settings.environment import DATA, environment

    return places() if environment("BACKUP", "") and (DATA / "backup" / "state.json").exists() else None


def _pairs(*paths: Path) -> Iterator[tuple[Path, Path]]:
    return ((one, other) for one in paths for other in paths if one is not other)


def write(path: Path, content: bytes) -> None:
    """Whole or not at all, readable by its owner alone, and on the disk when this returns."""
    with written(path) as target:
        target.write(content)


@contextlib.contextmanager
def written(path: Path) -> Iterator:
    """A file to write, which takes its name once the block has ended well."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as target:
        yield target
        target.flush()
        os.fsync(target.fileno())
    part.rename(path)


def write_json(path: Path, facts: dict) -> None:
    write(path, json.dumps(facts, indent=1).encode())


def read_json(path: Path) -> dict:
    return json.loads(path.read_text()) if path.exists() else {}


def in_london(at: datetime) -> str:
    """A moment as --at takes it, to the second: what is read here can be typed there."""
    return f"{at.astimezone(ZoneInfo('Europe/London')):%Y-%m-%dT%H:%M:%S}"


def moment_of(text: str) -> datetime:
    """ISO text as a moment, in London's time where it names no zone. Raises BackupFault."""
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        raise BackupFault(
            f"{text!r} is no moment. Say it as in 2026-11-30T09:05 (London time) or with a zone."
        ) from None
    return read if read.tzinfo else read.replace(tzinfo=ZoneInfo("Europe/London"))
