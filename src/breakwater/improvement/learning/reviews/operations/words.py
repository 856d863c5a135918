"""What is to be published of a review: written, checked by a lawyer, seen by those it is about, and sent ahead."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.design.moments import day
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


class CheckedBefore(Refusal):
    """A check or a copy cannot be of words that were not written yet."""

    def __init__(self, box: str, words_at: datetime):
        super().__init__(
            words=f"These words were written on {day(words_at)}: what was done before that day was of other words. Check the day, or have "
            "these words checked",
            box=box,
        )


class NothingDiffers(Refusal):
    words, box = "Every line of the words stands in the last draft: there is no difference to explain", "why"


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
        made = Publication.objects.create(review=review, words_at=at, **values_of(facts))
        audit.did("wrote what is to be published of", "serious_incident", review.incident_id)
        return made
    if now.published_at is not None:
        raise PublishedAlready(now.pk)
    if revision != now.revision:
        raise ChangedMeanwhile(now)
    before = now.digest
    for name, value in values_of(facts).items():
        setattr(now, name, value)
    now.revision += 1
    now.words_at = at if now.digest != before else now.words_at
    now.save(update_fields=[*values_of(facts), "revision", "words_at"])
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

    `revision` is of the words that were shown (None: those that stand). Raises OtherWords, CheckedBefore, PublishedAlready.
    """
    publication = _as_shown(publication, revision)
    _of_these_words(publication, legal_on, "legal_on")
    publication.legal_digest, publication.legal_by = publication.digest, by
    publication.legal_on, publication.legal_adviser, publication.legal_words = legal_on, legal_adviser, legal_words
    publication.save(update_fields=["legal_digest", "legal_by", "legal_on", "legal_adviser", "legal_words"])
    audit.did("recorded the legal check of", "serious_incident", publication.review.incident_id)
    return publication


@transaction.atomic
def record_practitioners(
    publication: Publication,
    practitioners_on: date,
    practitioners_draft: int,
    practitioners_words: str,
    *,
    by: Actor,
    at: datetime,
) -> Publication:
    """The practitioners saw a draft, by its number, and know the day. Raises drafts.ReadBefore, PublishedAlready."""
    publication = unpublished(publication)
    drafts.could_be_read(publication.review, practitioners_draft, practitioners_on, "practitioners_on")
    publication.practitioners_on, publication.practitioners_draft = practitioners_on, practitioners_draft
    publication.practitioners_words = practitioners_words
    publication.save(update_fields=["practitioners_on", "practitioners_draft", "practitioners_words"])
    audit.did("recorded that practitioners saw the review of", "serious_incident", publication.review.incident_id)
    return publication


@transaction.atomic
def record_notice(
    publication: Publication, to: list[str], sent_on: date, *, revision: int | None = None, by: Actor, at: datetime
) -> Publication:
    """A copy of these words went to those who must have it first.

    `revision` is of the words that were shown (None: those that stand). Raises OtherWords, SentBefore, SentUnsigned, CheckedBefore,
    PublishedAlready.
    """
    publication = _as_shown(publication, revision)
    if sent_on > london_date(at):
        raise SentBefore(publication.pk)
    _of_these_words(publication, sent_on, "sent_on")
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
        move(review.incident, State.NOTICE, f"Sent on {day(sent_on)}", by=by, at=at)
    return publication


@transaction.atomic
def record_lodged(publication: Publication, lodged_on: date, *, by: Actor, at: datetime) -> Publication:
    """It lies with the national case review repository."""
    hold(publication.review)
    publication.lodged_on = lodged_on
    publication.save(update_fields=["lodged_on"])
    audit.did("lodged the published review of", "serious_incident", publication.review.incident_id)
    return publication


@transaction.atomic
def explain_difference(
    publication: Publication, why: str, *, revision: int | None = None, by: Actor, at: datetime
) -> Publication:
    """Why words to be published are not in the last draft. Partners who had signed it read the reason and sign again.

    `revision` is of the words that were shown (None: those that stand). Raises OtherWords, NothingDiffers, PublishedAlready.
    """
    publication = _as_shown(publication, revision)
    review = publication.review
    version = drafts.last_version(review)
    if version is None or not drafts.lines_missing(publication, version):
        raise NothingDiffers(publication.pk)
    publication.unsigned_digest = publication.digest_beside(version)
    publication.unsigned_why, publication.unsigned_named = why, by.said[:200]
    publication.save(update_fields=["unsigned_digest", "unsigned_why", "unsigned_named"])
    audit.did("said why words differ from the report in", "serious_incident", review.incident_id)
    drafts.sign_anew(version, by=by, at=at)
    return publication


def _of_these_words(publication: Publication, on: date, box: str) -> None:
    if publication.words_at and on < london_date(publication.words_at):
        raise CheckedBefore(box, publication.words_at)


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
