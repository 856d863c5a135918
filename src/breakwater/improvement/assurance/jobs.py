"""Reminders of what a partnership owes: papers and minutes (K04), a safeguarding lead (K06), the yearly report (K01, K02)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.urls import reverse
from django.utils import timezone

from breakwater.foundation import jobs
from breakwater.foundation.dates.london_time import london_date, start_of
from breakwater.foundation.dates.working_days import WorkingCalendar
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.calendars import working_calendar
from breakwater.partnership.organisations.models import Actor, Area, ServiceName, User

from .arrangements import lookup as arrangements
from .plans.lookup import keepers_of
from .yearly_report import lookup as reports

MEETING_AHEAD, LAPSE_AHEAD, REPORT_AHEAD = 2, 10, 20  # working days


@dataclass(frozen=True)
class Owed:
    """What is due by a day, who is reminded of it, and so many working days ahead; once ahead of the day and once after it."""

    by: date
    ahead: int
    soon: str
    late: str
    path: str
    users: Sequence[User]


@jobs.every("30 6 * * *", name="assurance.remind")
def remind_everywhere() -> None:
    """Every morning: remind who keeps the meetings and arrangements of each area."""
    jobs.for_each(Area.objects.order_by("pk"), lambda area: remind(area, at=timezone.now()))


def remind(area: Area, *, at: datetime) -> int:
    """Return how many reminders went out. None on a day that is no working day; what a morning missed, the next one makes up for."""
    today, calendar = london_date(at), working_calendar(area)
    if not calendar.is_working_day(today):
        return 0
    with acting_as(service_of(area, ServiceName.CLOCKS)) as by:
        return sum(_remind(each, calendar, by=by, at=at) for each in _owed(area, today, calendar))


def _remind(owed: Owed, calendar: WorkingCalendar, *, by: Actor, at: datetime) -> int:
    today, begins = london_date(at), calendar.add_working_days(owed.by, -owed.ahead)
    if today < begins:
        return 0
    words, since = (owed.late, owed.by) if owed.by < today else (owed.soon, begins)
    users = notifications.not_told(owed.users, words=words, path=owed.path, since=start_of(since))
    return len(notifications.tell(words=words, path=owed.path, users=users, by=by, at=at)) if users else 0


def _owed(area: Area, today: date, calendar: WorkingCalendar) -> Iterator[Owed]:
    yield from _of_meetings(calendar)
    keepers = list(keepers_of([area.pk], today))
    for lapse in arrangements.lapses(area, today):
        path = reverse("assurance:role", args=[lapse.holding.public_id])
        soon, late = "A safeguarding lead has no successor yet", "The successor of a safeguarding lead is overdue"
        yield Owed(lapse.due_on, LAPSE_AHEAD, soon, late, path, keepers)
    if (due := reports.next_due(area.pk, today)) is not None:
        soon, late = "The yearly report of your partnership is due", "The yearly report of your partnership is overdue"
        yield Owed(due.on, REPORT_AHEAD, soon, late, due.path, keepers)


def _of_meetings(calendar: WorkingCalendar) -> Iterable[Owed]:
    """Of the papers and minutes that are not out yet. Whoever keeps the record of a meeting is told, and nobody else."""
    with connection.cursor() as cursor:
        cursor.execute("select public_id, keeper, held_on, is_held, days from access.meetings_due()")
        rows = cursor.fetchall()
    users = User.objects.filter(is_active=True).in_bulk({row[1] for row in rows})
    for public_id, keeper, held_on, is_held, days in rows:
        path = reverse("assurance:meeting", args=[public_id])
        told = [users[keeper]] if keeper in users else []
        if is_held:
            words = "The draft minutes of a meeting are due", "The draft minutes of a meeting are overdue"
            yield Owed(calendar.add_working_days(held_on, days), MEETING_AHEAD, *words, path, told)
        else:
            words = "The papers of a meeting are due", "The papers of a meeting are overdue"
            yield Owed(calendar.add_working_days(held_on, -days), MEETING_AHEAD, *words, path, told)
