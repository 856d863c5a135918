"""What of the site itself is new or has changed: its pages and its resources, for whoever composes a bulletin."""

from datetime import datetime

from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.organisations.models import Area

from . import presenting
from .models import Page, Resource
from .registry import CHANGED, Change

MOST = 40


@CHANGED.register("content.pages")
def pages(area: Area, since: datetime, until: datetime) -> list[Change]:
    """Pages, news and campaigns published between two moments."""
    rows = Page.objects.live().filter(kept_by__area=area, last_published_at__gt=since, last_published_at__lte=until)
    return [
        Change(
            f"page:{each.pk}",
            _what(each),
            each.title,
            each.summary,
            presenting.address_of(each),
            each.last_published_at,
        )
        for each in rows.order_by("-last_published_at", "pk")[:MOST]
    ]


def _what(page: Page) -> str:
    """What kind of page it is, and in which language where that is not English."""
    return ", ".join(filter(None, [page.get_kind_display().partition(":")[0], presenting.language_said(page)]))


@CHANGED.register("content.resources")
def resources(area: Area, since: datetime, until: datetime) -> list[Change]:
    """Resources that came into the library between two moments and are still in it."""
    rows = Resource.objects.published(london_date(until)).filter(
        area=area, published_at__gt=since, published_at__lte=until
    )
    return [
        Change(
            f"resource:{each.pk}",
            each.get_sort_display(),
            each.title,
            each.summary,
            presenting.resource_address(each),
            each.published_at,
        )
        for each in rows.order_by("-published_at", "pk")[:MOST]
    ]
