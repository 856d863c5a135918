"""What waits for a role on Today: recommendations to answer, impact tests of one's area, and words for the public to confirm."""

from datetime import datetime, timedelta
from textwrap import shorten

from django.urls import reverse

from breakwater.foundation.dates.london_time import end_of, london_date
from breakwater.partnership.notifications.registry import TODAY_PANELS, Panel, Waiting, nearest
from breakwater.partnership.organisations.access import Permission, may
from breakwater.partnership.organisations.models import Actor

from ..models import Response
from . import lookup

SHOWN, SOON = 10, timedelta(days=28)


@TODAY_PANELS.register("learning.responses")
def to_answer(actor: Actor, now: datetime) -> Panel | None:
    """Recommendations that wait for the answer of one's organisation. No panel where there is none."""
    if not may(actor, Permission.LEARNING_ANSWER):
        return None
    found = lookup.asked_of(actor.membership.team).filter(answer=Response.Answer.WAITING)
    waiting, total = nearest(found, SHOWN)
    rows = [
        Waiting(
            text="Answer a recommendation",
            href=reverse("learning:response_answer", args=[each.public_id]),
            hint=shorten(f"{each.recommendation.name}: {each.recommendation.text}", 140, placeholder=" …"),
            due_at=end_of(each.due_on),
        )
        for each in waiting
    ]
    where = reverse("learning:responses")
    return Panel("Recommendations to answer", rows, order=43, total=total, href=where) if rows else None


@TODAY_PANELS.register("learning.tests")
def to_test(actor: Actor, now: datetime) -> Panel | None:
    """Impact tests of the area, for the team that looks after its learning."""
    team = actor.membership.team
    if not may(actor, Permission.LEARNING_KEEP) or not lookup.keeps(team, team.area_id):
        return None
    due, total = nearest(lookup.tests_due(team.area, london_date(now) + SOON), SHOWN)
    rows = [
        Waiting(
            text=f"Test the impact after {each.months} months",
            href=reverse("learning:impact_test", args=[each.public_id]),
            hint=shorten(f"{each.recommendation.name}: {each.recommendation.text}", 140, placeholder=" …"),
            due_at=end_of(each.due_on),
        )
        for each in due
    ]
    return (
        Panel("Impact tests", rows, order=46, total=total, href=reverse("learning:recommendations")) if rows else None
    )


@TODAY_PANELS.register("learning.second")
def to_confirm(actor: Actor, now: datetime) -> Panel | None:
    """Reviews of the area of which something that another person typed for everyone waits to be confirmed."""
    if not may(actor, Permission.LEARNING_KEEP):
        return None
    waiting, total = nearest(lookup.waiting_to_be_shown(actor.area_id_acting, actor.membership.user_id), SHOWN)
    rows = [
        Waiting(
            text="Confirm words for the public pages",
            href=reverse("learning:review_kept", args=[each.public_id]),
            hint=shorten(f"{each.reference}: {each.title}", 140, placeholder=" …"),
        )
        for each in waiting
    ]
    where = reverse("learning:reviews")
    return Panel("Words for the public pages", rows, order=45, total=total, href=where) if rows else None
