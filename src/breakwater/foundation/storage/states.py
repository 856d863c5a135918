"""What stage a stored file is at, and who may open it then."""

from dataclasses import dataclass, replace
from enum import StrEnum

from django.conf import settings


class State(StrEnum):
    """received > scanning > clean, held or refused; not_scanned where the owner runs no scanner."""

    RECEIVED = "received"  # encrypted on disk, waiting for the scanner
    SCANNING = "scanning"  # the scanner has it
    CLEAN = "clean"  # nothing found: may be opened
    NOT_SCANNED = "not_scanned"  # no scanner is set up; the owner's policy decides
    HELD = "held"  # the scanner could not answer: tried again, opened by no one
    REFUSED = "refused"  # something was found: opened by no one, kept until discarded


STEPS = {
    State.RECEIVED: {State.SCANNING, State.REFUSED},
    State.SCANNING: {State.CLEAN, State.NOT_SCANNED, State.HELD, State.REFUSED},
    State.HELD: {State.SCANNING, State.REFUSED},
    State.NOT_SCANNED: {State.SCANNING, State.REFUSED},
    State.CLEAN: {State.SCANNING, State.REFUSED},
    State.REFUSED: set(),
}


class NotAStep(Exception):
    """A file cannot go from its state to this one."""


@dataclass(frozen=True)
class StoredFile:
    """Where a file is and what is known of it. `path` is random and below the folder of files; `name` is for people.

    `size` and `sha256` are of the file as it was sent. `note` says in words what the scanner said.
    """

    path: str
    name: str
    kind: str
    media_type: str
    size: int
    sha256: str
    key_id: str
    state: State = State.RECEIVED
    note: str = ""

    @classmethod
    def kept_in(cls, entry, *, name: str, media_type: str, kind: str = "", state: State = State.CLEAN) -> "StoredFile":
        """The file of a row that keeps it as `stored_as`, `size`, `digest` and `key_id`; the rest the room says."""
        return cls(
            path=entry.stored_as,
            name=name,
            kind=kind,
            media_type=media_type,
            size=entry.size,
            sha256=entry.digest,
            key_id=entry.key_id,
            state=state,
        )

    @property
    def as_kept(self) -> dict:
        """What a row keeps of it, by the names of its fields."""
        return {
            "media_type": self.media_type,
            "kind": self.kind,
            "size": self.size,
            "digest": self.sha256,
            "stored_as": self.path,
            "key_id": self.key_id,
            "state": self.state,
        }


def advance(stored: StoredFile, to: State, note: str = "") -> StoredFile:
    """The file one step on. Raises NotAStep."""
    if to not in STEPS[stored.state]:
        raise NotAStep(f"{stored.path}: {stored.state} does not lead to {to}")
    return replace(stored, state=to, note=note)


def may_be_opened(state: State) -> bool:
    """Whether a file in this state may be given to someone who may see it.

    Unscanned files are released only where the owner says so: BREAKWATER_UNSCANNED = "release" (default "hold").
    """
    if state == State.NOT_SCANNED:
        return getattr(settings, "BREAKWATER_UNSCANNED", "hold") == "release"
    return state == State.CLEAN


def opens_unscanned() -> bool:
    """Whether files here are opened although no scanner has seen them: the owner runs none, and lets them go."""
    return may_be_opened(State.NOT_SCANNED) and not settings.BREAKWATER_CLAMD
