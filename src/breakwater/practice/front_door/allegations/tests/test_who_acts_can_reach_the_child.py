"""SG-11: set apart is not cut off. Whoever acts on an allegation reads how to reach the child safely, and every answer."""

import pytest
from django.test import Client
from django.utils import timezone

from breakwater.casework.cases import sight
from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.front_door.models import Allegation
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.browsers import signed_in
from breakwater_dev.testing.telling import answer, front_door, words

BY_TEXT = {
    "contact_way": "text",
    "contact_text": "07700 900123",
    "contact_text-safe": "yes",
    "contact_text-when": "after school",
}
BY_SCHOOL = {"contact_way": "school", "contact_school": "Figurehead Academy, Miss Keel"}


@pytest.fixture
def door(officers):
    return front_door()


def told(way, **changed):
    """A pupil tells of a grown-up who works with children; the last page, in words."""
    browser = Client()
    answer(browser, "child", wish={"wish": "That he stops"}, safe_contact=way, **changed)
    return words(browser.post("/tell-us/child/send/", {"about-staff": "yes"}, follow=True))


def page_of(reader) -> str:
    with acting_as(reader):
        reference = Allegation.objects.get().reference
    return words(signed_in(reader).get(f"/designated-officer/{reference}/"))


def test_the_officer_reads_the_number_whether_it_is_safe_when_and_every_answer(door, officers):
    told(BY_TEXT)
    page = page_of(officers[0])
    for said in ("07700 900123", "Send a text, do not call", "after school", "That he stops"):
        assert said in page
    assert "Everything that was answered on the form" in page


def test_so_does_emergency_duty_once_it_has_opened_it_in_an_emergency(door, officers):
    told(BY_TEXT)
    with acting_as(officers[0]):
        reference = Allegation.objects.get().reference
    worker = make.membership("emergency_duty", of=make.team("Emergency duty", service="emergency_duty"))
    with acting_as(worker) as by:
        assert sight.break_glass(reference=reference, reason="In danger tonight", by=by, at=timezone.now())
    page = page_of(worker)
    assert "07700 900123" in page
    assert "That he stops" in page


def test_danger_stands_first_and_marked_on_the_officer_s_today_and_list(door, officers):
    told(BY_TEXT, danger={"immediate_danger": "yes"})
    with acting_as(officers[0]):
        urgent = Allegation.objects.get().reference
    told(BY_TEXT)
    browser = signed_in(officers[0])
    for path in ("/today/", "/designated-officer/"):
        page = words(browser.get(path))
        with acting_as(officers[0]):
            other = Allegation.objects.exclude(reference=urgent).get().reference
        assert page.index(urgent) < page.index("In danger now") < page.index(other), path
        assert "Take up the allegation" in page


def test_the_way_through_the_school_is_asked_again_withdrawn_and_said_so(door, officers):
    browser = Client()
    answer(browser, "child", safe_contact=BY_SCHOOL)
    assert "If you tick this box we will not do that" in words(browser.get("/tell-us/child/check/"))
    last = words(browser.post("/tell-us/child/send/", {"about-staff": "yes"}, follow=True))
    assert "we do not go through your school" in last
    assert "way you said is safe" not in last
    assert "Nothing may go through the school" in page_of(officers[0])


def test_the_receipt_says_who_reads_it_and_by_when(door, officers):
    last = told(BY_TEXT)
    assert "The officer whose job this is" in last
    assert "A social worker" not in last
    browser = Client()
    answer(browser, "child", safe_contact=BY_SCHOOL)
    last = words(browser.post("/tell-us/child/send/", follow=True))
    assert "A social worker reads it" in last
    assert "way you said is safe" in last
