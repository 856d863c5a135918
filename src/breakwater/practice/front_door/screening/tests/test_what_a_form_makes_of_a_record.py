"""What a form says of a family, where a child or an adult of it is on record: whom it offers, what it writes, where it asks."""

from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.people.models import Person, Relationship
from breakwater.partnership.people.records.operations import circumstances, people
from breakwater.practice.front_door.arrivals.from_answers import adults_of
from breakwater.practice.front_door.arrivals.operations import arrivals
from breakwater.practice.front_door.information_requests import pages
from breakwater.practice.front_door.models import Contact, NamedPerson
from breakwater.practice.front_door.screening import candidates, people_as_told
from breakwater.practice.front_door.screening.operations import claims, named_people
from breakwater.practice.front_door.screening.operations.named_people import AdultTold
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.telling import words

MOTHER = {"named_as": "Mia Fish", "relation": "MTH", "parental_responsibility": "YES", "lives_with_child": "YES"}
FATHER = {"named_as": "Jon Fish", "relation": "FTH", "parental_responsibility": "YES", "lives_with_child": "NO"}
HOME = {"address": "1 Invented Road", "postcode": "PO1 1AA"}


def told(name: str, *adults: AdultTold) -> arrivals.ChildTold:
    return arrivals.ChildTold(named_as=name, adults=adults, **HOME)


@pytest.fixture
def brothers(contact_arrives):
    """Two contacts of one form with the same mother and father."""
    parents = AdultTold("r1", MOTHER), AdultTold("r2", FATHER)
    return contact_arrives(told("Ana Fish", *parents), told("Ben Fish", *parents))


def entered(contact: Contact, relation: str, by) -> Person:
    """A new record of somebody whom the form names, at the address that it gives."""
    one = contact.named_people.select_related("contact__case", "contact__child").get(relation=relation)
    forename, surname = one.named_as.split()
    named_people.enter_named(
        one,
        named_people.NewRecord(people.NewPerson(forename=forename, surname=surname), **HOME),
        key=str(uuid4()),
        searched=named_people.Searched({"names": [one.named_as]}, 0),
        by=by,
        at=timezone.now(),
    )
    return contact.named_people.select_related("person").get(relation=relation).person


def matched(contact: Contact, person: Person, by) -> Contact:
    claims.match(contact=contact, person=person, was_new=False, searched={}, found=1, by=by, at=timezone.now())
    return Contact.objects.select_related("case", "child").get(pk=contact.pk)


def test_sg_10_a_mother_of_the_form_is_never_offered_as_the_child(brothers, screener, signed_in):
    ana, ben = brothers
    with acting_as(screener) as by:
        mother = entered(ana, "MTH", by)
    page = words(signed_in(screener).get(reverse("front_door:match", args=[ben.reference])))
    assert "It is this child" not in page
    assert "Nothing known" in page
    with acting_as(screener):
        assert mother.pk in candidates.adults_of_form(ben)


def test_sg_27_a_father_who_is_there_some_of_the_time_is_not_of_the_same_household(contact_arrives, screener):
    father = AdultTold("r2", FATHER | {"lives_with_child": "PART_TIME"})
    ana = contact_arrives(told("Ana Fish", AdultTold("r1", MOTHER), father))
    with acting_as(screener) as by:
        entered(ana, "FTH", by)
        ana = matched(ana, make.person("Ana", "Fish"), by)
        tie = Relationship.objects.get(other=ana.child, code="FTH")
    assert tie.lives_in_household is None


def test_sg_10_agencies_search_a_known_child_at_the_address_that_was_told_as_well(brothers, screener):
    ana, ben = brothers
    with acting_as(screener) as by:
        for contact in (ana, ben):
            child = make.person(*contact.named_as.split())
            home = circumstances.Home(lines="2 Elsewhere Close", postcode="PO9 9ZZ")
            circumstances.move_to(person=child, home=home, by=by, at=timezone.now())
            matched(contact, child, by)
        ana = Contact.objects.select_related("case", "child").get(pk=ana.pk)
        asked = {one.name: one.addresses.splitlines() for one in pages.people_to_ask_about(ana, on=date.today())}
    both = ["2 Elsewhere Close, PO9 9ZZ", "1 Invented Road, PO1 1AA"]
    assert (asked["Ana Fish"], asked["Ben Fish"]) == (both, both)


def test_when_a_parent_is_best_reached_is_told_with_their_number():
    row = {"adult_name": "Mia Fish", "adult_contact": {"value": "01632 960111", "safe": "yes", "when": "after 4pm"}}
    (adult,) = adults_of({"family": [row]}, child="")
    named = NamedPerson(reach_as_told=adult.facts["reach_as_told"], reach_is_safe="YES")
    assert people_as_told.reach_said(named) == "Telephone: 01632 960111 (after 4pm) (safe to use)"
    assert people_as_told.reach_in(named) == ("01632 960111", "after 4pm")


@pytest.mark.parametrize(
    ("relation", "said", "sex"), [("MTH", "U", "F"), ("FTH", "U", "M"), ("SIB", "U", "U"), ("MTH", "M", "M")]
)
def test_what_they_are_to_the_child_says_their_sex_where_the_form_does_not(relation, said, sex):
    assert people_as_told.sex_told(NamedPerson(relation=relation, sex=said)) == sex
