"""The weekly look at every link of the library: what died or leads elsewhere is taken out and listed to its keeper (PL 2.5)."""

from datetime import datetime, timedelta

from django.db.models import F, Q

from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import ServiceName

from .. import links
from ..models import Resource
from ..models.resources import State
from . import library

WEEKLY, AGAIN = timedelta(days=7), timedelta(hours=20)
AT_ONCE = 50
CHANGED = "Its link leads to something else now"


def due(*, at: datetime) -> list[Resource]:
    """Links nobody looked at for a week, and those that did not answer yesterday; longest ago first."""
    long_ago = Q(link_checked_at=None) | Q(link_checked_at__lt=at - WEEKLY)
    once_more = Q(link_failed_at__isnull=False, link_checked_at__lt=at - AGAIN)
    rows = Resource.objects.filter(state=State.PUBLISHED).exclude(address="").filter(long_ago | once_more)
    return list(rows.select_related("area").order_by(F("link_checked_at").asc(nulls_first=True), "pk")[:AT_ONCE])


def check(*, resource: Resource, at: datetime, dial=links.connect) -> str:
    """Look at one link; return why it was taken out, or nothing. What does not answer is looked at again the next day first."""
    try:
        seen = links.look(resource.address, dial=dial)
    except links.NotPublic as fault:
        return _take_out(resource, str(fault), at)
    except links.NotReached as fault:
        return _failed(resource, f"{fault}, two days running", at)
    if seen.why:
        return _take_out(resource, seen.why, at)
    if resource.link_mark and seen.shut:
        return _failed(resource, f"{seen.shut}, two days running", at)
    if resource.link_mark and seen.mark != resource.link_mark:
        return _take_out(resource, CHANGED, at)
    Resource.objects.filter(pk=resource.pk).update(link_checked_at=at, link_failed_at=None, link_mark=seen.mark)
    return ""


def _failed(resource: Resource, why: str, at: datetime) -> str:
    """Take it out the second time; the first time look again tomorrow."""
    if resource.link_failed_at:
        return _take_out(resource, why, at)
    Resource.objects.filter(pk=resource.pk).update(link_checked_at=at, link_failed_at=at)
    return ""


def _take_out(resource: Resource, why: str, at: datetime) -> str:
    """Take it out, unless somebody has done so while we looked."""
    try:
        with acting_as(service_of(resource.area, ServiceName.CLOCKS)) as by:
            library.take_out_for_its_link(resource=resource, why=why, by=by, at=at)
    except library.NotNow:
        return ""
    return why
