"""What was written is never shown to whoever sits there next, and the form says so, whether anything was written or not (SG-24)."""

import pytest
from django.test import Client

from breakwater.practice.front_door.models import Draft
from breakwater_dev.testing.telling import answer, front_door, words

SAYS = "The form has started again"
TYPED = {"Sec-Fetch-Site": "none"}


@pytest.fixture
def door(db):
    return front_door()


@pytest.fixture
def phone():
    """A browser that nobody signed in on."""
    return Client()


@pytest.mark.parametrize("address", ["q/worry/", "check/"])
def test_sg_24_a_form_opened_by_its_address_says_that_nothing_is_kept(door, phone, address):
    answer(phone, "public", until="worry")
    begun = words(phone.get(f"/tell-us/public/{address}", headers=TYPED, follow=True))
    assert SAYS in begun
    assert Draft.objects.count() == 0
    never = words(Client().get(f"/tell-us/public/{address}", headers=TYPED, follow=True))
    assert never == begun  # it does not tell that someone had begun


def test_a_form_begun_by_its_link_says_nothing_of_it(door, phone):
    assert SAYS not in words(phone.get("/tell-us/public/", follow=True))


def test_answers_that_lay_an_hour_are_not_lost_in_silence(door, phone):
    assert SAYS in words(phone.get("/tell-us/public/q/worry/", follow=True))


def test_three_times_shift_is_promised_only_where_a_script_hears_it(door, phone):
    page = phone.get("/worried/").content.decode()
    assert "<span hidden data-bw-with-script> or press Shift three times</span>" in page
