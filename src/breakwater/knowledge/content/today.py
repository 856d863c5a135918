"""What the public site puts on Today: pages to read again for the team that keeps them, offers and messages for who publishes."""

from datetime import datetime, time

from django.urls import reverse

from breakwater.foundation.dates.london_time import london_date, moment
from breakwater.partnership.notifications.registry import TODAY_PANELS, Panel, Waiting
from breakwater.partnership.organisations.access import Permission, may
from breakwater.partnership.organisations.models import Actor

from . import presenting, waiting

SHOWN = 5


@TODAY_PANELS.register("content.site")
def site_that_waits(actor: Actor, now: datetime) -> Panel | None:
    """Overdue pages of one's own team; for whoever publishes, all of the area, what was offered and what readers wrote."""
    if not may(actor, Permission.CONTENT_EDIT):
        return None
    area, today = actor.membership.team.area, london_date(now)
    publishes = may(actor, Permission.CONTENT_APPROVE)
    pages = waiting.overdue_pages(area, today)
    if not publishes:
        pages = [page for page in pages if page.kept_by_id == actor.membership.team_id]
    rows = [
        Waiting(
            text=f"Read “{page.title}” again", href=presenting.edit_address(page), hint=f"kept by {page.kept_by.name}",
            tag="Overdue", tag_kind="amber", due_at=moment(page.review_by, time(17)),
        )
        for page in pages
    ]  # fmt: skip
    if publishes:
        rows += [
            Waiting(text=f"A resource is offered: {each.title}", href=reverse("content:decide", args=[each.public_id]))
            for each in waiting.offers(area)
        ]
        rows += [
            Waiting(text="A reader wrote about the site", href=reverse("content:read_feedback", args=[each.public_id]))
            for each in waiting.feedback(area)
        ]
    if not rows:
        return None
    return Panel(
        "Public site",
        rows[:SHOWN],
        order=60,
        total=len(rows),
        href=reverse("content:site"),
        link="All of the public site",
    )
