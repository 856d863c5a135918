"""The lead's message is to a person, and the work moves to others: the lead learns that at once, and nobody else anything (SG-12)."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from breakwater.casework.cases import operations as cases
from breakwater.casework.cases.models import CaseWorker
from breakwater.partnership.notifications.models import Notification, OutboxMessage
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.models import Shift
from breakwater.practice.front_door.models import Contact
from breakwater.practice.front_door.screening.operations import claims
from breakwater.practice.prevent.jobs import tell_of_alerts
from breakwater.practice.prevent.models import Alert, Message
from breakwater.practice.prevent.referrals.operations import alerts
from breakwater_dev.testing import browsers
from breakwater_dev.testing import factories as make

from .test_blind_alerts import contact_about, live_item

MOVED = "The work has moved: tell the new person"


@pytest.fixture
def child(mash, lead, dsl):
    child = make.person("Robin", "Quay")
    live_item(lead, dsl, child)
    contact_about(child)
    return child


@pytest.fixture
def manager(mash):
    return make.membership("mash_manager", of=mash)


@pytest.fixture
def screener(mash, child):
    one = make.membership("mash_screener", of=mash)
    moved("claim", child, one)
    return one


def moved(how: str, child, by) -> None:
    with acting_as(by) as actor:
        getattr(claims, how)(contact=Contact.objects.get(child=child), by=actor, at=timezone.now())


def told(lead, post) -> Message:
    with acting_as(lead) as by:
        alert = Alert.objects.get()
        return alerts.tell(alert, to=str(post.user_id), says="CONTACT", words="Zmark", by=by, at=timezone.now())


def waits(lead) -> bool:
    return MOVED in browsers.signed_in(lead).get("/today/").content.decode()


def pages(lead) -> str:
    with acting_as(lead):
        at = f"/specialist-route/alerts/{Alert.objects.get().public_id}/"
    return " ".join(browsers.signed_in(lead).get(at).content.decode().split())


def test_sg_12_the_lead_is_told_at_once_when_the_work_is_given_back_and_when_another_takes_it(
    lead, child, screener, manager
):
    message = told(lead, screener)
    with acting_as(screener) as by:
        alerts.do(Message.objects.get(), by=by, at=timezone.now())
    assert not waits(lead)
    moved("release", child, screener)
    assert waits(lead)
    assert "Nobody" in pages(lead)
    with acting_as(lead) as by:
        alerts.settle(Alert.objects.get(), by=by, at=timezone.now())
    assert not waits(lead)
    moved("take_over", child, manager)
    assert waits(lead)
    page = pages(lead)
    assert f"{manager.user.name}. Not told" in page
    assert f"{manager.user.name}, manager who decides, has taken it and works on it now, does not know" in page
    theirs = browsers.signed_in(manager)
    assert "A message for you alone" not in theirs.get("/today/").content.decode()
    assert theirs.get(f"/messages-for-you/{message.public_id}/").status_code == 404
    assert "Zmark" in browsers.signed_in(screener).get(f"/messages-for-you/{message.public_id}/").content.decode()
    told(lead, manager)
    assert not waits(lead)
    assert f"{manager.user.name}. Was told. Not read yet" in pages(lead)


def test_sg_12_the_notice_names_nobody_and_comes_once(lead, child, screener, manager):
    told(lead, screener)
    tell_of_alerts()
    moved("take_over", child, manager)
    before = set(Notification.objects.values_list("pk", flat=True))
    tell_of_alerts()
    tell_of_alerts()
    new = Notification.objects.exclude(pk__in=before)
    assert [(one.user_id, one.words, one.reference) for one in new] == [(lead.user_id, MOVED, "")]
    mail = OutboxMessage.objects.order_by("-pk").first()
    secret = ("Robin", "Quay", manager.user.name, screener.user.name, "Zmark")
    assert MOVED in mail.body
    assert not [word for word in secret if word in mail.body + mail.subject]


def test_sg_12_whoever_was_told_already_and_work_without_a_message_raise_nothing(lead, child, screener, manager):
    told(lead, manager)
    moved("take_over", child, manager)
    assert not waits(lead)
    other = make.person("Alex", "Quay")
    contact_about(other, key="other")
    moved("claim", other, screener)
    moved("release", other, screener)
    assert not waits(lead)


def test_sg_12_a_claim_that_lapses_with_the_shift_is_told_once(lead, child, screener, manager):
    told(lead, screener)
    with acting_as(manager):
        Contact.objects.filter(child=child).update(claimed_until=timezone.now() + timedelta(microseconds=1))
    tell_of_alerts()
    assert waits(lead)
    assert Notification.objects.filter(user=lead.user_id, words=MOVED).count() == 1
    with acting_as(lead) as by:
        alerts.settle(Alert.objects.get(), by=by, at=timezone.now())
    tell_of_alerts()
    assert not waits(lead)


def test_sg_12_a_worker_who_is_named_and_one_who_leaves_are_told(lead, child, screener, manager):
    told(lead, screener)
    worker = make.membership("social_worker", of=make.team("Assessment"))
    with acting_as(manager) as by:
        case = Contact.objects.get(child=child).case
        cases.assign(case=case, membership=worker, capacity=CaseWorker.Capacity.WORKER, by=by, at=timezone.now())
    assert waits(lead)
    assert f"{worker.user.name}. Not told" in pages(lead)
    told(lead, worker)
    assert not waits(lead)
    with acting_as(manager):
        CaseWorker.objects.filter(case=case, ends_at=None).update(ends_at=timezone.now())
    assert waits(lead)


def test_sg_12_more_that_became_of_it_meanwhile_is_not_marked_as_looked_at(lead, child, screener, manager):
    told(lead, screener)
    with acting_as(lead):
        as_read = Alert.objects.get()
    moved("release", child, screener)
    with acting_as(lead) as by:
        alerts.settle(as_read, by=by, at=timezone.now())
    assert waits(lead)


@pytest.mark.parametrize("how", ["release", "take_over"])
def test_sg_12_whoever_moves_the_work_asks_the_same_with_and_without_a_message(lead, child, screener, manager, how):
    by = {"release": screener, "take_over": manager}[how]
    asked = []
    other = make.person("Alex", "Quay")
    contact_about(other, key="other")
    moved("claim", other, screener)
    told(lead, screener)
    for one in (other, child):
        with CaptureQueriesContext(connection) as captured:
            moved(how, one, by)
        asked.append([re.sub(r"'[^']*'|\d+", "?", each["sql"]) for each in captured.captured_queries])
    assert asked[0] == asked[1]
    assert waits(lead)


def test_sg_12_while_nobody_works_on_it_whoever_is_on_emergency_duty_may_be_told(lead, child, manager):
    duty = make.team("Emergency duty", service="emergency_duty")
    on, off = (make.membership("emergency_duty", of=duty) for _ in range(2))
    now = timezone.now()
    with acting_as(manager) as by:
        Shift.objects.create(
            membership=on,
            starts_at=now - timedelta(hours=1),
            ends_at=now + timedelta(hours=1),
            made_at=now,
            made_by=by,
        )
    assert (f"{on.user.name}, does emergency duty now" in pages(lead), off.user.name in pages(lead)) == (True, False)
    message = told(lead, on)
    assert "Zmark" in browsers.signed_in(on).get(f"/messages-for-you/{message.public_id}/").content.decode()
    moved("take_over", child, manager)
    assert waits(lead)
    assert on.user.name not in pages(lead).split("Who needs to know?")[1]
