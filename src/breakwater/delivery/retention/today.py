"""What retention puts on Today: batches, and fewer years of a class, that wait for the word of whoever looks."""

from datetime import datetime

from django.urls import reverse

from breakwater.foundation.design.moments import spoken
from breakwater.partnership.notifications.registry import TODAY_PANELS, Panel, Waiting
from breakwater.partnership.organisations.access import Permission, may
from breakwater.partnership.organisations.models import Actor

from . import lookup

SHOWN = 10


@TODAY_PANELS.register("retention.batches")
def batches_waiting(actor: Actor, _now: datetime) -> Panel | None:
    if not may(actor, Permission.RETENTION_APPROVE):
        return None
    rows = [
        Waiting(
            text=f"Batch of {spoken(each.at)}",
            href=reverse("retention:batch", args=[each.public_id]),
            hint=f"Proposed by {each.by.said}. Approve or refuse it",
        )
        for each in lookup.waiting_for(actor.membership.user_id)[:SHOWN]
    ]
    rows += [
        Waiting(
            text=f"Fewer years: {each.of_class.label}",
            href=reverse("retention:change", args=[each.key]),
            hint=f"Asked for by {each.by.said}. Agree or refuse",
        )
        for each in lookup.changes_waiting(actor.membership.user_id)[:SHOWN]
    ]
    href = reverse("retention:batches")
    return Panel("Retention: your word", rows, order=14, href=href, link="All batches") if rows else None
