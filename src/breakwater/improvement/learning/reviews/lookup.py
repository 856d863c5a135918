"""What the pages of a review list. The wall has left out whatever the actor is not named on."""

from datetime import date

from django.db.models import Prefetch, QuerySet

from breakwater.partnership.organisations.models import actor_relations

from ..models import (
    AnonymityScan,
    Delay,
    FamilyMember,
    LocalReview,
    Proceeding,
    ProceedingEntry,
    Publication,
    ReportCopy,
    ReportVersion,
    SeriousIncident,
    State,
)

REVIEWS = LocalReview.objects.select_related("incident__area").prefetch_related("incident__members")
_OF_REVIEW = "review__incident__area"
_MEMBERS = "review__incident__members"
DELAYS = Delay.objects.select_related(_OF_REVIEW).prefetch_related(_MEMBERS)
PROCEEDINGS = Proceeding.objects.select_related(_OF_REVIEW).prefetch_related(_MEMBERS)
FAMILY = FamilyMember.objects.select_related(_OF_REVIEW).prefetch_related(_MEMBERS)
VERSIONS = ReportVersion.objects.select_related(_OF_REVIEW).prefetch_related(_MEMBERS)
COPIES = ReportCopy.objects.select_related(_OF_REVIEW, "version", *actor_relations("by")).prefetch_related(_MEMBERS)
PUBLICATIONS = Publication.objects.select_related(_OF_REVIEW).prefetch_related(_MEMBERS)
SCANS = AnonymityScan.objects.select_related("version", f"publication__{_OF_REVIEW}").prefetch_related(
    f"publication__{_MEMBERS}"
)


def decided(incident: SeriousIncident) -> tuple[str, date | None]:
    """What kind of review the partners decided on last, and when."""
    last = incident.review_decisions.order_by("pk").last()
    if last is None:
        return "", None
    kinds = {"REVIEW": LocalReview.Kind.LCSPR, "INQUIRY": LocalReview.Kind.APPRECIATIVE}
    return kinds.get(last.kind, last.kind), last.on


def proceedings_of(review: LocalReview) -> list[Proceeding]:
    """Each with its log, the last line first."""
    entries = Prefetch("entries", ProceedingEntry.objects.order_by("-on", "-pk"), to_attr="log")
    return list(review.proceedings.prefetch_related(entries).order_by("pk"))


def family_of(review: LocalReview) -> list[FamilyMember]:
    return list(review.family.prefetch_related("decided").order_by("pk"))


def versions_of(review: LocalReview) -> list[ReportVersion]:
    """The drafts, the last first, each with its copies and signatures."""
    copies = Prefetch("copies", ReportCopy.objects.order_by("number"), to_attr="given")
    return list(review.versions.prefetch_related(copies, "signed").order_by("-number"))


def delays_of(review: LocalReview) -> list[Delay]:
    return list(review.delays.select_related(*actor_relations("by")).order_by("-pk"))


def kept_open() -> QuerySet[LocalReview]:
    """Reviews whose incident is not closed, or whose page is public."""
    return REVIEWS.exclude(incident__state=State.CLOSED, publication__published_at=None)


def waiting_copies(review: LocalReview, until: date) -> list[ReportCopy]:
    """Copies whose answer is due by a day and not here, nor the copy back."""
    waiting = review.copies.unanswered().filter(back_on=None, answer_by__lte=until)
    return list(waiting.order_by("answer_by", "number"))


def drafts_by_number(review: LocalReview) -> list[tuple[str, str]]:
    """The drafts to choose from, the last first."""
    return [(str(each.number), f"Draft {each.number}") for each in review.versions.order_by("-number")]


def publication_of(review: LocalReview) -> Publication | None:
    return PUBLICATIONS.filter(review=review).first()


def is_late(review: LocalReview, publication: Publication | None, today: date) -> bool:
    """Whether the six months are over and nothing is published. No delay changes that."""
    return today > review.due_on and (publication is None or publication.published_at is None)
