"""Lines in doubt, decided by a person: it is somebody known, or somebody new (SG-15). What is decided holds for all that the earlier
system says of the same person."""

from datetime import datetime

from django.db import transaction

from breakwater.foundation import audit
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.models import Actor
from breakwater.partnership.people.models import Doubt, EarlierRecord, GuardKind, Identifier, Person
from breakwater.partnership.people.records.operations import guards, people, restrictions
from breakwater.partnership.people.records.operations.locking import call

State = EarlierRecord.State


class NotWaiting(Refusal):
    """Someone has decided the line, or a newer file took its place."""

    words = "This row was decided meanwhile, or a newer file took its place."


class EnteredByIt(Refusal):
    """The decision entered somebody, who may have been worked with since."""

    words = (
        "Somebody was entered by this decision. If they were known already, merge the two records from Pairs to review."
    )


class ClosedWithThem(Refusal):
    """The line is closed by the person's own restriction: without the person it would be open to everybody."""

    words = "The person’s record is restricted, and this row with it. It stays as it was decided."


class NobodyNamed(Refusal):
    """The line has no name, so that nobody could be entered from it."""

    words = "This row names nobody. Choose who it is about, or decide the row of the person first."


@transaction.atomic
def decide(record: EarlierRecord, *, person: Person | None, by: Actor, at: datetime) -> EarlierRecord:
    """The line is about `person`, or (None) about somebody new, who is entered. Raises NotWaiting, NobodyNamed."""
    record = _held(record)
    if record.state != State.WAITING:
        raise NotWaiting(str(record.public_id))
    made: list = []
    if person is None:
        person, made = _enter(record, by=by, at=at)
    is_closed = bool(restrictions.seals_on(person))
    for one in _of_the_same_person(record, State.WAITING):
        # From here on the person's own restriction closes it: two at once would leave nobody who reads both.
        for seal in restrictions.seals_standing_on("earlier_record", one.pk) if is_closed else ():
            call("access.lift_seal(%s)", seal["seal"])
        one.state, one.person, one.why, one.decided_at, one.decided_by = State.DECIDED, person, "", at, by
        one.made = made if one.pk == record.pk else []
        one.save(update_fields=["state", "person", "why", "decided_at", "decided_by", "made"])
    audit.did("decided a record of an earlier system", "earlier_record", record.pk, person=person.pk)
    audit.saw("person", person.pk)
    record.refresh_from_db()
    record.person = person
    if made:
        _close_as(record, person, by=by, at=at)  # last: who acts reads by the new restriction from the next request on
    return record


def _enter(record: EarlierRecord, *, by: Actor, at: datetime) -> tuple[Person, list]:
    if not record.name:
        raise NobodyNamed
    facts = people.NewPerson(forename=record.forename, surname=record.surname, born=record.born, sex=record.sex)
    person = people.enter_person(area=record.area, facts=facts, by=by, at=at)
    made = [{"what": "person", "id": person.pk}]
    for scheme, value in (("UPN", record.upn), ("NHS", record.nhs)):
        held = Identifier.objects.finding().filter(scheme=scheme, value=value)
        # The number stays with whom it is on record for.
        if value and record.why != Doubt.NUMBER and not held.exists():
            number = people.add_identifier(person=person, scheme=scheme, value=value, by=by, at=at)
            made.append({"what": "identifier", "id": number.pk})
    return person, made


def _close_as(record: EarlierRecord, person: Person, *, by: Actor, at: datetime) -> None:
    """Whoever is entered from a restricted line is restricted from the first second, to the same readers (SG-16, SG-27)."""
    seals = restrictions.seals_standing_on("earlier_record", record.pk)
    if not all(each["breakable"] for each in seals):
        kind = record.hidden if record.hidden in record.NEVER_COMPARED else GuardKind.PROTECTED_IDENTITY
        guards.begin_guard(person=person, kind=kind, by=by, at=at)
    if seals:
        call("access.close_as_earlier_record(%s, %s)", person.pk, record.pk)
        audit.did("restricted", "person", person.pk, as_record=record.pk)


@transaction.atomic
def take_back(record: EarlierRecord, *, by: Actor, at: datetime) -> EarlierRecord:
    """The decision was a slip: the line waits again. Raises NotWaiting, EnteredByIt, ClosedWithThem."""
    record = _held(record)
    if record.state != State.DECIDED:
        raise NotWaiting(str(record.public_id))
    same = list(_of_the_same_person(record, State.DECIDED))
    if any(one.made for one in same):
        raise EnteredByIt
    if restrictions.seals_on(record.person):
        raise ClosedWithThem
    for one in same:
        one.state, one.person, one.why, one.decided_at, one.decided_by = State.WAITING, None, Doubt.CLOSE, None, None
        one.save(update_fields=["state", "person", "why", "decided_at", "decided_by"])
    audit.did("undid a decision on a record of an earlier system", "earlier_record", record.pk)
    record.refresh_from_db()
    return record


def _held(record: EarlierRecord) -> EarlierRecord:
    rows = EarlierRecord.objects.in_force().select_for_update(of=("self",)).select_related("source", "area", "person")
    found = rows.filter(pk=record.pk).first()
    if found is None:
        raise NotWaiting(str(record.public_id))
    return found


def _of_the_same_person(record: EarlierRecord, state: str):
    """The lines of one person of the earlier system: by its number, by name and birth where that is all, or the line alone."""
    rows = EarlierRecord.objects.in_force().select_for_update(of=("self",)).filter(area=record.area_id, state=state)
    if not record.their_id:
        return rows.filter(pk=record.pk)
    same = rows.filter(source__system=record.source.system, their_id=record.their_id)
    return (same.filter(who__in=("", record.who)) if record.who else same).order_by("pk")
