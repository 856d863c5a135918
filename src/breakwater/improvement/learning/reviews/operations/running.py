"""What goes on beside a review: other proceedings with their log, and publication that waits while the six months go on."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.facts import values_of
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.models import Actor

from ...incidents.operations.states import move
from ...models import Delay, LocalReview, Proceeding, ProceedingEntry, State
from .opening import hold

SIGNED = (State.SIGNED, State.NOTICE)


class DelayedAlready(Refusal):
    words = "Publication is delayed already. End that delay first, or let it stand"


class OverAlready(Refusal):
    words = "This has ended already. Open the review again to see how things are"


@dataclass(frozen=True)
class DelayFacts:
    """Why publication waits, and who was told on which day."""

    reason: str
    words: str
    told_panel_on: date
    told_secretary_on: date
    told_others: str = ""
    expected_on: date | None = None


@dataclass(frozen=True)
class EntryFacts:
    """A line of the log of other proceedings."""

    on: date
    contact: str
    words: str
    restriction: str = ""
    next_on: date | None = None


@transaction.atomic
def delay(review: LocalReview, facts: DelayFacts, *, by: Actor, at: datetime) -> Delay:
    """Publication waits. The day on which it was due stays what it was. Raises DelayedAlready."""
    review = hold(review)
    if review.delays.filter(ended_on=None).exists():
        raise DelayedAlready(review.pk)
    made = Delay.objects.create(review=review, at=at, by=by, **values_of(facts))
    audit.did("recorded a delay of the review of", "serious_incident", review.incident_id)
    if review.incident.state in SIGNED:
        move(review.incident, State.DEFERRED, made.get_reason_display(), by=by, at=at)
    return made


@transaction.atomic
def end_delay(delayed: Delay, *, by: Actor, at: datetime) -> Delay:
    """Nothing holds publication back any more. Raises OverAlready."""
    review = hold(delayed.review)
    delayed = review.delays.get(pk=delayed.pk)
    if delayed.ended_on is not None:
        raise OverAlready(delayed.pk)
    delayed.ended_on, delayed.ended_by = london_date(at), by
    delayed.save(update_fields=["ended_on", "ended_by"])
    audit.did("ended a delay of the review of", "serious_incident", review.incident_id)
    if review.incident.state == State.DEFERRED:
        move(review.incident, State.SIGNED, "The delay is over", by=by, at=at)
    return delayed


@transaction.atomic
def add_proceeding(review: LocalReview, kind: str, facts: EntryFacts, *, by: Actor, at: datetime) -> Proceeding:
    """Something else looks at the same events: whom to speak to, what it forbids, and when next."""
    review = hold(review)
    made = Proceeding.objects.create(review=review, kind=kind, at=at, by=by)
    _enter(made, facts, by=by, at=at)
    return made


@transaction.atomic
def log(proceeding: Proceeding, facts: EntryFacts, ended: bool = False, *, by: Actor, at: datetime) -> ProceedingEntry:
    """Another line of its log; with the last one it has `ended`. Raises OverAlready."""
    review = hold(proceeding.review)
    proceeding = review.proceedings.get(pk=proceeding.pk)
    if proceeding.ended_on is not None:
        raise OverAlready(proceeding.pk)
    if ended:
        proceeding.ended_on = facts.on
        proceeding.save(update_fields=["ended_on"])
    return _enter(proceeding, facts, by=by, at=at)


def _enter(proceeding: Proceeding, facts: EntryFacts, *, by: Actor, at: datetime) -> ProceedingEntry:
    audit.did("logged other proceedings of", "serious_incident", proceeding.review.incident_id)
    return ProceedingEntry.objects.create(proceeding=proceeding, at=at, by=by, **values_of(facts))
