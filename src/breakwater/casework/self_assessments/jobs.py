"""Reminders of self-assessments that are asked for and not returned, before and after the day (PL 4.5, step 6)."""

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone

from breakwater.foundation import jobs
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.calendars import working_calendar
from breakwater.partnership.organisations.models import Area, ServiceName

from . import asking
from .registry import chased_by_who_asked

REMINDED = (-10, -3, 1, 10)  # working days from the day by which it is asked for
OVERDUE, MOST = 1, timedelta(days=30)


@jobs.every("10 6 * * *", name="self_assessments.remind")
def remind_everywhere() -> None:
    """Every morning: remind the organisations of each area."""
    jobs.for_each(Area.objects.order_by("pk"), lambda area: remind(area, at=timezone.now()))


def remind(area: Area, *, at: datetime) -> int:
    """Remind each team that is asked, and tell whoever asked once it is overdue; return how many teams were reminded."""
    today, calendar, reminded, asking_teams = london_date(at), working_calendar(area), 0, {}
    if not calendar.is_working_day(today):
        return 0
    with acting_as(service_of(area, ServiceName.CLOCKS)) as by:
        waiting = asking.not_shared(area, since=today - MOST, until=today + MOST)
        chased = chased_by_who_asked(waiting)
        for asked in waiting:
            since_due = calendar.working_days_between(asked.due_on, today)
            if since_due not in REMINDED:
                continue
            if since_due == OVERDUE:
                asking_teams[asked.asking_team_id] = asked.asking_team
            if since_due > 0 and asked.pk in chased:
                continue
            words = "A self-assessment is due soon" if since_due < 0 else asking.OVERDUE
            path, reminded = reverse("casework:self_assessments"), reminded + 1
            notifications.tell(words=words, path=path, team=asked.answering_team, by=by, at=at)
        for team in asking_teams.values():
            path = reverse("casework:returns")
            notifications.tell(words="Self-assessments are overdue", path=path, team=team, by=by, at=at)
    return reminded
