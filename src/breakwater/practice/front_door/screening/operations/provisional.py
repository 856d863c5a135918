"""Provisional records of children whom nobody can name yet: made so that a child is protected first, matched later without loss."""

from datetime import date, datetime
from uuid import UUID, uuid5

from django.db import transaction

from breakwater.casework.chronology import operations as chronology
from breakwater.casework.models import Task
from breakwater.casework.tasks import operations as tasks
from breakwater.foundation import audit
from breakwater.foundation.dates import due
from breakwater.foundation.dates.limits import WorkingDays
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.facts import values_of
from breakwater.partnership.organisations.calendars import hours_of, working_calendar
from breakwater.partnership.organisations.models import Actor
from breakwater.partnership.people.duplicates.operations import merging
from breakwater.partnership.people.models import Person
from breakwater.partnership.people.records.operations import people

from ...models import Contact, Match
from ...models.arrivals import UNBORN
from .. import candidates
from ..people_as_told import child_in_refuge
from . import claims, named_people, rating
from .locking import lock

MATCH_LATER = "Match the child recorded provisionally"


def ask_to_match(contact: Contact, *, by: Actor, at: datetime) -> None:
    """A decision on a provisional record leaves its team the task of finding out who the child is."""
    team = contact.case.responsible_team
    by_then = due(WorkingDays(5), at, hours_of(team, london_date(at)), working_calendar(contact.case.area))
    tasks.make(
        tasks.ToDo(
            title=MATCH_LATER,
            detail="Search again with what is known by then, on the contact's page. Nothing recorded is lost.",
            due_at=by_then.shown_at,
        ),
        team=team,
        case=contact.case,
        by=by,
        at=at,
    )


def described(contact: Contact) -> str:
    """What is known of a child without a name, with the place: "Baby at flat 3, 12 Example Road"."""
    words = candidates.description_told(contact) or contact.named_as
    place = contact.address_as_told.strip()
    there = place and place.casefold() not in words.casefold()
    return (f"{words}, {place}" if there else words)[:200]


@transaction.atomic
def record_provisionally(
    *, contact: Contact, by: Actor, at: datetime, found: candidates.Search | None = None, key: str = ""
) -> Contact:
    """Enter what is known of a child nobody can name, and say that the contact is about them. A child there is already stays.

    What was searched is kept with it (SG-10): `found`, or a search by what the sender told, made now. The same `key` again enters nobody.
    """
    contact = lock(contact)
    if contact.child_id:
        return contact
    found = found or candidates.search(contact, candidates.facts_told(contact), by=by, at=at)
    facts = candidates.facts_told(contact)
    unborn = contact.named_as.startswith(UNBORN)
    new = named_people.NewRecord(
        people.NewPerson(
            forename=facts.get("forename", ""),
            surname=facts.get("surname", ""),
            description=described(contact),
            born=None if unborn else candidates.born_told(contact),
            expected_on=_expected(contact) if unborn else None,
            sex=candidates.sex_told(contact),
            is_provisional=True,
            **candidates.ethnicity_and_language_told(contact),
        ),
        address=facts.get("address", ""),
        postcode=facts.get("postcode", ""),
    )
    person = people.enter_person(area=contact.case.area, facts=new.person, by=by, at=at)
    named_people.keep_home(person, new, is_refuge=child_in_refuge(contact), by=by, at=at)
    searched = {group: list(words) for group, words in found.said.items()} | ({"sent": key} if key else {})
    return claims.match(
        contact=contact, person=person, was_new=True, searched=searched, found=found.found, by=by, at=at
    )


def _expected(contact: Contact) -> date | None:
    told = candidates.born_told(contact)
    return date(told.year, told.month, told.day) if told and told.month and told.day else None


@transaction.atomic
def match_provisional(
    *, contact: Contact, person: Person, because: str, by: Actor, at: datetime, found: candidates.Search | None = None
) -> Contact:
    """Say who the child of a provisional record is: the two records become one, and all that hangs from either is the child's.

    It is a merge, so that it can be undone. Decided or closed, a contact is matched all the same. Raises what `people.merge` raises.
    """
    contact = lock(contact)
    other = contact.child
    if not contact.is_provisional or other.pk == person.pk:
        return contact
    merging.merge(
        kept=person, other=other, because=because, by=by, at=at, key=uuid5(_MATCHED, f"{person.pk}-{other.pk}-{at}")
    )
    contact = lock(contact)
    _say_who(
        contact,
        person,
        found,
        was_new=False,
        what="Matched: the child recorded provisionally is this child",
        by=by,
        at=at,
    )
    return contact


@transaction.atomic
def name_provisional(
    contact: Contact, facts: named_people.NewRecord, *, found: candidates.Search, by: Actor, at: datetime
) -> Contact:
    """The child of a provisional record is known by nobody else, and has a name now: the same record, no longer provisional.

    Raises NobodyDescribed, BornAndExpected (partnership.people).
    """
    contact = lock(contact)
    person, now_known = contact.child, facts.person
    if not contact.is_provisional:
        return contact
    names = people.Names(**values_of(now_known, "forename", "surname", "known_as"))
    if not (names.forename or names.surname or names.known_as):
        raise people.NobodyDescribed
    people.rename(person=person, names=names, by=by, at=at)
    if now_known.born or now_known.expected_on:
        people.correct_birth(person=person, born=now_known.born, expected_on=now_known.expected_on, by=by, at=at)
    named_people.keep_home(person, facts, is_refuge=child_in_refuge(contact), by=by, at=at)
    people.confirm_identity(person=person, by=by, at=at)
    contact = lock(contact)
    _say_who(
        contact,
        contact.child,
        found,
        was_new=True,
        what="The child recorded provisionally has a name now",
        by=by,
        at=at,
    )
    return contact


_MATCHED = UUID("0d8f6f0a-5c43-4c1b-9a53-2f7f1f8c6f10")


def _say_who(
    contact: Contact,
    person: Person,
    found: candidates.Search | None,
    *,
    was_new: bool,
    what: str,
    by: Actor,
    at: datetime,
) -> None:
    searched = {group: list(words) for group, words in found.said.items()} if found else {}
    Match.objects.create(
        contact=contact,
        person=person,
        was_new=was_new,
        searched=searched,
        found=found.found if found else 1,
        at=at,
        by=by,
    )
    for each in Contact.objects.filter(child=person, decided_at=None):
        rating.checks_done(contact=each, by=by, at=at)
    for task in Task.objects.open().filter(case__contact__child=person, title=MATCH_LATER).order_by("pk"):
        tasks.do(task=task, by=by, at=at, outcome=what)
    chronology.record(case=contact.case, person=person, kind="contact", what=what, by=by, at=at, significant=True)
    audit.did("matched", "case", contact.case_id, person=person.pk, new=was_new)
