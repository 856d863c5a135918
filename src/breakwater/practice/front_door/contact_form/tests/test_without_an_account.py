"""A professional without an account sends the form, comes back to it with a code and a second fact, and reads the answer (SG-25)."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from breakwater.casework.models import Task
from breakwater.foundation import audit
from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.front_door.calls import operations as calls
from breakwater.practice.front_door.contact_form.operations import drafts, guests
from breakwater.practice.front_door.feedback import operations as receipts
from breakwater.practice.front_door.models import Contact, Draft, Outcome, ReceiptLine, SenderKey
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.telling import CONTACT_PAGES as PAGES
from breakwater_dev.testing.telling import front_door, words

WHO = {"name": "Ida Post", "job": "Nursery manager", "organisation": "Invented Nursery", "reach": "01632 960100"}
DOOR = "/contacts/without-account/"


@pytest.fixture
def door(db):
    return front_door()


@pytest.fixture
def browser(door):
    return Client()


def begins(browser) -> str:
    # Of the words alone: a page's nonce may look like a code.
    return re.search(r"\b[0-9A-Z]{5}-[0-9A-Z]{5}\b", words(browser.post(DOOR, WHO)))[0]


def fills_in(browser) -> None:
    for page, answers in PAGES.items():
        answered = browser.post(f"{DOOR}form/{page}/", answers)
        assert answered.status_code == 302, (page, answered.content.decode()[:4000])


def sends(browser) -> str:
    code = begins(browser)
    fills_in(browser)
    page = browser.post(f"{DOOR}send/", follow=True).content.decode()
    assert "We have your contact" in page
    return code


@pytest.mark.parametrize(("child", "made"), [("Zed Other", 3), ("Ana Fish", 2)])
def test_sg_03_a_guest_who_gives_the_reference_of_a_call_joins_it_only_with_its_child_s_name(browser, child, made):
    with acting_as(make.intake()) as by:
        call = calls.log_call(
            make.area(),
            calls.CallAsTaken(who="A nurse", source_code="3A", what="A bruise", child=child),
            key="call",
            by=by,
            at=timezone.now(),
        )
    begins(browser)
    fills_in(browser)
    browser.post(f"{DOOR}form/you/", PAGES["you"] | {"prior_call_reference": call.reference})
    assert "We have your contact" in browser.post(f"{DOOR}send/", follow=True).content.decode()
    with acting_as(make.intake()):
        assert Contact.objects.count() == made
        assert Task.objects.filter(title__contains=call.reference).exists() == (made == 3)


def test_who_they_are_is_asked_before_anything_else(browser):
    page = browser.post(DOOR, WHO | {"organisation": "", "reach": "neither"}).content.decode()
    assert "Enter your organisation" in page
    assert not Draft.objects.exists()


def test_one_answer_that_is_wrong_loses_none_of_the_others(browser):
    begins(browser)
    wrong = PAGES["children"] | {"children-0-child_age_known": "born", "children-0-child_born-year": "20016"}
    wrong |= {"children-0-child_age": ""}
    assert "There is a problem" in browser.post(f"{DOOR}form/children/", wrong).content.decode()
    again = browser.get(f"{DOOR}form/children/").content.decode()
    assert 'value="Ana"' in again
    assert 'value="20016"' in again


def test_sg_24_after_danger_each_page_says_first_to_ring_999(browser):
    begins(browser)
    following = browser.post(f"{DOOR}form/safety/", PAGES["safety"] | {"immediate_danger": "yes"}).url
    page = browser.get(following).content.decode()
    assert page.index('href="tel:999"', page.index("<h1") - 2000) < page.index("<form")
    assert "Writing here sends nobody" in page


def test_sg_25_the_code_and_the_second_fact_are_kept_nowhere(browser):
    code = begins(browser)
    kept = str(list(SenderKey.objects.values())) + str(list(Draft.objects.values()))
    assert code.replace("-", "") not in kept
    assert "960100" not in kept


def test_sg_25_a_form_is_resumed_on_another_device_with_both_and_not_after_24_hours(browser):
    code = begins(browser)
    browser.post(f"{DOOR}form/safety/", PAGES["safety"])
    other = Client()
    for wrong in ({"code": code, "reach": "01632 960999"}, {"code": "0000000000", "reach": WHO["reach"]}):
        assert "do not fit" in other.post(f"{DOOR}resume/", wrong).content.decode()
    opened = other.post(f"{DOOR}resume/", {"code": f" {code.lower()} ", "reach": "01632960100"})
    assert opened.status_code == 302
    assert "Contact about a child" in other.get(f"{DOOR}form/").content.decode()
    then = timezone.now() + timedelta(hours=23, minutes=59)
    assert drafts.forget_old(at=then) == 0  # untouched for hours, and still opened by its code
    assert guests.resume(code=code, fact=WHO["reach"], at=then + timedelta(minutes=2)) is None
    assert drafts.forget_old(at=then + timedelta(minutes=2)) == 1
    assert guests.forget_keys(at=then + timedelta(minutes=2)) == 1


def test_sg_25_after_five_wrong_second_facts_the_code_opens_nothing(browser):
    code = begins(browser)
    for _ in range(guests.MOST_FAILURES):
        assert guests.resume(code=code, fact="wrong", at=timezone.now()) is None
    assert guests.resume(code=code, fact=WHO["reach"], at=timezone.now()) is None


def test_sg_24_nothing_stays_on_the_device_and_a_page_opened_from_outside_shows_nothing(browser):
    begins(browser)
    page = browser.get(f"{DOOR}form/you/")
    assert 'autocomplete="off"' in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    outside = browser.get(f"{DOOR}form/you/", headers={"Sec-Fetch-Site": "none"})
    assert outside.status_code == 302
    browser.post(f"{DOOR}stop/")
    assert not Draft.objects.exists()


def test_sent_it_is_a_contact_in_their_name_and_the_answer_is_read_with_the_code(browser, door):
    code = sends(browser)
    again = browser.post(f"{DOOR}send/", follow=True).content.decode()
    assert "We have your contact" in again
    with acting_as(make.intake()):
        assert Contact.objects.count() == 2
        assert "Ida Post" in Contact.objects.select_related("submission").first().submission.sender_words
        assert set(ReceiptLine.objects.values_list("route", flat=True)) == {"CODE"}
    assert not Draft.objects.exists()
    assert guests.resume(code=code, fact=WHO["reach"], at=timezone.now()) is None
    other = Client()
    assert "Ana Fish" not in other.get(f"{DOOR}receipt/").content.decode()
    assert "do not fit" in other.post(f"{DOOR}receipt/", {"code": code, "reach": "x"}).content.decode()
    assert "Ana Fish" in other.post(f"{DOOR}receipt/", {"code": code, "reach": WHO["reach"]}).content.decode()


def test_what_is_missing_is_said_and_nothing_is_sent(browser):
    begins(browser)
    page = browser.post(f"{DOOR}send/").content.decode()
    assert "still needed" in page
    assert SenderKey.objects.get().reference == ""


def test_sg_25_a_right_second_fact_and_a_day_begin_the_count_of_wrong_ones_again(browser):
    code, now = begins(browser), timezone.now()
    for _ in range(guests.MOST_FAILURES - 1):
        assert guests.resume(code=code, fact="wrong", at=now) is None
    assert guests.resume(code=code, fact=WHO["reach"], at=now)
    assert SenderKey.objects.get().failures == 0
    for _ in range(guests.MOST_FAILURES):
        assert guests.resume(code=code, fact="wrong", at=now) is None
    assert guests.resume(code=code, fact=WHO["reach"], at=now + timedelta(hours=1)) is None


def test_sg_25_a_code_that_was_locked_opens_the_receipt_again_after_a_day(browser):
    code, now = sends(browser), timezone.now()
    for _ in range(guests.MOST_FAILURES):
        assert guests.lines_for(code=code, fact="wrong", at=now) is None
    assert guests.lines_for(code=code, fact=WHO["reach"], at=now + timedelta(hours=23)) is None
    assert guests.lines_for(code=code, fact=WHO["reach"], at=now + timedelta(hours=25))


def test_sg_25_a_receipt_opens_until_its_days_are_over_and_then_its_key_is_deleted(browser, settings):
    settings.BREAKWATER_GUEST_DAYS = 10
    code, now = sends(browser), timezone.now()
    assert guests.lines_for(code=code, fact=WHO["reach"], at=now + timedelta(days=9))
    assert guests.end_keys(at=now + timedelta(days=9)) == 0
    assert guests.lines_for(code=code, fact=WHO["reach"], at=now + timedelta(days=11)) is None
    assert guests.end_keys(at=now + timedelta(days=11)) == 1
    assert not SenderKey.objects.exists()
    assert guests.forget_keys(at=now + timedelta(days=11)) == 0


def test_sg_25_an_answer_that_comes_later_opens_for_as_many_days_and_is_rung_through_once_the_code_has_ended(
    browser, settings, door
):
    settings.BREAKWATER_GUEST_DAYS = 10
    code, now = sends(browser), timezone.now()
    manager = make.actor("mash_manager", of=door)
    with acting_as(manager):
        first, second = Contact.objects.select_related("case").order_by("pk")
        for contact, after in ((first, 8), (second, 20)):
            receipts.tell_outcome(
                contact=contact,
                outcome=Outcome.ADVICE,
                words="Keep watching",
                by=manager,
                at=now + timedelta(days=after),
            )
        letters = [contact.lines.get().letters.get() for contact in (first, second)]
        assert [letter.status for letter in letters] == ["SENT", "FAILED"]
        assert Task.objects.filter(title=receipts.RING_THE_SENDER, case=second.case).exists()
    assert guests.lines_for(code=code, fact=WHO["reach"], at=now + timedelta(days=17))


def test_sg_19_that_a_code_opened_the_receipt_is_in_the_audit(browser):
    code = sends(browser)
    with acting_as(make.intake()):
        lines = set(ReceiptLine.objects.values_list("pk", flat=True))
    with acting_as(make.intake()):
        page = audit.current()
        guests.lines_for(code=code, fact=WHO["reach"], at=timezone.now())
        assert page.seen["receipt_line"] == lines
        assert page.reason == "Read with a code and a second fact"
