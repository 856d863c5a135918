"""Our own words in place of a name are never searched as if someone bore them."""

import pytest
from django.utils import timezone

from breakwater.practice.front_door.models import Contact
from breakwater.practice.front_door.screening.candidates import description_told, facts_told, name_told


@pytest.mark.parametrize(
    ("named_as", "name"),
    [
        ("Sam Sample", "Sam Sample"),
        ("Child not named", ""),
        ("Not named, at Flat 12, Invented House", ""),
        ("The young person who wrote to us", ""),
        ("Unborn child", ""),
        ("Unborn child: Sample", "Sample"),
        ("Sam Sample (known as Sunny)", "Sam Sample"),
    ],
)
def test_the_name_is_what_the_sender_gave(named_as, name):
    assert name_told(Contact(named_as=named_as)) == name


@pytest.mark.parametrize(
    ("typed", "facts"),
    [
        ("Elise O'Weston, 14 March 2013", ("Elise", "O'Weston", "2013-03-14", "")),
        ("O'Weston, Elise 14/03/2013", ("Elise", "O'Weston", "2013-03-14", "")),
        ("Elise Weston dob 14.3.2013, PO3 6QH", ("Elise", "Weston", "2013-03-14", "PO36QH")),
        ("Elise Jane Weston 2013", ("Elise Jane", "Weston", "2013", "")),
        ("Elise Weston", ("Elise", "Weston", None, "")),
    ],
)
def test_a_date_of_birth_typed_beside_a_callers_name_is_searched_as_one(typed, facts):
    told = facts_told(Contact(named_as=typed, channel="PHONE", received_at=timezone.now()))
    forename, surname, born, postcode = facts
    assert (told["forename"], told["surname"]) == (forename, surname)
    assert str(told.get("born")) == str(born)
    assert told.get("postcode", "").replace(" ", "").upper() == postcode


@pytest.mark.parametrize(
    ("typed", "facts"),
    [
        ("Sam Smith, 14", {"forename": "Sam", "surname": "Smith"}),
        ("Sam May, 14", {"forename": "Sam", "surname": "May"}),
        ("Sam May 14 years", {"forename": "Sam", "surname": "May"}),
        ("Sam Smith (14)", {"forename": "Sam", "surname": "Smith"}),
        ("Elise Weston, 7 years", {"forename": "Elise", "surname": "Weston"}),
        ("Elise Weston, 9 Park House School", {"forename": "Elise", "surname": "Weston"}),
        ("6 year old Sam Smith", {"forename": "Sam", "surname": "Smith"}),
        ("Sam Smith aged 6", {"forename": "Sam", "surname": "Smith"}),
        ("Sam Smith, 4 months, 12 High Street", {"forename": "Sam", "surname": "Smith", "address": "12 High Street"}),
        ("Kai lives at 12 Green Park Road, Southsea", {"forename": "Kai", "address": "12 Green Park Road"}),
        (
            "Kai Smith, Flat 12, Harbour House",
            {"forename": "Kai", "surname": "Smith", "address": "Flat 12, Harbour House"},
        ),
    ],
)
def test_an_age_beside_a_callers_child_is_no_house_number_and_hides_no_true_address(typed, facts):
    told = facts_told(Contact(named_as=typed, channel="PHONE", received_at=timezone.now()))
    assert {name: value for name, value in told.items() if value} == facts


@pytest.mark.parametrize(
    "typed",
    ["toddler at flat 12", "Year 9 boy called Kai, Mayville", "Ben Smith 2014 and Mia Smith 2016", "the baby upstairs"],
)
def test_a_callers_description_or_two_children_in_one_line_are_not_searched_as_a_name(typed):
    contact = Contact(named_as=typed, channel="PHONE", received_at=timezone.now())
    assert facts_told(contact) == {}
    assert description_told(contact) == typed
