"""Telling whoever answers for a restriction that its day has come; telling governance who asked for a record kept from them."""

from datetime import datetime, timedelta

from django.utils import timezone

from breakwater.foundation import jobs
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import Area, ServiceName, User
from breakwater.partnership.people.operations import conflicts

from . import glass
from .operations import due_for_review

EACH = timedelta(minutes=5)


@jobs.every("15 6 * * *", name="restricting.tell_of_reviews")
def tell_of_reviews() -> None:
    """Each morning: whoever answers for a restriction hears that it is to be looked at, on its day and weekly after."""
    now = timezone.now()
    for area in Area.objects.order_by("pk"):
        sweep_reviews(area, at=now)


def sweep_reviews(area: Area, *, at: datetime) -> int:
    """Tell the first reader of each restriction whose day has come, the second while the first is away (SG-06)."""
    with acting_as(service_of(area, ServiceName.CLOCKS)) as by:
        due = due_for_review(area, london_date(at))
        for public_id, human in due:
            notifications.tell(
                users=User.objects.filter(pk=human), words="A restriction is to be looked at again",
                path=f"/restricted/{public_id}/", by=by, at=at,
            )  # fmt: skip
        return len(due)


@jobs.every("*/5 * * * *", name="restricting.tell_of_blocked_looks")
def tell_of_blocked_looks() -> None:
    """Every five minutes: governance hears that someone asked for a record they are kept from (TR-20)."""
    now = timezone.now().replace(second=0, microsecond=0)
    for area in Area.objects.order_by("pk"):
        sweep_blocked(area, since=now - EACH, at=now)


def sweep_blocked(area: Area, *, since: datetime, at: datetime) -> int:
    """Tell governance of blocked looks since a moment; the message says neither who nor which."""
    with acting_as(service_of(area, ServiceName.CLOCKS)) as by:
        found = [row for row in conflicts.blocked_looks(area.pk, since) if row[1] <= at]
        if found:
            notifications.tell(
                users=glass.officers(area.pk, at), words="Someone asked for a record they are kept from", path="/conflicts/",
                by=by, at=at,
            )  # fmt: skip
        return len(found)
