"""Our own words in place of a name are never searched as if someone bore them."""

import pytest
from django.utils import timezone

from breakwater.practice.front_door.finding import facts_told, name_told
from breakwater.practice.front_door.models import Contact


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
