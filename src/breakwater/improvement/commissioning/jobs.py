"""Reminders of a commissioner: funding and contracts that end, 12, 6 and 3 months before (K21), each once."""

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone

from breakwater.foundation import jobs
from breakwater.foundation.dates.london_time import london_date, start_of
from breakwater.foundation.dates.months import months_later
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import Area, ServiceName

from .provision import lookup
from .provision.flags import WARNED, months_left

CATCHES_UP = timedelta(
    days=14
)  # after its day a reminder is sent for so long: what was read is forgotten, and would be sent again


@jobs.every("40 6 * * *", name="commissioning.remind")
def remind_everywhere() -> None:
    """Every morning: remind who keeps an area's provision of funding and contracts that end."""
    jobs.for_each(Area.objects.order_by("pk"), lambda area: remind(area, at=timezone.now()))


def remind(area: Area, *, at: datetime) -> int:
    """Return how many reminders went out. The words name no service; what a morning missed, those of two weeks make up for."""
    today, sent = london_date(at), 0
    with acting_as(service_of(area, ServiceName.CLOCKS)) as by:
        keepers = list(lookup.keepers_of(area.pk, today))
        for each in lookup.ending(area.pk, today, months_later(today, max(WARNED))):
            path = reverse("commissioning:service", args=[each.public_id])
            for what, ends_on in (("funding", each.funding_ends_on), ("contract", each.ends_on)):
                months = months_left(ends_on, today)
                if months is None:
                    continue
                words = f"The {what} of a service ends within {months} months"
                since = max(each.at, start_of(months_later(ends_on, -months)))
                if at >= since + CATCHES_UP:
                    continue
                if users := notifications.not_told(keepers, words=words, path=path, since=since):
                    sent += len(notifications.tell(words=words, path=path, users=users, by=by, at=at))
    return sent
