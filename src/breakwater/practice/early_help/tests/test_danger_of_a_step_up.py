"""SG-04: what whoever steps up says of danger is kept as it was said, and the page says who was alerted."""

from datetime import time, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from breakwater.casework.handovers import operations as handovers
from breakwater.casework.models import Handover
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.models import DutyPost, OpeningHours, TeamService
from breakwater.practice.front_door.decisions.operations import decisions
from breakwater.practice.front_door.models import Addition, Alarm, Contact, ReceiptLine
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.mash import make_ready


def words_of(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def closed(team):
    """The front door is closed now, whenever the test runs."""
    another_day = (timezone.localdate().weekday() + 3) % 7
    OpeningHours.objects.create(
        team=TeamService.objects.get(service="front_door").team,
        weekday=another_day,
        opens_at=time(9),
        closes_at=time(17),
        effective_from=make.LONG_AGO,
    )


@pytest.fixture
def step_up(signed_in, coordinator, opened):
    """`step_up(danger, ...)` sends one form as often as answers are given, and returns the page after the last."""
    browser, where = signed_in(coordinator), reverse("early_help:step_up", args=[opened().reference])
    key = uuid4()

    def send(*answers: str, **more) -> str:
        for danger in answers:
            sent = {"danger": danger, "reason": "A bruise", "idempotency": key} | more
            page = words_of(browser.post(where, sent, follow=True))
        return page

    return send


def contact() -> Contact:
    with acting_as(make.intake()):
        return Contact.objects.get()


def alarms() -> int:
    with acting_as(make.intake()):
        return Alarm.objects.count()


def test_that_they_are_not_sure_is_kept_and_they_are_told_of_999(step_up, signed_in):
    page = step_up("unsure")
    assert "You are not sure whether a child is in danger now. If one may be, call" in page
    assert contact().unsure_of_danger
    assert not contact().immediate_danger
    screener = make.actor("mash_screener", of=TeamService.objects.get(service="front_door").team)
    board = words_of(signed_in(screener).get(reverse("front_door:contact", args=[contact().reference])))
    assert "not sure about danger" in board


def test_the_same_form_with_yes_after_no_raises_the_alarm(step_up, closed):
    assert "You said that a child is in danger now" not in step_up("no")
    assert alarms() == 0
    assert "You said that a child is in danger now" in step_up("yes", "yes", reason="A bruise, and he is back")
    assert contact().immediate_danger
    assert alarms() == 1
    with acting_as(make.intake()):
        assert "he is back" in Addition.objects.get().words


def test_danger_said_once_stands_whatever_is_said_after_it(step_up):
    assert "You said that a child is in danger now" in step_up("yes", "no")
    assert contact().immediate_danger
    with acting_as(make.intake()):
        assert not Addition.objects.exists()


def test_not_sure_after_no_is_added(step_up):
    step_up("no", "unsure")
    assert contact().unsure_of_danger


def test_danger_said_after_the_contact_was_closed_is_a_contact_of_its_own(step_up, signed_in, closed):
    step_up("no")
    first, manager = contact(), make.actor("mash_manager", of=TeamService.objects.get(service="front_door").team)
    make_ready(first, by=manager)
    with acting_as(manager) as by:
        decisions.decide(
            [first],
            decisions.DecisionFacts(
                outcome="O1",
                rationale="The bruise was seen and told of, and the family has help. " * 3,
                words_for_sender="Keep on.",
                checked_by_hand=True,
            ),
            by=by,
            at=timezone.now(),
        )
    with acting_as(make.intake()):
        assert Contact.objects.get().case.closed_at
    page = step_up("yes", "yes")
    assert "You said that a child is in danger now" in page
    assert "A social worker decides by the end of" in page
    with acting_as(make.intake()):
        assert Contact.objects.get(immediate_danger=True).case.closed_at is None
        assert Contact.objects.count() == 2
    assert alarms() == 1


def test_without_a_pager_the_page_says_that_nobody_was_alerted(step_up, closed):
    page = step_up("yes")
    assert "nobody has been alerted" in page
    assert "has been paged" not in page


def test_with_a_pager_the_page_says_who_was_paged_and_not_to_wait(step_up, closed, settings):
    settings.BREAKWATER_MAIL = "smtp"
    DutyPost.objects.create(
        team=make.team("Emergency duty", service="emergency_duty"),
        title="Duty 1",
        pager="pager@example.invalid",
        paged_as=1,
        last_checked_on=timezone.localdate(),
    )
    assert "has been paged and may not have answered yet: do not wait" in step_up("yes")


def test_the_form_promises_no_page(signed_in, coordinator, opened):
    page = words_of(signed_in(coordinator).get(reverse("early_help:step_up", args=[opened().reference])))
    assert "pages emergency duty" not in page


def test_whoever_brings_a_child_to_the_front_door_must_say_whether_it_is_in_danger(coordinator, opened):
    episode = opened()
    with acting_as(coordinator) as by, pytest.raises(handovers.DangerNotSaid):
        handovers.offer([episode.case], handovers.Offer(to="front_door", reason="A bruise"), by=by, at=timezone.now())


def test_the_page_of_any_case_asks_it_for_the_front_door_alone(signed_in, coordinator, opened):
    where = reverse("casework:offer", args=[opened().case.reference])
    browser, sent = signed_in(coordinator), {"to": "front_door", "reason": "A bruise", "idempotency": uuid4()}
    assert "Choose whether a child is in danger now" in words_of(browser.post(where, sent))
    assert browser.post(where, sent | {"danger": "yes"}).status_code == 302
    assert contact().immediate_danger


def test_what_is_learned_later_may_be_that_a_child_is_in_danger(step_up, signed_in, coordinator, closed):
    step_up("no")
    with acting_as(coordinator):
        reference = ReceiptLine.objects.get().reference
    sent = {"words": "He is at the door", "danger": ["yes"], "idempotency": uuid4()}
    page = signed_in(coordinator).post(reverse("front_door:receipt", args=[reference]), sent, follow=True)
    assert "You said that a child is in danger now" in words_of(page)
    assert "nobody has been alerted" in words_of(page)
    assert contact().immediate_danger
    assert alarms() == 1


def test_a_step_up_read_after_it_was_decided_or_by_another_team_promises_nothing_more(step_up, signed_in, coordinator):
    assert "A social worker decides by the end of" in step_up("yes")
    with acting_as(coordinator):
        where = reverse("casework:handover", args=[Handover.objects.get(service="front_door").reference])
    manager = make.actor("mash_manager", of=TeamService.objects.get(service="front_door").team)
    theirs = words_of(signed_in(manager).get(where))
    for said in ("Your reference", "ring", "You said"):
        assert said not in theirs.split("It is received")[1].split("</main>")[0]
    with acting_as(make.intake()):
        ReceiptLine.objects.update(answer_due_on=timezone.localdate() - timedelta(days=1))
        ReceiptLine.objects.update(stage="DECIDED")
    page = words_of(signed_in(coordinator).get(where))
    assert "It was decided" in page
    assert "Your reference" in page
    for said in ("A social worker decides", "If it cannot wait", "You said that a child is in danger"):
        assert said not in page
