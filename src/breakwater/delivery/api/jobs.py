"""Carrying what systems are told, reminding of keys that lapse, forgetting what was carried."""

from django.utils import timezone

from breakwater.foundation import jobs
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import Area, ServiceName

from . import keys, webhooks


@jobs.job("api.carry", retry=False)
def carry(delivery: int, area: int) -> None:
    """Try to deliver one event."""
    with acting_as(service_of(Area.objects.get(pk=area), ServiceName.MAIL)):
        webhooks.carry(delivery, at=timezone.now())


@jobs.every("* * * * *", name="api.carry_due")
def carry_due() -> None:
    """Try again what waits for its next attempt, each in a transaction of its own."""

    def of(area: Area) -> None:
        service = service_of(area, ServiceName.MAIL)
        with acting_as(service):
            waiting = webhooks.due(at=timezone.now())
        for number in waiting:
            with acting_as(service):
                webhooks.carry(number, at=timezone.now())

    jobs.for_each(Area.objects.order_by("pk"), of)


@jobs.every("20 6 * * *", name="api.remind")
def remind() -> None:
    """Tell leads whose keys lapse within 30 days, once."""
    now = timezone.now()

    def one(key) -> None:
        with acting_as(service_of(key.area, ServiceName.MAIL)) as by:
            keys.tell_lapses(key, by=by, at=now)

    jobs.for_each(keys.remind(at=now), one)


@jobs.every("35 2 * * *", name="api.forget")
def forget() -> None:
    """Delete deliveries that are 90 days old."""
    now = timezone.now()

    def of(area: Area) -> None:
        with acting_as(service_of(area, ServiceName.MAIL)):
            webhooks.forget(at=now)

    jobs.for_each(Area.objects.order_by("pk"), of)
