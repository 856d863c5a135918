"""A death for tests, recorded as a worker records it."""

from uuid import uuid4

from django.utils import timezone

from breakwater.casework.person_record import deaths as recording
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.models import Actor
from breakwater.partnership.people.models import Death, Person
from breakwater.partnership.people.records.operations.deaths import DeathFacts


def dies(person: Person, by: Actor, *, key=None, died_at=None, **more) -> Death:
    """Record that somebody died today, unexpectedly unless `more` says otherwise, and all that follows."""
    facts = DeathFacts(timezone.localdate(), Death.Known.HEALTH, "Dr Example, City Hospital", died_at=died_at)
    record = recording.DeathRecord(facts, **{"expected": False} | more)
    with acting_as(by):
        return recording.record_death(person, record, key=key or uuid4(), by=by, at=timezone.now())
