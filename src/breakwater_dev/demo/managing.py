"""What a MASH manager of the invented area has before them: contacts ready for decision, one sent back, a rota, someone away."""

from datetime import time, timedelta

from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.keeping import rota
from breakwater.partnership.organisations.models import DutyPost
from breakwater.practice.front_door.models import Contact
from breakwater.practice.front_door.pathway import TO_SCREEN
from breakwater.practice.front_door.screening.operations import claims, ready

from .life import Life

READY, NIGHTS = 4, 7
NOTE = "The school called back at noon. Health have nothing more. The mother is expecting our call today."
STILL_TO_DO = "Ask the school who collects the child on Fridays, then hand it to me again."


def tell(life: Life) -> None:
    """Contacts that a screener has rated and matched go to the managers; the newest comes back. The nights have a rota."""
    now, today = life.now, london_date(life.now)
    with acting_as(life.post("screener")) as by:
        found = Contact.objects.filter(
            case__stage__in=TO_SCREEN, decided_at=None, told_more_at=None, child__isnull=False
        )
        rated = found.exclude(rag="").select_related("case").order_by("received_at", "pk")
        handed = [
            ready.hand_to_manager(contact=contact, note=NOTE, by=by, at=now - timedelta(minutes=50))
            for contact in rated[:READY]
        ]
        for contact in found.filter(case__stage="received").order_by("-received_at", "-pk")[:2]:
            claims.claim(contact=contact, by=by, at=now - timedelta(minutes=30))
    with acting_as(life.post("screener 3")) as by:
        for contact in found.filter(case__stage="received").order_by("-received_at", "-pk")[:1]:
            claims.claim(contact=contact, by=by, at=now - timedelta(minutes=20))
    with acting_as(life.post("manager")) as by:
        for contact in handed[-1:]:
            ready.send_back(contact=contact, reason=STILL_TO_DO, by=by, at=now - timedelta(minutes=15))
        away = life.post("screener 3")
        rota.add_absence(membership=away, first=today, last=today + timedelta(days=5), by=by, at=now)
        post = DutyPost.objects.filter(team=life.post("duty").team, title="Emergency duty worker").first()
        nights = rota.ShiftFacts(
            first=today,
            last=today + timedelta(days=NIGHTS),
            opens=time(17),
            closes=time(9),
            post=post,
            with_weekends=True,
        )
        rota.add_shifts(membership=life.post("duty"), facts=nights, by=by, at=now)
