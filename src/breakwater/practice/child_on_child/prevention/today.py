"""What prevention puts on Today of a school's safeguarding team: the report to governors that is owed."""

from datetime import datetime

from django.urls import reverse

from breakwater.foundation.dates.london_time import end_of, london_date
from breakwater.partnership.notifications.registry import OVERDUE, TODAY_PANELS, Panel, Waiting
from breakwater.partnership.organisations.access import Permission, may
from breakwater.partnership.organisations.models import Actor

from . import operations


@TODAY_PANELS.register("child_on_child.term_report")
def term_report_due(actor: Actor, now: datetime) -> Panel | None:
    """The report to governors of the term that is over. No panel once it is released."""
    if not may(actor, Permission.INCIDENT_WORK):
        return None
    due = operations.report_due(actor.membership.team, now)
    if due is None:
        return None
    term, by = due
    row = Waiting(
        text="Release the termly report to your governors",
        href=reverse("child_on_child:prevention"),
        hint=term.label,
        tag=OVERDUE if by < london_date(now) else "",
        tag_kind="red",
        due_at=end_of(by),
    )
    return Panel("Prevention of harm between children", [row], order=40)
