"""Reminders: of answers before and after they are due, and of impact tests."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from breakwater.foundation import jobs
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.dates.months import months_later
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.calendars import working_calendar
from breakwater.partnership.organisations.models import Actor, Area, ServiceName

from ..models import ImpactTest, Response
from . import lookup
from .codes import PERIODS
from .operations import responses

OVERDUE = 1
SOON = "An impact test is due soon", "{} impact tests are due soon"
LATE = "An impact test is overdue", "{} impact tests are overdue"


@jobs.every("20 6 * * *", name="learning.remind")
def remind_everywhere() -> None:
    """Every morning: remind the organisations and the keepers of each area."""
    jobs.for_each(Area.objects.order_by("pk"), lambda area: remind(area, at=timezone.now()))


def remind(area: Area, *, at: datetime) -> int:
    """Remind who is to answer or to test; return how many reminders went out. None on a day that is no working day."""
    today, calendar = london_date(at), working_calendar(area)
    if not calendar.is_working_day(today):
        return 0
    with acting_as(service_of(area, ServiceName.CLOCKS)) as by:
        return _answers(area, today, calendar, by=by, at=at) + _tests(area, today, calendar, by=by, at=at)


def _answers(area: Area, today, calendar, *, by: Actor, at: datetime) -> int:
    reminded, keepers = 0, lookup.keepers(area)
    waiting = lookup.RESPONSES.filter(area=area, answer=Response.Answer.WAITING).order_by("pk")
    for each in waiting:
        before = each.reminded
        if (turn := _turn(each, today, PERIODS.response_reminders, calendar)) is None:
            continue
        words = "A recommendation is to be answered soon" if turn < 0 else "The answer to a recommendation is overdue"
        responses.tell_team(each, words, by=by, at=at)
        reminded += 1
        if turn >= OVERDUE and (before is None or before < OVERDUE):
            keeper, path = keepers[each.recommendation.review_id], responses.page_of(each.recommendation)
            notifications.tell(
                words="An organisation has not answered a recommendation", path=path, team=keeper, by=by, at=at
            )
    return reminded


def _tests(area: Area, today, calendar, *, by: Actor, at: datetime) -> int:
    found, keepers = {}, lookup.keepers(area)
    for each in lookup.tests_due(area, months_later(today, 2)):
        turn = _turn(each, today, PERIODS.impact_reminders, calendar)
        if turn is not None:
            path, team = reverse("learning:impact_test", args=[each.public_id]), keepers[each.recommendation.review_id]
            found.setdefault((team, SOON if turn < 0 else LATE), []).append(path)
    all_on = reverse("learning:recommendations")
    for (team, words), pages in found.items():
        notifications.tell_once(words, pages=pages, all_on=all_on, team=team, by=by, at=at)
    return sum(len(pages) for pages in found.values())


def _turn(each: Response | ImpactTest, today, turns: Iterable[int], calendar) -> int | None:
    """The reminder whose turn it is, in working days from the due day: the last that came, also where no worker ran that morning."""
    since = calendar.working_days_between(each.due_on, today)
    come = [turn for turn in turns if turn <= since and (each.reminded is None or turn > each.reminded)]
    if not come:
        return None
    each.reminded = max(come)
    each.save(update_fields=["reminded"])
    return each.reminded
