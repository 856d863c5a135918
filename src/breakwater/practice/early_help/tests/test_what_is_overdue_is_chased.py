"""A review or an action that is overdue: whoever does it, the lead, the co-ordinator, the manager, each once (FD 4.9)."""

from datetime import date, time, timedelta

import pytest

from breakwater.foundation.dates.london_time import moment
from breakwater.foundation.dates.working_days import add_working_days
from breakwater.partnership.notifications.models import Notification, OutboxMessage
from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.early_help.episodes.operations import episodes, reminders
from breakwater.practice.early_help.models import Reminder
from breakwater.practice.early_help.plans import operations as plans
from breakwater_dev.testing import factories as make

DUE = date(2026, 9, 9)


@pytest.fixture
def overdue(led, coordinator):
    """A family whose action was due on a Wednesday, with a co-ordinator, a lead and a manager: (action, lead, manager)."""
    episode, lead = led()
    manager = make.actor("early_help_manager", of=coordinator.membership.team)
    with acting_as(coordinator) as by:
        episodes.coordinate(episode=episode, membership=by.membership, by=by, at=moment(DUE, time(9)))
    with acting_as(lead) as by:
        action = plans.add_action(
            episode,
            plans.ActionFacts(words="Call the school nurse", owner_kind="FAMILY", owner_name="Mo Example", due_on=DUE),
            by=by,
            at=moment(DUE, time(9)),
        )
    return action, lead, manager


def after(working_days: int):
    return moment(add_working_days(DUE, working_days), time(7, 10))


def told_on(day, by) -> list[str]:
    """Who was told at this moment, by what they are."""
    reminders.remind(area=make.area(), at=day)
    with acting_as(by):
        return sorted(
            Notification.objects.filter(words=reminders.ACTION_LATE, made_at=day).values_list("user__name", flat=True)
        )


def test_each_rung_is_climbed_once_and_in_its_turn(overdue, coordinator):
    _, lead, manager = overdue
    names = [actor.membership.user.name for actor in (lead, lead, coordinator, manager)]
    assert [told_on(after(days), lead) for days in (1, 3, 5, 10)] == [[name] for name in names]
    assert told_on(after(11), lead) == []
    with acting_as(lead):
        assert list(Reminder.objects.order_by("pk").values_list("rung", flat=True)) == [
            "OWNER",
            "LEAD",
            "COORDINATOR",
            "MANAGER",
        ]


def test_rungs_that_were_missed_are_dated_and_only_the_highest_is_told(overdue, coordinator):
    assert told_on(after(6), coordinator) == [coordinator.membership.user.name]
    with acting_as(coordinator):
        skipped = Reminder.objects.exclude(skipped_because="").order_by("pk").values_list("rung", flat=True)
        assert list(skipped) == ["OWNER", "LEAD"]


def test_the_mail_names_nobody_and_says_nothing_of_what_is_due(overdue, coordinator):
    told_on(after(1), coordinator)
    bodies = "".join(OutboxMessage.objects.values_list("body", flat=True))
    assert reminders.ACTION_LATE in bodies
    assert "Ada" not in bodies
    assert "nurse" not in bodies


def test_what_is_done_or_not_due_is_not_chased(overdue, coordinator):
    action, lead, _ = overdue
    assert told_on(moment(DUE, time(7, 10)), lead) == []
    with acting_as(lead) as by:
        plans.step_action(action, plans.ActionState(status="DONE"), by=by, at=after(1))
    assert told_on(after(3), lead) == []


def test_nobody_is_chased_on_a_sunday(overdue, coordinator):
    sunday = moment(DUE + timedelta(days=11), time(7, 10))
    assert sunday.weekday() == 6
    assert told_on(sunday, coordinator) == []


def test_a_review_that_is_overdue_is_chased_as_well(led, coordinator):
    episode, lead = led()
    now = moment(date(2026, 6, 1), time(10))
    with acting_as(lead) as by:
        plans.save_plan(episode, plans.PlanFacts(contingency="Nan", review_on=None), revision=0, by=by, at=now)
    late = moment(date(2026, 7, 14), time(7, 10))
    reminders.remind(area=make.area(), at=late)
    with acting_as(lead):
        assert list(Notification.objects.filter(words=reminders.REVIEW_LATE).values_list("user__name", flat=True)) == [
            lead.membership.user.name
        ]
