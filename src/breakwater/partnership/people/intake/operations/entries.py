"""The life that every file has which comes in: shown, confirmed, taken in by a job, gone on with, dropped."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from breakwater.foundation import audit, jobs
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.models import Actor
from breakwater.partnership.people.models import Incoming

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


@dataclass(frozen=True)
class Intake:
    """A kind of file that comes in. `noun` names it in the audit and in jobs, `entry` is the audit's kind of its rows,
    `owner` the field of the school or list that it is of, `related` what is read with it.
    """

    model: type[Incoming]
    noun: str
    entry: str
    owner: str
    related: tuple[str, ...]

    def one_at_a_time(self, owner) -> None:
        """No other file of this school or list is received or taken in until the transaction ends."""
        files.one_at_a_time(f"{self.noun}-{owner.pk}")

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
            files.discard(entry, at)
            audit.did(f"dropped a {self.noun}", self.entry, entry.pk)
        return entry
