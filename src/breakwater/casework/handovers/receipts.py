"""What the giver of a case still holds of it: for pages that say so beside their own words."""

from datetime import datetime

from breakwater.casework.cases.models import Case

from .models import Handover
from .registry import RECEIVERS, Held


def held_of(case: Case, at: datetime) -> Held | None:
    """What its giver holds of a case that was received at once; None where it went to nobody who receives so."""
    for handover in Handover.objects.filter(carried__case=case).select_related("area").order_by("-pk"):
        receiver = RECEIVERS[handover.service]
        if receiver.receipt:
            return receiver.receipt(handover, at)
    return None
