"""Recording that a person has died, correcting the day, and taking back what was wrong. What follows from it is casework's."""

from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from django.db import transaction

from breakwater.foundation import audit
from breakwater.foundation.dates.in_words import date_in_words
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.facts import values_of
from breakwater.foundation.models import made_before
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.models import Actor
from breakwater.partnership.people.models import Death, Person

from .locking import held


class RecordedAlready(Refusal):
    words = "A death is on record for this person already. Open the record to read it or to correct it."


class NoDeathOnRecord(Refusal):
    words = "No death is on record for this person any more: somebody withdrew it."


class CorrectedMeanwhile(Refusal):
    """Somebody else corrected it first. `now` is the death that stands, to correct instead."""

    def __init__(self, now: Death):
        self.now = now
        said = f"{date_in_words(now.died_on)}, confirmed by {now.confirmed_by}"
        super().__init__(
            words=f"Somebody corrected it meanwhile. It now says {said}. Send yours again to put it in its place."
        )


class DiedBeforeBirth(Refusal):
    box, words = "died_on", "Enter a day on or after the date of birth"


class DiesInFuture(Refusal):
    box, words = "died_on", "Enter a day that is not in the future"


@dataclass(frozen=True)
class DeathFacts:
    """On which day, at what time where that is known, how it is known and who confirmed it."""

    died_on: date
    known: str
    confirmed_by: str
    died_at: time | None = None


def death_of(person: Person) -> Death | None:
    """The death on record that stands."""
    return Death.objects.filter(person=person, withdrawn_at=None).order_by("-recorded_at", "-pk").first()


@transaction.atomic
def record(person: Person, facts: DeathFacts, *, key: UUID, by: Actor, at: datetime) -> tuple[Death, bool]:
    """Record that someone died; whether it is new. A second time with the key gives the first.

    Raises RecordedAlready, DiedBeforeBirth, DiesInFuture.
    """
    if known := made_before(Death, key):
        return known, False
    person = held(person)
    if death_of(person):
        raise RecordedAlready
    return _write(person, facts, key=key, by=by, at=at), True


@transaction.atomic
def correct(person: Person, facts: DeathFacts, *, because: str, was: str, key: UUID, by: Actor, at: datetime) -> Death:
    """The death is as these facts say; what was recorded before stays, with why it was wrong. Nothing else follows.

    `was` is the key of the death that whoever corrects it has read. Raises NoDeathOnRecord, CorrectedMeanwhile, DiedBeforeBirth,
    DiesInFuture.
    """
    if known := made_before(Death, key):
        return known
    person = held(person)
    before = _as_read(person, was)
    now = _write(person, facts, key=key, by=by, at=at, contact=before.contact, stopped=before.stopped)
    _withdraw(before, because, by=by, at=at)
    return now


@transaction.atomic
def withdraw(person: Person, *, because: str, was: str, by: Actor, at: datetime) -> Death:
    """The death was recorded wrongly: the person lives, as far as anyone knows.

    `was` is the key of the death that whoever withdraws it has read. Raises NoDeathOnRecord, CorrectedMeanwhile.
    """
    return _withdraw(_as_read(held(person), was), because, by=by, at=at)


def _as_read(person: Person, was: str) -> Death:
    stands = death_of(person)
    if stands is None:
        raise NoDeathOnRecord
    if str(stands.key) != was:
        raise CorrectedMeanwhile(stands)
    return stands


def note_what_followed(death: Death, *, contact: str, stopped: dict[str, int]) -> None:
    """Keep what ended at once, and the contact that was opened about living children."""
    death.contact, death.stopped = contact, stopped
    death.save(update_fields=["contact", "stopped"])


def _write(person: Person, facts: DeathFacts, *, key: UUID, by: Actor, at: datetime, **more) -> Death:
    if facts.died_on > london_date(at):
        raise DiesInFuture
    if person.born_on and person.born_precision == Person.Precision.DAY and facts.died_on < person.born_on:
        raise DiedBeforeBirth
    said = values_of(facts, "died_on", "died_at", "known", "confirmed_by")
    made = Death.objects.create(person=person, **said, key=key, recorded_at=at, recorded_by=by, **more)
    audit.did("recorded the death of", "person", person.pk)
    return made


def _withdraw(death: Death, because: str, *, by: Actor, at: datetime) -> Death:
    death.withdrawn_at, death.withdrawn_by, death.withdrawn_because = at, by, because
    death.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_because"])
    audit.did("withdrew the death of", "person", death.person_id)
    return death
