"""Entering somebody who is not on record yet, as a relative of a person who is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from breakwater.casework.cases import operations as cases
from breakwater.casework.cases.lookup import cases_about
from breakwater.casework.cases.models import Capacity, Case
from breakwater.casework.chronology import operations as chronology
from breakwater.foundation.dates.partial import PartDate
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.access import Permission, acting_as, may, service_of
from breakwater.partnership.organisations.models import Actor, ServiceName
from breakwater.partnership.people.models import Person, Relationship, RelationshipCode
from breakwater.partnership.people.records.operations import circumstances, people

PARENTS = {RelationshipCode.MOTHER, RelationshipCode.FATHER, RelationshipCode.PARENT}
SIBLINGS = {RelationshipCode.SIBLING, RelationshipCode.HALF_SIBLING, RelationshipCode.STEP_SIBLING}


class RecordIsRestricted(Refusal):
    """Who is related to a restricted person is told to nobody who may not read of them (SG-13)."""

    words = "This record is restricted, so nobody new can be entered from it. Ask a manager who reads it."


class NotInYourWork(Refusal):
    """Nobody enters somebody whom they could not see afterwards."""

    words = "You can enter somebody from the record of a child in a case that you or your team work on. Ask who does, or the MASH."


@dataclass(frozen=True)
class NewRelative:
    """Who is entered and what they are to the person; `why` is how that is known. `case` is the one in which they take part."""

    forename: str
    surname: str
    born: PartDate | None
    is_child: bool
    code: str
    why: str
    ties: circumstances.TieFacts = circumstances.NOTHING_MORE
    case: Case | None = None

    @property
    def capacity(self) -> str:
        if self.code in PARENTS or self.ties.holds_parental_responsibility:
            return Capacity.PARENT
        if self.code in SIBLINGS:
            return Capacity.SIBLING
        return Capacity.HOUSEHOLD if self.ties.lives_in_household else Capacity.OTHER


def cases_to_join(who: Person, actor: Actor) -> Sequence[Case]:
    """The open cases of a person on which the actor works: in one of them a new relative takes part."""
    return [case for case in cases_about(who) if case.is_open and may(actor, Permission.CASE_WORK, case)]


@transaction.atomic
def enter_relative(who: Person, facts: NewRelative, *, by: Actor, at: datetime) -> Person:
    """Enter somebody new and record what they are to `who`. They take part in the case, which shows them to who reads it.

    Sent twice, nobody is entered twice. Raises RecordIsRestricted, NotInYourWork, NobodyDescribed.
    """
    if known := related_as(who, forename=facts.forename, surname=facts.surname, code=facts.code):
        return known
    with acting_as(service_of(who.area, ServiceName.INTAKE)) as service:
        if not Person.objects.filter(pk=who.pk).exists():
            raise RecordIsRestricted(who.public_id)
        new = people.NewPerson(
            forename=facts.forename,
            surname=facts.surname,
            born=facts.born,
            is_adult_in_a_childs_life=not facts.is_child,
        )
        person = people.enter_person(area=who.area, facts=new, by=by, at=at)
        if facts.case is not None:
            if not Case.objects.filter(pk=facts.case.pk).exists():
                raise RecordIsRestricted(who.public_id)
            cases.add_participant(case=facts.case, person=person, capacity=facts.capacity, by=service, at=at)
    if not Person.objects.filter(pk=person.pk).exists():
        raise NotInYourWork(who.public_id)
    circumstances.relate(person=person, other=who, code=facts.code, facts=facts.ties, by=by, at=at)
    if facts.case is not None:
        what = f"Entered and added: {RelationshipCode(facts.code).label}"
        chronology.record(case=facts.case, person=person, kind="case", what=what, detail=facts.why, by=by, at=at)
    return person


def related_as(who: Person, *, forename: str, surname: str, code: str) -> Person | None:
    """Whoever stands on the record already under the same name as the same to `who`."""
    names = {"person__forename__iexact": forename.strip(), "person__surname__iexact": surname.strip()}
    found = Relationship.objects.present().filter(other=who, code=code, **names).select_related("person")
    same = found.order_by("pk").first()
    return same.person if same else None
