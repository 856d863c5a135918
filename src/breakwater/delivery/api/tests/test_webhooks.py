"""A system is told that there is news, and nothing of whom: signed, to a public address alone, again until it is taken or given up."""

import hashlib
import hmac
import json
import socket
import threading
import time
from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from breakwater.delivery.api import carrying, keys, webhooks
from breakwater.delivery.api.models import ApiKey, ConnectedSystem, Delivery, Scope, Webhook
from breakwater.delivery.api.receivers import tell
from breakwater.partnership.notifications.models import Notification
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.models import Membership
from breakwater.practice.front_door.feedback.operations import ReceiptNews
from breakwater.practice.front_door.models import Contact
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.browsers import signed_in
from breakwater_dev.testing.systems import System, answers, key_of

HERE = "https://mis.example.com/hook?of=school"


@pytest.fixture
def secret(system):
    answer = system.put("webhook", {"url": HERE}, **{"If-None-Match": "*"})
    assert answer.status_code == 200, answer.content
    return answer.json()["secret"]


@pytest.fixture
def delivery(system, secret):
    """News of a contact that the system sent, on its way."""
    reference = system.post("contacts", {"answers": answers()}).json()["reference"]
    tell(ReceiptNews(make.area().pk, reference, timezone.now()))
    with acting_as(make.intake()):
        return Delivery.objects.get()


class Wire:
    """Stands where the network is: says what was sent, answers what it is told to."""

    sock = socket.socket()

    def __init__(self, *statuses):
        self.statuses, self.sent, self.status = list(statuses), [], 0

    def __call__(self, parts):
        return self

    def request(self, method, path, body, headers):
        self.sent.append((method, path, body, headers))

    def getresponse(self):
        self.status = self.statuses.pop(0)
        if isinstance(self.status, Exception):
            raise self.status
        return self

    def read(self, most):
        return b""

    def close(self):
        pass


def carried(delivery, wire, at):
    with acting_as(make.intake()) as service:
        pass
    webhooks.carry(delivery.pk, by=service, at=at, dial=wire)
    with acting_as(service):
        return Delivery.objects.get(pk=delivery.pk)


