"""Professional disagreements that a team raised and that were settled, offered as evidence. It names no matter and no child."""

from datetime import datetime, timedelta

from django.db.models import Count, Max
from django.urls import reverse

from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.kit.evidence_held import LOOKS_BACK, Held, offers
from breakwater.partnership.organisations.access import Permission
from breakwater.partnership.organisations.models import Actor

from .models import Escalation

FEWEST = 5  # below it the number is in words: a return is read outside


@offers("escalations.raised", needs=Permission.ESCALATION_RAISE)
def disagreements_settled(by: Actor, at: datetime) -> Held | None:
    settled = Escalation.objects.filter(
        raised_team=by.membership.team_id, settled_at__gte=at - timedelta(days=LOOKS_BACK)
    )
    found = settled.aggregate(count=Count("pk"), last=Max("settled_at"))
    if not found["count"]:
        return None
    many = str(found["count"]) if found["count"] >= FEWEST else "fewer than five"
    words = f"{many} professional disagreements that you raised were settled in the last year"
    return Held(words, london_date(found["last"]), reverse("casework:escalations"))
