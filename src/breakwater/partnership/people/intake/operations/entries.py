"""The life that every file has which comes in: shown, its columns named, taken in and undone by a job, dropped, forgotten."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.db import transaction

from breakwater.foundation import audit, jobs, storage
from breakwater.foundation.models import one_at_a_time
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import Actor, Area, ServiceName
from breakwater.partnership.people.models import Incoming

from ..reading.rows import ColumnsNotKnown
from . import files

State = Incoming.State
WORKING = (State.TAKING, State.UNDOING)
OPEN = (State.COLUMNS, State.SHOWN, State.HELD)


class TakenInAlready(Refusal):
    """The very same file is in force already; nothing changes. `entry` is the one of it."""

    words = "The same file was taken in meanwhile. Nothing has changed."

    def __init__(self, entry: Incoming):
        super().__init__(str(entry.public_id))
        self.entry = entry


class GoneAlready(Refusal):
    """The file was taken in, undone or dropped meanwhile, or is deleted."""

    words = "This file was taken in or dropped meanwhile."


class Busy(Refusal):
    """Another file of the same school or list is being taken in or undone at this moment."""

    words = "Another file is being taken in. Try again in a minute."


@dataclass(frozen=True)
class Upload:
    """A file as it was sent."""

    name: str
    content: bytes


def refuse_gone(entry: Incoming, *states: str) -> None:
    """Raise GoneAlready unless the entry is in one of these states and its file is there."""
    if entry.state not in states or entry.deleted_at:
        raise GoneAlready(str(entry.public_id))


class Intake(ABC):
    """A kind of file that comes in. `noun` names it in the audit and in jobs, `entry` is the audit's kind of its rows,
    `owner` the field of the school or list that it is of, `related` what is read with it. What a file of this kind says, how it
    compares with what is in force, and when it is refused, is its own.
    """

    model: ClassVar[type[Incoming]]
    noun: ClassVar[str]
    entry: ClassVar[str]
    owner: ClassVar[str]
    related: ClassVar[tuple[str, ...]]
    limits: ClassVar[storage.Limits]

    @abstractmethod
    def read(self, owner, upload: Upload, *, at: datetime, profile: dict | None = None):
        """What a file of this school or list says; `profile` is what its headings mean. Raises NotARoll, ColumnsNotKnown."""

    @abstractmethod
    def compare(self, owner, found):
        """What the file would change of what is in force."""

    @abstractmethod
    def describe(self, entry: Incoming, found, compared) -> None:
        """Put on the entry what is said of this kind alone: how many rows, and the counts."""

    @abstractmethod
    def profile_of(self, owner) -> dict[str, str]:
        """What the headings of this school or list mean, as someone said once."""

    @abstractmethod
    def remember(self, owner, profile: dict[str, str], *, by: Actor, at: datetime) -> None:
        """Keep what someone said that the headings mean, for the next file."""

    @abstractmethod
    def refuse_twice(self, entry: Incoming, digest: str) -> None:
        """Raise TakenInAlready where the very same file is in force."""

    @abstractmethod
    def end_stopped(self, entry: Incoming, at: datetime) -> None:
        """What becomes of a file that is still being worked on when it is deleted."""

    @abstractmethod
    def refuse(self, entry: Incoming, *, at: datetime) -> None:
        """Refuse a file before it is read."""

    def owner_of(self, entry: Incoming):
        return getattr(entry, self.owner)

    def one_at_a_time(self, owner) -> None:
        """No other file of this school or list is received or taken in until the transaction ends."""
        one_at_a_time(f"{self.noun}-{owner.pk}")

    def locked(self, entry: Incoming) -> Incoming:
        return self.model.objects.select_for_update(of=("self",)).select_related(*self.related).get(pk=entry.pk)

    def refuse_two_at_once(self, entry: Incoming) -> None:
        """Raise Busy while another file of the same school or list is being taken in or undone."""
        same = {f"{self.owner}_id": getattr(entry, f"{self.owner}_id")}
        if self.model.objects.filter(**same, state__in=WORKING).exclude(pk=entry.pk).exists():
            raise Busy(str(entry.public_id))

    def defer(self, entry: Incoming) -> None:
        """Have a job take the file in, or undo it."""
        verb = "take_in" if entry.state == State.TAKING else "undo"
        lock = f"{self.noun}:{getattr(entry, f'{self.owner}_id')}"
        jobs.defer(f"people.{verb}_{self.noun}", area=entry.area_id, lock=lock, **{self.argument: entry.pk})

    @property
    def argument(self) -> str:
        return self.entry.removeprefix(f"{self.noun}_")

    @transaction.atomic
    def show(self, owner, *, upload: Upload, by: Actor, at: datetime, key: UUID | None = None, **facts) -> Incoming:
        """Read a file and keep it, encrypted, until someone takes it in; where its columns are not known, until they are named.

        `facts` are what is said with it. Raises NotARoll, TakenInAlready, storage.Refused, and what `refuse` does.
        """
        self.one_at_a_time(owner)
        if key and (sent := self.model.objects.filter(key=key).first()):
            return sent
        made = self._entry_of(owner, at=at, by=by, key=key, **facts)
        try:
            found = self.read(owner, upload, at=at)
            self.refuse_twice(made, found.digest)
        except ColumnsNotKnown as unknown:
            found, made.state, made.headings = None, State.COLUMNS, files.headings_of(unknown.columns)
        files.keep(made, upload.content, upload.name, self.limits)
        if found is not None:
            self.put(made, found)
        made.keep()
        audit.did(f"read a {self.noun}", self.entry, made.pk, rows=made.rows, refused=len(made.refused))
        return made

    def not_kept(self, owner, *, upload: Upload, by: Actor, at: datetime, **facts) -> tuple:
        """(entry, what the file says, how it compares) of a file that stays with whoever sends it: no copy is kept."""
        self.one_at_a_time(owner)
        size = len(upload.content)
        made = self._entry_of(owner, at=at, by=by, name=upload.name[:120], size=size, deleted_at=at, **facts)
        found = self.read(owner, upload, at=at)
        self.refuse_twice(made, found.digest)
        made.digest = found.digest
        return made, found, self.put(made, found)

    def _entry_of(self, owner, *, at: datetime, **facts) -> Incoming:
        made = self.model(area_id=owner.area_id, received_at=at, **{self.owner: owner}, **facts)
        self.refuse(made, at=at)
        return made

    def put(self, entry: Incoming, found):
        """Put what a file says, and how it compares, on its entry, no value of a row; return how it compares."""
        compared = self.compare(self.owner_of(entry), found)
        entry.kind, entry.state = found.kind, State.SHOWN
        entry.headings = files.headings_of(found.columns) if found.columns and not entry.deleted_at else []
        entry.refused, entry.remarks = files.said_of(found.refused), files.said_of(found.remarks)
        self.describe(entry, found, compared)
        return compared

    @transaction.atomic
    def name_columns(self, entry: Incoming, *, read_as: dict[str, str], by: Actor, at: datetime) -> Incoming:
        """Someone says what the headings mean; it is remembered, and the file is read. Raises NotARoll, GoneAlready."""
        entry = self.locked(entry)
        refuse_gone(entry, State.COLUMNS, State.SHOWN)
        owner = self.owner_of(entry)
        profile = {**self.profile_of(owner), **read_as}
        found = self.read(owner, _sent(entry), at=at, profile=profile)
        self.remember(owner, profile, by=by, at=at)
        self.put(entry, found)
        entry.keep()
        audit.did(f"named the columns of a {self.noun}", self.entry, entry.pk)
        return entry

    def comparison_of(self, entry: Incoming, *, at: datetime) -> tuple:
        """The file as it would be taken in now, and how it compares. Raises GoneAlready where it is deleted."""
        if entry.deleted_at:
            raise GoneAlready(str(entry.public_id))
        owner = self.owner_of(entry)
        found = self.read(owner, _sent(entry), at=at)
        return found, self.compare(owner, found)

    def work(
        self, pk: int, state: str, *, area: Area, at: datetime, steps: Callable[..., Iterable], finish: Callable
    ) -> None:
        """Take a file in, or undo it, as the area's service of lists: each step is a transaction of its own, and called as
        `step(entry, by=, at=)`, `finish` the last. Begun again, it goes on where it was, by what `steps(entry)` leaves to be done.
        """
        lists = service_of(area, ServiceName.LISTS)
        with acting_as(lists):
            found = self.model.objects.select_related(*self.related).filter(pk=pk, state=state).first()
            left = [*steps(found), finish] if found else []
        for step in left:
            with acting_as(lists) as by:
                self.one_at_a_time(self.owner_of(found))
                entry = self.locked(found)
                if entry.state != state:
                    return
                step(entry, by=by, at=at)

    def begin_undoing(self, entry: Incoming, *, by: Actor) -> None:
        entry.state, entry.undone_by = State.UNDOING, by
        entry.save(update_fields=["state", "undone_by", "done"])
        self.defer(entry)

    @transaction.atomic
    def begin_again(self, entry: Incoming, *, by: Actor, at: datetime) -> Incoming:
        """Go on with a file whose job has stopped; one that still runs is waited for, and then there is nothing left to do."""
        entry = self.locked(entry)
        if entry.state in WORKING:
            self.defer(entry)
            audit.did(f"began a {self.noun} again", self.entry, entry.pk)
        return entry

    @transaction.atomic
    def drop(self, entry: Incoming, *, by: Actor, at: datetime) -> Incoming:
        """Do not take in a file that was shown or waits: it goes at once."""
        entry = self.locked(entry)
        if entry.state in OPEN:
            entry.state = State.DROPPED
            entry.delete_file(at)
            audit.did(f"dropped a {self.noun}", self.entry, entry.pk)
        return entry

    def forget(self, *, area: Area, at: datetime) -> int:
        """Delete the files that came 30 days ago or earlier (SG-29), and end work that has stopped; return how many."""

        def end(entry: Incoming) -> None:
            if entry.state in WORKING:
                self.end_stopped(entry, at)
            elif entry.state in OPEN:
                entry.state = State.DROPPED

        return self.model.forget(self.model.objects.filter(area=area), at=at, end=end)


def _sent(entry: Incoming) -> Upload:
    return Upload(entry.name, entry.content)
