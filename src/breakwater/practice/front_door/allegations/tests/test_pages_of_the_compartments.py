"""The pages of the two compartments, of the MASH beside them, and of a sender; and the blind alert (SG-11 to SG-13)."""

import re
from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from breakwater.partnership.notifications.models import Notification
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.access.acting import actor_of
from breakwater.partnership.people.records.operations import restrictions
from breakwater.practice.front_door.arrivals.operations import arrivals
from breakwater.practice.front_door.arrivals.operations.allegation_intake import AllegationTold
from breakwater.practice.front_door.arrivals.operations.arrivals import ChildTold
from breakwater.practice.front_door.blind_alert import ALERT, NOBODY, look_behind
from breakwater.practice.front_door.information_requests.operations import requests
from breakwater.practice.front_door.models import Allegation, Contact, StruckOrganisation
from breakwater_dev.testing import browsers
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.telling import answer, front_door


@pytest.fixture
def area(db):
    return make.area()


@pytest.fixture
def mash(area):
    return make.team("MASH", service="front_door")


@pytest.fixture
def officers(area):
    team = make.team("Designated officers", service="lado")
    return [make.membership("designated_officer", of=team) for _ in range(2)]


@pytest.fixture
def dsl(area):
    return make.membership("dsl", of=make.team("Safeguarding", of=make.organisation("Figurehead Academy", "SCHOOL")))


def allegation(dsl, key="one"):
    told = AllegationTold("Mr Halyard", "Deputy lead", "Figurehead Academy", dsl.team.organisation)
    return arrivals.receive(
        arrivals.Arrival(
            area=make.area(),
            channel="PROFESSIONAL",
            key=key,
            worry="He drove her home alone",
            children=[ChildTold(named_as="Robin Example")],
            allegation=told,
            sender=arrivals.Sender(team=dsl.team, user=dsl.user),
        ),
        by=actor_of(dsl),
        at=timezone.now(),
    )


def reference(officer) -> str:
    with acting_as(officer):
        return Allegation.objects.values_list("reference", flat=True).latest("pk")


def key_in(page) -> str:
    return re.search(r'name="idempotency" value="([^"]+)"', page.content.decode()).group(1)


def test_sg_11_an_officer_reads_takes_up_passes_on_lifts_and_decides(mash, officers, dsl):
    allegation(dsl)
    browser, ref = browsers.signed_in(officers[0]), reference(officers[0])
    at = f"/designated-officer/{ref}/"
    assert ref in browser.get("/today/").content.decode()
    assert ref in browser.get("/designated-officer/").content.decode()
    page = browser.get(at).content.decode()
    assert all(
        words in page
        for words in ("He drove her home alone", "Mr Halyard", "Figurehead Academy", "Robin Example", "Allocate to me")
    )
    browser.post(f"{at}take-up/")
    with acting_as(officers[0]):
        strike = StruckOrganisation.objects.get()
    key = key_in(browser.get(f"{at}pass-on/"))
    for _ in range(2):
        browser.post(f"{at}pass-on/", {"words": "Robin needs someone to talk to", "idempotency": key})
    browser.post(f"{at}struck/{strike.pk}/lift/", {"because": "The head is told"})
    assert browser.post(f"{at}decide/", {"outcome": "UNFOUNDED"}).status_code == 200
    reasons = {"rationale": "Two people saw otherwise", "without": "The head was told before we had it"}
    browser.post(f"{at}decide/", {"outcome": "UNFOUNDED"} | reasons)
    page = browser.get(at).content.decode()
    assert all(
        words in page for words in ("Unfounded", "Two people saw otherwise", "The head is told", "The MASH was told")
    )
    with acting_as(make.membership("mash_screener", of=mash)):
        assert [contact.worry for contact in Contact.objects.all()] == ["Robin needs someone to talk to"]
    assert browser.post(f"{at}take-up/").status_code == 403
    assert "A referral that is made now, and who is told, can still be recorded here" in page
    made = {
        "kind": "DBS",
        "is_made": "yes",
        "words": "The employer referred him",
        "reference": "D1",
        "idempotency": uuid4(),
    }
    today = timezone.localdate()
    day = {"day-day": today.day, "day-month": today.month, "day-year": today.year}
    assert browser.post(f"{at}referral/", made | day).status_code == 302
    assert "The employer referred him" in browser.get(at).content.decode()
    assert browser.post(f"{at}action/", {"title": "Call them"} | day).status_code == 403


