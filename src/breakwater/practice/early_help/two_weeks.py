"""The next two weeks of whoever leads or co-ordinates families: their meetings, what is due, one's own tasks of these, on Today."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.urls import reverse

from breakwater.casework.cases import display as case_display
from breakwater.casework.cases.deaths import of_the_living
from breakwater.casework.cases.models import WorkCapacity
from breakwater.casework.clocks.models import Clock
from breakwater.casework.clocks.rules import CLOCK_RULES
from breakwater.casework.models import Meeting, Task
from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import LONDON, london_date, to_london
from breakwater.foundation.design.fortnight import Falls, fortnight, span
from breakwater.partnership.notifications.registry import TODAY_PANELS, Panel
from breakwater.partnership.organisations.access import Permission, may
from breakwater.partnership.organisations.calendars import working_calendar
from breakwater.partnership.organisations.models import Actor

from .models import Episode

OF_ONES_OWN = (WorkCapacity.LEAD_PROFESSIONAL, WorkCapacity.COVER, WorkCapacity.COORDINATOR)


@TODAY_PANELS.register("early_help.two_weeks")
def two_weeks(actor: Actor, now: datetime) -> Panel | None:
    """A grid of ten weekdays for one's own families. No panel where nothing falls on any of them."""
    if not may(actor, Permission.EPISODE_WORK):
        return None
    mine = Q(case__workers__user_id=actor.membership.user_id, case__workers__capacity__in=OF_ONES_OWN)
    open_ones = Episode.objects.filter(mine, case__workers__ends_at=None, case__closed_at=None)
    episodes = {one.case_id: one for one in open_ones.select_related("case").distinct()}
    if not episodes:
        return None
    today = london_date(now)
    falls = list(_falls(episodes, actor, *span(today)))
    if not falls:
        return None
    audit.saw("case", *episodes)
    days = fortnight(falls, today=today, calendar=working_calendar(actor.membership.team.area))
    return Panel("Your families in the next two weeks", days=days, order=39)


def _falls(episodes: dict[int, Episode], actor: Actor, first: date, last: date) -> Iterator[Falls]:
    """What falls between two days. Three queries and those for the names."""
    between = [datetime.combine(day, time(), LONDON) for day in (first, last + timedelta(days=1))]
    about = case_display.about(one.case for one in episodes.values())

    def falls(kind: str, case: int, at: datetime, text: str = "", hour: str = "") -> Falls:
        where = reverse("early_help:episode", args=[episodes[case].reference])
        return Falls(london_date(at), kind, text or about.get(case, episodes[case].reference), where, hour)

    for one in Meeting.objects.filter(
        case__in=episodes, held_at=None, cancelled_because="", starts_at__range=between
    ).order_by("starts_at", "pk"):
        yield falls(one.kind, one.case_id, one.starts_at, hour=f"{to_london(one.starts_at):%H:%M}")
    clocks = Clock.objects.running().filter(of_the_living("case"), case__in=episodes, due_at__range=between)
    for one in clocks.order_by("due_at", "pk"):
        rule = CLOCK_RULES.get(one.rule)
        yield falls(f"Due: {rule.label if rule else one.rule}", one.case_id, one.due_at)
    tasks = Task.objects.open().filter(case__in=episodes, owner__user=actor.membership.user_id, due_at__range=between)
    for one in tasks.order_by("due_at", "pk"):
        yield falls("Your task", one.case_id, one.due_at, text=one.title)
