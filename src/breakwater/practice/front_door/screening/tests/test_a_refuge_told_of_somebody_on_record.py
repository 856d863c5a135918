"""SG-27: whoever a contact says is in a refuge is so from the match on, though they were on record before, and at no agency."""

from datetime import date

import pytest
from django.utils import timezone

from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.people.records.operations import circumstances
from breakwater.practice.front_door.information_requests import pages
from breakwater.practice.front_door.models.arrivals import IN_A_REFUGE
from breakwater.practice.front_door.screening import candidates
from breakwater.practice.front_door.screening.operations import named_people
from breakwater_dev.testing import factories as make

from .test_people_whom_the_referrer_names import FATHER, MOTHER, homes, match_child, named, told

NOW = timezone.now
FLED = circumstances.Home(lines="9 Harbour Street", postcode="PO1 2AB")
REFUGE, HOME = [("REFUGE", "")], [("HOME", "9 Harbour Street")]


@pytest.fixture
def known(db):
    """A child, the mother, the father and a namesake, all on record at the home she fled."""
    people = [make.person(forename, "Fish") for forename in ("Ana", "Mia", "Jon", "Ana")]
    with acting_as(make.intake()) as by:
        for one in people:
            circumstances.move_to(person=one, home=FLED, by=by, at=NOW())
    return people


@pytest.fixture
def contact(contact_arrives):
    return contact_arrives(told("Ana Fish", MOTHER, FATHER, address=IN_A_REFUGE, postcode=""))


def match_adult(contact, relation, person, by):
    named_people.match_named(
        named=named(contact, relation), person=person, searched=named_people.Searched(), by=by, at=NOW()
    )


def test_sg_27_a_child_and_a_mother_on_record_are_in_a_refuge_once_they_are_matched_and_the_father_is_not(
    contact, known, screener
):
    ana, mia, jon, _ = known
    with acting_as(screener) as by:
        contact = match_child(contact, ana, by)
        match_adult(contact, "MTH", mia, by)
        match_adult(contact, "FTH", jon, by)
        assert (homes(ana), homes(mia), homes(jon)) == (REFUGE, REFUGE, HOME)


def test_sg_27_a_wrong_match_takes_nobodys_home(contact, known, screener):
    ana, mia, jon, namesake = known
    with acting_as(screener) as by:
        contact = match_child(contact, namesake, by)
        assert homes(namesake) == REFUGE
        contact = match_child(contact, ana, by)
        assert (homes(namesake), homes(ana)) == (HOME, REFUGE)
        match_adult(contact, "MTH", jon, by)
        match_adult(contact, "MTH", mia, by)
        assert (homes(jon), homes(mia)) == (HOME, REFUGE)


def test_sg_27_a_wrong_match_leaves_a_refuge_that_another_contact_tells_of(contact, known, screener, contact_arrives):
    ana, _, _, namesake = known
    with acting_as(screener) as by:
        contact = match_child(contact, namesake, by)
        match_child(contact_arrives(told("Ana Fish", address=IN_A_REFUGE, postcode="")), namesake, by)
        match_child(contact, ana, by)
        assert homes(namesake) == REFUGE


def test_sg_27_a_pupil_whom_the_form_names_as_on_record_is_in_a_refuge_at_once(known, contact_arrives, screener):
    contact_arrives(told("Ana Fish", address=IN_A_REFUGE, postcode="", person=known[0]))
    with acting_as(screener):
        assert homes(known[0]) == REFUGE


def test_sg_27_no_agency_is_told_that_a_child_nobody_has_matched_is_in_a_refuge(contact, screener):
    with acting_as(screener):
        asked = pages.people_to_ask_about(contact, on=date.today())
    assert "efuge" not in " ".join(one.addresses for one in asked)


def test_sg_27_no_search_is_made_for_the_postcode_that_a_caller_says_with_the_childs_name(contact_arrives, screener):
    line = "Ana Fish, born 3 March 2015, 4 Secret Way, PO1 1AA"
    one = contact_arrives(told(line, address=IN_A_REFUGE, postcode=""), channel="PHONE")
    with acting_as(screener):
        facts = candidates.facts_told(one)
    assert (facts["forename"], facts.get("address"), facts.get("postcode")) == ("Ana", None, None)
