"""What reviews put on Today: drafts for a partner to sign; for whoever keeps one its six months, fact-checks, pages whose year is over."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.urls import reverse

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import end_of, london_date
from breakwater.foundation.design.moments import day
from breakwater.partnership.notifications.registry import OVERDUE, TODAY_PANELS, Panel, Waiting
from breakwater.partnership.organisations.access import Permission, may
from breakwater.partnership.organisations.models import Actor

from ..models import LocalReview, State
from . import lookup
from .operations import partners

SHOWN, SOON = 10, timedelta(days=28)
OVER = (State.PUBLISHED, State.IMPROVEMENTS, State.ACTIONS, State.VERIFIED, State.CLOSED)


@TODAY_PANELS.register("learning.reviews")
def reviews_due(actor: Actor, now: datetime) -> Panel | None:
    """What the actor signs, and the days of each review that they keep, the nearest first. None where none comes near."""
    if not may(actor, Permission.SERIOUS_VIEW):
        return None
    today = london_date(now)
    found = [
        (by, words, review, href)
        for review in lookup.kept_open().order_by("pk")
        for by, words, href in _of(review, actor, today + SOON)
    ]
    audit.saw("serious_incident", *{review.incident_id for _, _, review, _ in found})
    rows = [
        Waiting(
            text=words,
            href=href,
            hint=f"{review.incident.reference}, due {day(by)}",
            tag=OVERDUE if by < today else "",
            tag_kind="red",
            due_at=end_of(by),
        )
        for by, words, review, href in sorted(found, key=lambda each: each[0])[:SHOWN]
    ]
    return Panel("Reviews", rows, order=9, total=len(found), href=reverse("learning:incidents")) if rows else None


def _of(review: LocalReview, actor: Actor, until: date) -> Iterator[tuple[date, str, str]]:
    """For a partner the draft that waits for their signature; for who keeps the review, its days."""
    if review.incident.state not in OVER and (waits := partners.waits_for(review, actor)):
        here = reverse("learning:practice_review", args=[review.public_id])
        yield review.due_on, f"Read draft {waits.number}, and sign it for your organisation", here
    if may(actor, Permission.SERIOUS_WORK, review):
        yield from _days_of(review, until)


def _days_of(review: LocalReview, until: date) -> Iterator[tuple[date, str, str]]:
    """What is due of it by a day: the day, in words, and the page."""
    publication = lookup.publication_of(review)
    here = reverse("learning:practice_review", args=[review.public_id])
    if publication is None or publication.published_at is None:
        if review.due_on <= until:
            yield review.due_on, "Publish the report", here
        for copy in lookup.waiting_copies(review, until):
            yield copy.answer_by, f"An answer to a fact-check, copy {copy.number}", here
    elif publication.removal_review_on and publication.removal_review_on <= until:
        at = reverse("learning:publication", args=[publication.public_id])
        yield publication.removal_review_on, "Review whether the page stays public", at
