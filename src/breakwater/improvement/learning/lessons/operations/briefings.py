"""A seven-minute briefing is written, issued, and passed on; six and twelve months later somebody tests what changed."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.models import made_before
from breakwater.foundation.refusals import ChangedMeanwhile, Refusal
from breakwater.partnership.organisations.models import Actor

from ...models import (
    Dissemination,
    ImpactTest,
    Lesson,
    LessonRecommendation,
    PublishedReview,
    Recommendation,
    ReviewArea,
)
from ..codes import PERIODS


class IssuedAlready(Refusal):
    words = "This briefing is issued. Write another one to say something else"


class SomebodyElseIssues(Refusal):
    words = "Whoever wrote a briefing does not issue it. Ask somebody else who keeps the learning to read it, and to issue it"


class PartsMissing(Refusal):
    words = "Fill in what it found and what to do differently first, then issue it"


class TestedAlready(Refusal):
    words = "This test is recorded already. Open the page again to read it"


class ChangedWhileWriting(ChangedMeanwhile):
    """A briefing was saved by somebody else meanwhile."""


@dataclass(frozen=True)
class LessonFacts:
    """The briefing's words by their headings, whom it is for, which recommendations it passes on, and when it is looked at again."""

    title: str
    parts: dict[str, str]
    audiences: Sequence[str]
    shelf_on: date
    prompts: str = ""
    quiz: str = ""
    chapter: object = None
    course: object = None
    recommendations: Sequence[Recommendation] = field(default_factory=tuple)


@dataclass(frozen=True)
class DisseminationFacts:
    channel: str
    on: date
    audience: str
    reached: int
    acknowledged: int | None = None
    words: str = ""


@dataclass(frozen=True)
class TestFacts:
    """How it was tested, what that shows for children, and when."""

    method: str
    result: str
    words: str
    tested_on: date


NEEDED = ("findings", "different")
WROTE = "made_by__membership", "written_by__membership"
WRITTEN = ("title", "parts", "audiences", "shelf_on", "prompts", "quiz", "chapter", "course")


@transaction.atomic
def write(review: PublishedReview, facts: LessonFacts, *, by: Actor, at: datetime, key: UUID) -> Lesson:
    """Begin a briefing of the actor's area."""
    if known := made_before(Lesson, key):
        return known
    made = Lesson(review=review, area_id=by.area_id_acting, made_at=at, made_by=by, key=key)
    _fill(made, facts)
    audit.did("wrote", "learning_briefing", made.pk)
    return made


@transaction.atomic
def rewrite(lesson: Lesson, facts: LessonFacts, *, revision: int, by: Actor, at: datetime) -> Lesson:
    """Change a briefing that is not issued. Raises IssuedAlready, ChangedWhileWriting."""
    held = _to_issue(lesson)
    if held.revision != revision:
        raise ChangedWhileWriting(held)
    held.revision += 1
    held.written_by = by
    _fill(held, facts)
    audit.did("changed", "learning_briefing", held.pk)
    return held


@transaction.atomic
def issue(lesson: Lesson, *, by: Actor, at: datetime) -> Lesson:
    """Issue it: from today six and twelve months run in each area that shares the review. Raises SomebodyElseIssues, PartsMissing,
    IssuedAlready.
    """
    held = _to_issue(lesson)
    if not may_issue(held, by):
        raise SomebodyElseIssues(held.pk)
    if not all(held.parts.get(part) for part in NEEDED):
        raise PartsMissing(held.pk)
    held.issued_on, held.issued_by = london_date(at), by
    held.save(update_fields=["issued_on", "issued_by"])
    areas = ReviewArea.objects.filter(review=held.review_id).values_list("area", flat=True)
    plan_tests(held, list(areas), held.issued_on, at=at)
    audit.did("issued", "learning_briefing", held.pk)
    return held


def may_issue(lesson: Lesson, by: Actor) -> bool:
    """Whether the actor is a second person: not whoever wrote it last."""
    writer = lesson.written_by or lesson.made_by
    return writer.membership_id is None or writer.membership.user_id != by.membership.user_id


def plan_tests(lesson: Lesson, areas: Sequence[int], on: date, *, at: datetime) -> None:
    """The tests of what a briefing passes on, in these areas, some months from a day. One that is planned stays."""
    ImpactTest.objects.bulk_create(
        [
            ImpactTest(recommendation=each, area_id=area, months=months, due_on=due, made_at=at)
            for each in lesson.recommendations.all()
            for area in areas
            for months, due in PERIODS.tests_due(on).items()
        ],
        ignore_conflicts=True,
    )


@transaction.atomic
def record_dissemination(
    lesson: Lesson, facts: DisseminationFacts, *, by: Actor, at: datetime, key: UUID
) -> Dissemination:
    """How it was passed on once. Sent twice it is one."""
    if known := made_before(Dissemination, key):
        return known
    made = Dissemination.objects.create(lesson=lesson, at=at, by=by, key=key, **vars(facts))
    audit.did("passed on", "learning_briefing", lesson.pk, channel=facts.channel)
    return made


@transaction.atomic
def record_test(test: ImpactTest, facts: TestFacts, *, by: Actor, at: datetime) -> ImpactTest:
    """Record what an impact test found. Raises TestedAlready."""
    held = ImpactTest.objects.select_for_update(of=("self",)).get(pk=test.pk)
    if held.is_done:
        raise TestedAlready(held.pk)
    held.method, held.result, held.words, held.tested_on = facts.method, facts.result, facts.words, facts.tested_on
    held.tested_at, held.tested_by = at, by
    held.save(update_fields=["method", "result", "words", "tested_on", "tested_at", "tested_by"])
    audit.did("tested the impact of", "recommendation", held.recommendation_id, result=facts.result)
    return held


def _to_issue(lesson: Lesson) -> Lesson:
    rows = Lesson.objects.select_for_update(of=("self",)).select_related(*WROTE)
    held = rows.get(pk=lesson.pk)
    if held.issued_on:
        raise IssuedAlready(held.pk)
    return held


def _fill(lesson: Lesson, facts: LessonFacts) -> None:
    for name in WRITTEN:
        setattr(lesson, name, getattr(facts, name))
    lesson.save(update_fields=[*WRITTEN, "revision", "written_by"] if lesson.pk else None)
    LessonRecommendation.objects.filter(lesson=lesson).delete()
    LessonRecommendation.objects.bulk_create(
        LessonRecommendation(lesson=lesson, recommendation=each) for each in facts.recommendations
    )
