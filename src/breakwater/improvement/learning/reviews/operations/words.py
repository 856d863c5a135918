"""What is to be published of a review: written, checked by a lawyer, seen by those it is about, and sent ahead."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.facts import values_of
from breakwater.foundation.refusals import ChangedMeanwhile, Refusal
from breakwater.partnership.organisations.models import Actor

from ...incidents.operations.states import move
from ...models import LocalReview, Notice, Publication, State
from . import drafts
from .opening import hold


class PublishedAlready(Refusal):
    words = "This is published already. What is wrong with it is corrected where the published review is kept"


class OtherWords(Refusal):
    words = "The words changed after you opened this page. Read them as they stand: what was checked or sent was of other words."


class SentBefore(Refusal):
    words, box = "A copy cannot have been sent on a day that is still to come", "sent_on"


class SentUnsigned(Refusal):
    words, box = (
        "The three partners had not signed the report by then. Enter the day on which the signed report was sent",
        "sent_on",
    )


@dataclass(frozen=True)
class Words:
    """What the public reads, and what is said to those who ask. `instead_why` is why the report itself cannot be published."""

    form: str
    title: str
    text: str
    helpline: str
    planned_on: date
    instead_why: str = ""
    spokespeople: str = ""
    media_plan: str = ""
    embargo_until: datetime | None = None


@transaction.atomic
def write(review: LocalReview, facts: Words, *, revision: int = 0, by: Actor, at: datetime) -> Publication:
    """Save the words. What was checked and sent of other words counts no longer. Raises PublishedAlready, ChangedMeanwhile."""
    review = hold(review)
    now = Publication.objects.filter(review=review).first()
    if now is None:
        made = Publication.objects.create(review=review, **values_of(facts))
        audit.did("wrote what is to be published of", "serious_incident", review.incident_id)
        return made
    if now.published_at is not None:
        raise PublishedAlready(now.pk)
    if revision != now.revision:
        raise ChangedMeanwhile(now)
    for name, value in values_of(facts).items():
        setattr(now, name, value)
    now.revision += 1
    now.save(update_fields=[*values_of(facts), "revision"])
    audit.did("wrote what is to be published of", "serious_incident", review.incident_id)
    return now


@transaction.atomic
def record_legal(
    publication: Publication,
    legal_on: date,
    legal_adviser: str,
    legal_words: str,
    *,
    revision: int | None = None,
    by: Actor,
    at: datetime,
) -> Publication:
    """A lawyer checked these very words: reporting restrictions, youth court, lifelong anonymity.

    `revision` is of the words that were shown (None: those that stand). Raises OtherWords, PublishedAlready.
    """
    publication = _as_shown(publication, revision)
    publication.legal_digest, publication.legal_by = publication.digest, by
    publication.legal_on, publication.legal_adviser, publication.legal_words = legal_on, legal_adviser, legal_words
    publication.save(update_fields=["legal_digest", "legal_by", "legal_on", "legal_adviser", "legal_words"])
    audit.did("recorded the legal check of", "serious_incident", publication.review.incident_id)
    return publication


@transaction.atomic
def record_practitioners(
    publication: Publication, practitioners_on: date, practitioners_words: str, *, by: Actor, at: datetime
) -> Publication:
    """The practitioners saw it and know the day. Raises PublishedAlready."""
    publication = unpublished(publication)
    publication.practitioners_on, publication.practitioners_words = practitioners_on, practitioners_words
    publication.save(update_fields=["practitioners_on", "practitioners_words"])
    audit.did("recorded that practitioners saw the review of", "serious_incident", publication.review.incident_id)
    return publication


@transaction.atomic
def record_notice(
    publication: Publication, to: list[str], sent_on: date, *, revision: int | None = None, by: Actor, at: datetime
) -> Publication:
    """A copy of these words went to those who must have it first.

    `revision` is of the words that were shown (None: those that stand). Raises OtherWords, SentBefore, SentUnsigned, PublishedAlready.
    """
    publication = _as_shown(publication, revision)
    if sent_on > london_date(at):
        raise SentBefore(publication.pk)
    signed_on = drafts.signed_on(publication.review)
    if signed_on is not None and sent_on < signed_on:
        raise SentUnsigned(publication.pk)
    for each in to:
        Notice.objects.create(
            publication=publication, to=each, sent_on=sent_on, digest=publication.digest, at=at, by=by
        )
    review = publication.review
    audit.did("gave notice of publication of", "serious_incident", review.incident_id)
    told = {each.to for each in publication.notices.all() if each.digest == publication.digest}
    if told >= set(Notice.To.values) and review.incident.state == State.SIGNED:
        move(review.incident, State.NOTICE, f"Sent on {sent_on.isoformat()}", by=by, at=at)
    return publication


@transaction.atomic
def record_lodged(publication: Publication, lodged_on: date, *, by: Actor, at: datetime) -> Publication:
    """It lies with the national case review repository."""
    hold(publication.review)
    publication.lodged_on = lodged_on
    publication.save(update_fields=["lodged_on"])
    audit.did("lodged the published review of", "serious_incident", publication.review.incident_id)
    return publication


def _as_shown(publication: Publication, revision: int | None) -> Publication:
    publication = unpublished(publication)
    if revision not in (None, publication.revision):
        raise OtherWords(publication.pk)
    return publication


def unpublished(publication: Publication) -> Publication:
    """It, with its review held, where it is not public yet. Raises PublishedAlready."""
    review = hold(publication.review)
    publication = Publication.objects.get(pk=publication.pk)
    publication.review = review
    if publication.published_at is not None:
        raise PublishedAlready(publication.pk)
    return publication
