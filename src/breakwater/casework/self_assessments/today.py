"""Self-assessments that a team is asked for, and those returned to whoever asked, on Today."""

from datetime import datetime

from django.urls import reverse

from breakwater.foundation.dates.london_time import end_of, london_date
from breakwater.foundation.design.moments import day
from breakwater.partnership.notifications.registry import TODAY_PANELS, Panel, Waiting
from breakwater.partnership.organisations.access import Permission, may
from breakwater.partnership.organisations.models import Actor

from .asking import waiting_for
from .operations import newest_editions
from .sharing import not_opened_by, page_of


@TODAY_PANELS.register("casework.self_assessments")
def self_assessments_asked_for(actor: Actor, now: datetime) -> Panel | None:
    """What this team is asked to return, the nearest day first. No panel where there is none."""
    asked = waiting_for(actor.membership.team) if may(actor, Permission.SELF_ASSESS_ANSWER) else []
    if not asked:
        return None
    titles, address = {each.key: each.title for each in newest_editions()}, reverse("casework:self_assessments")
    rows = [
        Waiting(
            text=titles.get(each.bank, "Self-assessment"),
            href=address,
            hint=f"For {each.asking_team.name}, {each.area.name}",
            tag="Overdue" if each.due_on < london_date(now) else "",
            tag_kind="red",
            due_at=end_of(each.due_on),
        )
        for each in asked
    ]
    return Panel("Self-assessments", rows, order=45, href=address, link="All self-assessments")


@TODAY_PANELS.register("casework.self_assessments_returned")
def self_assessments_returned(actor: Actor, now: datetime) -> Panel | None:
    """What was returned to whoever asks, until they open it. No panel where there is none."""
    returned = not_opened_by(actor.membership.user) if may(actor, Permission.SELF_ASSESS_ASK) else []
    rows = [
        Waiting(
            text=f"Returned: {each.organisation.name}",
            href=page_of(each),
            hint=f"{each.edition.title}, sent on {day(each.sent_at)}",
        )
        for each in returned
    ]
    address = reverse("casework:returns")
    return Panel("Self-assessments returned", rows, order=44, href=address, link="All returned") if rows else None
