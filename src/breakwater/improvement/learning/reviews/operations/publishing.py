"""A review is made public as text alone, once every step stands; until then it is impossible (PL 6.9)."""

from datetime import date, datetime
from uuid import NAMESPACE_OID, UUID, uuid5

from django.db import transaction

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.models import reference
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.models import Actor

from ...incidents.operations.states import move
from ...lessons.operations import reviews as lessons
from ...models import Publication, PublishedReview, State
from .. import pathway
from .opening import hold
from .steps import steps_of
from .words import unpublished

HELP = "Help and advice"
KINDS = {"LCSPR": "LCSPR", "AUDIT": "AUDIT"}


class NotYet(Refusal):
    words = "This cannot be published yet"


class TooSoonToRemove(Refusal):
    words, box = "It stays public for at least a year. Choose a later day", "removal_review_on"


class NotPublished(Refusal):
    words = "This is not published yet"


class NotLater(Refusal):
    words, box = "Choose a later day than the one that stands, and than today", "removal_review_on"


@transaction.atomic
def publish(publication: Publication, removal_review_on: date, *, by: Actor, at: datetime) -> PublishedReview:
    """Make it public, as text alone. Raises NotYet with each step that does not stand, TooSoonToRemove, PublishedAlready."""
    publication = unpublished(publication)
    review, today = publication.review, london_date(at)
    if missing := [step for step in steps_of(review, at=at) if not step.stands]:
        raise NotYet(
            words="This cannot be published yet. " + " ".join(f"{step.label}: {step.to_do}." for step in missing)
        )
    if removal_review_on < pathway.AVAILABLE.due_on(today, review.incident.area):
        raise TooSoonToRemove(publication.pk)
    is_improvements = publication.form == Publication.Form.IMPROVEMENTS
    facts = lessons.ReviewFacts(
        title=publication.title,
        reference=reference("LR", year=today.year),
        kind=KINDS.get(review.kind, "LEARNING"),
        text=f"{publication.text}\n\n## {HELP}\n\n{publication.helpline}",
        published_on=today,
        is_improvements=is_improvements,
        is_ours=True,
        stays_until=removal_review_on,
    )
    made = lessons.publish_review(facts, by=by, at=at, key=_key_of(publication))
    publication.published_at, publication.published_by, publication.published_as = at, by, made.public_id
    publication.removal_review_on = removal_review_on
    publication.save(update_fields=["published_at", "published_by", "published_as", "removal_review_on"])
    state = State.IMPROVEMENTS if is_improvements else State.PUBLISHED
    move(review.incident, state, made.reference, by=by, at=at)
    return made


@transaction.atomic
def keep_public(publication: Publication, removal_review_on: date, *, by: Actor, at: datetime) -> Publication:
    """Somebody looked at whether the page stays, and it does, until a later day at least. Raises NotPublished, NotLater."""
    hold(publication.review)
    held = Publication.objects.get(pk=publication.pk)
    if held.published_at is None:
        raise NotPublished(held.pk)
    if removal_review_on <= max(held.removal_review_on, london_date(at)):
        raise NotLater(held.pk)
    held.removal_review_on, held.reminded = removal_review_on, 0
    held.save(update_fields=["removal_review_on", "reminded"])
    PublishedReview.objects.filter(public_id=held.published_as).update(stays_until=removal_review_on)
    audit.did("kept the page public of", "serious_incident", publication.review.incident_id)
    return held


def _key_of(publication: Publication) -> UUID:
    return uuid5(NAMESPACE_OID, f"learning_publication:{publication.public_id}")
