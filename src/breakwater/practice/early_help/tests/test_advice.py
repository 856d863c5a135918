"""A critical friend's advice: kept with its themes, looked at again, and brought to the front door when a child must be named."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from breakwater.casework.models import Case, CaseLink, Task
from breakwater.partnership.notifications.models import Notification
from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.early_help.advice import operations as advice
from breakwater.practice.early_help.models import Advice
from breakwater.practice.front_door.models import Contact
from breakwater_dev.testing import factories as make

ASKED = {
    "asked_by": "A deputy head",
    "themes": ["LEVELS", "NEGLECT"],
    "question": "He comes hungry. Is that Tier 2?",
    "advice": "Talk with his mother first",
    "next_step": "START",
    "sure": "SURE",
}


def words_of(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def advised(coordinator):
    """`advised(episode=None, **other)` keeps advice of the co-ordinator."""

    def advise(episode=None, **other):
        with acting_as(coordinator) as by:
            return advice.advise(episode, advice.AdviceFacts(**ASKED | other), by=by, at=timezone.now(), key=uuid4())

    return advise


def test_advice_without_a_name_is_written_once_and_found_by_its_theme(signed_in, coordinator):
    browser, sent, day = (
        signed_in(coordinator),
        ASKED | {"idempotency": uuid4()},
        timezone.localdate() + timedelta(days=9),
    )
    sent |= {"follow_up_on-day": day.day, "follow_up_on-month": day.month, "follow_up_on-year": day.year}
    page = reverse("early_help:advice_new")
    assert "Choose at least one" in words_of(browser.post(page, sent | {"themes": []}))
    for _ in range(2):
        assert browser.post(page, sent).status_code == 302
    with acting_as(coordinator):
        made = Advice.objects.get()
        task = Task.objects.get(title__contains=made.reference)
        assert task.owner_id == coordinator.membership_id
    log = reverse("early_help:advice_log")
    assert made.reference in words_of(browser.get(log, {"theme": "NEGLECT"}))
    assert made.reference not in words_of(browser.get(log, {"theme": "HEALTH"}))
    assert made.reference in words_of(browser.get(log, {"followed": "OPEN", "whose": "mine", "named": "nobody"}))
    follow = reverse("early_help:advice_follow_up", args=[made.public_id])
    assert "Enter why, and what came of it" in words_of(browser.post(follow, {"followed": "NO"}))
    assert browser.post(follow, {"followed": "NO", "came_of_it": "She was away"}).status_code == 302
    assert "She was away" in words_of(browser.get(reverse("early_help:advice", args=[made.public_id])))
    with acting_as(coordinator):
        assert Task.objects.get(pk=task.pk).done_at is not None


def test_advice_on_a_family_is_read_by_who_leads_and_by_nobody_outside_its_case(signed_in, led, advised):
    episode, lead = led()
    made = advised(episode)
    page = reverse("early_help:advice", args=[made.public_id])
    assert "Talk with his mother first" in words_of(signed_in(lead).get(page))
    assert signed_in(lead).get(reverse("early_help:advice_log")).status_code == 403
    assert Notification.objects.filter(user=lead.membership.user, words="There is advice for you").count() == 1
    for outsider in (make.actor("tier2_coordinator"), make.actor("dsl")):
        assert signed_in(outsider).get(page).status_code in (403, 404)


def test_advice_without_a_name_is_the_teams_alone(signed_in, coordinator, advised):
    page = reverse("early_help:advice", args=[advised().public_id])
    assert signed_in(make.actor("tier2_coordinator", of=coordinator.membership.team)).get(page).status_code == 200
    for outsider in (make.actor("tier2_coordinator"), make.actor("mash_manager")):
        assert signed_in(outsider).get(page).status_code == 404


def test_sg_01_a_child_named_after_all_is_a_contact_at_once_and_stays_linked_to_the_advice(
    signed_in, coordinator, advised
):
    made, browser = advised(), signed_in(coordinator)
    page = reverse("early_help:advice_named", args=[made.public_id])
    sent = {
        "danger": "yes",
        "child": "Ben Lockside, Figurehead Academy",
        "worry": "A burn today",
        "idempotency": uuid4(),
    }
    for _ in range(2):
        assert browser.post(page, sent).status_code == 302
    assert "went to the MASH before" in words_of(browser.post(page, sent | {"idempotency": uuid4()}))
    with acting_as(coordinator):
        made = Advice.objects.get(pk=made.pk)
        assert not made.named_case.is_open
    with acting_as(make.actor("mash_screener")):
        contact = Contact.objects.get()
        assert contact.immediate_danger
        assert contact.named_as == "Ben Lockside, Figurehead Academy"
        assert CaseLink.objects.filter(case=contact.case, other=made.named_case_id).count() == 1
        assert "Talk with his mother first" in contact.submission.worry
        assert Case.objects.filter(kind="contact").count() == 1
    assert browser.get(reverse("early_help:advice", args=[made.public_id])).status_code == 200


def test_the_log_asks_the_database_as_often_for_three_as_for_one(signed_in, coordinator, led, advised):
    browser, where = signed_in(coordinator), reverse("early_help:advice_log")
    episode, _ = led()

    def counted() -> int:
        browser.get(where)
        with CaptureQueriesContext(connection) as asked:
            browser.get(where)
        return len(asked)

    advised(episode)
    once = counted()
    advised(led()[0])
    advised()
    assert counted() == once
