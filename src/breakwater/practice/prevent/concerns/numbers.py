"""Whom to call, from the one configured record of numbers (SG-31)."""

from datetime import datetime

from django.db.models import Q

from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.organisations.calendars import hours_of
from breakwater.partnership.organisations.models import Area, ContactPoint
from breakwater.partnership.organisations.operations import NobodyReceives, receiving_team


def of_area(area: Area, *, on: datetime) -> list[tuple[ContactPoint, str]]:
    """The area's own numbers and the national ones for professionals, each with what is said of it now: who answers first stands first."""
    day = london_date(on)
    points = ContactPoint.objects.filter(Q(area=area) | Q(area=None), effective_from__lte=day, for_children=False)
    found = points.exclude(effective_to__lt=day).exclude(telephone="").order_by("order", "pk")
    is_open = _is_open(area, on)
    closed = ContactPoint.Purpose.FRONT_DOOR if not is_open else ContactPoint.Purpose.OUT_OF_HOURS
    said = "Closed now" if not is_open else "When the MASH is closed"
    rows = [(point, said if point.purpose == closed else "") for point in found]
    return sorted(rows, key=lambda row: bool(row[1]))


def _is_open(area: Area, at: datetime) -> bool:
    try:
        return hours_of(receiving_team(area, "front_door"), london_date(at)).is_open(at)
    except NobodyReceives:
        return False
