"""From a paragraph, a course or an audit question to the published recommendation that put it there."""

from collections import defaultdict
from collections.abc import Hashable

from django.db.models import QuerySet
from django.urls import reverse

from breakwater.partnership.kit.learning_links import LEARNING_BEHIND, LearningLink, Places

from ..models import Change


def _links(rows: QuerySet[Change], area: int | None) -> Places:
    """By place. Only what is closed on evidence, and of reviews that are public: these pages are everyone's. Each recommendation once."""
    counted = rows.filter(
        closed_at__isnull=False,
        removed_at=None,
        recommendation__review__published_on__isnull=False,
        recommendation__confirmed_at__isnull=False,
        recommendation__taken_off_at=None,
    )
    found: dict[str, dict[int, LearningLink]] = defaultdict(dict)
    for each in counted.select_related("recommendation__review").order_by("changed_on", "pk"):
        if area is None or each.area_id == area:
            found[each.place].setdefault(each.recommendation_id, _link(each))
    return {place: list(links.values()) for place, links in found.items()}


def _link(change: Change) -> LearningLink:
    asked = change.recommendation
    href = f"{reverse('learning:published', args=[asked.review.public_id])}#recommendation-{asked.number}"
    return LearningLink(f"{asked.review.title}, recommendation {asked.number}", change.words, change.changed_on, href)


@LEARNING_BEHIND.register("policy")
def behind_chapter(chapter: Hashable, area: int | None) -> Places:
    """Behind the paragraphs of a chapter (its key), by their anchors; an anchor stays the paragraph's own in later versions."""
    return _links(Change.objects.filter(kind=Change.Kind.POLICY, version__chapter=chapter), area)


@LEARNING_BEHIND.register("course")
def behind_course(course: Hashable, area: int | None) -> Places:
    """Behind a course (its key), whichever edition was changed: all at the place ""."""
    return _links(Change.objects.filter(kind=Change.Kind.COURSE, course_edition__course=course), area)


@LEARNING_BEHIND.register("audit")
def behind_bank(bank: Hashable, area: int | None) -> Places:
    """Behind the statements of a bank (its key as in "prevent.schools"), by their keys."""
    return _links(Change.objects.filter(kind=Change.Kind.AUDIT, bank_edition__key=bank), area)
