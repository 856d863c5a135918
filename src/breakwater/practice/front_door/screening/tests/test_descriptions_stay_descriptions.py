"""What the public says a child looks like stays a description, and what was typed of a postcode is kept whole."""

from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.people.models import Person
from breakwater.partnership.people.records.operations import circumstances
from breakwater.practice.front_door.arrivals.from_answers import told_by_public
from breakwater.practice.front_door.arrivals.operations import arrivals
from breakwater.practice.front_door.models import Contact
from breakwater.practice.front_door.screening import candidates
from breakwater.practice.front_door.screening.operations import claims
from breakwater_dev.testing import factories as make


def words_of(answer) -> str:
    return answer.content.decode()


@pytest.mark.parametrize(
    "described", ["Toddler", "a boy about 5", "Little girl", "two kids", "baby", "The boy next door"]
)
def test_a_description_is_no_forename_and_is_not_searched_as_one(contact_arrives, described):
    contact = contact_arrives(arrivals.ChildTold(named_as=described))
    assert candidates.facts_told(contact) == {}
    assert candidates.description_told(contact) == described


@pytest.mark.parametrize("named", ["Sam Sample", "Alex Little", "Robin Young", "Ada Child", "Daughtry May", "Ann"])
def test_a_name_stays_a_name(contact_arrives, named):
    contact = contact_arrives(arrivals.ChildTold(named_as=named))
    assert candidates.name_told(contact) == named
    assert "forename" in candidates.facts_told(contact)
    assert candidates.description_told(contact) == ""


def test_a_professional_who_writes_a_name_is_believed(contact_arrives):
    contact = contact_arrives(arrivals.ChildTold(named_as="Baby Example"), channel="PROFESSIONAL")
    assert candidates.facts_told(contact)["forename"] == "Baby"


def test_who_is_entered_as_new_is_described_in_the_senders_words(signed_in, screener, contact_arrives):
    contact = contact_arrives(arrivals.ChildTold(named_as="a boy about 5", address="Flat 12", postcode="PO1 1AA"))
    where, browser = reverse("front_door:new_child", args=[contact.reference]), signed_in(screener)
    with acting_as(screener):
        claims.claim(contact=contact, by=screener, at=contact.received_at)
    page = words_of(browser.get(where))
    assert 'value="a boy about 5"' in page
    assert 'value="a boy about"' not in page
    sent = {"description": "a boy about 5", "born_yet": "yes", "sex": "U", "idempotency": uuid4()}
    assert browser.post(where, sent).status_code == 302
    with acting_as(screener):
        child = Person.objects.get(pk=Contact.objects.get(pk=contact.pk).child_id)
        assert (child.forename, child.description) == ("", "a boy about 5")


def test_a_place_that_stands_for_a_name_is_a_description_too(contact_arrives):
    contact = contact_arrives(arrivals.ChildTold(named_as="Not named, at Flat 12", address="Flat 12"))
    assert candidates.description_told(contact) == "Child at Flat 12"


def test_what_was_typed_of_a_postcode_is_kept_whole(contact_arrives):
    typed = "PO1 1AA or PO1 1AB?"
    told = told_by_public({"location": {"lines": "Flat 12", "postcode": typed}}, on=date(2026, 3, 2))
    contact = contact_arrives(*told.children)
    assert contact.postcode_as_told == typed


def test_two_postcodes_of_one_address_are_kept_whole(screener):
    child = make.person("Sam", "Sample")
    with acting_as(make.intake()) as by:
        lives = circumstances.move_to(
            person=child,
            home=circumstances.Home(lines="Flat 12", postcode="PO1 1AA or PO1 1AB?"),
            by=by,
            at=timezone.now(),
        )
    assert (lives.lines, lives.postcode) == ("Flat 12, postcode as told: PO1 1AA or PO1 1AB?", "")
