"""What inspectors wait for, on Today of whoever is named on the folder: by its number, never by what is asked."""

from datetime import datetime

from django.urls import reverse

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import end_of, london_date
from breakwater.foundation.design.moments import day
from breakwater.partnership.notifications.registry import OVERDUE, TODAY_PANELS, Panel, Waiting
from breakwater.partnership.organisations.access import Permission, may
from breakwater.partnership.organisations.calendars import working_calendar
from breakwater.partnership.organisations.models import Actor

from . import lookup

AHEAD = 2  # working days


@TODAY_PANELS.register("assurance.inspections")
def inspections(actor: Actor, now: datetime) -> Panel | None:
    """Requests that are overdue or due within two working days."""
    if not may(actor, Permission.INSPECTION_READ):
        return None
    today = london_date(now)
    found = lookup.waiting(working_calendar(actor.membership.team.area).add_working_days(today, AHEAD))
    audit.saw("inspection", *(each.inspection_id for each in found))
    rows = [
        Waiting(
            text=f"Answer request {each.number} of an inspection",
            href=reverse("assurance:inspection_request_give", args=[each.public_id]),
            hint=f"{each.inspection.agency}, due {day(each.due_on)}",
            tag=OVERDUE if each.due_on < today else "",
            tag_kind="red",
            due_at=end_of(each.due_on),
        )
        for each in found
    ]
    return Panel("Inspections", rows, order=44, total=len(rows)) if rows else None
