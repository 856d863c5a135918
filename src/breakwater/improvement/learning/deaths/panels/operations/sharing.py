"""What was learned goes out in batches: notices and recommendations of several deaths under one published text, and a yearly report."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid5

from django.db import transaction

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.models import made_before, one_at_a_time
from breakwater.foundation.refusals import ChangedMeanwhile, Refusal
from breakwater.partnership.organisations.models import Actor, Area

from ....lessons.operations import reviews
from ....models import ChildDeath, DeathState, LearningNotice, PanelRecommendation, PublishedFigures, PublishedReview
from ...operations import states
from .. import lookup, names, overlaps

FEWEST = 5  # deaths of which a batch is made: of fewer, a reader could tell whose lesson it is
KIND = "death_notice"


class ChangedWhileWriting(ChangedMeanwhile):
    """A notice was saved by somebody else meanwhile."""


class IsPublished(Refusal):
    words = "This notice is published. Write another one to say something else"


class TooFewDeaths(Refusal):
    box = "first"
    words = (
        f"Panels concluded fewer than {FEWEST} deaths in this period, so that a reader could tell whose lesson it is. Choose a longer "
        "period"
    )


class IsolatesAFew(Refusal):
    box = "first"
    words = (
        f"Beside figures published before, these would show fewer than {FEWEST} deaths by themselves. Choose days that overlap none of "
        "those, or the same days"
    )


class GoneMeanwhile(Refusal):
    words = "Something chosen here was published in another batch meanwhile. Open the page again"


@dataclass(frozen=True)
class NoticeFacts:
    theme: str
    category: str
    message: str
    action: str
    audience: str


@dataclass(frozen=True)
class BatchFacts:
    """What is published: the words as somebody else read them too, and what they are made of."""

    title: str
    reference: str
    first: date
    last: date
    text: str
    read_by: str
    notices: Sequence[LearningNotice] = ()
    recommendations: Sequence[PanelRecommendation] = ()
    areas: Sequence[Area] = ()
    is_report: bool = False


@transaction.atomic
def write(facts: NoticeFacts, *, by: Actor, at: datetime, key: UUID) -> LearningNotice:
    """Begin a notice of the actor's team."""
    if known := made_before(LearningNotice, key):
        return known
    team = by.membership.team
    made = LearningNotice.objects.create(area_id=team.area_id, team=team, at=at, by=by, key=key, **vars(facts))
    audit.did("wrote", KIND, made.pk)
    return made


@transaction.atomic
def rewrite(notice: LearningNotice, facts: NoticeFacts, *, revision: int, by: Actor, at: datetime) -> LearningNotice:
    """Raises IsPublished, ChangedWhileWriting."""
    held = LearningNotice.objects.select_for_update().get(pk=notice.pk)
    if held.review_id:
        raise IsPublished(held.pk)
    if held.revision != revision:
        raise ChangedWhileWriting(held)
    for name, value in vars(facts).items():
        setattr(held, name, value)
    held.revision += 1
    held.save(update_fields=[*vars(facts), "revision"])
    audit.did("changed", KIND, held.pk)
    return held


@transaction.atomic
def publish(facts: BatchFacts, *, published_on: date, by: Actor, at: datetime, key: UUID) -> PublishedReview:
    """Publish a batch or a report: no name, no exact date, no small number, and of enough deaths that nobody is known by it.

    Its recommendations join the chain. Everyone reads it once somebody else who looks after learning confirms it. Raises TooFewDeaths,
    IsolatesAFew, NamesInside, SmallNumbers, GoneMeanwhile, ReferenceIsTaken, NobodyKeepsIt.
    """
    if known := made_before(PublishedReview, key):
        return known
    deaths = deaths_of(facts)
    if len(deaths) < FEWEST:
        raise TooFewDeaths(len(deaths))
    team = by.membership.team
    one_at_a_time(f"figures of child deaths {team.pk}")  # of two at once the second is compared with the first
    if overlaps.isolates(
        facts.first, facts.last, is_report=facts.is_report, team=team, today=london_date(at), fewest=FEWEST
    ):
        raise IsolatesAFew(team.pk)
    asked = {f"recommendation {each.pk}": f"{each.text}\n\n{each.outcome}" for each in facts.recommendations}
    others = lookup.all_held(by.membership.team)  # a notice may be of deaths of any year
    names.look_through_words({"title": facts.title, "text": facts.text} | asked, deaths, others)
    for words in (facts.text, *asked.values()):
        names.look_for_small_numbers(words)
    review = reviews.publish_review(
        reviews.ReviewFacts(
            title=facts.title,
            reference=facts.reference,
            kind=PublishedReview.Kind.DEATHS,
            text=facts.text,
            published_on=published_on,
            others=facts.areas,
        ),
        by=by,
        at=at,
        key=key,
    )
    PublishedFigures.objects.create(
        team=team, review=review, first=facts.first, last=facts.last, is_report=facts.is_report, at=at, by=by
    )
    _join(review, facts, by=by, at=at)
    for each in deaths:
        death = states.locked(each)
        if death.state == DeathState.NATIONAL:
            states.move(death, DeathState.LEARNED, facts.reference, by=by, at=at)
    audit.did(
        "published the learning of deaths as", "published_review", review.pk, read_by=facts.read_by, deaths=len(deaths)
    )
    return review


def deaths_of(facts: BatchFacts) -> list[ChildDeath]:
    """The deaths behind a batch: concluded in its period, or behind one of its recommendations."""
    found = [each.case.death for each in lookup.concluded(facts.first, facts.last)]
    found += [each.case.death for each in facts.recommendations]
    return sorted({each.pk: each for each in found}.values(), key=lambda each: each.pk)


def _join(review: PublishedReview, facts: BatchFacts, *, by: Actor, at: datetime) -> None:
    """What it is made of is published by it, and by no other. Raises GoneMeanwhile."""
    chosen = [each.pk for each in facts.notices]
    mine = LearningNotice.objects.select_for_update().filter(pk__in=chosen, review=None)
    if mine.update(review=review) != len(chosen):
        raise GoneMeanwhile(review.pk)
    for each in facts.recommendations:
        held = PanelRecommendation.objects.select_for_update().get(pk=each.pk)
        if held.recommendation_id:
            raise GoneMeanwhile(review.pk)
        asked = reviews.RecommendationFacts(held.text, held.outcome, held.theme)
        held.recommendation = reviews.recommend(review, asked, by=by, at=at, key=uuid5(review.key, str(held.pk)))
        held.save(update_fields=["recommendation"])
