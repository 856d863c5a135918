"""Telling people, and carrying what was told."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from breakwater.foundation.dates import london
from breakwater.partnership.notifications import jobs, measures, operations
from breakwater.partnership.notifications.models import Notification, OutboxMessage
from breakwater.partnership.notifications.sending import NotNow
from breakwater_dev.testing import factories as make

AT = london(2026, 3, 6, 9, 30)


def tell(team, **more):
    facts = {"words": "You have a contact to read", "path": "/contacts/PC-41-K/", "reference": "PC-41-K"}
    return operations.tell(**facts | {"team": team, "by": make.intake(), "at": AT} | more)


def one_message(team) -> OutboxMessage:
    holder = make.membership("dsl").user
    tell(None, users=[holder])
    return OutboxMessage.objects.get(to=holder.email)


def test_everyone_who_holds_a_post_in_the_team_is_told_once(team):
    both = team.memberships.filter(ends_on=None).first().user
    make.membership("dsl", of=team, user=both)
    told = tell(team)
    assert len(told) == 2
    assert {row.words for row in Notification.objects.all()} == {"You have a contact to read"}
    assert OutboxMessage.objects.count() == 2


def test_a_mail_holds_words_a_reference_and_a_link_and_nobody(team, settings):
    settings.SITE_URL = "https://example.org"
    make.person("Zacharias", "Quillfeather")
    tell(team)
    message = OutboxMessage.objects.first()
    assert message.subject == "Breakwater: something waits for you"
    assert message.body.splitlines()[:5] == [
        "You have a contact to read",
        "Reference: PC-41-K",
        "",
        "Read it here:",
        "https://example.org/contacts/PC-41-K/",
    ]
    names = [row.name for row in make.User.objects.all()] + ["Zacharias", "Quillfeather", "MASH"]
    assert not [name for name in names if name in message.body + message.subject]


def test_what_was_told_goes_with_its_cause(team):
    with transaction.atomic():
        tell(team)
        transaction.set_rollback(True)
    assert not Notification.objects.exists()
    assert not OutboxMessage.objects.exists()


@pytest.mark.parametrize("path", ["https://elsewhere.org/", "//elsewhere.org/", "/find/?words=Ada", "contacts/"])
def test_a_notification_points_to_a_page_of_ours_without_words_in_it(team, path):
    with pytest.raises(operations.NotOurPath):
        tell(team, path=path)


def test_one_may_be_told_in_the_product_alone(team):
    operations.show(team=team, words="You have a contact to read", path="/contacts/", at=AT)
    assert (Notification.objects.count(), OutboxMessage.objects.count()) == (2, 0)


def test_reading_is_noted_once(team):
    user = team.memberships.first().user
    tell(None, users=[user])
    assert measures.unread(user=user) == 1
    assert operations.mark_read(user=user, at=AT) == 1
    assert operations.mark_read(user=user, at=AT + timedelta(hours=1)) == 0
    assert Notification.objects.get().read_at == AT


def test_without_a_mail_server_the_outbox_is_the_mailbox(team):
    message = one_message(team)
    assert jobs.carry(message.pk, at=AT) is None
    message.refresh_from_db()
    assert (message.state, message.sent_at) == ("SENT", AT)


def test_notify_takes_a_message_once_under_its_own_reference(team, notify):
    message = one_message(team)
    jobs.carry(message.pk, at=AT)
    jobs.carry(message.pk, at=AT)
    [taken] = notify.taken
    assert (taken["reference"], taken["email_address"]) == (message.public_id, message.to)
    assert taken["personalisation"]["subject"] == message.subject


@pytest.mark.parametrize("status", [400, 403])
def test_what_notify_refuses_is_not_tried_again(team, notify, status):
    message = one_message(team)
    notify.answers = [status]
    assert jobs.carry(message.pk, at=AT) is None
    message.refresh_from_db()
    assert (message.state, message.last_fault, message.attempts) == ("FAILED", f"Notify {status}", 1)
    jobs.carry(message.pk, at=AT)
    assert notify.taken == []


@pytest.mark.parametrize("status", [429, 500, 503])
def test_what_notify_cannot_take_now_is_tried_again(team, notify, status):
    message = one_message(team)
    notify.answers = [status]
    assert isinstance(jobs.carry(message.pk, at=AT), NotNow)
    message.refresh_from_db()
    assert (message.state, message.last_fault) == ("WAITING", f"Notify {status}")
    assert jobs.carry(message.pk, at=AT) is None
    assert len(notify.taken) == 1


def test_a_message_whose_answer_was_lost_does_not_go_twice(team, notify):
    message = one_message(team)
    notify.lose_answers = 1
    assert isinstance(jobs.carry(message.pk, at=AT), NotNow)
    assert jobs.carry(message.pk, at=AT) is None
    assert len(notify.taken) == 1
    assert notify.asked == [message.public_id]


def test_a_message_is_given_up_at_last_and_says_so(team, notify):
    message = one_message(team)
    notify.answers = [503] * jobs.GIVE_UP_AFTER
    for _ in range(jobs.GIVE_UP_AFTER):
        jobs.carry(message.pk, at=AT)
    message.refresh_from_db()
    assert message.state == "FAILED"
    state = measures.outbox_state(at=AT)
    assert state.in_words == ["E-mails that could not be sent in the last day: 1."]


def test_the_mail_server_gets_the_message_with_an_id_of_its_own(team, mail_server):
    message = one_message(team)
    assert jobs.carry(message.pk, at=AT) is None
    [taken] = mail_server.taken
    assert f"To: {message.to}" in taken
    assert f"Message-ID: <{message.public_id}@" in taken
    assert "PC-41-K" in taken


@pytest.mark.parametrize(("code", "state"), [(550, "FAILED"), (451, "WAITING")])
def test_a_mail_server_refuses_for_ever_or_for_now(team, mail_server, code, state):
    message = one_message(team)
    mail_server.refuse = code
    jobs.carry(message.pk, at=AT)
    message.refresh_from_db()
    assert (message.state, message.last_fault) == (state, f"SMTP [{code}]")


def test_a_message_left_behind_is_taken_up_and_shows_meanwhile(team):
    one_message(team)
    assert measures.outbox_state(at=AT + timedelta(minutes=11)).in_words == [
        "E-mails waiting for more than 10 minutes: 1. Call instead of relying on e-mail."
    ]
    assert jobs.take_up(at=AT + timedelta(minutes=5)) == 0
    assert jobs.take_up(at=AT + timedelta(minutes=21)) == 1
    assert measures.outbox_state(at=AT + timedelta(minutes=21)).in_words == []


def test_the_job_tries_again_by_failing(team, notify):
    message = one_message(team)
    notify.answers = [503]
    with pytest.raises(NotNow):
        jobs.send(message.pk)
    message.refresh_from_db()
    assert message.attempts == 1
    assert message.made_at < timezone.now()


def test_a_message_that_left_or_was_given_up_keeps_no_link_that_still_opens_something(team, notify):
    message, refused = one_message(team), one_message(team)
    jobs.carry(message.pk, at=AT)
    notify.answers = [400]
    jobs.carry(refused.pk, at=AT)
    assert "http" in notify.taken[0]["personalisation"]["body"]
    assert set(OutboxMessage.objects.values_list("state", "body")) == {("SENT", ""), ("FAILED", "")}


def test_a_message_still_to_go_and_one_to_be_read_in_the_outbox_keep_their_words(team, notify, settings):
    waiting, here = one_message(team), one_message(team)
    notify.answers = [503]
    jobs.carry(waiting.pk, at=AT)
    settings.BREAKWATER_MAIL = "outbox"
    jobs.carry(here.pk, at=AT)
    assert all("http" in body for body in OutboxMessage.objects.values_list("body", flat=True))
