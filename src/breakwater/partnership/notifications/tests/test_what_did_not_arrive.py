"""E-mail that came back is marked, counted, and told to whoever caused it, and to nobody else."""

import pytest

from breakwater.foundation.dates import london
from breakwater.partnership.notifications import jobs, measures, operations, undelivered
from breakwater.partnership.notifications.models import Notification, OutboxMessage
from breakwater.partnership.organisations.access import acting_as
from breakwater_dev.testing import factories as make

AT = london(2026, 3, 6, 9, 30)
REPORT = """From: MAILER-DAEMON@mail.example.org
To: breakwater@example.org
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"
Message-ID: <a-report@mail.example.org>

--b
Content-Type: text/plain

Mail for Zofia Signal could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.org

Final-Recipient: rfc822; someone@example.org
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 no such user Zofia Signal

--b
Content-Type: text/rfc822-headers

From: breakwater@example.org
Message-ID: <{id}@example.org>
Subject: Breakwater: something waits for you

--b--
"""


@pytest.fixture
def sent(db):
    """A message that left, from somebody with a post to somebody else."""
    sender, reader = make.membership("mash_screener"), make.membership("dsl")
    with acting_as(sender) as by:
        told = {"words": "You have a contact to read", "path": "/contacts/PC-41-K/", "reference": "PC-41-K"}
        operations.tell(**told, users=[reader.user], by=by, at=AT)
    row = OutboxMessage.objects.get()
    row.state, row.sent_at = OutboxMessage.State.SENT, AT
    row.save()
    return row


def come_back(tmp_path, row, *, action="failed", status="5.1.1") -> int:
    (tmp_path / "new").mkdir(exist_ok=True)
    number = len(list(tmp_path.glob("*/*")))
    (tmp_path / "new" / f"{number}.host").write_text(REPORT.format(id=row.public_id, action=action, status=status))
    return undelivered.read_reports(tmp_path, at=AT)


def test_what_came_back_is_marked_and_counted_and_its_sender_told(sent, tmp_path):
    assert come_back(tmp_path, sent) == 1
    sent.refresh_from_db()
    assert (sent.state, sent.last_fault) == (OutboxMessage.State.FAILED, "Came back: 5.1.1")
    assert measures.outbox_state(at=AT).failed == 1
    told = Notification.objects.get(words=undelivered.WORDS)
    assert (told.user, told.reference, told.path) == (sent.sender, "PC-41-K", "/contacts/PC-41-K/")
    assert OutboxMessage.objects.count() == 1  # no e-mail about an e-mail


def test_a_report_is_read_once_and_a_second_one_says_nothing_new(sent, tmp_path):
    assert [come_back(tmp_path, sent), undelivered.read_reports(tmp_path, at=AT), come_back(tmp_path, sent)] == [
        1,
        0,
        0,
    ]
    assert Notification.objects.filter(words=undelivered.WORDS).count() == 1


@pytest.mark.parametrize(("action", "status"), [("delayed", "4.4.1"), ("delivered", "2.0.0")])
def test_a_report_of_delay_changes_nothing(sent, tmp_path, action, status):
    assert come_back(tmp_path, sent, action=action, status=status) == 0
    sent.refresh_from_db()
    assert sent.state == OutboxMessage.State.SENT


def test_other_mail_in_that_box_is_left_alone(sent, tmp_path):
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "1").write_bytes(f"Subject: Away\n\nMessage-ID: <{sent.public_id}@example.org>\n".encode())
    (tmp_path / "new" / "2").write_bytes(bytes(range(256)) * 20)
    assert undelivered.read_reports(tmp_path, at=AT) == 0


def test_what_notify_could_not_deliver_is_marked(sent, notify):
    notify.failed = [
        {"reference": sent.public_id, "status": "permanent-failure"},
        {"reference": None, "status": "failed"},
    ]
    jobs.look_for_undelivered()
    sent.refresh_from_db()
    assert (sent.state, sent.last_fault) == (OutboxMessage.State.FAILED, "Notify: permanent-failure")


def test_an_address_that_the_mail_server_refuses_is_told_to_the_sender_at_once(sent, mail_server):
    OutboxMessage.objects.update(state=OutboxMessage.State.WAITING, sent_at=None)
    mail_server.refuse = 550
    jobs.carry(sent.pk, at=AT)
    assert Notification.objects.get(words=undelivered.WORDS).user == sent.sender


def test_what_a_service_sent_is_counted_and_told_to_nobody(db, tmp_path):
    reader = make.membership("dsl")
    operations.tell(words="Read this", path="/today/", users=[reader.user], by=make.intake(), at=AT)
    OutboxMessage.objects.update(state=OutboxMessage.State.SENT, sent_at=AT)
    assert come_back(tmp_path, OutboxMessage.objects.get()) == 1
    assert not Notification.objects.filter(words=undelivered.WORDS).exists()
