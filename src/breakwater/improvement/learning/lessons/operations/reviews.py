"""A review enters by its published text; its findings and recommendations stand beneath it, and other areas share them.

What is typed waits for a second person before everyone reads it (`showing`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.models import made_before, one_at_a_time
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.models import Actor, Area, Team
from breakwater.partnership.organisations.operations import NobodyReceives, receiving_team

from ...models import Finding, Lesson, PublishedReview, Recommendation, ReviewArea
from .. import names
from ..codes import PERIODS
from . import showing
from .briefings import plan_tests

# The service that looks after an area's learning, or of the partnership where none is named for it.
KEEPERS = ("learning", "scrutiny")


class ReferenceIsTaken(Refusal):
    box, words = "reference", "Another review of the area has this reference. Enter one of its own"


class NobodyKeepsIt(Refusal):
    box, words = (
        "areas",
        "No team of that area looks after its learning yet. Its business manager names one for “learning”",
    )


@dataclass(frozen=True)
class ReviewFacts:
    """A review as it is published. `others` are the areas that share its recommendations; a review of no day is the partnership's own.

    One that `is_ours` comes from our own publishing, every step of which stands: it is public at once, until `stays_until` at least.
    """

    title: str
    reference: str
    kind: str
    text: str
    published_on: date | None = None
    is_improvements: bool = False
    others: Sequence[Area] = ()
    is_ours: bool = False
    stays_until: date | None = None


@dataclass(frozen=True)
class FindingFacts:
    """A pattern in the system, and where the review shows it."""

    text: str
    evidence: str


@dataclass(frozen=True)
class RecommendationFacts:
    """What is asked for, what will be better for children, its theme, and the finding it answers."""

    text: str
    outcome: str
    theme: str
    finding: Finding | None = None


@transaction.atomic
def publish_review(facts: ReviewFacts, *, by: Actor, at: datetime, key: UUID) -> PublishedReview:
    """Open a review by its published text, in the actor's area and those that share it. Typed, it is public once a second person confirms it.

    Raises ReferenceIsTaken, NobodyKeepsIt.
    """
    if known := made_before(PublishedReview, key):
        return known
    area = Area.objects.get(pk=by.area_id_acting)
    if PublishedReview.objects.filter(area=area, reference=facts.reference).exists():
        raise ReferenceIsTaken(facts.reference)
    day = facts.published_on
    review = PublishedReview.objects.create(
        area=area,
        kind=facts.kind,
        reference=facts.reference,
        title=facts.title,
        text=facts.text,
        is_improvements=facts.is_improvements,
        public_from=day,
        published_on=day if facts.is_ours else None,
        is_ours=facts.is_ours,
        compared=facts.is_ours,
        confirmed_at=at if facts.is_ours else None,
        confirmed_by=by if facts.is_ours else None,
        stays_until=facts.stays_until or (PERIODS.stays_until(facts.kind, day) if day else None),
        made_at=at,
        made_by=by,
        key=key,
    )
    audit.did("opened", "published_review", review.pk)
    _share(review, area, _keeper(area, by), by=by, at=at)
    for other in facts.others:
        share(review, other, by=by, at=at)
    _ask_second(review, by=by, at=at)
    return review


@transaction.atomic
def share(review: PublishedReview, area: Area, *, by: Actor, at: datetime) -> ReviewArea:
    """Let another area answer the recommendations with actions of its own. Raises NobodyKeepsIt."""
    shared = ReviewArea.objects.filter(review=review, area=area).first()
    return shared or _share(review, area, _keeper(area), by=by, at=at)


def share_with(review: PublishedReview, areas: Sequence[Area], *, by: Actor, at: datetime) -> PublishedReview:
    """Share it with each of several areas. Raises NobodyKeepsIt."""
    for area in areas:
        share(review, area, by=by, at=at)
    return review


@transaction.atomic
def add_finding(review: PublishedReview, facts: FindingFacts, *, by: Actor, at: datetime, key: UUID) -> Finding:
    """Add a finding, with the next number. Sent twice it is one."""
    if known := made_before(Finding, key):
        return known
    made = Finding.objects.create(
        review=review,
        number=_next(review, Finding),
        text=facts.text,
        evidence=facts.evidence,
        compared=_is_compared(review),
        made_at=at,
        by=by,
        key=key,
    )
    audit.did("added a finding to", "published_review", review.pk)
    _ask_second(made, by=by, at=at)
    return made


@transaction.atomic
def recommend(
    review: PublishedReview, facts: RecommendationFacts, *, by: Actor, at: datetime, key: UUID
) -> Recommendation:
    """Add a recommendation, with the next number. Sent twice it is one."""
    if known := made_before(Recommendation, key):
        return known
    made = Recommendation.objects.create(
        review=review,
        finding=facts.finding,
        number=_next(review, Recommendation),
        text=facts.text,
        outcome=facts.outcome,
        theme=facts.theme,
        compared=_is_compared(review),
        made_on=review.public_from or london_date(at),
        made_at=at,
        by=by,
        key=key,
    )
    audit.did("made", "recommendation", made.pk)
    _ask_second(made, by=by, at=at)
    return made


def _is_compared(review: PublishedReview) -> bool:
    """Whether what the actor types of it is compared with the names of its case."""
    return review.is_ours and review.public_id in names.known().reviews


def _ask_second(thing: showing.Thing, *, by: Actor, at: datetime) -> None:
    if showing.waits(thing):
        area = Area.objects.get(pk=by.area_id_acting)
        showing.tell_keepers(showing.review_of(thing), showing.WAITS, by=by, at=at, area=area)


def keeper_in(recommendation: Recommendation, area: Area) -> Team:
    """The team that looks after a recommendation in an area that shares it."""
    found = ReviewArea.objects.select_related("team__organisation", "team__area")
    return found.get(review=recommendation.review_id, area=area).team


def _next(review: PublishedReview, kind) -> int:
    one_at_a_time(f"review {review.pk}")
    return (kind.objects.filter(review=review).aggregate(last=Max("number"))["last"] or 0) + 1


def _keeper(area: Area, by: Actor | None = None) -> Team:
    for service in KEEPERS:
        try:
            return receiving_team(area, service)
        except NobodyReceives:
            continue
    if by is not None and by.membership_id:
        return by.membership.team
    raise NobodyKeepsIt(area.code)


def _share(review: PublishedReview, area: Area, team: Team, *, by: Actor, at: datetime) -> ReviewArea:
    made = ReviewArea.objects.create(review=review, area=area, team=team, since=at, by=by)
    # An area that comes later tests what was passed on before: its months run from the day it shares the review.
    for lesson in Lesson.objects.filter(review=review, issued_on__isnull=False).order_by("pk"):
        plan_tests(lesson, [area.pk], london_date(at), at=at)
    audit.did("shared", "published_review", review.pk, area=area.pk)
    if by.membership_id is None or by.membership.team_id != team.pk:
        path = f"/recommendations/reviews/{review.public_id}/"
        notifications.tell(words="A review is shared with your area", path=path, team=team, by=by, at=at)
    return made
