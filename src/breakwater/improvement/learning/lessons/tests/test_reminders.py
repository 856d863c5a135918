"""Twenty working days for an answer, six and twelve months for a test: counted against a calendar of their own (K20, K29)."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import holidays
import pytest

from breakwater.improvement.learning.lessons import jobs
from breakwater.improvement.learning.lessons.codes import PERIODS
from breakwater.improvement.learning.models import ImpactTest
from breakwater.partnership.notifications.models import Notification, OutboxMessage
from breakwater_dev.testing import factories as make
from breakwater_dev.testing import lessons as told

LONDON = ZoneInfo("Europe/London")


def days_on(start: date, n: int) -> date:
    """Another way to count: day by day, over weekends and England's bank holidays."""
    closed = holidays.UnitedKingdom(subdiv="ENG", years=range(start.year, start.year + 2))
    day = start
    while n:
        day += timedelta(days=1)
        n -= day.weekday() < 5 and day not in closed
    return day


@pytest.mark.parametrize(
    "sent_on", [date(2026, 3, 2), date(2026, 3, 27), date(2026, 12, 11), date(2026, 12, 26), date(2027, 4, 29)]
)
def test_an_answer_is_due_after_twenty_working_days(recommendation, keeper, trust, sent_on):
    at = datetime(sent_on.year, sent_on.month, sent_on.day, 18, 30, tzinfo=LONDON)
    (response,) = told.sent(recommendation, keeper, trust, at=at)
    assert response.due_on == days_on(sent_on, 20)


@pytest.mark.parametrize(
    ("issued", "six", "twelve"),
    [
        (date(2026, 8, 31), date(2027, 2, 28), date(2027, 8, 31)),
        (date(2026, 3, 29), date(2026, 9, 29), date(2027, 3, 29)),
    ],
)
def test_the_impact_is_tested_after_six_and_twelve_months(recommendation, keeper, issued, six, twelve):
    at = datetime(issued.year, issued.month, issued.day, 23, 30, tzinfo=LONDON)
    told.issued(told.a_briefing(recommendation, keeper), keeper, at=at)
    assert list(ImpactTest.objects.order_by("months").values_list("due_on", flat=True)) == [six, twelve]


def test_organisations_are_reminded_before_and_after_and_their_keeper_once(recommendation, keeper, trust):
    make.actor("agency_professional", of=trust)
    (response,) = told.sent(recommendation, keeper, trust, email="lead@trust.example")
    Notification.objects.all().delete()
    area, day, reminded = response.area, response.sent_at, []
    while day.date() < days_on(response.due_on, 12):
        day += timedelta(days=1)
        if jobs.remind(area, at=day):
            reminded.append(day.date())
    assert reminded == [days_on(told.NOW.date(), 15), *(days_on(response.due_on, n) for n in (1, 5, 10))]
    words = list(Notification.objects.filter(user=keeper.membership.user).values_list("words", flat=True))
    assert words == ["An organisation has not answered a recommendation"]
    assert OutboxMessage.objects.filter(to="lead@trust.example").count() == 1 + len(reminded)


def test_whoever_looks_after_it_is_reminded_of_a_test(recommendation, keeper):
    told.issued(told.a_briefing(recommendation, keeper), keeper)
    Notification.objects.all().delete()
    first = ImpactTest.objects.order_by("months").first()
    area, said = keeper.membership.team.area, {}
    for n in range(-40, 40):
        day = first.due_on + timedelta(days=n)
        if jobs.remind(area, at=datetime(day.year, day.month, day.day, 6, 20, tzinfo=LONDON)):
            said[day] = Notification.objects.latest("pk").words
    assert list(said.values()) == [
        "An impact test is due soon",
        "An impact test is overdue",
        "An impact test is overdue",
    ]
    assert [days_on(first.due_on, n) for n in (1, 20)] == list(said)[1:]


def test_the_periods_say_whose_they_are_and_when_somebody_looks_at_them():
    assert "local" in str(PERIODS.source)
    assert PERIODS.review_by > date(2026, 12, 1)


def test_a_morning_without_a_worker_loses_no_reminder(recommendation, keeper, trust):
    make.actor("agency_professional", of=trust)
    (response,) = told.sent(recommendation, keeper, trust, email="lead@trust.example")
    Notification.objects.all().delete()
    for n, sent in ((3, 1), (4, 0), (5, 1), (12, 1), (13, 0)):  # the worker was stopped on the other mornings
        day = days_on(response.due_on, n)
        assert jobs.remind(response.area, at=datetime(day.year, day.month, day.day, 6, 20, tzinfo=LONDON)) == sent, n
    words = Notification.objects.filter(user=keeper.membership.user).values_list("words", flat=True)
    assert list(words) == ["An organisation has not answered a recommendation"]
