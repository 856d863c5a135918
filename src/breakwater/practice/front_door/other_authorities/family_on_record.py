"""The adults around a matched child as our record has them, for the authority that takes the contact on (SG-08).

A referrer names some of them, or none. The next authority has no record of ours: what it needs to call the right parent goes over.
"""

from collections.abc import Mapping
from datetime import datetime

from breakwater.casework.handovers.household import ways_to_reach
from breakwater.casework.handovers.ledger import CARE
from breakwater.casework.handovers.models import Line
from breakwater.casework.handovers.registry import Fact
from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.people.models import Person, PersonContact, Relationship
from breakwater.partnership.people.records import presenting

from ..models import Contact
from ..models.named_people import LivesWithChild, ResponsibilityTold
from ..screening.operations import named_people
from ..screening.people_as_told import as_reach

RECORD = "The person’s record"
HOLDS = {True: ResponsibilityTold.YES, False: ResponsibilityTold.NO}
LIVES = {True: LivesWithChild.YES, False: LivesWithChild.NO}


def adults_around(contact: Contact, *, at: datetime) -> tuple[dict, ...]:
    """The adults named on a contact as told, what our record knows of each beside that, and those of the record whom nobody named."""
    told = {one["row"]: dict(one) for one in named_people.carried_over(contact)}
    rows = {one.named.person_id: one.named.public_id for one in named_people.people_of(contact) if one.named}
    for tie, known in _on_record(contact, at=at):
        adult = told.setdefault(rows.get(tie.person_id, tie.person.public_id), {})
        adult.setdefault("row", tie.person.public_id)
        for name, value in known.items():
            if adult.get(name, "") in named_people.NOT_TOLD:
                adult[name] = value
    return tuple(told.values())


def facts_around(contact: Contact, *, at: datetime) -> list[Fact]:
    """How to reach the adults of the child's record who are not in the case, where they live, and with whom care is needed."""
    ties = _ties(contact)
    in_case = set(contact.case.participants.filter(ends_at=None).values_list("person", flat=True))
    others = [tie.person for tie in ties if tie.person_id not in in_case]
    found = list(ways_to_reach(others, at))
    for header in presenting.headers(others, on=london_date(at)):
        if header.address != presenting.ADDRESS_NOT_KNOWN:
            found.append(_fact(Line.ADDRESSES, header.address, header.person, at))
    for tie in ties:
        if care := tie.person.care_with_contact:
            words = f"Take care with contact: {care}"
            found.append(_fact(Line.NOT_TO_TELL, words, tie.person, at, more={CARE: care}))
    return found


def _fact(line: Line, words: str, person: Person, at: datetime, more: Mapping[str, str] | None = None) -> Fact:
    return Fact(line=line, words=words, source=RECORD, known_at=at, about=person.name, person=person, more=more or {})


def _ties(contact: Contact) -> list[Relationship]:
    """What each adult is to the child of a contact, as first recorded and as the actor sees it."""
    if contact.child_id is None:
        return []
    found = Relationship.objects.present().drawable().filter(other=contact.child_id)
    rows = found.exclude(code__in=named_people.SIBLINGS).select_related("person").order_by("pk")
    ties = list({tie.person_id: tie for tie in reversed(rows)}.values())
    for tie in ties:
        audit.saw("person", tie.person_id)
    return ties[::-1]


def _on_record(contact: Contact, *, at: datetime) -> list[tuple[Relationship, dict]]:
    """Each of them with the facts of a NamedPerson, by the names of its fields; of a number, only one that is safe (SG-27)."""
    ties = _ties(contact)
    headers = presenting.headers([tie.person for tie in ties], on=london_date(at))
    ways = PersonContact.objects.filter(person__in=[tie.person_id for tie in ties], safe_to_use=PersonContact.Safe.YES)
    safe = {way.person_id: way for way in ways.order_by("person_id", "-pk")}
    return [(tie, _facts(tie, header, safe.get(tie.person_id))) for tie, header in zip(ties, headers, strict=True)]


def _facts(tie: Relationship, header: presenting.Header, way: PersonContact | None) -> dict:
    person = tie.person
    return {
        "named_as": person.name,
        "relation": tie.code,
        "parental_responsibility": HOLDS.get(tie.holds_parental_responsibility, ""),
        "lives_with_child": LIVES.get(tie.lives_in_household, ""),
        "born_as_told": str(person.born) if person.born else "",
        "sex": person.sex,
        "in_refuge": header.address_is_withheld,
        "reach_as_told": as_reach(way.value, way.when) if way else "",
        "reach_is_safe": PersonContact.Safe.YES if way else "",
    }
