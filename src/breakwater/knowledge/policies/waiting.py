"""What waits for those who keep an area's chapters, and for the agencies that are asked about drafts."""

from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from breakwater.partnership.organisations.models import Area

from .models import Chapter, Comment, Period, Question, Ratification, Version

MOST = 100
STATE = Version.State


def of_area(area: Area) -> QuerySet[Chapter]:
    """The chapters of every manual that an area shares."""
    return Chapter.objects.filter(manual__sharings__area=area)


def overdue(area: Area, day: date) -> list[Chapter]:
    """Chapters kept by a team of the area whose review is late, longest first."""
    rows = Chapter.objects.filter(kept_by__area=area, review_by__lt=day).select_related("manual", "kept_by")
    return list(rows.order_by("review_by", "pk")[:MOST])


def to_decide(area: Area) -> list[Version]:
    """The newest settled version of each chapter, where the area has not taken it, or has not put it in force. `is_taken` says which."""
    newest = (
        Version.objects.filter(chapter__in=of_area(area), state=STATE.SETTLED)
        .order_by("chapter", "-major", "-minor", "-editorial")
        .distinct("chapter")
    )
    rows = Version.objects.filter(pk__in=newest.values("pk")).defer("body", "words").select_related("chapter__manual")
    taken = Ratification.objects.holding().filter(version=OuterRef("pk"), area=area)
    begun = Period.objects.filter(version=OuterRef("pk"), area=area)
    rows = rows.annotate(is_taken=Exists(taken)).exclude(Exists(begun))
    return list(rows.order_by("settled_at", "pk")[:MOST])


def questions(area: Area) -> list[Question]:
    """Variations of the area beside which the shared text has moved."""
    rows = Question.objects.filter(area=area, answer=Question.Answer.WAITING).select_related(
        "version__chapter__manual", "local"
    )
    return list(rows.order_by("asked_at", "pk")[:MOST])


def being_written(area: Area) -> list[Version]:
    """Drafts and consultations of the area's manuals, with how many comments wait for an answer."""
    rows = Version.objects.filter(chapter__in=of_area(area), state__in=(STATE.DRAFT, STATE.CONSULTATION))
    unanswered = Count("consultations__comments", filter=Q(consultations__comments__answer=Comment.Answer.WAITING))
    rows = rows.defer("body", "words").select_related("chapter__manual").annotate(unanswered=unanswered)
    return list(rows.order_by("begun_at", "pk")[:MOST])


def consultations(area: Area, day: date) -> list[Version]:
    """Drafts on which the area's agencies may still say what they think; `closes_on` says until when."""
    rows = Version.objects.filter(chapter__in=of_area(area), state=STATE.CONSULTATION, consultations__closed_at=None)
    rows = rows.filter(consultations__closes_on__gte=day).defer("body", "words").select_related("chapter__manual")
    return list(rows.prefetch_related("consultations").order_by("consultations__closes_on", "pk")[:MOST])
