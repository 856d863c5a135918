"""What the service does about reports when nobody is at the keyboard."""

from django.utils import timezone

from breakwater.foundation import jobs
from breakwater.partnership.organisations.models import Area

from .reports import paging


@jobs.every("*/5 * * * *", name="child_on_child.page_reports")
def page_reports() -> None:
    """Every five minutes: page who is at work for each report that nobody has acknowledged."""
    now = timezone.now()
    jobs.for_each(Area.objects.order_by("pk"), lambda area: paging.page(area, at=now))
