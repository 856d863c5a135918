"""What the scorecard does by itself: it brings over what rooms publish each night, and reminds of returns that are late (DQ11)."""

from collections.abc import Iterable
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone

from breakwater.foundation import jobs
from breakwater.foundation.dates.london_time import london_date, start_of
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.calendars import working_calendar
from breakwater.partnership.organisations.models import Area, ServiceName, User

from . import lookup, operations, periods
from .codes import INDICATORS

TO_GROUP = 10  # working days after the day it was due
WORDS = "A return of the scorecard is late"


@jobs.every("15 5 * * *", name="scorecard.bring")
def bring_everywhere() -> None:
    """Every night, after rooms have worked out their figures: a new period, or what changed in one before."""
    jobs.for_each(Area.objects.order_by("pk"), lambda area: bring(area, at=timezone.now()))


def bring(area: Area, *, at: datetime) -> int:
    with acting_as(service_of(area, ServiceName.LISTS)) as by:
        return operations.bring(area, by=by, at=at)


@jobs.every("40 6 * * *", name="scorecard.remind")
def remind_everywhere() -> None:
    """Every morning: tell whoever gives a return that it is late, and the partnership's leads where it still is ten working days on."""
    jobs.for_each(Area.objects.order_by("pk"), lambda area: remind(area, at=timezone.now()))


def remind(area: Area, *, at: datetime) -> int:
    """Return how many were told. None on a day that is no working day; each person once a day at which something fell late."""
    today, calendar = london_date(at), working_calendar(area)
    if not calendar.is_working_day(today):
        return 0
    with acting_as(service_of(area, ServiceName.CLOCKS)) as by:
        late = lookup.late(area.pk, today)
        due = {code: periods.due_on(INDICATORS[code], first) for code, first in late.items()}
        owners: dict[int, date] = {}
        for code, user in lookup.givers(area.pk, due).items():
            owners[user] = max(due[code], owners.get(user, due[code]))
        told = sum(_tell(user, since, by=by, at=at) for user, since in owners.items())
        long_due = [on for on in due.values() if calendar.add_working_days(on, TO_GROUP) < today]
        if long_due:
            since = calendar.add_working_days(max(long_due), TO_GROUP)
            told += sum(_tell(user.pk, since, by=by, at=at) for user in lookup.group_of(area.pk, today))
    return told


def _tell(user: int, since: date, *, by, at: datetime) -> int:
    """Once since the day on which the last return fell late."""
    path = reverse("scorecard:card")
    users: Iterable[User] = User.objects.filter(pk=user, is_active=True)
    users = notifications.not_told(users, words=WORDS, path=path, since=start_of(since))
    return len(notifications.tell(words=WORDS, path=path, users=users, by=by, at=at)) if users else 0
