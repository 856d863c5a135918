"""Claiming a contact for a shift, moving it on, settling who it is about."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from breakwater.casework.cases import operations as cases
from breakwater.casework.cases.models import Capacity
from breakwater.casework.chronology import operations as chronology
from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import end_of, london_date
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations import rota
from breakwater.partnership.organisations.calendars import hours_of
from breakwater.partnership.organisations.models import Actor, Membership
from breakwater.partnership.people.models import Person
from breakwater.partnership.people.records.operations import people

from ...models import Contact, Match
from ...social_care_list.operations import open_cases
from ..candidates import ethnicity_and_language_told
from ..people_as_told import child_in_refuge
from . import colleagues, groups, named_people, rating
from .locking import lock


class AlreadyClaimed(Refusal):
    """Someone else is working on this contact; a manager can take it over."""

    words = "A colleague took it first. Nothing has changed."

    def __init__(self, contact: Contact):
        self.claimed_by, self.claimed_until = contact.claimed_by, contact.claimed_until
        super().__init__(contact.reference)


class NotTheClaimant(Refusal):
    """Only whoever claimed a contact gives it back; a manager takes it over."""

    words = "You do not hold this contact now, so there was nothing to give back."


class DecidedAboutAnother(Refusal):
    """The contact is decided, with its reasons and the family's agreement, so it cannot become another child's."""

    words = "It is decided about another child, so it cannot become this one's"


def is_claimed(contact: Contact, at: datetime) -> bool:
    """Whether a claim holds at `at`: it lapses by itself at the end of the shift (SG-06)."""
    return contact.claimed_until is not None and contact.claimed_until > at


def end_of_shift(contact: Contact, at: datetime, membership: Membership) -> datetime:
    """The end of the shift that the rota gives them; without one the close of the receiving team's office today, or the end of
    the day once that has passed.
    """
    if shift := rota.running_shift(membership, at=at):
        return shift.ends_at
    day = london_date(at)
    close = hours_of(contact.case.responsible_team, day).close_of(day)
    return close if close > at else end_of(day)


@transaction.atomic
def claim(contact: Contact, *, by: Actor, at: datetime) -> Contact:
    """Take a contact to work on until the end of the shift. Raises AlreadyClaimed."""
    contact = lock(contact)
    if is_claimed(contact, at) and contact.claimed_by_id != by.membership_id:
        raise AlreadyClaimed(contact)
    return give_to(contact, by.membership, at=at, by=by, verb="claimed")


@transaction.atomic
def claim_together(*, contacts: Sequence[Contact], by: Actor, at: datetime) -> list[Contact]:
    """Take several at once, brothers and sisters of one contact form: all that nobody else has. Answers those that are ours now."""
    free = [lock(contact) for contact in sorted(contacts, key=lambda contact: contact.pk)]
    free = [held for held in free if not is_claimed(held, at) or held.claimed_by_id == by.membership_id]
    return [give_to(held, by.membership, at=at, by=by, verb="claimed") for held in free]


@transaction.atomic
def take_over(contact: Contact, *, by: Actor, at: datetime) -> Contact:
    """A manager takes a contact from whoever holds it."""
    return give_to(lock(contact), by.membership, at=at, by=by, verb="taken over")


def give_to(contact: Contact, membership: Membership, *, at: datetime, by: Actor, verb: str) -> Contact:
    """Give a locked contact to someone until the end of their shift; screening begins with it."""
    contact.claimed_by, contact.claimed_until = membership, end_of_shift(contact, at, membership)
    contact.save(update_fields=["claimed_by", "claimed_until"])
    if contact.case.stage == "received":
        contact.case = cases.move(case=contact.case, to_stage="screening", by=by, at=at, why=verb)
    audit.did(verb, "case", contact.case_id)
    return contact


def allocate_with(*, first: Contact, other: Contact, by: Actor) -> None:
    """The other contact goes with the first, to whoever has that."""
    other.claimed_by, other.claimed_until = first.claimed_by, first.claimed_until
    other.save(update_fields=["claimed_by", "claimed_until"])
    audit.did("allocated", "case", other.case_id, membership=first.claimed_by_id)


@transaction.atomic
def release(contact: Contact, *, by: Actor, at: datetime) -> Contact:
    """Give a contact back. Raises NotTheClaimant."""
    contact = lock(contact)
    if contact.claimed_by_id != by.membership_id:
        raise NotTheClaimant(contact.reference)
    contact.claimed_by = contact.claimed_until = None
    contact.save(update_fields=["claimed_by", "claimed_until"])
    audit.did("released", "case", contact.case_id)
    return contact


@transaction.atomic
def progress(*, contact: Contact, to_stage: str, by: Actor, at: datetime) -> Contact:
    """Say that a contact is being screened, that information is gathered, or that it is analysed. Raises IllegalMove."""
    contact = lock(contact)
    if contact.case.stage != to_stage:
        contact.case = cases.move(case=contact.case, to_stage=to_stage, by=by, at=at)
    return contact


@transaction.atomic
def match(
    *, contact: Contact, person: Person, was_new: bool, searched: dict, found: int, by: Actor, at: datetime
) -> Contact:
    """Settle who a contact is about, after a search whose facts are kept (SG-10). A person decides, never a score.

    Settled again, the child chosen before keeps an entry that says it was not about them. Contacts of the same incident whose
    child nobody settled are about the same one (FD 1.7). Raises DecidedAboutAnother.
    """
    said = {"person": person, "searched": searched, "found": found, "by": by, "at": at}
    settled = [_settle(contact, was_new=was_new, **said)]
    settled += [
        _settle(other, was_new=False, **said) for other in groups.joined_with([contact]) if other.child_id is None
    ]
    # Last: whom a conflict closes is read no more by whoever settled it, and neither are its links.
    for each in settled:
        colleagues.close_matched(each, at=at)
    return settled[0]


def _settle(
    contact: Contact, *, person: Person, was_new: bool, searched: dict, found: int, by: Actor, at: datetime
) -> Contact:
    contact = lock(contact)
    if contact.child_id == person.pk:
        return contact
    if contact.is_decided:
        raise DecidedAboutAnother(contact.reference)
    if contact.child_id:
        _was_not_about(contact, by=by, at=at)
    contact.child = person
    contact.save(update_fields=["child"])
    cases.add_participant(case=contact.case, person=person, capacity=Capacity.CHILD, by=by, at=at)
    named_people.relate_to_child(contact, by=by, at=at)
    kept = named_people.keep_refuge(person, by=by, at=at) if child_in_refuge(contact) else {}
    said = {**searched, **kept}
    Match.objects.create(contact=contact, person=person, was_new=was_new, searched=said, found=found, at=at, by=by)
    chronology.record(
        case=contact.case,
        person=person,
        kind="contact",
        what=_found_to_be(person, was_new),
        by=by,
        at=at,
        happened_at=contact.received_at,
        source=contact.source_said,
        significant=True,
    )
    if not person.is_provisional:  # nobody knows yet who it is
        rating.checks_done(contact=contact, by=by, at=at)
    open_cases.notice(contact=contact, at=at)
    audit.did("matched", "case", contact.case_id, person=person.pk, new=was_new)
    return contact


def _found_to_be(person: Person, was_new: bool) -> str:
    if person.is_provisional and was_new:
        return "A concern was reported about a child nobody can name yet, recorded provisionally"
    return "A concern was reported" + (" about a child not known before" if was_new else "")


def _was_not_about(contact: Contact, *, by: Actor, at: datetime) -> None:
    contact.case.participants.filter(person_id=contact.child_id, ends_at=None).update(ends_at=at)
    named_people.child_was_another(contact, by=by, at=at)
    said = contact.case.chronology.filter(person_id=contact.child_id, kind="contact").order_by("-pk").first()
    chronology.record(
        case=contact.case,
        person=contact.child,
        kind="contact",
        what="Correction: the contact was not about this child",
        by=by,
        at=at,
        corrects=said,
        significant=True,
    )


@transaction.atomic
def enter_and_match(
    contact: Contact, facts: named_people.NewRecord, *, key: str, searched: dict, found: int, by: Actor, at: datetime
) -> Contact:
    """Enter a child nobody knows yet and settle that the contact is about them. The same `key` again enters nobody.

    Raises NobodyDescribed, BornAndExpected (partnership.people).
    """
    contact = lock(contact)
    if contact.matches.filter(searched__sent=key).exists():
        return contact
    whole = replace(facts.person, **ethnicity_and_language_told(contact))
    person = people.enter_person(area=contact.case.area, facts=whole, by=by, at=at)
    named_people.keep_home(person, facts, is_refuge=child_in_refuge(contact), by=by, at=at)
    return match(
        contact=contact, person=person, was_new=True, searched={**searched, "sent": key}, found=found, by=by, at=at
    )
