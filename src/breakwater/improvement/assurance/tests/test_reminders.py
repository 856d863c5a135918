"""K01, K02, K04 and K06: each is told once ahead of its day and once after it, in words that say nothing, to whoever keeps it."""

from datetime import date, time, timedelta
from uuid import uuid4

from django.utils import timezone

from breakwater.foundation.dates.london_time import moment
from breakwater.improvement.assurance.jobs import LAPSE_AHEAD, MEETING_AHEAD, REPORT_AHEAD, remind
from breakwater.improvement.assurance.models import RoleHolding
from breakwater.partnership.notifications.models import Notification, OutboxMessage
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.calendars import working_calendar
from breakwater_dev.testing import boards as told
from breakwater_dev.testing.partnership import a_partnership

TODAY = timezone.localdate()


def mornings(area, *days: date, path: str) -> list[list[str]]:
    """What each morning told of a page: words, one for each human told."""
    found = []
    for day in days:
        known = set(Notification.objects.values_list("pk", flat=True))
        remind(area, at=moment(day, time(6, 30)))
        found.append(
            list(
                Notification.objects.filter(path__startswith=path).exclude(pk__in=known).values_list("words", flat=True)
            )
        )
    return found


def test_papers_and_minutes_are_reminded_of_to_whoever_keeps_the_record(db):
    ours = a_partnership("851", "Portsmouth")
    calendar = working_calendar(ours.area)
    papers = calendar.add_working_days(TODAY, 20)
    on = calendar.add_working_days(papers, 5)
    group = told.a_group(ours.manager, (ours.manager, "OTHER", "MEMBER"), restricted=True, name="Case reviews")
    meeting = told.a_meeting(group, ours.manager, at=moment(on, time(10)))

    def of(day: date, number: int) -> date:
        return calendar.add_working_days(day, number)

    days = [of(papers, -MEETING_AHEAD - 1), of(papers, -MEETING_AHEAD), papers, of(papers, 1), of(papers, 2)]
    soon, late = "The papers of a meeting are due", "The papers of a meeting are overdue"
    assert mornings(ours.area, *days, path="/boards/") == [[], [soon], [], [late], []]
    told.held(told.attended(meeting, ours.manager), ours.manager)
    minutes = of(on, 10)
    soon, late = "The draft minutes of a meeting are due", "The draft minutes of a meeting are overdue"
    assert mornings(ours.area, minutes, of(minutes, 1), path="/boards/") == [[soon], [late]]
    assert Notification.objects.get(words=late).user == ours.manager.membership.user
    assert not OutboxMessage.objects.filter(body__contains="Case reviews").exists()


def test_a_lead_who_left_and_a_report_are_reminded_of_to_the_business_managers(db):
    ours = a_partnership("851", "Portsmouth")
    calendar, last = working_calendar(ours.area), TODAY + timedelta(days=3)
    with acting_as(ours.manager) as by:
        RoleHolding.objects.create(
            area=ours.area,
            role="agency_lead",
            name="Ann",
            agency="Harbour School",
            starts_on=date(2024, 4, 1),
            ends_on=last,
            key=uuid4(),
            made_at=timezone.now(),
            made_by=by,
        )
    due = calendar.add_working_days(last, LAPSE_AHEAD)
    days = [calendar.add_working_days(last, 1), due, calendar.add_working_days(due, 1)]
    soon, late = "A safeguarding lead has no successor yet", "The successor of a safeguarding lead is overdue"
    assert mornings(ours.area, *days, path="/partnership/roles/") == [[soon] * 2, [], [late] * 2]
    due = date(TODAY.year + 1, 9, 30)
    days = [calendar.add_working_days(due, number) for number in (-REPORT_AHEAD - 1, -REPORT_AHEAD, 0, 1)]
    soon, late = "The yearly report of your partnership is due", "The yearly report of your partnership is overdue"
    assert mornings(ours.area, *days, path="/reports-of-the-partnership/") == [[], [soon] * 2, [], [late] * 2]
