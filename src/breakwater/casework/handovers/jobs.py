"""The nightly look for work that nobody answers for."""

import logging
from datetime import datetime

from django.utils import timezone

from breakwater.foundation import audit, jobs
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import Area, Membership, ServiceName, User

from . import cover, holdings, measures
from .rules import ANSWER_FOR_LATE_WORK

log = logging.getLogger(__name__)


@jobs.every("40 3 * * *", name="handovers.look_for_ownerless")
def look_for_ownerless() -> None:
    """Every night: raise the alarm over cases and offers whose team is closed or empty."""
    jobs.for_each(Area.objects.order_by("pk"), lambda area: raise_alarm(area, at=timezone.now()))


def raise_alarm(area: Area, *, at: datetime) -> measures.Ownerless:
    """Tell the managers of an area of each case and offer that nobody answers for, and log their references."""
    with acting_as(service_of(area, ServiceName.CLOCKS)) as by:
        found = measures.ownerless(area=area, at=at)
        managers = User.objects.filter(
            is_active=True,
            memberships__in=Membership.objects.in_force(london_date(at)).filter(
                team__area=area, role__in=ANSWER_FOR_LATE_WORK
            ),
        ).distinct()
        for kind, records, page in (("cases", found.cases, "move/"), ("handovers", found.offers, "")):
            for record in records:
                log.error("%s has no team with people in it", record.reference)
                audit.did("found without an owner", kind.removesuffix("s"), record.pk)
                notifications.tell(
                    users=managers,
                    team=record.from_team if kind == "handovers" else None,  # who may take the offer back
                    words="A record has no team with people in it. Hand it over today",
                    path=f"/{kind}/{record.reference}/{page}",
                    reference=record.reference,
                    by=by,
                    at=at,
                )
    return found


@jobs.every("10 0 * * *", name="handovers.tend_cover")
def tend_cover() -> None:
    """Every midnight: cover begins and ends with the days of an absence."""
    jobs.for_each(Area.objects.order_by("pk"), lambda area: cover.tend(area, at=timezone.now()))


@jobs.every("50 5 * * *", name="handovers.remind_of_leaving")
def remind_of_leaving() -> None:
    """Every morning: whoever leaves in four weeks, two, one, or tomorrow hears again what they hold, and so do the teams."""
    jobs.for_each(Area.objects.order_by("pk"), lambda area: warn_again(area, at=timezone.now()))


def warn_again(area: Area, *, at: datetime) -> int:
    """Tell of posts of an area that end soon and hold something; returns of how many."""
    with acting_as(service_of(area, ServiceName.CLOCKS)) as by:
        return sum(holdings.warn(membership=post, by=by, at=at) for post in holdings.ending_soon(area, at=at))
