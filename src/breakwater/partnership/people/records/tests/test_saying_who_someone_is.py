"""A person in words, and the households at an address."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from breakwater.foundation.dates.partial import PartDate
from breakwater.foundation.design.absent import NOBODY_CONFIRMED
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.people.records import presenting
from breakwater.partnership.people.records.operations import circumstances, restrictions
from breakwater.partnership.people.records.operations import people as people_records
from breakwater_dev.testing import factories as make

AT = datetime(2026, 11, 24, 10, 0, tzinfo=ZoneInfo("Europe/London"))
TODAY = date(2026, 11, 24)


@pytest.fixture
def by(db):
    with acting_as(make.actor("mash_manager")) as actor:
        yield actor


def family(by, surname="Husain", lines="12 High Street", postcode="PO1 2AB", **home):
    """A child with a mother who holds parental responsibility, a brother, a home and a school."""
    child, mother, brother = (
        people_records.enter_person(
            area=make.area(),
            facts=people_records.NewPerson(forename=forename, surname=surname, born=born, **more),
            by=by,
            at=AT,
        )
        for forename, born, more in (
            (
                "Jamal",
                PartDate(2014, 3, 9),
                {"first_language": "Urdu", "interpreter_needed": True, "care_with_contact": "Do not call the house"},
            ),
            ("Aisha", PartDate(1985), {"is_adult_in_a_childs_life": True}),
            ("Omar", PartDate(2016), {}),
        )
    )
    for person in (child, mother, brother):
        circumstances.move_to(
            person=person, home=circumstances.Home(lines=lines, postcode=postcode, **home), by=by, at=AT
        )
    circumstances.relate(
        person=mother,
        other=child,
        code="MTH",
        facts=circumstances.TieFacts(holds_parental_responsibility=True),
        by=by,
        at=AT,
    )
    circumstances.relate(person=brother, other=child, code="SIB", by=by, at=AT)
    school = make.team(of=make.organisation("Invented Academy", kind="SCHOOL"))
    circumstances.enrol(person=child, team=school, by=by, at=AT, year_group="8", verified=True)
    return child, mother, brother


def test_the_header_says_who_a_child_is(by):
    child, mother, brother = family(by)
    said = presenting.header(child, on=TODAY)
    assert (said.name, said.age, said.address) == ("Jamal Husain", "12 years", "12 High Street, PO1 2AB")
    assert (said.school, said.school_is_verified, said.year_group) == ("Invented Academy", True, "8")
    assert (said.language, said.care_with_contact) == ("Urdu, interpreter needed", "Do not call the house")
    assert [(r.person, r.is_their) for r in said.relatives] == [(mother, "mother"), (brother, "brother or sister")]
    assert said.responsibility_said() == "Aisha Husain (mother)"


def test_a_relationship_is_read_from_the_other_end(by):
    child, mother, _ = family(by)
    assert [(r.person, r.is_their) for r in presenting.header(mother, on=TODAY).relatives] == [(child, "child")]
    assert presenting.header(mother, on=TODAY).responsibility_said() == NOBODY_CONFIRMED


def test_a_refuge_is_withheld_and_in_no_household(by):
    child, *_ = family(by)
    circumstances.move_to(person=child, home=circumstances.Home(kind="REFUGE"), by=by, at=AT)
    said = presenting.header(child, on=TODAY)
    assert (said.address, said.postcode, said.address_is_withheld) == ("Address withheld", "", True)
    (household,) = presenting.households_at(postcode="PO1 2AB", line="12 High St")
    assert child not in household.people


def test_headers_cost_the_same_few_queries_for_any_number_of_people(by):
    people = [*family(by), *family(by, surname="Nowak")]
    counts = []
    for group in (people[:1], people):
        with CaptureQueriesContext(connection) as seen:
            presenting.headers(group, on=TODAY)
        counts.append(len(seen))
    assert counts == [4, 4]


def test_an_address_offers_its_households_and_no_other(by):
    first, second = family(by), family(by, surname="Nowak", lines="14 High Street")
    family(by, surname="Silva", postcode="PO4 8AA")
    at_the_house = presenting.households_at(postcode="po12ab", line="12, High St.")
    assert [(h.address, set(h.people)) for h in at_the_house] == [("12 High Street, PO1 2AB", set(first))]
    at_the_postcode = presenting.households_at(postcode="PO1 2AB")
    assert [set(h.people) for h in at_the_postcode] == [set(first), set(second)]
    assert presenting.households_at() == []


def test_a_property_number_goes_before_a_postcode(by):
    first = family(by, uprn="100062")
    family(by, surname="Nowak")
    (household,) = presenting.households_at(uprn="000100062", postcode="PO1 2AB")
    assert set(household.people) == set(first)


def test_a_household_leaves_out_whom_the_actor_may_not_see(by):
    child, mother, brother = family(by)
    readers = [make.membership("mash_manager"), make.membership("mash_manager")]
    restrictions.restrict(person=child, readers=readers, reason="adoption", by=by, at=AT, breakable=False)
    (household,) = presenting.households_at(postcode="PO1 2AB", line="12 High Street")
    assert set(household.people) == {mother, brother}
    assert child not in [r.person for r in presenting.header(mother, on=TODAY).relatives]
