"""What happens by itself: pages published at their hour, resources taken out in time, old words forgotten."""

from contextlib import suppress
from datetime import datetime, timedelta

from django.core.management import call_command
from django.utils import timezone

from breakwater.foundation.dates.london_time import london_date, to_london
from breakwater.foundation.jobs import every, for_each, job
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import Area, ServiceName

from .models import Alert, Frequency, Subscriber
from .operations import (
    alerts,
    bulletins,
    checking_links,
    checking_pages,
    collections,
    dispatching,
    library,
    sent,
    site,
    subscribing,
)

TWO_YEARS = timedelta(days=730)
HALF_AN_HOUR = timedelta(minutes=30)
SEVEN = 7  # o'clock in London


@every("*/5 * * * *", name="content.publish_scheduled")
def publish_scheduled() -> None:
    """Publish and withdraw pages whose hour has come."""
    call_command("publish_scheduled")


@every("30 2 * * *", name="content.keep_library")
def keep_library() -> None:
    """Take out what nobody reviewed in time; forget who offered what was not taken, old collections, messages, alerts."""
    now = timezone.now()

    def in_one(area: Area) -> None:
        with acting_as(service_of(area, ServiceName.CLOCKS)) as by:
            library.take_out_what_is_over(area=area, on=london_date(now), by=by, at=now)

    library.forget_who_offered(before=now - TWO_YEARS)
    collections.forget_old(at=now)
    sent.forget_old(at=now)
    alerts.forget_old(at=now)
    subscribing.forget_what_leads_nowhere(at=now)
    for_each(Area.objects.filter(resources__isnull=False).distinct().order_by("pk"), in_one)


@every("50 1 * * *", name="content.bring_sites_up_to_date")
def bring_sites_up_to_date() -> None:
    """After an update of the product its own pages follow by themselves, the same night. What an editor changed stays."""
    now = timezone.now()

    def in_one(area: Area) -> None:
        with acting_as(service_of(area, ServiceName.LISTS)) as by:
            site.bring_again(area=area, by=by, at=now)

    for_each(Area.objects.filter(site_home__isnull=False).order_by("pk"), in_one)


@every("20 4 * * *", name="content.check_links")
def check_links() -> None:
    """Look at the links of the library, and of the pages, whose week is over."""
    now = timezone.now()
    checking_pages.gather()
    for address in checking_pages.due(at=now):
        checking_pages.check(address=address, at=now)
    for resource in checking_links.due(at=now):
        checking_links.check(resource=resource, at=now)


@job("content.send_some")
def send_some(dispatch: int) -> None:
    """Send the next batch of a bulletin or alert."""
    dispatching.send_some(dispatch=dispatch, at=timezone.now())


@every("*/10 * * * *", name="content.go_on")
def go_on() -> None:
    """Take up what was being sent when its job was lost."""
    dispatching.go_on(before=timezone.now() - HALF_AN_HOUR)


@every("0 * * * *", name="content.send_periods")
def send_periods() -> None:
    """From seven in London: the issues of the week and of the month before this one, and what happened the day before to chapters."""
    begin_periods(at=timezone.now())


def begin_periods(*, at: datetime) -> None:
    """Begin what is due. Asked hourly, so that a Monday on which nothing ran loses nobody's bulletin."""
    if to_london(at).hour < SEVEN:
        return
    today = london_date(at)
    due = [(Frequency.WEEKLY, today - timedelta(days=today.weekday())), (Frequency.MONTHLY, today.replace(day=1))]
    due += [
        (Frequency.EACH, today - timedelta(days=late)) for late in (2, 1, 0)
    ]  # a day on which nothing ran comes later

    def in_one(area: Area) -> None:
        for frequency, on in due:
            dispatching.begin_period(area=area, frequency=frequency, on=on, at=at)

    for_each(Area.objects.filter(pk__in=Subscriber.objects.values("area")).order_by("pk"), in_one)


@every("*/5 * * * *", name="content.send_planned")
def send_planned() -> None:
    """Send the approved bulletins whose moment has come. One that fails stops no other, and fails the job at its end."""
    now = timezone.now()

    def send(issue) -> None:
        with acting_as(service_of(issue.area, ServiceName.MAIL)) as by, suppress(bulletins.NotNow):
            bulletins.send(issue=issue, by=by, at=now, is_planned=True)

    for_each(bulletins.due(at=now), send)


@every("15 * * * *", name="content.chase_alerts")
def chase_alerts() -> None:
    """Tell of alerts in force whoever came into a role since; once, a working day after, tell again whoever has not said that they read it."""
    now = timezone.now()

    def in_one(area: Area) -> None:
        with acting_as(service_of(area, ServiceName.MAIL)) as by:
            alerts.tell_who_joined(area, by=by, at=now)
            for alert in alerts.due_to_be_chased(area=area, at=now):
                with suppress(alerts.NotNow):  # withdrawn since we looked
                    alerts.chase(alert=alert, by=by, at=now, only_first=True)

    for_each(Area.objects.filter(pk__in=Alert.objects.in_force(now).values("area")).order_by("pk"), in_one)