def test_what_is_told_is_a_type_and_a_reference_signed_with_both_secrets(delivery, secret, system):
    mark = system.get("webhook")["ETag"]
    newer = system.post("webhook/secret", {}, headers={"If-Match": mark}).json()["secret"]
    wire, now = Wire(204), timezone.now()
    assert carried(delivery, wire, now).state == Delivery.State.DELIVERED
    [(method, path, body, headers)] = wire.sent
    assert (method, path) == ("POST", "/hook?of=school")
    assert json.loads(body).keys() == {"id", "type", "reference", "occurred_at"}
    assert b"Fish" not in body
    moment = int(now.timestamp())
    signed = [
        hmac.new(each.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest() for each in (newer, secret)
    ]
    assert headers["X-Signature"] == f"t={moment},v1={signed[0]},v1={signed[1]}"


def test_what_is_not_taken_is_tried_again_for_a_day_then_given_up_and_can_be_sent_again(delivery, school):
    at, waits = timezone.now(), []
    for _ in range(8):
        found = carried(delivery, Wire(503), at)
        waits.append(round((found.next_at - at).total_seconds() / 60) if found.state == "WAITING" else None)
        at = found.next_at
    assert waits == [1, 5, 30, 120, 360, 720, 1440, None]
    assert (found.state, found.answered) == (Delivery.State.DEAD, "Answered 503")
    assert carried(delivery, Wire(), at).attempts == found.attempts  # no more is tried
    lead = signed_in(make.membership("dsl", of=school))
    page = lead.get(f"/systems/{ConnectedSystem.objects.get().public_id}/").content.decode()
    assert "Not delivered" in page
    answer = lead.post(f"/systems/deliveries/{delivery.public_id}/resend/", follow=True)
    assert "It is sent again" in answer.content.decode()
    assert carried(delivery, Wire(200), timezone.now()).state == Delivery.State.DELIVERED


@pytest.mark.parametrize("fault", [OSError("away"), TimeoutError(), ValueError("no HTTP")])
def test_whoever_does_not_answer_is_tried_again(delivery, fault):
    assert carried(delivery, Wire(fault), timezone.now()).answered == "It does not answer"


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_not_followed(delivery, status):
    wire = Wire(status)
    assert carried(delivery, wire, timezone.now()).answered == f"Answered {status}"
    assert len(wire.sent) == 1


def test_nothing_is_told_once_the_key_has_ended(delivery):
    ApiKey.objects.update(ended_at=timezone.now())
    assert carried(delivery, Wire(), timezone.now()).state == Delivery.State.DEAD


def test_sg_11_nothing_is_told_of_what_the_system_may_not_read(system, secret):
    officers = make.team("Designated officers", service="lado")
    make.membership("designated_officer", of=officers), make.membership("designated_officer", of=officers)
    about = {"about_someone_who_works_with_children": "yes", "who_works_with_children": "The deputy head"}
    reference = system.post("contacts", {"answers": answers(**about)}).json()["reference"]
    tell(ReceiptNews(make.area().pk, reference, timezone.now()))
    with acting_as(make.intake()):
        assert not Delivery.objects.exists()


def test_nothing_is_told_to_a_system_whose_key_lapsed_or_that_nobody_answers_for(school):
    for ending in ("lapsed", "nobody leads"):
        system = System(key_of(school, name=ending, days=2).secret)
        system.put("webhook", {"url": HERE}, **{"If-None-Match": "*"})
        reference = system.post("contacts", {"answers": answers()}).json()["reference"]
        later = timezone.now() + timedelta(days=3 if ending == "lapsed" else 0)
        if ending == "nobody leads":
            Membership.objects.filter(team=school).update(revoked_at=timezone.now())
        tell(ReceiptNews(make.area().pk, reference, later))
        with acting_as(make.intake()):
            assert not Delivery.objects.exists(), ending


def test_sg_11_news_of_two_children_is_told_once_and_of_sealed_ones_no_delivery_is_shown(delivery, system, school):
    tell(ReceiptNews(make.area().pk, delivery.reference, delivery.made_at))
    with acting_as(make.intake()):
        assert Delivery.objects.count() == 1
    lead, page = signed_in(make.membership("dsl", of=school)), f"/systems/{ConnectedSystem.objects.get().public_id}/"
    assert delivery.reference in lead.get(page).content.decode()
    mash = make.area().services.get(service="front_door").team
    readers = [make.membership("mash_manager", of=mash), make.membership("mash_screener", of=mash)]
    with acting_as(readers[0]), connection.cursor() as cursor:
        for case in Contact.objects.values_list("case_id", flat=True):
            humans = [reader.user_id for reader in readers]
            cursor.execute(
                "select access.seal_row('case', %s, %s, 'a child of a colleague', true, null)", [case, humans]
            )
    tell(ReceiptNews(make.area().pk, delivery.reference, timezone.now()))
    with acting_as(make.intake()):
        assert Delivery.objects.count() == 1
    assert system.get(f"contacts/{delivery.reference}").json()["children"] == []
    assert delivery.reference not in lead.get(page).content.decode()
    assert lead.post(f"/systems/deliveries/{delivery.public_id}/resend/").status_code == 404


def test_a_receiver_that_answers_a_letter_at_a_time_is_hung_up_on_in_time(settings, monkeypatch):
    settings.BREAKWATER_DEMO = True
    monkeypatch.setattr(carrying, "SECONDS", 1)
    server = socket.create_server(("127.0.0.1", 0))

    def trickle():
        line, _ = server.accept()
        with suppress(OSError):
            for letter in b"HTTP/1.1 200 OK and a very long reason":
                line.send(bytes([letter]))
                time.sleep(0.3)

    threading.Thread(target=trickle, daemon=True).start()
    begun = time.monotonic()
    with pytest.raises(carrying.NotTaken):
        carrying.post(f"http://127.0.0.1:{server.getsockname()[1]}/", b"{}", {})
    assert time.monotonic() - begun < 3


def test_nothing_is_held_in_the_database_while_the_other_side_answers(delivery):
    held = []

    def dial(parts):
        held.append(connection.in_atomic_block and Delivery.objects.filter(state="WAITING").exists())
        raise OSError

    carried(delivery, dial, timezone.now())
    assert held == [False]


def test_an_address_that_fails_keeps_its_other_news_waiting_and_no_one_elses(delivery, system):
    with acting_as(make.intake()):
        other = Delivery.objects.get()
        other.pk, other.public_id, other.reference = None, "another", "C-26-OTHER"
        other.save(force_insert=True)
    at = timezone.now()
    carried(delivery, Wire(503), at)
    with acting_as(make.intake()):
        assert Delivery.objects.get(reference="C-26-OTHER").next_at > at


def test_a_name_that_leads_elsewhere_for_a_minute_is_tried_again(delivery):
    found = carried(delivery, Wire(carrying.NotAllowed()), timezone.now())
    assert (found.state, found.attempts) == (Delivery.State.WAITING, 1)


def test_the_leads_are_told_where_news_goes_and_of_what_was_given_up_and_can_switch_it_off(delivery, school):
    lead = make.membership("dsl", of=school)
    desk, page = signed_in(lead), f"/systems/{ConnectedSystem.objects.get().public_id}/"
    assert "mis.example.com" in desk.get(page).content.decode()
    carried(delivery, Wire(410), timezone.now())
    told = set(Notification.objects.filter(user=lead.user).values_list("words", flat=True))
    assert "Your connected system could not be told of news" in told
    assert Notification.objects.filter(words=webhooks.ADDRESS).exists()
    with acting_as(make.intake()):
        hook = Webhook.objects.get()
    hold = f"/systems/webhooks/{hook.public_id}/hold/"
    assert 'name="news" value="off"' in desk.get(page).content.decode()
    for _ in range(2):  # a double press
        desk.post(hold, {"news": "off"})
    desk.post(hold, {})
    shown = desk.get(page).content.decode()
    assert "Your side has switched it off" in shown
    assert 'name="news" value="on"' in shown
    with acting_as(make.intake()):
        assert webhooks.tell(delivery.reference, at=timezone.now()) == 0
    for _ in range(2):
        desk.post(hold, {"news": "on"})
    assert "Your side has switched it off" not in desk.get(page).content.decode()


def test_before_its_moment_nothing_is_tried(delivery):
    assert carried(delivery, Wire(), delivery.next_at - timedelta(seconds=1)).attempts == 0


def test_another_school_sends_nothing_again(delivery, school):
    other = make.team("Safeguarding", of=make.organisation("Another Primary", kind="SCHOOL"))
    lead = signed_in(make.membership("dsl", of=other))
    assert lead.post(f"/systems/deliveries/{delivery.public_id}/resend/").status_code == 404


def test_an_address_is_changed_by_its_mark_alone(system, secret):
    assert system.put("webhook", {"url": HERE}).status_code == 428
    assert system.put("webhook", {"url": HERE}, **{"If-None-Match": "*"}).status_code == 412
    mark = system.get("webhook")["ETag"]
    changed = system.put("webhook", {"url": f"{HERE}2", "is_on": False}, **{"If-Match": mark})
    assert (changed.status_code, changed.json()["secret"], changed.json()["is_on"]) == (200, None, False)
    assert system.put("webhook", {"url": HERE}, **{"If-Match": mark}).status_code == 412


def test_neither_address_nor_secret_stands_in_the_database_as_text(system, secret):
    with acting_as(make.intake()), connection.cursor() as cursor:
        cursor.execute("select url, secret from api_webhook")
        assert all(
            b"example.com" not in bytes(each) and secret.encode() not in bytes(each) for each in cursor.fetchone()
        )
        assert Webhook.objects.get().url == HERE


REFUSED = [
    "http://mis.example.com/", "https://mis.example.com:8443/", "https://user@mis.example.com/", "ftp://mis.example.com/",
    "https://127.0.0.1/", "https://10.1.2.3/", "https://192.168.0.1/", "https://172.16.0.1/", "https://169.254.169.254/",
    "https://100.64.0.1/", "https://0.0.0.0/", "https://[::1]/", "https://[fe80::1]/", "https://[fd00::1]/", "https://[ff02::1]/",
    "https://[::ffff:10.0.0.1]/", "https://[64:ff9b::a00:1]/", "https://[2002:a00:1::]/", "https://[::10.0.0.1]/",
    "https://224.0.0.1/", "https:///x", "https://[::1/", "not an address", "https://a b/", "https://mis.example.com/#x",
    "https://mis.example.com:99999/", "https://exämple.com/",
]  # fmt: skip


@pytest.mark.parametrize("url", REFUSED)
def test_ssrf_an_address_that_is_not_of_the_public_web_is_refused(system, url):
    answer = system.put("webhook", {"url": url}, **{"If-None-Match": "*"})
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
    assert [each["field"] for each in answer.json()["errors"]] == ["url"]


def resolving(*addresses):
    return lambda host, port, type: [(0, 0, 0, "", (each, port)) for each in addresses]


@pytest.mark.parametrize(
    "addresses",
    [("10.0.0.1",), ("93.184.215.14", "127.0.0.1"), ("::ffff:192.168.1.1",), ("fe80::1%eth0",), ("2002:7f00:1::",)],
)
def test_ssrf_a_name_that_leads_into_a_private_network_is_refused_whatever_else_it_leads_to(addresses):
    with pytest.raises(carrying.NotAllowed):
        carrying.pinned("mis.example.com", 443, resolving(*addresses))


def test_ssrf_a_name_that_changes_its_mind_leads_nowhere(monkeypatch):
    asked, reached = [], []
    found = [resolving("93.184.215.14"), resolving("127.0.0.1")]

    def resolve(host, port, type):
        asked.append(host)
        return found.pop(0)(host, port, type)

    def create_connection(address, timeout):
        reached.append(address)
        raise OSError

    monkeypatch.setattr(carrying.socket, "create_connection", create_connection)
    with pytest.raises(OSError):
        carrying.connect(carrying.urlsplit(HERE), resolve)
    assert (asked, reached) == (["mis.example.com"], [("93.184.215.14", 443)])


def test_in_a_demonstration_nothing_leaves_the_machine(settings):
    settings.BREAKWATER_DEMO = True
    assert carrying.check("http://127.0.0.1:9000/hook")
    for url in (HERE, "http://10.0.0.1/", "http://localhost.example.com/"):
        with pytest.raises(carrying.NotAllowed):
            carrying.check(url)


def test_a_system_is_told_no_more_once_the_key_that_let_it_be_told_has_ended(delivery, school):
    """Another key in force that is good for sending alone lets nobody be told."""
    known = ConnectedSystem.objects.get()
    key_of(school, Scope.SEND, system=known)
    with acting_as(make.actor("dsl", of=school)) as lead:
        keys.end(ApiKey.objects.earliest("pk"), by=lead, at=timezone.now())
    wire = Wire(200)
    assert carried(delivery, wire, timezone.now()).state == Delivery.State.DEAD
    assert not wire.sent
    tell(ReceiptNews(make.area().pk, delivery.reference, timezone.now()))
    with acting_as(make.intake()):
        assert Delivery.objects.count() == 1