def test_sg_11_an_officer_says_which_organisation_it_is(mash, officers, dsl):
    arrivals.receive(
        arrivals.Arrival(
            area=make.area(),
            channel="PUBLIC",
            key="p",
            worry="x",
            allegation=AllegationTold(where="the academy by the sea"),
        ),
        by=make.intake(),
        at=timezone.now(),
    )
    browser, at = browsers.signed_in(officers[1]), f"/designated-officer/{reference(officers[1])}/"
    assert "Every organisation" in browser.get(at).content.decode()
    assert "No single organisation" in browser.post(f"{at}organisation/", {"name": "Nowhere"}).content.decode()
    browser.post(f"{at}organisation/", {"name": "figurehead academy"})
    with acting_as(officers[0]):
        assert not requests.may_be_asked(Contact.objects.get(), dsl.team.organisation)


def test_sg_11_the_sender_reads_that_it_was_received_and_a_colleague_finds_no_such_page(mash, officers, dsl):
    receipt = allegation(dsl)
    page = browsers.signed_in(dsl).get(f"/contacts/{receipt.reference}/").content.decode()
    assert "We have your contact" in page
    assert [word for word in ("Halyard", "Robin", "officer", "allegation", "drove") if word in page] == []
    colleague = browsers.signed_in(make.membership("dsl", of=dsl.team))
    assert colleague.get(f"/contacts/{receipt.reference}/").status_code == 404
    assert receipt.reference not in colleague.get("/contacts/").content.decode()
    assert receipt.reference not in colleague.get("/today/").content.decode()


def test_sg_11_what_the_sender_adds_on_that_page_goes_to_the_officers(mash, officers, dsl):
    receipt = allegation(dsl)
    browser, at = browsers.signed_in(dsl), f"/contacts/{receipt.reference}/"
    key = key_in(browser.get(at))
    for _ in range(2):
        browser.post(at, {"words": "She told me more today", "idempotency": key})
    with acting_as(officers[0]):
        assert [each.words for each in Allegation.objects.get().submission.additions.all()] == [
            "She told me more today"
        ]


def test_sg_11_the_mash_sets_a_contact_apart_from_its_page(mash, officers, dsl):
    arrivals.receive(
        arrivals.Arrival(area=make.area(), channel="CHILD", key="c", worry="mr halyard texts me"),
        by=make.intake(),
        at=timezone.now(),
    )
    screener = make.membership("mash_screener", of=mash)
    with acting_as(screener):
        contact = Contact.objects.get()
    browser, at = browsers.signed_in(screener), f"/mash/contacts/{contact.reference}/"
    assert "Allegation against someone who works with children" in browser.get(at).content.decode()
    form = {
        "about": "Mr Halyard",
        "where": "Figurehead Academy",
        "because": "",
        "idempotency": key_in(browser.get(f"{at}set-apart/")),
    }
    assert "Write what makes it" in browser.post(f"{at}set-apart/", form).content.decode()
    assert browser.post(f"{at}set-apart/", {**form, "because": "He is their deputy lead"}).url == "/mash/"
    again = form | {"idempotency": uuid4()}
    assert [browser.get(at).status_code, browser.post(f"{at}set-apart/", again).status_code] == [404, 404]
    with acting_as(officers[0]):
        assert Allegation.objects.get().organisation == dsl.team.organisation


def test_sg_11_a_call_about_staff_is_never_on_the_board(mash, officers):
    screener = make.membership("mash_screener", of=mash)
    browser = browsers.signed_in(screener)
    form = {
        "who": "A mother",
        "source": "1A",
        "child": "Robin Example",
        "what": "The coach texts her",
        "danger": "no",
        "about_staff": "no",
        "accused": "Mr Halyard, coach",
        "idempotency": key_in(browser.get("/mash/calls/new/")),
    }
    refused = browser.post("/mash/calls/new/", form).content.decode()
    assert "You wrote who it is about" in refused
    assert "Mr Halyard, coach" in refused
    made = browser.post("/mash/calls/new/", form | {"about_staff": "yes"}, follow=True).content.decode()
    assert "It is with the designated officers alone" in made
    assert "written form" not in made  # which would pass through the desk of the organisation concerned
    with acting_as(screener):
        assert Contact.objects.count() == 0
    assert reference(officers[0])
    with acting_as(officers[0]):
        assert Allegation.objects.get().about == "Mr Halyard, coach"


