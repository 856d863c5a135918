"""What serious incidents put on Today of whoever is named on one: what is due, and what waits for their own part."""

from datetime import datetime

from django.urls import reverse

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import end_of, london_date
from breakwater.foundation.design.moments import day
from breakwater.partnership.notifications.registry import OVERDUE, TODAY_PANELS, Panel, Waiting
from breakwater.partnership.organisations.access import Permission, may
from breakwater.partnership.organisations.models import Actor

from ..models import SeriousIncident, State
from . import lookup

SHOWN = 12


@TODAY_PANELS.register("learning.incidents")
def incidents_due(actor: Actor, now: datetime) -> Panel | None:
    """What comes next on each incident that the actor keeps, and what waits for the part in which they are named. None where nothing does."""
    if not may(actor, Permission.SERIOUS_READ):
        return None
    today = london_date(now)
    found = [
        (one, due)
        for one in lookup.named_on().exclude(state__in=(State.CLOSED,))
        if may(actor, Permission.SERIOUS_READ, one)
        for due in _of(one, actor, today)
    ]
    audit.saw("serious_incident", *{one.pk for one, _ in found})
    rows = [_waiting(one, due, today) for one, due in found[:SHOWN]]
    where = reverse("learning:incidents")
    return Panel("Serious incidents", rows, order=8, total=len(found), href=where, link="All of them") if rows else None


def _of(incident: SeriousIncident, actor: Actor, today) -> list[lookup.Due]:
    """For who keeps it, what comes next; for everybody named what waits for their own word."""
    due = [
        each for each in lookup.due_of(incident, today) if each.page != lookup.REVIEW_PAGE
    ]  # reviews have a panel of their own
    next_steps = due if may(actor, Permission.SERIOUS_WORK, incident) else []
    return next_steps[:1] + lookup.asked_of(incident, actor) + next_steps[1:]  # living children before all else


def _waiting(incident: SeriousIncident, due: lookup.Due, today) -> Waiting:
    late = due.by is not None and due.by < today
    amber = due.amber is not None and due.amber <= today and not late
    hint = f"{incident.reference}, due {day(due.by)}" if due.by else incident.reference
    return Waiting(
        text=due.words,
        href=due.href or reverse("learning:incident", args=[incident.public_id]),
        hint=f"{hint}, counted from awareness {day(due.amber)}" if amber else hint,
        tag=OVERDUE if late else "Amber" if amber else "",
        tag_kind="red" if late else "amber",
        due_at=end_of(due.by) if due.by else None,
    )
