"""What arrangements put on Today, for whoever keeps them: leads without a successor (K06), agreements and editions to review."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.urls import reverse

from breakwater.foundation.dates.london_time import end_of, london_date
from breakwater.partnership.notifications.registry import OVERDUE, TODAY_PANELS, Panel, Waiting
from breakwater.partnership.organisations.access import Permission, may
from breakwater.partnership.organisations.models import Actor, Area

from . import drawing, lookup

SHOWN, SOON = 10, timedelta(days=28)


@TODAY_PANELS.register("assurance.arrangements")
def arrangements_due(actor: Actor, now: datetime) -> Panel | None:
    """What is due of the area's arrangements within four weeks, the nearest first. None where nothing is."""
    if actor.membership_id is None or not may(actor, Permission.PARTNERSHIP_KEEP):
        return None
    today = london_date(now)
    found = sorted(_of(actor.membership.team.area, today), key=lambda each: each[0])
    rows = [
        Waiting(
            text=words,
            href=href,
            hint=hint,
            tag=OVERDUE if by < today else "",
            tag_kind="red",
            due_at=end_of(by),
        )
        for by, words, hint, href in found[:SHOWN]
    ]
    return Panel("Arrangements", rows, order=48, total=len(found), href=reverse("assurance:roles")) if rows else None


def _of(area: Area, today: date) -> Iterator[tuple[date, str, str, str]]:
    for each in lookup.lapses(area, today):
        where = reverse("assurance:role", args=[each.holding.public_id])
        yield each.due_on, "A safeguarding lead has no successor", drawing.for_whom(each.holding), where
    for each in lookup.agreements_on(area, today).filter(review_on__lte=today + SOON):
        yield (
            each.review_on,
            "Review an information-sharing agreement",
            each.title,
            reverse("assurance:agreement", args=[each.public_id]),
        )
    edition = lookup.in_force_on(area, today)
    if edition and edition.review_on <= today + SOON:
        words = f"Edition {edition.number}, in force from {edition.in_force_on:%-d %B %Y}"
        yield edition.review_on, "Review the published arrangements", words, reverse("assurance:editions")
