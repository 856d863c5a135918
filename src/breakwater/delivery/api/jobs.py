"""Carrying what systems are told, reminding of keys that lapse, forgetting what was carried."""

from datetime import timedelta

from django.utils import timezone

from breakwater.foundation import jobs
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import Area, ServiceName

from . import keys, leaving, webhooks

AT_A_TIME = timedelta(seconds=40)


@jobs.job("api.carry", retry=False, lock="api.carry")
def carry(area: int) -> None:
    """Deliver what is due in an area, for a while: one such job at a time, so that no receiver keeps the worker from what is urgent."""
    service = service_of(Area.objects.get(pk=area), ServiceName.MAIL)
    until = timezone.now() + AT_A_TIME
    with acting_as(service):
        waiting = webhooks.due(at=timezone.now())

    def one(number: int) -> None:
        if timezone.now() < until:
            webhooks.carry(number, by=service, at=timezone.now())

    jobs.for_each(waiting, one)


@jobs.every("* * * * *", name="api.carry_due")
def carry_due() -> None:
    """Have delivered what waits for its next attempt."""

    def of(area: Area) -> None:
        with acting_as(service_of(area, ServiceName.MAIL)):
            if webhooks.due(at=timezone.now(), most=1):
                jobs.defer_each("api.carry", [{"area": area.pk}], waits=True)

    jobs.for_each(Area.objects.order_by("pk"), of)


@jobs.every("50 1 * * *", name="api.end_lapsed")
def end_lapsed() -> None:
    """Nobody acts any more as a system whose keys have lapsed."""
    now = timezone.now()

    def of(area: Area) -> None:
        with acting_as(service_of(area, ServiceName.MAIL)):
            for system in keys.not_in_force(area, at=now):
                keys.end_lapsed(system, at=now)

    jobs.for_each(Area.objects.order_by("pk"), of)


@jobs.every("55 1 * * *", name="api.look_who_left")
def look_who_left() -> None:
    """Tell of keys whose maker has left, and end those that nobody exchanged in time."""
    now = timezone.now()

    def of(area: Area) -> None:
        with acting_as(service_of(area, ServiceName.MAIL)) as by:
            leaving.note(area, by=by, at=now)
            leaving.end_not_exchanged(area, by=by, at=now)

    jobs.for_each(Area.objects.order_by("pk"), of)


@jobs.every("20 6 * * *", name="api.remind")
def remind() -> None:
    """Tell leads whose keys lapse within 30 days, once."""
    now = timezone.now()

    def one(key) -> None:
        with acting_as(service_of(key.system.area, ServiceName.MAIL)) as by:
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
