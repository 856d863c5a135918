"""What happens by itself: pages published at their hour, resources taken out in time, old words forgotten."""

from datetime import timedelta

from django.core.management import call_command
from django.utils import timezone

from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.jobs import every
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import Area, ServiceName

from .operations import collections, library, sent

TWO_YEARS = timedelta(days=730)


@every("*/5 * * * *", name="content.publish_scheduled")
def publish_scheduled() -> None:
    """Publish and withdraw pages whose hour has come."""
    call_command("publish_scheduled")


@every("30 2 * * *", name="content.keep_library")
def keep_library() -> None:
    """Take out what nobody reviewed in time; forget who offered what was not taken, old collections, old messages."""
    now = timezone.now()
    for area in Area.objects.filter(resources__isnull=False).distinct().order_by("pk"):
        with acting_as(service_of(area, ServiceName.CLOCKS)) as by:
            library.take_out_what_is_over(area=area, on=london_date(now), by=by, at=now)
    library.forget_who_offered(before=now - TWO_YEARS)
    collections.forget_old(at=now)
    sent.forget_old(at=now)