def hidden(name, readers, **facts):
    person = make.person(*name.split(), born_precision="DAY", born_on=date(2014, 3, 9))
    with acting_as(readers[0]) as by:
        restrictions.restrict(person=person, readers=readers, reason="why", by=by, at=timezone.now(), **facts)
    return person


def received(name) -> Contact:
    receipt = arrivals.receive(
        arrivals.Arrival(
            area=make.area(),
            channel="PUBLIC",
            key=name,
            worry="x",
            children=[ChildTold(named_as=name, born="2014-03-09")],
        ),
        by=make.intake(),
        at=timezone.now(),
    )
    with acting_as(make.intake()):
        return Contact.objects.get(submission=receipt.submission_id)


def alerts():
    return {(n.user_id, n.words, n.reference) for n in Notification.objects.filter(words__in=[ALERT, NOBODY])}


@pytest.mark.parametrize("breakable", [True, False])
def test_tr_17_sg_13_the_readers_of_a_hidden_best_match_get_an_alert_without_a_word_of_it(mash, breakable):
    readers = [make.membership("mash_manager", of=mash) for _ in range(2)]
    hidden("Zephyr Quillfeather", readers, breakable=breakable)
    contact = received("Zephyr Quilfeather")
    look_behind(submission=contact.submission_id, area=make.area(), at=timezone.now())
    assert alerts() == {(reader.user_id, ALERT, contact.reference) for reader in readers}
    assert [n for n in Notification.objects.all() if "Zephyr" in n.words + n.path] == []


def test_tr_17_nobody_is_alerted_of_a_contact_that_fits_no_hidden_record(mash):
    readers = [make.membership("mash_manager", of=mash) for _ in range(2)]
    hidden("Zephyr Quillfeather", readers)
    contact = received("Someone Different")
    look_behind(submission=contact.submission_id, area=make.area(), at=timezone.now())
    assert alerts() == set()


def test_sg_13_the_screener_s_page_is_alike_whether_a_record_is_hidden_or_absent(mash):
    screener, readers = (
        make.membership("mash_screener", of=mash),
        [make.membership("mash_manager", of=mash) for _ in range(2)],
    )
    contact = received("Zephyr Quilfeather")
    browser = browsers.signed_in(screener)

    def pages() -> list[str]:
        """What the screener reads, without what is made again for each answer."""
        asked = (
            f"/mash/contacts/{contact.reference}/",
            f"/mash/contacts/{contact.reference}/child/",
            "/people/search/?q=zephyr+quillfeather",
        )
        read = [browser.get(path).content.decode() for path in asked]
        mains = [re.search(r"<main.*</main>", page, re.DOTALL).group(0) for page in read]
        return [
            re.sub(r'value="[0-9A-Za-z-]{30,}"|As at.*?<|[0-9]+ working (hours|minutes).*?<', "", main)
            for main in mains
        ]

    before = pages()
    hidden("Zephyr Quillfeather", readers, breakable=False)
    look_behind(submission=contact.submission_id, area=make.area(), at=timezone.now())
    after = pages()
    assert after == before


def test_every_new_contact_is_looked_behind_alike(mash):
    received("Zephyr Quilfeather")
    with connection.cursor() as cursor:
        cursor.execute("select args from procrastinate_jobs where task_name = 'front_door.look_behind'")
        assert len(cursor.fetchall()) == 1


@pytest.mark.parametrize("route", ["child", "public"])
def test_sg_11_a_child_or_a_neighbour_says_that_it_is_about_staff_and_the_board_never_has_it(db, officers, route):
    front_door()
    browser = Client()
    answer(browser, route, worry={"worry": "mr halyard keeps texting me"})
    page = browser.post(f"/tell-us/{route}/send/", {"about-staff": "yes"}, follow=True).content.decode()
    assert "Thank you. We have it." in page
    with acting_as(make.intake()):
        assert Contact.objects.count() == 0
    with acting_as(officers[0]):
        assert Allegation.objects.get().worry == "mr halyard keeps texting me"


def queries(browser, path) -> int:
    browser.get(path)
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(path).status_code == 200
    return len(asked)


def test_the_lists_ask_as_much_for_three_as_for_one(mash, officers, dsl):
    def arrives(number: int) -> None:
        allegation(dsl, key=f"many-{number}")

    pages = {
        "/designated-officer/": browsers.signed_in(officers[0]),
        "/contacts/": browsers.signed_in(dsl),
    }
    arrives(1)
    one = {path: queries(browser, path) for path, browser in pages.items()}
    arrives(2)
    arrives(3)
    assert {path: queries(browser, path) for path, browser in pages.items()} == one
