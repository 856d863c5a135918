"""What waits for those who keep an area's site."""

from datetime import date, timedelta

from breakwater.partnership.organisations.models import Area

from .models import Feedback, Page, Resource

SOON = timedelta(days=30)
MOST = 100


def overdue_pages(area: Area, on: date):
    """Pages that should have been read again, longest ago first."""
    rows = Page.objects.overdue(on).filter(kept_by__area=area).select_related("kept_by")
    return rows.order_by("review_by", "pk")[:MOST]


def offers(area: Area):
    return Resource.objects.waiting().filter(area=area).order_by("offered_at", "pk")[:MOST]


def expiring(area: Area, on: date):
    """Published resources whose time is over within a month, or whose link is dead."""
    rows = Resource.objects.published(on).filter(area=area, expires_on__lte=on + SOON)
    return rows.order_by("expires_on", "pk")[:MOST]


def feedback(area: Area):
    return Feedback.objects.filter(area=area, state=Feedback.State.NEW).order_by("sent_at", "pk")[:MOST]
