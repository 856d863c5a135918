"""How old and how large the last backup is, for the page of the service, for health, and in words."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from .places import Places, read_json, write_json

OLD_AFTER = timedelta(hours=24)
LATE_AFTER = timedelta(minutes=5)
REHEARSED_WITHIN = timedelta(days=31)


@dataclass(frozen=True)
class BackupState:
    """What is known of the backups at one moment. `in_words` is what must be put right, empty while all is well."""

    at: datetime
    is_set_up: bool
    based_at: datetime | None = None
    base_bytes: int = 0
    reached_at: datetime | None = None
    rehearsed_at: datetime | None = None
    rehearsal: str = ""
    rehearsal_passed: bool = True

    @property
    def spoken_size(self) -> str:
        """The size of the last whole backup as people say it."""
        return spoken_size(self.base_bytes)

    @property
    def in_words(self) -> list[str]:
        if not self.is_set_up:
            return ["Backups are not set up: a lost disk loses everything (docs/restore.md)."]
        words = []
        if self.based_at is None or self.at - self.based_at > OLD_AFTER:
            words.append("The last whole backup is older than 24 hours.")
        if self.reached_at is None or self.at - self.reached_at > LATE_AFTER:
            words.append("What was saved in the last 5 minutes or longer is in no backup.")
        if self.rehearsed_at is None or self.at - self.rehearsed_at > REHEARSED_WITHIN:
            words.append("No restore was rehearsed in the last month.")
        elif not self.rehearsal_passed:
            words.append("The last rehearsal of a restore did not pass.")
        return words

    @property
    def is_late(self) -> bool:
        """Whether something saved now might be lost: asked by whoever watches the machine."""
        return not self.is_set_up or not (
            self.based_at
            and self.reached_at
            and self.at - self.based_at <= OLD_AFTER
            and self.at - self.reached_at <= LATE_AFTER
        )


def state(data: Path, *, is_set_up: bool, at: datetime) -> BackupState:
    """The state at `at` (aware) of the backups of a data folder."""
    known = read_json(Path(data) / "backup" / "state.json")
    moments = {
        name: datetime.fromisoformat(known[name])
        for name in ("based_at", "reached_at", "rehearsed_at")
        if known.get(name)
    }
    others = {name: known[name] for name in ("base_bytes", "rehearsal", "rehearsal_passed") if name in known}
    return BackupState(at=at, is_set_up=is_set_up, **moments, **others)


def note(places: Places, **facts) -> None:
    """Remember some facts; moments as ISO text."""
    path = places.here / "state.json"
    write_json(path, read_json(path) | facts)


def spoken_size(count: int) -> str:
    """A number of bytes as people say it."""
    for unit in ("bytes", "kB", "MB"):
        if count < 1000:
            return f"{count:.0f} {unit}"
        count /= 1000
    return f"{count:.1f} GB"
