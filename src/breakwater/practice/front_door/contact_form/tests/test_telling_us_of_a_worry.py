"""The child's way in and everyone else's, one question a page (SG-04, SG-24, FD 1.1-1.3)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from breakwater.foundation.dates.london_time import london
from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.front_door.contact_form.operations import drafts
from breakwater.practice.front_door.models import Contact, Draft, Receipt
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.browsers import signed_in
from breakwater_dev.testing.telling import ANSWERS, answer, arrived, contacts, front_door, words

DANGER = {"danger": {"immediate_danger": "yes"}}


@pytest.fixture
def door(db):
    return front_door()


@pytest.fixture
def shut_door(db):
    return front_door(is_open=False)


@pytest.fixture
def phone():
    """A browser that nobody signed in on."""
    return Client()


def test_scenario_a_an_anonymous_neighbour_with_a_flat_number_alone(door, phone):
    answer(phone, worry={"worry": "A toddler screams every night"})
    response = phone.post("/tell-us/public/send/", follow=True)
    [submission], [contact] = arrived(), contacts()
    assert submission.reference in words(response)
    assert (submission.sender_words, submission.source_code, submission.channel) == ("", "9", "PUBLIC")
    assert (contact.named_as, contact.postcode_as_told) == ("Not named, at Flat 12, Invented House", "PO1 1AA")


def test_a_child_who_tells_us_of_themselves_is_the_child_of_the_contact(door, phone):
    answer(phone, "child")
    response = phone.post("/tell-us/child/send/", follow=True)
    [submission], [contact] = arrived(), contacts()
    year = timezone.localdate().year - 9
    assert (contact.named_as, contact.born_as_told, submission.source_code) == ("Robin", f"{year}~", "1C")
    assert "we will not try to contact you" in words(response).lower()


def test_each_child_that_is_named_is_a_contact_of_its_own(door, phone):
    two = {
        "children-count": "2",
        "children-0-child_name": "Ana",
        "children-1-child_name": "Ben",
        "children-1-child_age": "4",
    }
    answer(phone, child=two)
    phone.post("/tell-us/public/send/")
    assert [contact.named_as for contact in contacts()] == ["Ana", "Ben"]


def test_fd_06_nothing_but_the_worry_is_needed(door, phone):
    skipped = {page: {"skip": "1"} for page in ANSWERS["public"] if page != "worry"}
    answer(phone, **skipped)
    assert "Thank you. We have it." in words(phone.post("/tell-us/public/send/", follow=True))


def test_fd_07_danger_is_sent_without_a_word_more(door, phone):
    skipped = {page: {"skip": "1"} for page in ANSWERS["public"]}
    answer(phone, **(skipped | DANGER))
    phone.post("/tell-us/public/send/")
    [contact] = contacts()
    assert contact.immediate_danger


@pytest.mark.parametrize("route", ["child", "public"])
def test_sg_24_after_danger_the_page_says_what_to_do_now_and_lets_one_go_on(door, phone, route):
    response = answer(phone, route, until="danger", **DANGER)
    page = phone.get(response["Location"])
    assert words(page).index("Call 999 now") < words(page).index("Continue and tell us")
    assert "01632 960800" in words(page)
    assert b"/q/worry/" in page.content


@pytest.mark.parametrize("route", ["child", "public"])
def test_sg_24_whoever_is_not_sure_about_danger_reads_the_numbers_too_and_the_mash_that_they_were_not(
    door, phone, route
):
    response = answer(phone, route, until="danger", danger={"immediate_danger": "not_known"})
    page = words(phone.get(response["Location"]))
    assert page.index("If someone may be hurt, call 999") < page.index("Continue and tell us")
    answer(phone, route, danger={"immediate_danger": "not_known"})
    phone.post(f"/tell-us/{route}/send/")
    screener = signed_in(make.membership("mash_screener", of=door))
    (contact,) = contacts()
    assert "Referrer was not sure about danger" in words(screener.get(f"/mash/contacts/{contact.reference}/"))
    assert "Not sure about danger" in words(screener.get("/mash/"))


def test_sg_24_a_contact_is_marked_where_its_sender_was_not_sure_of_danger(door):
    for unsure in (True, False):
        phone = Client()
        answer(phone, danger={"immediate_danger": "not_known" if unsure else "no"})
        phone.post("/tell-us/public/send/")
    with acting_as(make.intake()):
        assert list(Contact.objects.order_by("pk").values_list("unsure_of_danger", flat=True)) == [True, False]


def test_sg_24_before_stopping_the_numbers_and_then_nothing_is_left(door, phone):
    answer(phone, "child", until="worry")
    page = words(phone.get("/tell-us/child/stop/"))
    assert all(number in page for number in ("999", "01632 960800", "0800 1111"))
    phone.post("/tell-us/child/stop/")
    assert (Draft.objects.count(), phone.cookies["tell_us"].value) == (0, "")


def test_sg_24_nothing_typed_stays_on_the_device(door, phone):
    answer(phone, "child", until="place")
    for address in ("/worried/", "/tell-us/child/q/worry/", "/tell-us/child/check/", "/tell-us/child/stop/"):
        page = phone.get(address)
        assert "no-store" in page["Cache-Control"], address
        assert b"<title>Help and advice</title>" in page.content, address
    page = phone.get("/tell-us/child/q/worry/").content.decode()
    assert 'autocomplete="off"' in page
    assert "localStorage" not in page
    cookie = phone.cookies["tell_us"]
    assert (cookie["max-age"], cookie["expires"], cookie["httponly"], cookie["path"]) == ("", "", True, "/tell-us/")


@pytest.mark.parametrize("way", ["get", "post"])
def test_sg_24_the_quick_exit_deletes_the_draft_as_a_link_and_as_a_button(door, phone, way):
    answer(phone, "child", until="worry")
    response = getattr(phone, way)("/tell-us/leave/")
    assert response["Location"].startswith("https://www.bbc.co.uk")
    assert (Draft.objects.count(), phone.cookies["tell_us"].value) == (0, "")


@pytest.mark.parametrize("from_where", ["none", "cross-site"])
def test_sg_24_a_draft_is_not_shown_to_whoever_opens_its_address_again(door, phone, from_where):
    answer(phone, "child", until="worry")
    page = phone.get("/tell-us/child/q/worry/", headers={"Sec-Fetch-Site": from_where}, follow=True)
    assert b"They shout" not in page.content
    assert Draft.objects.count() == 0


def test_sg_24_that_someone_told_us_is_not_shown_to_whoever_sits_there_next(door, phone):
    answer(phone)
    phone.post("/tell-us/public/send/")
    page = phone.get("/tell-us/public/thank-you/", headers={"Sec-Fetch-Site": "none"})
    assert (page.status_code, page["Location"]) == (302, "/worried/")


def test_sg_24_beginning_again_deletes_what_was_begun(door, phone):
    answer(phone, until="worry")
    assert b"screams" not in phone.get("/tell-us/public/", follow=True).content
    assert Draft.objects.count() == 0


def test_a_draft_opens_to_its_own_browser_alone(door, phone):
    answer(phone, until="worry")
    assert b"screams" in phone.get("/tell-us/public/q/worry/").content
    assert Client().get("/tell-us/public/q/worry/").status_code == 302


def test_drafts_are_encrypted_and_the_database_alone_cannot_open_them(door, phone):
    answer(phone, until="worry")
    [draft] = Draft.objects.all()
    assert b"screams" not in bytes(draft.values)
    assert phone.cookies["tell_us"].value not in draft.token_digest
    assert drafts.find(token="another", route="public", at=timezone.now()) is None


def test_drafts_are_forgotten_when_idle_for_an_hour_or_a_day_old(db):
    then = london(2026, 11, 24, 9)
    drafts.begin(route="child", at=then)
    busy = drafts.begin(route="child", at=then)
    for hours in range(24):
        drafts.save(draft=busy, values={}, at=then + timedelta(hours=hours, minutes=30))
    assert drafts.forget_old(at=then + timedelta(hours=23, minutes=45)) == 1
    assert drafts.forget_old(at=then + timedelta(hours=24)) == 1


def test_an_idle_draft_is_not_shown_even_before_the_job_comes(door, phone):
    answer(phone, until="worry")
    Draft.objects.update(saved_at=timezone.now() - timedelta(hours=1, seconds=1))
    assert phone.get("/tell-us/public/q/worry/").status_code == 302


def test_open_says_when_and_does_not_promise_that_someone_comes(door, phone):
    answer(phone, **DANGER)
    page = words(phone.post("/tell-us/public/send/", follow=True))
    assert "Call 999 as well" in page
    assert "Writing to us does not send anyone" in page


def test_whoever_names_neither_child_nor_place_is_asked_where_without_alarm_and_may_send_all_the_same(door, phone):
    nowhere = "We cannot see a name or a place in these answers. If you wrote it in what you are worried about, that is enough"
    answer(phone)
    assert nowhere not in words(phone.get("/tell-us/public/check/"))
    phone.post("/tell-us/public/q/place/", {"location": "", "location-postcode": ""})
    page = phone.get("/tell-us/public/check/")
    assert nowhere in words(page)
    assert "/tell-us/public/q/place/?change" in page.content.decode()
    phone.post("/tell-us/public/q/child/", {"children-0-child_age": "4", "children-count": "1"})
    assert nowhere in words(phone.get("/tell-us/public/check/"))  # an age finds nobody
    phone.post("/tell-us/public/q/child/", {"children-0-child_name": "Mia", "children-count": "1"})
    assert nowhere not in words(phone.get("/tell-us/public/check/"))
    phone.post("/tell-us/public/send/")
    assert len(arrived()) == 1


def test_fd_03_out_of_hours_the_night_number_stands_above_the_button(shut_door, phone):
    answer(phone)
    page = words(phone.get("/tell-us/public/check/"))
    assert page.index("Nobody reads this until") < page.index("01632 960900") < page.index(" Send ")


def test_sg_04_danger_out_of_hours_never_implies_that_anyone_was_told(shut_door, phone):
    answer(phone, **DANGER)
    page = words(phone.post("/tell-us/public/send/", follow=True))
    assert "nobody has read this and nobody has been alerted" in page
    assert "999" in page
    assert "01632 960900" in page


def test_sg_03_the_last_page_and_the_receipt_name_the_same_day(door, phone):
    answer(phone)
    page = words(phone.post("/tell-us/public/send/", follow=True))
    [receipt] = arrived(Receipt)
    assert f"by the end of {receipt.answer_due_on:%A} {receipt.answer_due_on.day}" in page


def test_sending_twice_is_one_submission_with_one_receipt(door, phone):
    answer(phone)
    first = words(phone.post("/tell-us/public/send/", follow=True))
    again = words(phone.post("/tell-us/public/send/", follow=True))
    back = words(phone.get("/tell-us/public/check/", follow=True))
    [submission] = arrived()
    assert all(submission.reference in page for page in (first, again, back))


def test_a_lost_answer_is_found_by_sending_again_but_not_by_another_browser(door, phone):
    answer(phone)
    phone.post("/tell-us/public/send/")
    assert arrived()[0].reference in words(phone.get("/tell-us/public/thank-you/"))
    assert Client().get("/tell-us/public/thank-you/").status_code == 410


def test_nothing_is_read_back_by_a_reference(door, phone):
    answer(phone)
    page = phone.post("/tell-us/public/send/", follow=True)
    assert b"screams" not in page.content


def test_changing_an_answer_leads_back_to_reading_over(door, phone):
    answer(phone)
    response = phone.post("/tell-us/public/q/worry/?change", {"worry": "It has stopped"})
    assert response["Location"] == "/tell-us/public/check/"
    assert "It has stopped" in words(phone.get("/tell-us/public/check/"))


def test_what_was_wrong_is_told_with_the_text_still_there(door, phone):
    answer(phone, until="danger")
    long = "a" * 10_001
    page = phone.post("/tell-us/public/q/worry/", {"worry": long}, follow=True)
    assert b"Error: Help and advice" in page.content
    assert "Shorten this to 10,000 characters" in words(page)
    assert long.encode() in page.content


def test_a_worry_that_was_passed_over_is_asked_for_before_sending(door, phone):
    answer(phone, until="danger")
    assert phone.get("/tell-us/public/check/")["Location"] == "/tell-us/public/q/worry/"
    assert phone.post("/tell-us/public/send/")["Location"] == "/tell-us/public/q/worry/"


@pytest.mark.parametrize(
    ("address", "most"),
    [("/", 7), ("/worried/", 5), ("/tell-us/public/q/danger/", 4), ("/tell-us/public/now/", 6)]
    + [("/privacy/", 5), ("/accessibility/", 5)],
)
def test_public_pages_ask_the_database_a_fixed_handful_of_things(door, phone, address, most):
    phone.get(address)
    with CaptureQueriesContext(connection) as seen:
        phone.get(address)
    asked = [each["sql"] for each in seen if "SAVEPOINT" not in each["sql"]]
    assert len(asked) <= most, asked


def test_the_accessibility_statement_says_what_the_regulations_ask_of_it(door, phone):
    """What the regulations (2018, No. 952) and the Commission's model ask for: standing, faults with reasons, contact, enforcement, dates."""
    page = words(phone.get("/accessibility/"))
    for said in (
        "Web Content Accessibility Guidelines, version 2.2, level AA. These pages meet them in part",
        "What does not work well yet",
        "Tell us what stopped you",
        "Equality Advisory and Support Service",
        "Equality and Human Rights Commission",
        "How we test",
        "30 November 2026",
    ):
        assert said in page, said


def test_whoever_reads_of_privacy_learns_how_to_ask_what_is_held_and_whom(door, phone):
    page = words(phone.get("/privacy/"))
    assert "Ask what we hold about you" in page
    assert "We answer within one month" in page
    assert "0303 123 1113" in page


@pytest.mark.parametrize(
    "address", ["/", "/tell-us/child/", "/tell-us/child/q/danger/", "/tell-us/again/", "/privacy/"]
)
def test_an_installation_without_a_front_door_gives_the_national_numbers_and_no_form(db, phone, address):
    page = phone.get(address, follow=True)
    assert page.status_code in (200, 503)
    assert "999" in words(page)
    if page.status_code == 503:
        assert b"<form" not in page.content


def test_sg_28_every_box_of_the_public_site_stands_beside_where_to_tell_a_worry(door, phone):
    answer(phone, until="worry")
    for address in ("/tell-us/public/q/worry/", "/tell-us/again/", "/tell-us/child/q/danger/"):
        assert "In danger now? Call 999" in words(phone.get(address)), address
    assert "01632 960800" in words(phone.get("/tell-us/again/"))
