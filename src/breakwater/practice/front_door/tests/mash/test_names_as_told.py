"""Our own words in place of a name are never searched as if someone bore them."""

import pytest

from breakwater.practice.front_door.finding import name_told
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
