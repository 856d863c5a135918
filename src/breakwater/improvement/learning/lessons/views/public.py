"""What everyone reads: reviews by their published text, what changed because of them, and the briefings that were issued."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from breakwater.foundation.design.pages import finished_page, light_page
from breakwater.partnership.kit.public_page import PublicPage

from ...models import Change, Lesson
from .. import codes, lookup, targets
from ..presenting import lesson_parts, lines_of, paper

AT, PAGE = "learning-from-reviews/", 20
ISSUED = lookup.LESSONS.filter(issued_on__isnull=False, review__published_on__isnull=False)


@light_page
@require_safe
def reviews(request):
    """Every public review, the newest first."""
    page = finished_page(lookup.PUBLIC.order_by("-published_on", "-pk"), PAGE, request.GET.get("page"))
    return render(
        request, "learning/lessons/published_list.html", {"page": page, "address": "?page={}", "robots_may_index": True}
    )


@light_page
@require_safe
def published(request, public_id):
    """A review: its published text, each recommendation, and what changed because of it. No answer and no action of an organisation."""
    review = get_object_or_404(lookup.PUBLIC, public_id=public_id)
    rows = lookup.whole(lookup.RECOMMENDATIONS.filter(review=review, **lookup.CONFIRMED)).order_by("number")
    shown = [
        (
            one,
            codes.THEMES.get(one.theme, one.theme),
            [(each, targets.TARGETS[each.kind].href(each)) for each in one.changes.all() if _is_for_everyone(each)],
        )
        for one in rows
    ]
    return render(
        request,
        "learning/lessons/published.html",
        {
            "review": review,
            "findings": list(review.findings.filter(**lookup.CONFIRMED).order_by("number")),
            "shown": shown,
            "lessons": list(ISSUED.filter(review=review).order_by("issued_on", "pk")),
            "partnership": review.area.partnership_name,
            "robots_may_index": True,
        },
    )


def _is_for_everyone(change: Change) -> bool:
    """Closed on evidence; and a briefing only where its own review is public, as its title tells of that one."""
    return change.is_closed and not change.removed_at and (change.lesson is None or change.lesson.review.is_public)


def _issued(public_id: str) -> Lesson:
    return get_object_or_404(ISSUED, public_id=public_id)


@light_page
@require_safe
def briefing(request, public_id):
    """A seven-minute briefing."""
    lesson = _issued(public_id)
    page = {
        "lesson": lesson,
        "parts": lesson_parts(lesson),
        "audiences": [codes.AUDIENCES.get(code, code) for code in lesson.audiences],
        "prompts": lines_of(lesson.prompts),
        "quiz": lines_of(lesson.quiz),
        "partnership": lesson.area.partnership_name,
        "robots_may_index": True,
    }
    return render(request, "learning/lessons/briefing.html", page)


@light_page
@require_safe
def briefing_paper(request, public_id):
    """The same on paper."""
    answer = HttpResponse(paper(_issued(public_id)), content_type="application/pdf")
    answer["Content-Disposition"] = 'attachment; filename="briefing.pdf"'
    return answer


VIEWS = (
    PublicPage(AT, reviews, "published_list"),
    PublicPage(f"{AT}briefings/<str:public_id>/", briefing, "briefing"),
    PublicPage(f"{AT}briefings/<str:public_id>/briefing.pdf", briefing_paper, "briefing_paper"),
    PublicPage(f"{AT}<str:public_id>/", published, "published"),
)
