"""A file of an earlier system from its arrival to somebody's word: read, shown line by line, its columns named, confirmed, dropped."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.models import Actor, Area
from breakwater.partnership.people.intake.operations.entries import (
    GoneAlready,
    Intake,
    TakenInAlready,
    Upload,
    refuse_gone,
)
from breakwater.partnership.people.intake.operations.files import said_of
from breakwater.partnership.people.intake.reading.earlier import LIMITS, SHAPES, EarlierRead, read_earlier
from breakwater.partnership.people.intake.reading.rows import LineRefusal, NotARoll
from breakwater.partnership.people.models import EarlierFile, EarlierSource

from .planning import Plan, plan

State = EarlierFile.State
NOT_NAMED = "Nobody of this number has come in from the earlier system. Send its file of people first, or give name and birth here"


class NeedsReaders(Refusal):
    """The file marks records as restricted, and nobody is named to read them (SG-06)."""

    words, box = "Choose two people who will read the restricted records", "first_reader"


class Earlier(Intake):
    """Files of people, contacts and early help episodes."""

    model, noun, entry, owner, limits = EarlierFile, "earlier_records", "earlier_file", "source", LIMITS
    related = ("source__area", "area")

    @property
    def argument(self) -> str:
        return "file"

    def read(self, source, upload, *, at, profile=None) -> EarlierRead:
        read_as = source.read_as if profile is None else profile
        return read_earlier(upload.content, upload.name, about=source.about, today=london_date(at), profile=read_as)

    def compare(self, source, found) -> Plan:
        return plan(source, found.rows)

    def describe(self, entry, found, compared) -> None:
        entry.rows = len(found.rows)
        # Every one: a child whose line is in no list is out of sight.
        entry.refused = said_of([*found.refused, *_for_nobody(compared, _called(entry.source))], most=None)
        entry.remarks = said_of(found.remarks, most=None)
        lines = {row.line for row in compared.unnamed} | {one.line for one in found.refused}
        entry.counts = compared.counts | {"refused": len(lines)}

    def profile_of(self, source) -> dict[str, str]:
        return source.read_as

    def remember(self, source, profile, *, by, at) -> None:
        source.read_as = profile
        source.save(update_fields=["read_as"])

    def refuse(self, entry, *, at) -> None:
        if entry.as_at > london_date(at):
            raise NotARoll("The day on which it was drawn lies in the future")

    def refuse_twice(self, entry, digest) -> None:
        """The very same file brings nothing; one that was undone may come again."""
        taken = EarlierFile.objects.filter(source=entry.source, digest=digest, state=State.TAKEN).order_by("pk").first()
        if taken is not None:
            raise TakenInAlready(taken)

    def end_stopped(self, entry, at) -> None:
        entry.state = State.UNDOING
        self.defer(entry)  # undoing needs no file


EARLIER = Earlier()


def refused_for_nobody(source: EarlierSource, compared: Plan) -> list[list]:
    """Lines of a number that nobody has, as an entry keeps what is refused."""
    return said_of(_for_nobody(compared, _called(source)), most=None)


def _called(source: EarlierSource) -> str:
    return SHAPES[source.about].fields["their_id"][0]


def _for_nobody(compared: Plan, called: str) -> Sequence[LineRefusal]:
    return [LineRefusal(row.line, called, NOT_NAMED) for row in compared.unnamed]


@transaction.atomic
def source_of(area: Area, *, system: str, about: str, by: Actor, at: datetime) -> EarlierSource:
    """The records of this kind of an earlier system; it is made with the first file."""
    system = " ".join(system.split())
    named = EarlierSource.objects.filter(area=area, system__iexact=system)
    first = named.order_by("pk").first()
    found = named.filter(about=about).first()
    if found is None:
        spelt = first.system if first else system
        found = EarlierSource.objects.create(area=area, system=spelt, about=about, made_at=at, made_by=by)
        audit.did("named an earlier system", "earlier_source", found.pk)
    return found


@dataclass(frozen=True)
class FileFacts:
    """What is said of a file: which earlier system it is of, what it holds, and the day on which it was drawn."""

    system: str
    about: str
    as_at: date


@transaction.atomic
def send(
    area: Area, *, facts: FileFacts, upload: Upload, by: Actor, at: datetime, key: UUID | None = None
) -> EarlierFile:
    """Show what a file of an earlier system would bring. Raises NotARoll, TakenInAlready, storage.Refused."""
    source = source_of(area, system=facts.system, about=facts.about, by=by, at=at)
    return EARLIER.show(source, upload=upload, by=by, at=at, key=key, as_at=facts.as_at)


@transaction.atomic
def confirm(entry: EarlierFile, *, by: Actor, at: datetime, readers: Sequence[int] = ()) -> EarlierFile:
    """Someone says that it is right; a job takes it in. `readers` are the users who alone read what the file marks as restricted.

    Raises GoneAlready, Busy, TakenInAlready, NeedsReaders. Said twice, it is taken in once.
    """
    EARLIER.one_at_a_time(entry.source)
    entry = EARLIER.locked(entry)
    if entry.state in (State.TAKING, State.TAKEN):
        return entry
    refuse_gone(entry, State.SHOWN)
    EARLIER.refuse_twice(entry, entry.digest)
    EARLIER.refuse_two_at_once(entry)
    found, compared = EARLIER.comparison_of(entry, at=at)
    begin_taking(entry, found, compared, by=by, at=at, readers=readers)
    EARLIER.defer(entry)
    return entry


def begin_taking(entry, found: EarlierRead, compared: Plan, *, by: Actor, at: datetime, readers: Sequence[int]) -> None:
    """Raises NeedsReaders."""
    if compared.is_marked and len(set(readers)) < 2:
        raise NeedsReaders(str(entry.public_id))
    entry.readers = sorted(set(readers)) if compared.is_marked else []
    entry.state, entry.done, entry.total, entry.outcome = State.TAKING, 0, len(found.rows), {}
    entry.counts = entry.counts | compared.counts
    entry.confirmed_at, entry.confirmed_by = at, by
    entry.keep()
    audit.did("confirmed records of an earlier system", "earlier_file", entry.pk)


@transaction.atomic
def drop(entry: EarlierFile, *, by: Actor, at: datetime) -> EarlierFile:
    """Do not take a file in. Raises GoneAlready where it is being taken in, or is in: nothing of it is dropped then."""
    entry = EARLIER.drop(entry, by=by, at=at)
    if entry.state != State.DROPPED:
        raise GoneAlready(str(entry.public_id))
    return entry


@transaction.atomic
def stop(entry: EarlierFile, *, by: Actor, at: datetime) -> EarlierFile:
    """Take in no more of a file: what came of it goes again."""
    EARLIER.one_at_a_time(entry.source)
    entry = EARLIER.locked(entry)
    if entry.state == State.TAKING:
        EARLIER.begin_undoing(entry, by=by)
        audit.did("stopped records of an earlier system", "earlier_file", entry.pk, done=entry.done, total=entry.total)
    return entry
