"""Asking providers to confirm before an entry goes out of sight, and forgetting what was read and not taken in."""

from datetime import timedelta

from django.utils import timezone

from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.jobs import every, for_each
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import Area, ServiceName

from .models import Provider, Status
from .operations import feeds, providing, suggesting

BEFORE = timedelta(days=30)


@every("20 6 * * 1", name="directory.ask_to_confirm")
def ask_to_confirm() -> None:
    """On Mondays, send their link to providers of whom an entry goes out of sight within a month and none was sent since."""
    now = timezone.now()

    def in_one(area: Area) -> None:
        with acting_as(service_of(area, ServiceName.MAIL)) as mail:
            due = (
                Provider.objects.filter(area=area, services__expires_on__lte=london_date(now) + BEFORE)
                .exclude(keeper_email="")
                .exclude(keeper_links__made_at__gte=now - BEFORE)
                .exclude(services__status=Status.DEFUNCT)
            )
            for provider in due.distinct().order_by("pk"):
                providing.send_link(provider=provider, by=mail, at=now)

    for_each(Area.objects.filter(providers__isnull=False).distinct().order_by("pk"), in_one)


@every("40 2 * * *", name="directory.forget_old")
def forget_old() -> None:
    """Empty readings of feeds that nobody settled within 30 days, and what readers wrote more than a year ago."""
    feeds.forget_old(at=timezone.now())
    suggesting.forget_old(at=timezone.now())
