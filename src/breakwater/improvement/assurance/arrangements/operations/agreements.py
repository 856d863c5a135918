"""Agreements on sharing information, and what is put in: recorded, looked at again, ended, corrected."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from breakwater.foundation import audit
from breakwater.foundation.models import made_before, one_at_a_time
from breakwater.foundation.refusals import ChangedMeanwhile, Refusal
from breakwater.partnership.organisations.models import Actor, Area

from ...models import AgreementReview, Contribution, InformationAgreement


class HasEnded(Refusal):
    words = "This agreement has ended. Record the one that took its place"


class NotLater(Refusal):
    box, words = "next_on", "Enter a day after the review"


class BeforeItBegan(Refusal):
    box, words = "ended_on", "Enter a day on or after the day it began"


class CorrectedAlready(Refusal):
    words = "This was corrected meanwhile. Open the list again, and correct what stands now"


@dataclass(frozen=True)
class AgreementFacts:
    title: str
    purpose: str
    parties: str
    lawful_basis: str
    starts_on: date
    review_on: date
    link: str = ""


@dataclass(frozen=True)
class ContributionFacts:
    year: int
    partner: str
    contributor: str
    in_cash: bool
    amount: Decimal
    what: str = ""
    invoiced_on: date | None = None
    received_on: date | None = None


@transaction.atomic
def agree(area: Area, facts: AgreementFacts, *, by: Actor, at: datetime, key: UUID) -> InformationAgreement:
    """Record an agreement of an area."""
    if known := made_before(InformationAgreement, key):
        return known
    made = InformationAgreement.objects.create(area=area, made_at=at, made_by=by, key=key, **vars(facts))
    audit.did("recorded", "information_agreement", made.pk)
    return made


@transaction.atomic
def review(
    agreement: InformationAgreement, on: date, found: str, next_on: date, *, revision: int, by: Actor, at: datetime
) -> InformationAgreement:
    """It was looked at, and stands until the next time. Raises HasEnded, NotLater, ChangedMeanwhile."""
    held = _running(agreement, revision)
    if next_on <= on:
        raise NotLater(held.pk)
    AgreementReview.objects.create(agreement=held, on=on, found=found, next_on=next_on, at=at, by=by)
    held.review_on = next_on
    return _changed(held, "review_on", did="reviewed")


@transaction.atomic
def end(
    agreement: InformationAgreement, ended_on: date, ended_why: str, *, revision: int, by: Actor, at: datetime
) -> InformationAgreement:
    """It holds no longer from a day on. Raises HasEnded, BeforeItBegan, ChangedMeanwhile."""
    held = _running(agreement, revision)
    if ended_on < held.starts_on:
        raise BeforeItBegan(held.pk)
    held.ended_on, held.ended_why = ended_on, ended_why
    return _changed(held, "ended_on", "ended_why", did="ended")


@transaction.atomic
def contribute(area: Area, facts: ContributionFacts, *, by: Actor, at: datetime, key: UUID) -> Contribution:
    """Record what somebody puts in for a year."""
    if known := made_before(Contribution, key):
        return known
    made = Contribution.objects.create(area=area, made_at=at, made_by=by, key=key, **vars(facts))
    audit.did("recorded", "contribution", made.pk)
    return made


@transaction.atomic
def correct(
    contribution: Contribution, facts: ContributionFacts, reason: str, *, by: Actor, at: datetime, key: UUID
) -> Contribution:
    """What was recorded was wrong or has changed: this takes its place, and the other stays on record. Raises CorrectedAlready."""
    if known := made_before(Contribution, key):
        return known
    one_at_a_time(f"contribution {contribution.pk}")
    if contribution.is_withdrawn or Contribution.objects.filter(corrects=contribution).exists():
        raise CorrectedAlready(contribution.pk)
    more = {"corrects": contribution, "reason": reason, "made_at": at, "made_by": by, "key": key}
    made = Contribution.objects.create(area=contribution.area, **more, **vars(facts))
    audit.did("corrected", "contribution", made.pk)
    return made


def _running(agreement: InformationAgreement, revision: int) -> InformationAgreement:
    held = InformationAgreement.objects.select_for_update(of=("self",)).select_related("area").get(pk=agreement.pk)
    if not held.is_running:
        raise HasEnded(held.pk)
    if held.revision != revision:
        raise ChangedMeanwhile(held)
    return held


def _changed(held: InformationAgreement, *fields: str, did: str) -> InformationAgreement:
    held.revision += 1
    held.save(update_fields=[*fields, "revision"])
    audit.did(did, "information_agreement", held.pk)
    return held
