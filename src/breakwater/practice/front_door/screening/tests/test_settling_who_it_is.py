"""Who is it about? Search, choose, or enter a child nobody knows yet."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from breakwater.casework.recording import operations as recording
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.people.models import PairToReview, Person
from breakwater.partnership.people.records.operations import circumstances, people
from breakwater.practice.front_door.arrivals.operations import arrivals
from breakwater.practice.front_door.information_requests import pages
from breakwater.practice.front_door.models import Contact, Match
from breakwater.practice.front_door.screening import match_warning
from breakwater.practice.front_door.screening.operations import claims
from breakwater_dev.testing import factories as make

NEW = {
    "forename": "Nia",
    "surname": "Newcomer",
    "born_yet": "yes",
    "born-year": "2019",
    "sex": "F",
    "idempotency": "3f0c7a52-6d3e-4f5c-9a44-2f1fbc1f4a10",
    "address": "1 Invented Road",
    "postcode": "PO1 1AA",
}


@pytest.fixture
def jamal(db):
    with acting_as(make.intake()) as by:
        person = people.enter_person(
            area=make.area(), facts=people.NewPerson(forename="Jamal", surname="Husain"), by=by, at=timezone.now()
        )
        circumstances.move_to(
            person=person,
            home=circumstances.Home(lines="Flat 12, Harbour House", postcode="PO1 3AX"),
            by=by,
            at=timezone.now(),
        )
    return person


def at(name, contact) -> str:
    return reverse(f"front_door:{name}", args=[contact.reference])


def test_the_search_starts_from_what_was_told(screener, contact_arrives, signed_in, jamal):
    contact = contact_arrives(arrivals.ChildTold(named_as="Jamal Husain"))
    page = signed_in(screener).get(at("match", contact)).content.decode()
    assert jamal.public_id in page
    assert "Could be the same person" in page or "Looks like the same person" in page
    assert "Same name" in page


def test_searching_while_typing_gets_the_answers_alone(screener, contact_arrives, signed_in, jamal):
    contact = contact_arrives()
    part = signed_in(screener).post(
        at("match", contact),
        {"forename": "Jamal", "surname": "Hussain"},
        headers={"HX-Request": "true", "HX-Target": "mash-found"},
    )
    page = part.content.decode()
    assert jamal.public_id in page
    assert "<html" not in page


def test_sg_10_nothing_known_says_what_was_searched(screener, contact_arrives, signed_in):
    contact = contact_arrives()
    page = (
        signed_in(screener)
        .post(
            at("match", contact),
            {
                "forename": "Qwxz",
                "surname": "Vbnm",
                "born-year": "2014",
                "address": "9 Nowhere Lane",
                "postcode": "PO9 9ZZ",
            },
        )
        .content.decode()
    )
    assert "Nothing known" in page
    assert "Names: Qwxz Vbnm" in page
    assert "Dates of birth: 2014" in page
    assert "9 Nowhere Lane PO9 9ZZ" in page


def test_choosing_keeps_the_search_and_settles_the_child(screener, contact_arrives, signed_in, jamal):
    contact = contact_arrives()
    answer = signed_in(screener).post(
        at("choose", contact), {"person": jamal.public_id, "forename": "Jamal", "surname": "Husain"}
    )
    assert answer.status_code == 302
    with acting_as(screener):
        match = Match.objects.get(contact=contact)
        assert (match.person_id, match.was_new, match.found) == (jamal.pk, False, 1)
        assert match.searched["names"] == ["Jamal Husain"]
        assert Contact.objects.get(pk=contact.pk).child_id == jamal.pk


def test_one_press_on_a_child_unlike_whom_the_sender_named_is_said_at_once(screener, contact_arrives, signed_in, jamal):
    """A brother or sister of the same home is soon chosen for the child: the page says what speaks against it."""
    with acting_as(make.intake()) as by:
        sister = people.enter_person(
            area=make.area(), facts=people.NewPerson(forename="Noor", surname="Husain"), by=by, at=timezone.now()
        )
        circumstances.move_to(
            person=sister,
            home=circumstances.Home(lines="Flat 12, Harbour House", postcode="PO1 3AX"),
            by=by,
            at=timezone.now(),
        )
    place = {"address": "Flat 12, Harbour House", "postcode": "PO1 3AX"}
    first, second = contact_arrives(
        arrivals.ChildTold(named_as="Jamal Husain", **place), arrivals.ChildTold(named_as="Noor Husain", **place)
    )
    browser, told = signed_in(screener), {"forename": "Jamal", "surname": "Husain", **place}
    right = browser.post(at("choose", first), told | {"person": jamal.public_id}, follow=True).content.decode()
    assert "If this is not the child" not in right
    wrong = browser.post(at("choose", first), told | {"person": sister.public_id}, follow=True).content.decode()
    assert "It was told as Jamal Husain. Against: another forename" in wrong
    told |= {"forename": "Noor", "person": sister.public_id}
    same = browser.post(at("choose", second), told, follow=True).content.decode()
    assert f"{first.reference} of the same form is about Noor Husain as well" in same


@pytest.mark.parametrize("searched", [{"forename": "Noor", "surname": "Husain"}, {"postcode": "PO1 3AX"}, {}])
def test_a_child_unlike_whom_the_sender_named_is_said_however_they_were_searched_for(
    screener, contact_arrives, signed_in, jamal, searched
):
    """Searched for by another name, or chosen from who lives at the address: what was told speaks against it all the same."""
    with acting_as(make.intake()) as by:
        sister = people.enter_person(
            area=make.area(), facts=people.NewPerson(forename="Noor", surname="Husain"), by=by, at=timezone.now()
        )
        circumstances.move_to(
            person=sister,
            home=circumstances.Home(lines="Flat 12, Harbour House", postcode="PO1 3AX"),
            by=by,
            at=timezone.now(),
        )
    contact, browser = contact_arrives(arrivals.ChildTold(named_as="Jamal Husain")), signed_in(screener)
    wrong = browser.post(at("choose", contact), searched | {"person": sister.public_id}, follow=True).content.decode()
    assert "It was told as Jamal Husain. Against: another forename" in wrong


def test_a_search_by_a_nickname_speaks_against_nobody(screener, contact_arrives, signed_in, jamal):
    contact, browser = contact_arrives(arrivals.ChildTold(named_as="Jamal Husain")), signed_in(screener)
    told = {"forename": "Zippy", "surname": "Husain", "person": jamal.public_id}
    assert "If this is not the child" not in browser.post(at("choose", contact), told, follow=True).content.decode()


def test_several_contacts_of_one_form_about_the_child_are_said_together(contact_arrives, screener, jamal):
    told = [arrivals.ChildTold(named_as="Jamal Husain") for _ in range(3)]
    first, second, third = contact_arrives(*told)
    with acting_as(screener) as by:
        for each in (first, second):
            claims.match(contact=each, person=jamal, was_new=False, searched={}, found=1, by=by, at=timezone.now())
        assert f"{first.reference} and {second.reference} of the same form are about" in match_warning.said(
            third, jamal
        )


def test_a_boy_with_his_fathers_name_is_asked_about_where_neither_has_a_date_of_birth(screener, contact_arrives, jamal):
    father = make.person("John", "Smith")
    first, _ = contact_arrives(arrivals.ChildTold(named_as="Jamal Husain"), arrivals.ChildTold(named_as="John Smith"))
    now = timezone.now()
    with acting_as(screener) as by:
        circumstances.relate(
            person=father, other=jamal, code="FTH", facts=circumstances.TieFacts(lives_in_household=True), by=by, at=now
        )
        claims.match(contact=first, person=jamal, was_new=False, searched={}, found=1, by=by, at=now)
        first.refresh_from_db()
        asked_about = [(one.name, one.relation) for one in pages.people_to_ask_about(first, on=now.date())]
    assert ("John Smith", "father") in asked_about
    assert ("John Smith", "came in the same contact") in asked_about


def test_a_brother_told_in_the_same_form_is_asked_about_once(screener, contact_arrives, jamal):
    born = date(2019, 7, 7)
    brother = make.person("Noor", "Husain", born_on=born, born_precision="DAY")
    first, _ = contact_arrives(
        arrivals.ChildTold(named_as="Jamal Husain"), arrivals.ChildTold(named_as="Noor Husain", born=str(born))
    )
    now = timezone.now()
    with acting_as(screener) as by:
        before = [(one.name, one.born) for one in pages.people_to_ask_about(first, on=now.date())]
        assert ("Noor Husain", "7 July 2019") in before  # as told, as it is said everywhere else
        circumstances.relate(person=jamal, other=brother, code="SIB", by=by, at=now)
        circumstances.move_to(
            person=brother, home=circumstances.Home(lines="Flat 12, Harbour House", postcode="PO1 3AX"), by=by, at=now
        )
        claims.match(contact=first, person=jamal, was_new=False, searched={}, found=1, by=by, at=now)
        first.refresh_from_db()
        names = [one.name for one in pages.people_to_ask_about(first, on=now.date())]
    assert names.count("Noor Husain") == 1


def test_two_who_both_fit_are_put_to_review_where_the_screener_says_so_and_nobody_is_merged(
    screener, contact_arrives, signed_in, jamal
):
    with acting_as(make.intake()) as by:
        like = people.enter_person(
            area=make.area(), facts=people.NewPerson(forename="Jamal", surname="Hussain"), by=by, at=timezone.now()
        )
    contact = contact_arrives(arrivals.ChildTold(named_as="Jamal Husain"))
    browser, told = signed_in(screener), {"person": jamal.public_id, "forename": "Jamal", "surname": "Husain"}
    assert "Another of these may be the same child" in browser.get(at("match", contact)).content.decode()
    browser.post(at("choose", contact), told | {"also": "yes"})
    with acting_as(screener):
        pair = PairToReview.objects.get()
        assert ({pair.left_id, pair.right_id}, pair.source) == ({jamal.pk, like.pk}, "FRONT_DOOR")
        assert Person.objects.get(pk=like.pk).merged_into is None


def test_sg_12_the_queue_learns_nothing_of_a_restricted_contact_by_which_a_reader_found_two_alike(
    screener, contact_arrives, signed_in, jamal
):
    with acting_as(make.intake()) as by:
        people.enter_person(
            area=make.area(), facts=people.NewPerson(forename="Jamal", surname="Hussain"), by=by, at=timezone.now()
        )
    contact = contact_arrives(arrivals.ChildTold(named_as="Jamal Husain"))
    humans = [screener.membership.user_id, make.actor("mash_manager", of=screener.membership.team).membership.user_id]
    with acting_as(screener), connection.cursor() as cursor:
        cursor.execute("select access.seal_row('case', %s, %s, 'a colleague', true, null)", [contact.case_id, humans])
    told = {"person": jamal.public_id, "forename": "Jamal", "surname": "Husain", "also": "yes"}
    signed_in(screener).post(at("choose", contact), told)
    with acting_as(screener):
        pair = PairToReview.objects.get()
        assert pair.source == "HAND"
        assert "contact" not in str(pair.reasons)


def test_choosing_someone_who_is_not_there_changes_nothing(screener, contact_arrives, signed_in):
    contact = contact_arrives()
    page = signed_in(screener).post(at("choose", contact), {"person": "nobody"}).content.decode()
    assert "not there for you any more" in page
    with acting_as(screener):
        assert Contact.objects.get(pk=contact.pk).child_id is None


def test_an_address_alone_offers_households_and_links_nobody(screener, contact_arrives, signed_in, jamal):
    contact = contact_arrives(arrivals.ChildTold(address="Flat 12, Harbour House", postcode="PO1 3AX"))
    page = signed_in(screener).get(at("match", contact)).content.decode()
    assert "Who lives at this address" in page
    assert "Nobody is linked by an address" in page
    with acting_as(screener):
        assert Contact.objects.get(pk=contact.pk).child_id is None


def test_a_child_nobody_knows_is_entered_once_however_often_it_is_sent(screener, contact_arrives, signed_in):
    contact, browser = contact_arrives(), signed_in(screener)
    for _ in range(2):
        assert browser.post(at("new_child", contact), NEW).status_code == 302
    with acting_as(screener):
        (child,) = Person.objects.filter(surname="Newcomer")
        match = Match.objects.get(contact=contact)
        assert (match.person_id, match.was_new) == (child.pk, True)
        assert match.searched["names"] == ["Nia Newcomer"]
        assert child.addresses.get().postcode == "PO1 1AA"


def test_an_unborn_child_has_an_expected_date(screener, contact_arrives, signed_in):
    contact, browser = contact_arrives(), signed_in(screener)
    due = timezone.localdate() + timedelta(days=60)
    sent = NEW | {
        "forename": "",
        "surname": "",
        "description": "Unborn child of M",
        "born_yet": "no",
        "born-year": "",
        "expected_on-day": str(due.day),
        "expected_on-month": str(due.month),
        "expected_on-year": str(due.year),
    }
    assert browser.post(at("new_child", contact), sent).status_code == 302
    with acting_as(screener):
        assert Contact.objects.get(pk=contact.pk).child.expected_on == due


def test_a_new_child_without_a_name_or_a_description_is_asked_for_again(screener, contact_arrives, signed_in):
    contact = contact_arrives()
    page = signed_in(screener).post(at("new_child", contact), NEW | {"forename": "", "surname": ""}).content.decode()
    assert "Enter a name, or say below who it is" in page
    assert "1 Invented Road" in page


def test_a_wrong_match_is_put_right_by_another(screener, contact_arrives, signed_in, jamal):
    contact, browser, other = contact_arrives(), signed_in(screener), make.person("Jamal", "Husain")
    browser.post(at("choose", contact), {"person": other.public_id, "surname": "Husain"})
    browser.post(at("choose", contact), {"person": jamal.public_id, "surname": "Husain"})
    with acting_as(screener):
        assert Contact.objects.get(pk=contact.pk).child_id == jamal.pk
        assert [p.person_id for p in contact.case.participants.filter(ends_at=None)] == [jamal.pk]


def test_sg_10_nothing_searched_is_never_nothing_known(screener, contact_arrives, signed_in):
    contact, browser = contact_arrives(arrivals.ChildTold(named_as="Child not named")), signed_in(screener)
    page = browser.get(at("new_child", contact)).content.decode()
    assert "Nobody has searched" in page
    assert "Nothing known" not in page
    assert "Search first" in page


def test_sg_10_search_again_keeps_what_was_searched_and_says_it(screener, contact_arrives, signed_in):
    contact, browser = contact_arrives(arrivals.ChildTold(named_as="Child not named")), signed_in(screener)
    sent = {"forename": "Zed", "surname": "Nowhere"}
    page = browser.post(at("new_child", contact), sent).content.decode()
    assert "Names: Zed Nowhere" in page
    assert 'name="forename" value="Zed"' in page.partition("Search again")[0]
    again = browser.post(at("match", contact), sent).content.decode()
    assert "Names: Zed Nowhere" in again
    assert 'value="Nowhere"' in again
    assert "Nothing is searched yet" not in again


@pytest.mark.parametrize("way", ["new_child", "provisional"])
def test_a_record_that_is_made_from_the_form_has_the_language_and_ethnicity_of_its_own_row(
    way, screener, contact_arrives, signed_in
):
    told = {
        "immediate_danger": "yes",
        "worry": "Shouting",
        "children": [{"_row": "c1", "child_first_name": "Nia"}, {"_row": "c2", "child_first_name": "Ewa"}],
        "child_ethnicity": {"each": {"all": {"code": "WBRI", "words": "White British"}, "c2": {"code": "WOTH"}}},
        "child_language": {"each": {"c1": {"code": "eng", "words": "English"}, "c2": {"state": "not_known"}}},
    }
    with acting_as(make.intake()) as by:
        form = recording.record(
            "front_door.contact", told, recording.Holder(area=make.area()), by=by, at=timezone.now()
        )
    children = [arrivals.ChildTold(named_as=name) for name in ("Nia", "Ewa")]
    nia, ewa = contact_arrives(*children, channel="PROFESSIONAL", answers=form)
    browser = signed_in(screener)
    for number, contact in enumerate((nia, ewa)):
        own = f"3f0c7a52-6d3e-4f5c-9a44-2f1fbc1f4a1{number}"
        browser.post(at(way, contact), NEW | {"forename": contact.named_as, "idempotency": own})
    with acting_as(screener):
        facts = [
            (child.ethnicity, child.first_language)
            for child in (Contact.objects.select_related("child").get(pk=one.pk).child for one in (nia, ewa))
        ]
    assert facts == [("WBRI", "English"), ("WOTH", "")]
