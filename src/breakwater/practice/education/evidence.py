"""That the list shared with a school was answered, offered as evidence. Older lists are past, and the school reads them no more (SG-16)."""

from datetime import datetime

from django.urls import reverse

from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.kit.evidence_held import Held, offers
from breakwater.partnership.organisations.access import Permission
from breakwater.partnership.organisations.models import Actor

from .models import SchoolList


@offers("lists.answered", needs=Permission.LIST_READ)
def last_list_answered(by: Actor, at: datetime) -> Held | None:
    answered = SchoolList.objects.filter(
        team=by.membership.team_id, state=SchoolList.State.CONFIRMED, acknowledged_at__isnull=False
    )
    last = answered.order_by("-acknowledged_at").first()
    if last is None:
        return None
    return Held(
        "a list shared with the school was answered", london_date(last.acknowledged_at), reverse("education:our_list")
    )
