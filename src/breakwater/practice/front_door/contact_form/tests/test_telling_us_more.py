""" "Have you told us before?": added to what is open, never shown, the same words whatever the reference (SG-26)."""

import re
import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone

from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.front_door.contact_form.operations import limits, sending
from breakwater.practice.front_door.ledger import contact_facts
from breakwater.practice.front_door.models import AbuseCount, Addition, Contact, Receipt, Submission
from breakwater.practice.front_door.models.arrivals import BY_REFERENCE
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.telling import answer, arrived, contacts, front_door, words

AGAIN, SEND = "/tell-us/again/", "/tell-us/public/send/"


@pytest.fixture
def door(db):
    return front_door()


@pytest.fixture
def phone():
    return Client()


def sent_before(phone) -> Submission:
    answer(phone)
    phone.post(SEND)
    return arrived()[-1]


def tell(phone, **more):
    return phone.post(AGAIN, {"words": "It happened again", "idempotency": str(uuid4())} | more, follow=True)


def test_sg_26_with_its_reference_it_is_added_to_the_open_contact(door, phone):
    before = sent_before(phone)
    tell(phone, reference=before.reference.lower().replace("-", " "))
    assert [(each.submission_id, each.words) for each in arrived(Addition)] == [(before.pk, "It happened again")]
    assert len(arrived()) == 1


def test_sg_26_what_somebody_adds_by_reference_is_not_the_referrers_word(door, phone):
    before = sent_before(phone)
    tell(phone, reference=before.reference)
    [added] = arrived(Addition)
    with acting_as(make.intake()):
        contact = before.contacts.get()
        whose = Addition.objects.select_related("by").get(pk=added.pk).whose
        said = [fact.source for fact in contact_facts([contact.case]) if fact.words == "It happened again"]
    assert whose == BY_REFERENCE
    assert said == [f"Added later {BY_REFERENCE}"]


@pytest.mark.parametrize("reference", ["", "S-26-00000-0", "nonsense", "x" * 40])
def test_sg_26_without_a_reference_that_is_one_it_is_something_new(door, phone, reference):
    tell(phone, reference=reference)
    [submission] = arrived()
    assert submission.worry.startswith("It happened again")
    assert len(contacts()) == 1


def test_sg_26_the_answer_is_the_same_whether_the_reference_is_one_or_not(door, phone):
    known = sent_before(phone).reference
    pages = {
        re.sub(r"nonce=\S+", "", tell(Client(), reference=each).content.decode())
        for each in (known, "S-26-11111-1", "")
    }
    assert len(pages) == 1
    assert known not in pages.pop()


def test_what_is_added_twice_is_added_once(door, phone):
    before, once = sent_before(phone), str(uuid4())
    for reference in (before.reference, before.reference, ""):
        tell(phone, reference=reference, idempotency=once)
    assert (len(arrived(Addition)), len(arrived())) == (1, 2)


def test_what_is_sent_from_the_same_page_with_other_words_is_not_taken_for_what_came_before(door, phone):
    before, once = sent_before(phone), str(uuid4())
    for said in ("It happened again", "It happened again", "He has a bruise now"):
        tell(phone, reference=before.reference, idempotency=once, words=said)
    assert [each.words for each in arrived(Addition)] == ["It happened again", "He has a bruise now"]


def test_a_spoilt_key_costs_nobody_their_words(door, phone):
    assert "Thank you" in words(tell(phone, idempotency="spoilt"))
    assert len(arrived()) == 1


def test_danger_in_an_addition_flags_the_open_contact(door, phone):
    before = sent_before(phone)
    tell(phone, reference=before.reference, immediate_danger="yes")
    assert contacts()[0].immediate_danger


def test_it_works_without_cookies_on_one_page(door):
    page = Client().get(AGAIN).content.decode()
    key = re.search(r'name="idempotency" value="([^"]+)"', page)[1]
    assert "Thank you" in words(tell(Client(), idempotency=key))


