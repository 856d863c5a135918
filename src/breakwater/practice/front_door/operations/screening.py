"""Claiming a contact for a shift, settling who it is about, rating how urgent it is."""

from datetime import datetime

from django.db import transaction

from breakwater.casework.cases import operations as cases
from breakwater.casework.cases.models import Capacity
from breakwater.casework.chronology import operations as chronology
from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import end_of, london_date
from breakwater.partnership.organisations.calendars import hours_of
from breakwater.partnership.organisations.models import Actor, Membership
from breakwater.partnership.people.models import Person

from ..models import Contact, Match, Rag


class AlreadyClaimed(Exception):
    """Someone else is working on this contact; a manager can take it over."""

    def __init__(self, contact: Contact):
        self.claimed_by, self.claimed_until = contact.claimed_by, contact.claimed_until
        super().__init__(contact.reference)


class NotTheClaimant(Exception):
    """Only whoever claimed a contact gives it back; a manager takes it over."""


class ReasonForRatingNeeded(Exception):
    """A rating, and every change of it, says why (TR-04)."""


def lock(contact: Contact) -> Contact:
    """The contact as it stands, held until the transaction ends."""
    return Contact.objects.select_for_update(of=("self",)).select_related("case", "submission__team__area").get(pk=contact.pk)


def is_claimed(contact: Contact, at: datetime) -> bool:
    """Whether a claim holds at `at`: it lapses by itself at the end of the shift (SG-06)."""
    return contact.claimed_until is not None and contact.claimed_until > at


def end_of_shift(contact: Contact, at: datetime) -> datetime:
    """The close of the receiving team's office today, or the end of the day once that has passed."""
    day = london_date(at)
    close = hours_of(contact.submission.team, day).close_of(day)
    return close if close > at else end_of(day)


@transaction.atomic
def claim(*, contact: Contact, by: Actor, at: datetime) -> Contact:
    """Take a contact to work on until the end of the shift. Raises AlreadyClaimed."""
    contact = lock(contact)
    if is_claimed(contact, at) and contact.claimed_by_id != by.membership_id:
        raise AlreadyClaimed(contact)
    return _give_to(contact, by.membership, at=at, by=by, verb="claimed")


@transaction.atomic
def take_over(*, contact: Contact, by: Actor, at: datetime) -> Contact:
    """A manager takes a contact from whoever holds it."""
    return _give_to(lock(contact), by.membership, at=at, by=by, verb="taken over")


def _give_to(contact: Contact, membership: Membership, *, at: datetime, by: Actor, verb: str) -> Contact:
    contact.claimed_by, contact.claimed_until = membership, end_of_shift(contact, at)
    contact.save(update_fields=["claimed_by", "claimed_until"])
    if contact.case.stage == "received":
        contact.case = cases.move(case=contact.case, to_stage="screening", by=by, at=at, why=verb)
    audit.did(verb, "case", contact.case_id)
    return contact


@transaction.atomic
def release(*, contact: Contact, by: Actor, at: datetime) -> Contact:
    """Give a contact back. Raises NotTheClaimant."""
    contact = lock(contact)
    if contact.claimed_by_id != by.membership_id:
        raise NotTheClaimant(contact.reference)
    contact.claimed_by = contact.claimed_until = None
    contact.save(update_fields=["claimed_by", "claimed_until"])
    audit.did("released", "case", contact.case_id)
    return contact


@transaction.atomic
def match(
    *, contact: Contact, person: Person, was_new: bool, searched: dict, found: int, by: Actor, at: datetime
) -> Contact:
    """Settle who a contact is about, after a search whose facts are kept (SG-10). A person decides, never a score."""
    contact = lock(contact)
    if contact.child_id and contact.child_id != person.pk:
        contact.case.participants.filter(person_id=contact.child_id, ends_at=None).update(ends_at=at)
    contact.child = person
    contact.save(update_fields=["child"])
    cases.add_participant(case=contact.case, person=person, capacity=Capacity.CHILD, by=by, at=at)
    Match.objects.create(
        contact=contact, person=person, was_new=was_new, searched=searched, found=found, at=at, by=by
    )
    chronology.record(
        case=contact.case,
        person=person,
        kind="contact",
        what="Contact is about this child" + (", not known before" if was_new else ""),
        by=by,
        at=at,
        happened_at=contact.received_at,
        source=contact.submission.sender_words or contact.submission.get_channel_display(),
        significant=True,
    )
    audit.did("matched", "case", contact.case_id, person=person.pk, new=was_new)
    return contact


@transaction.atomic
def rate(*, contact: Contact, rag: str, reason: str, by: Actor, at: datetime) -> Contact:
    """Say how urgent a contact is, and why. The statutory clock does not move. Raises ReasonForRatingNeeded."""
    if not reason.strip():
        raise ReasonForRatingNeeded(contact.reference)
    contact = lock(contact)
    before = contact.rag
    contact.rag, contact.rag_reason = rag, reason
    contact.save(update_fields=["rag", "rag_reason"])
    was = f", before {Rag(before).label.lower()}" if before else ""
    chronology.record(
        case=contact.case, kind="rating", what=f"Rated {Rag(rag).label.lower()}{was}: {reason}", by=by, at=at
    )
    audit.did("rated", "case", contact.case_id, rag=rag, before=before)
    return contact
