"""The partners decided on a review: its six months, who reviews and how, and who was told of both."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.facts import values_of
from breakwater.foundation.refusals import ChangedMeanwhile, Refusal
from breakwater.partnership.organisations.models import Actor

from ...incidents.operations.states import NotAtThisStage, locked
from ...models import LocalReview, SeriousIncident, State
from .. import lookup, pathway

DECIDED = (State.REVIEW, State.OTHER_REVIEW)


class OpenAlready(Refusal):
    words = "This review is open already. Open it from the incident's page"


class DecidedBefore(Refusal):
    words, box = "The partners cannot have decided on a day that is still to come", "decided_on"


class LaterThanDecided(Refusal):
    words, box = "The partners decided earlier, as was recorded. The six months count from that day", "decided_on"


class NotIndependent(Refusal):
    words, box = (
        "Somebody named on this incident in another part cannot review it. Choose a reviewer who is independent of the case",
        "reviewer",
    )


@dataclass(frozen=True)
class Commission:
    """Who reviews, how it is known that they are independent of the case, by which method, about what, and who sits on the panel."""

    reviewer: str
    independence: str
    method: str
    method_words: str
    terms: str
    scope: str
    scope_from: date | None
    scope_until: date | None
    panel: str


def hold(review: LocalReview) -> LocalReview:
    """The review, its incident held until this transaction ends."""
    incident = locked(review.incident)
    held = LocalReview.objects.select_related("incident__area").prefetch_related("incident__members").get(pk=review.pk)
    held.incident = incident
    return held


@transaction.atomic
def open_review(incident: SeriousIncident, kind: str, decided_on: date, *, by: Actor, at: datetime) -> LocalReview:
    """Begin its record. The six months count from the decision, and never from a later day than was recorded.

    Raises OpenAlready, DecidedBefore, LaterThanDecided, NotAtThisStage.
    """
    incident = locked(incident)
    if LocalReview.objects.filter(incident=incident).exists():
        raise OpenAlready(incident.pk)
    if incident.state not in DECIDED:
        raise NotAtThisStage(incident.pk)
    if decided_on > london_date(at):
        raise DecidedBefore(incident.pk)
    _, recorded = lookup.decided(incident)
    if recorded and decided_on > recorded:
        raise LaterThanDecided(incident.pk)
    made = LocalReview.objects.create(
        incident=incident,
        kind=kind,
        decided_on=decided_on,
        due_on=pathway.PUBLISH.due_on(decided_on, incident.area),
        opened_at=at,
        opened_by=by,
    )
    audit.did("opened the review of", "serious_incident", incident.pk)
    return made


@transaction.atomic
def commission(
    review: LocalReview, facts: Commission, *, revision: int | None = None, by: Actor, at: datetime
) -> LocalReview:
    """Record who reviews and how; a second time puts it in place of the first, which was shown (`revision`; None: what stands).

    Raises ChangedMeanwhile, NotIndependent.
    """
    review = hold(review)
    if revision not in (None, review.revision):
        raise ChangedMeanwhile(review)
    if _is_of_the_case(review.incident, facts.reviewer):
        raise NotIndependent(review.pk)
    for name, value in values_of(facts).items():
        setattr(review, name, value)
    review.commissioned_at, review.commissioned_by, review.revision = at, by, review.revision + 1
    review.save(update_fields=[*values_of(facts), "commissioned_at", "commissioned_by", "revision"])
    audit.did("commissioned the review of", "serious_incident", review.incident_id)
    return review


def _is_of_the_case(incident: SeriousIncident, reviewer: str) -> bool:
    """Whether the reviewer's name is that of somebody named on the incident in a part that takes decisions on it."""
    said = " ".join(reviewer.lower().split())
    others = (
        each for each in incident.members.select_related("user") if each.part != "REVIEWER" and each.ended_at is None
    )
    kept_out = incident.conflicts.select_related("user")
    return any(each.user.name.lower() in said for each in (*others, *kept_out))


@transaction.atomic
def record_told(review: LocalReview, told_on: date, *, by: Actor, at: datetime) -> LocalReview:
    """The national panel, Ofsted and the department know of the decision and the reviewer's name."""
    review = hold(review)
    review.told_on = told_on
    review.save(update_fields=["told_on"])
    audit.did("recorded who was told of the review of", "serious_incident", review.incident_id)
    return review