def test_sg_25_a_flood_is_asked_to_wait_a_minute_with_its_text_kept_and_is_never_shut_out(door, phone):
    for _ in range(limits.AN_HOUR):
        tell(Client())
    held = tell(phone)
    page = words(held)
    assert held.status_code == 429
    assert "Please wait a minute" in page
    assert "lot of messages" not in page, "it may have been the first"
    assert "looks as if a machine filled it in" in page
    assert b"It happened again" in held.content
    assert "01632 960800" in page
    assert "999" in page
    key = re.search(r'name="idempotency" value="([^"]+)"', held.content.decode())[1]
    early = limits.ask_to_wait(f"again-{key}", at=timezone.now() - timedelta(seconds=limits.WAIT_SECONDS - 5))
    late = limits.ask_to_wait(f"again-{key}", at=timezone.now() - timedelta(seconds=limits.WAIT_SECONDS))
    another = limits.ask_to_wait("again-another", at=timezone.now() - timedelta(seconds=limits.WAIT_SECONDS))
    for ticket in (early, another, "forged", late + "x"):
        assert tell(phone, idempotency=key, waited=ticket).status_code == 429
    assert tell(phone, idempotency=key, waited=late).status_code == 200


def test_sg_25_a_draft_that_must_wait_is_kept_and_then_sent(door, phone):
    answer(phone)
    held = phone.post(SEND, {"homepage": "http://spam.invalid"})
    assert held.status_code == 429
    assert b"screams" in held.content
    assert phone.post(SEND).status_code == 302
    assert len(arrived()) == 1


def test_sg_25_no_address_is_kept_and_counts_are_forgotten_within_a_day(door, phone, owner_connection):
    phone.post(AGAIN, {"words": "Again", "idempotency": str(uuid4())}, REMOTE_ADDR="203.0.113.77")
    [count] = AbuseCount.objects.all()
    assert "203.0.113.77" not in f"{count.digest}{count.purpose}"
    assert limits.forget(at=count.hour + timedelta(hours=22, minutes=59)) == 0
    assert limits.forget(at=count.hour + timedelta(hours=23)) == 1


def test_sg_25_the_same_address_is_another_digest_tomorrow(db):
    at = timezone.now()
    for day in (at, at + timedelta(days=1)):
        limits.too_many(address="203.0.113.77", purpose="send", at=day)
    assert len({count.digest for count in AbuseCount.objects.all()}) == 2


def test_another_site_cannot_make_its_visitors_send(door, phone):
    response = phone.post(
        AGAIN, {"words": "Spam", "idempotency": str(uuid4())}, headers={"Origin": "https://evil.invalid"}
    )
    assert (response.status_code, arrived()) == (403, [])
    assert tell(phone).status_code == 200


