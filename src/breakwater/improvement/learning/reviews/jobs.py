"""Reminders of a review's days: its six months, answers to fact-checks, and whether its page stays public. They say nothing of it."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db import connection
from django.urls import reverse
from django.utils import timezone

from breakwater.foundation import jobs
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.dates.working_days import WorkingCalendar
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.calendars import working_calendar
from breakwater.partnership.organisations.models import Area, ServiceName, User

TURNS = (-20, -5, 1)  # working days from the due day
SOON = "A date of something that you are named on comes near: read it"
OVER = "A date of something that you are named on has passed: read it"


@jobs.every("25 6 * * *", name="learning.remind_of_reviews")
def remind_everywhere() -> None:
    """Every morning: remind whoever keeps a review of its days."""
    jobs.for_each(Area.objects.order_by("pk"), lambda area: remind(area, at=timezone.now()))


def remind(area: Area, *, at: datetime) -> int:
    """Remind of each day whose turn has come since the last time; return how many people were told. None on a day that is no working day."""
    today, calendar = london_date(at), working_calendar(area)
    if not calendar.is_working_day(today):
        return 0
    with acting_as(service_of(area, ServiceName.CLOCKS)) as by:
        with connection.cursor() as cursor:
            cursor.execute("select * from access.remind_of_reviews(%s, %s)", [area.pk, list(_days(today, calendar))])
            rows = cursor.fetchall()
        users = User.objects.in_bulk({human for human, _, _ in rows})
        for human, incident, turn in sorted(rows):
            words = OVER if TURNS[turn - 1] > 0 else SOON
            path = reverse("learning:incident", args=[incident])
            notifications.tell(users=[users[human]], words=words, path=path, by=by, at=at)
    return len(rows)


def _days(today: date, calendar: WorkingCalendar) -> Iterator[date]:
    """For each turn, the last due day for which it has come."""
    for turn in TURNS:
        day = calendar.add_working_days(today, -turn) if turn < 0 else today
        while calendar.working_days_between(day, today) < turn:
            day -= timedelta(days=1)
        yield day
