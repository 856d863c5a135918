"""The family is told early, offered a part, a supporter and advance reading. Who cannot or must not be reached does not block the review."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from breakwater.foundation import audit
from breakwater.foundation.facts import values_of
from breakwater.foundation.refusals import ChangedMeanwhile, Refusal
from breakwater.partnership.organisations.models import Actor

from ...models import FamilyMember, LocalReview, PartnerDecision
from . import drafts, partners
from .opening import hold


class NothingToDecide(Refusal):
    words = "Nothing was put to the partners about this person"


@dataclass(frozen=True)
class Involvement:
    """How far the involvement of somebody of the family has come."""

    told_on: date | None
    offered_on: date | None
    offered: str
    wish: str
    supporter: str
    reading_offered_on: date | None
    read_on: date | None
    read_draft: int | None
    date_told_on: date | None


@transaction.atomic
def add(
    review: LocalReview, called: str, relation: str, told_on: date | None = None, *, by: Actor, at: datetime
) -> FamilyMember:
    """Somebody of the family: a parent, a brother or sister, the child who survived."""
    review = hold(review)
    audit.did("added the family to the review of", "serious_incident", review.incident_id)
    return FamilyMember.objects.create(review=review, called=called, relation=relation, told_on=told_on, at=at, by=by)


@transaction.atomic
def involve(
    member: FamilyMember, facts: Involvement, *, revision: int | None = None, by: Actor, at: datetime
) -> FamilyMember:
    """What they were told and offered, and what they want. Whoever was to be left out and takes part after all is involved again.

    What they read is a draft by its number. `revision` is of what was shown (None: what stands). Raises ChangedMeanwhile, drafts.ReadBefore.
    """
    member = _held(member)
    if revision not in (None, member.revision):
        raise ChangedMeanwhile(member)
    if facts.read_on and facts.read_draft:
        drafts.could_be_read(member.review, facts.read_draft, facts.read_on, "read_on")
    for name, value in values_of(facts).items():
        setattr(member, name, value)
    if member.unreached and facts.told_on:
        member.unreached = member.unreached_why = ""
        member.decided.all().delete()
    member.revision += 1
    member.save(update_fields=[*values_of(facts), "unreached", "unreached_why", "revision"])
    audit.did("recorded the family's part in the review of", "serious_incident", member.review.incident_id)
    return member


@transaction.atomic
def leave_out(member: FamilyMember, unreached: str, why: str, *, by: Actor, at: datetime) -> FamilyMember:
    """They cannot or must not be reached, and why: put to the three partners, who decide. What was decided of other reasons falls."""
    member = _held(member)
    member.unreached, member.unreached_why, member.revision = unreached, why, member.revision + 1
    member.save(update_fields=["unreached", "unreached_why", "revision"])
    member.decided.all().delete()
    audit.did(
        "put to the partners that one of the family is not involved in", "serious_incident", member.review.incident_id
    )
    return member


@transaction.atomic
def decide(member: FamilyMember, *, by: Actor, at: datetime) -> FamilyMember:
    """A partner agrees that this person is not involved. Raises NothingToDecide, NotAPartner, SignedAlready."""
    member = _held(member)
    if not member.unreached:
        raise NothingToDecide(member.pk)
    partners.sign(member.review, PartnerDecision.About.FAMILY, member, by=by, at=at)
    return member


def _held(member: FamilyMember) -> FamilyMember:
    review = hold(member.review)
    member = review.family.get(pk=member.pk)
    member.review = review
    return member