def test_two_who_press_send_at_once_get_one_submission_and_one_receipt(transactional_db):
    front_door()
    phone = Client()
    answer(phone)
    token, found = phone.cookies["tell_us"].value, []

    def send():
        found.append(sending.send_draft(token=token, route="public", at=timezone.now()).reference)
        connections.close_all()

    both = [threading.Thread(target=send) for _ in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert len(found) == 2
    assert len(set(found)) == 1
    assert (len(arrived()), len(contacts()), len(arrived(Receipt))) == (1, 1, 1)


def test_two_additions_at_once_with_one_key_are_one(transactional_db):
    front_door()
    phone = Client()
    reference = sent_before(phone).reference
    faults = []

    def add():
        try:
            sending.tell_again(
                reference=reference, words="Again", immediate_danger=None, key="again-1", at=timezone.now()
            )
        except Exception as fault:
            faults.append(fault)
        connections.close_all()

    both = [threading.Thread(target=add) for _ in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert (faults, len(arrived(Addition)), len(arrived())) == ([], 1, 1)


def test_an_acknowledged_submission_is_committed(transactional_db, owner_connection):
    front_door()
    phone = Client()
    answer(phone)
    assert phone.post(SEND).status_code == 302
    counts = [
        owner_connection.execute(f"select count(*) from front_door_{table}").fetchone()[0]
        for table in ("submission", "contact", "receipt", "draft")
    ]
    assert counts == [1, 1, 1, 0]
    assert make.area().code == "851"


HOSTILE = {
    "nul": "a\x00b",
    "surrogate": "a\udc80b",
    "markup": "<script>alert(1)</script>{{ 7 * 7 }}{% raw %}",
    "sql": "'; drop table front_door_contact; --",
    "right to left": "\u202eevil\u2066",
    "long": "x" * 1_000_000,
    "emoji": "🧸" * 500,
    "newlines": "\r\n" * 2000 + "a",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_is_kept_as_text_or_gets_a_clear_error(door, text):
    phone = Client(raise_request_exception=False)
    sent = text.encode("utf-8", "surrogatepass") if "\udc80" in text else text
    body = {
        "words": sent,
        "reference": sent[:10_000],
        "idempotency": str(uuid4()),
        "immediate_danger": sent,
        "homepage": "",
    }
    first = phone.post(AGAIN, body)
    assert first.status_code in (200, 302)  # one long text alone is told to be shortened, with the text still there
    phone.get("/tell-us/public/", follow=True)
    for page in ("danger", "worry", "child", "place", "last_seen", "relation", "family_told", "safe_contact"):
        names = (
            "immediate_danger",
            "worry",
            "children-0-child_name",
            "children-0-child_age",
            "children-count",
            "location",
            "location-postcode",
            "last_seen",
            "relation",
            "keep_name",
            "contact_wanted",
            "name",
            "contact",
            "add",
            "remove",
        )
        response = phone.post(f"/tell-us/public/q/{page}/", dict.fromkeys(names, sent))
        assert response.status_code in (200, 302, 400), page  # 400: all of it together is beyond what is taken in
    assert phone.post(SEND, {"waited": sent}).status_code in (302, 410)
    assert b"<script>alert" not in first.content


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"words=" + b"%FF%FE%00" * 50, "application/x-www-form-urlencoded"),
        (b"words=caf\xe9", "application/x-www-form-urlencoded"),
        ("words=Grüße".encode("utf-16"), "application/x-www-form-urlencoded; charset=utf-16"),
        (b"&".join(b"f%d=1" % number for number in range(10_000)), "application/x-www-form-urlencoded"),
        (b"--x\r\nnot a part", "multipart/form-data; boundary=x"),
        (b"words=" + b"a" * 3_000_000, "application/x-www-form-urlencoded"),
        (b"{}", "application/json"),
    ],
    ids=["bytes", "latin-1", "utf-16", "fields", "multipart", "huge", "json"],
)
def test_a_body_that_cannot_be_read_gets_a_clear_answer(door, body, kind):
    phone = Client(raise_request_exception=False)
    answer(phone, until="danger")
    for address in (AGAIN, "/tell-us/public/q/worry/", SEND, "/tell-us/public/stop/", "/tell-us/leave/"):
        response = phone.generic("POST", address, body, content_type=kind)
        assert response.status_code < 500, address


@pytest.mark.parametrize("token", ["", "x", "\u00e9" * 90, "../../etc", "a" * 5000])
def test_a_cookie_that_opens_nothing_is_a_beginning(door, token):
    phone = Client(raise_request_exception=False)
    phone.cookies["tell_us"] = token.encode("ascii", "backslashreplace").decode()
    for address in (
        "/tell-us/child/q/worry/",
        "/tell-us/child/check/",
        "/tell-us/child/thank-you/",
        "/tell-us/child/stop/",
    ):
        assert phone.get(address).status_code in (200, 302, 410), address
    assert phone.post("/tell-us/child/send/").status_code == 410


def test_pages_that_do_not_exist_are_not_found(door):
    phone = Client()
    for address in ("/tell-us/dog/", "/tell-us/child/q/nothing/", "/tell-us/child/q/_seen/"):
        assert phone.get(address).status_code == 404
    assert Contact.objects.count() == 0


@pytest.mark.parametrize("known", [True, False])
def test_sg_24_whoever_tells_us_more_and_is_not_sure_about_danger_is_marked_so(known, door, phone):
    reference = sent_before(phone).reference if known else ""
    tell(phone, reference=reference, immediate_danger="not_known")
    [contact] = contacts()
    assert (contact.unsure_of_danger, contact.immediate_danger) == (True, False)


@pytest.mark.parametrize(
    ("said", "first"),
    [("yes", "Call 999 as well You said"), ("not_known", "If someone may be hurt, call 999 You are not sure")],
)
def test_sg_24_after_danger_the_page_says_first_what_to_do_now_whatever_the_reference(said, first, db, phone):
    front_door(is_open=False)
    known, key = sent_before(phone).reference, str(uuid4())
    pages = [
        words(tell(Client(), reference=each, immediate_danger=said, **more))
        for each, more in ((known, {"idempotency": key}), (known, {"idempotency": key}), ("nonsense", {}))
    ]
    assert len(set(pages)) == 1
    assert pages[0].index(first) < pages[0].index("It goes to the people")
    assert ("nobody has been alerted" in pages[0]) == (said != "yes")  # of danger, emergency duty is
    assert len(arrived(Addition)) == 1
