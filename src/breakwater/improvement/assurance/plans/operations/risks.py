"""The risk register: entered with its first review, reviewed at each executive, closed with words. Nothing of it is changed."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from breakwater.foundation import audit
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.kit.recorded import next_number, once
from breakwater.partnership.organisations.models import Actor, Organisation

from ...models import Risk, RiskReview


class RiskIsClosed(Refusal):
    words = "This risk is closed. Enter a new one if it has come back"


class ReviewedSince(Refusal):
    box = "closes"
    words = "A later review found this risk still open. Leave this empty, or record a review of that day or later"


@dataclass(frozen=True)
class ReviewFacts:
    """How an executive found a risk, and by when the next one looks at it; `closes` where it is none any more."""

    on: date
    meeting: str
    likelihood: int
    impact: int
    controls: str
    words: str
    review_by: date
    closes: bool = False


@dataclass(frozen=True)
class RiskFacts:
    """Because of a cause an event may happen, with its effect; scored without any control."""

    cause: str
    event: str
    effect: str
    likelihood: int
    impact: int
    owner: str
    organisation: Organisation
    first: ReviewFacts


@once(Risk)
def add_risk(facts: RiskFacts, *, by: Actor, at: datetime, key: UUID) -> Risk:
    area = by.membership.team.area
    said = {name: value for name, value in vars(facts).items() if name != "first"}
    number = next_number(Risk, area=area)
    made = Risk.objects.create(area=area, number=number, review_by=facts.first.review_by, **said, by=by, at=at, key=key)
    audit.did("added", "risk", made.pk)
    _review(made, facts.first, by=by, at=at, key=key)
    return made


@once(RiskReview)
def review_risk(risk: Risk, facts: ReviewFacts, *, by: Actor, at: datetime, key: UUID) -> RiskReview:
    """A review recorded late changes nothing of what a later one settled. Raises RiskIsClosed, ReviewedSince."""
    held = Risk.objects.select_for_update().get(pk=risk.pk)
    if held.closed_on:
        raise RiskIsClosed(held.pk)
    if held.reviews.filter(on__gt=facts.on).exists():
        if facts.closes:
            raise ReviewedSince(held.pk)
    else:
        held.review_by, held.closed_on = facts.review_by, facts.on if facts.closes else None
        held.save(update_fields=["review_by", "closed_on"])
    audit.did("closed" if facts.closes else "reviewed", "risk", held.pk)
    return _review(held, facts, by=by, at=at, key=key)


def _review(risk: Risk, facts: ReviewFacts, *, by: Actor, at: datetime, key: UUID) -> RiskReview:
    kept = ("on", "meeting", "likelihood", "impact", "controls", "words")
    said = {name: getattr(facts, name) for name in kept}
    return RiskReview.objects.create(risk=risk, **said, by=by, at=at, key=key)
