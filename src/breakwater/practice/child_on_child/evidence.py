"""That the report of a term was released to the governors, offered as evidence. It says nothing of what it counts."""

from datetime import datetime

from django.urls import reverse

from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.kit.evidence_held import Held, offers
from breakwater.partnership.organisations.access import Permission
from breakwater.partnership.organisations.models import Actor

from .models import TermReport


@offers("harm.termly", needs=Permission.INCIDENT_WORK)
def term_report_released(by: Actor, at: datetime) -> Held | None:
    released = TermReport.objects.filter(team=by.membership.team_id, released_at__isnull=False)
    last = released.order_by("-released_at").first()
    if last is None:
        return None
    words = f"the term report on harm between children that began on {last.starts_on:%-d %B %Y} was released to the governors"
    return Held(words, london_date(last.released_at), reverse("child_on_child:prevention"))
