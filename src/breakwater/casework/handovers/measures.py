"""What may be counted of responsibility: work that nobody could be answering for, and offers that wait too long."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from breakwater.casework.cases.models import Case, nobody_in
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.organisations.models import Area

from .models import Handover


@dataclass(frozen=True)
class Ownerless:
    """Open cases whose team is closed or has nobody in it today, and offers that wait for such a team."""

    cases: list[Case]
    offers: list[Handover]

    @property
    def any(self) -> bool:
        return bool(self.cases or self.offers)


def ownerless(*, area: Area, at: datetime) -> Ownerless:
    """Work of an area that nobody is there to answer for at `at`. Every case has a team by database rule; this asks for people.

    Run as a service of the area. Records that are restricted to named readers have their readers and are not among these.
    """
    today = london_date(at)
    cases = Case.objects.open().filter(nobody_in("responsible_team", today), area=area)
    offers = Handover.objects.waiting().select_related("from_team").filter(nobody_in("to_team", today), area=area)
    return Ownerless(list(cases.order_by("pk")), list(offers.order_by("pk")))


def waiting_too_long(*, area: Area, at: datetime) -> QuerySet[Handover]:
    """Offers of an area whose answer was due before `at`, nearest first, as far as the actor may see them."""
    return Handover.objects.waiting().filter(area=area, answer_due_at__lt=at).order_by("answer_due_at", "pk")
