"""Whoever sends an allegation reads whom to ring for what cannot wait, as every sender does (SG-04, SG-11)."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.models import DutyPost
from breakwater.practice.front_door.contact_form.operations import guests
from breakwater.practice.front_door.contact_form.operations.urgent_words import said_under
from breakwater.practice.front_door.models import ReceiptLine
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.browsers import signed_in
from breakwater_dev.testing.telling import CONTACT_PAGES, fill_in, front_door, words

DOOR = "/contacts/without-account/"
WHO = {"name": "Ida Post", "job": "Nursery manager", "organisation": "Invented Nursery", "reach": "01632 960100"}
ABOUT_STAFF = CONTACT_PAGES["worry"] | {"about_someone_who_works_with_children": "yes"}
ALLEGED = {
    "allegation_person": "Mr Halyard",
    "allegation_role": "Deputy",
    "allegation_organisation": "Figurehead Academy",
    "allegation_organisation-pick": "as_typed",
}
GRAVER = {
    "needs a doctor": ({"medical": "needed"}, "You say that the child needs medical attention now."),
    "in danger": ({"immediate_danger": "yes"}, "You said that a child is in danger now: call 999"),
}
PAGED = "The emergency duty worker has been paged and may not have answered yet: do not wait."


@pytest.fixture
def door(db, settings):
    settings.BREAKWATER_MAIL = "smtp"
    team = front_door(is_open=False)
    officers = make.team("Designated officers", service="lado")
    for _ in range(2):
        make.membership("designated_officer", of=officers)
    DutyPost.objects.create(
        team=make.team("Emergency duty", service="emergency_duty"),
        title="Duty 1",
        pager="pager1@example.invalid",
        paged_as=1,
        last_checked_on=timezone.localdate(),
    )
    return team


def pages(graver: dict) -> dict:
    return CONTACT_PAGES | {"worry": ABOUT_STAFF | ALLEGED, "safety": CONTACT_PAGES["safety"] | graver}


def sends(browser, graver: dict) -> tuple[str, str]:
    """Returns the code, and the words of the last page."""
    code = re.search(r"\b[0-9A-Z]{5}-[0-9A-Z]{5}\b", words(browser.post(DOOR, WHO)))[0]
    fill_in(browser, f"{DOOR}form/", pages(graver))
    return code, words(browser.post(f"{DOOR}send/", follow=True))


@pytest.mark.parametrize("what", GRAVER)
def test_sg_11_without_an_account_the_sender_of_an_allegation_reads_whom_to_ring(what, door):
    graver, said = GRAVER[what]
    browser = Client()
    code, page = sends(browser, graver)
    with acting_as(make.intake()):
        assert not ReceiptLine.objects.exists()  # it was set apart, and the intake reads it no more
    later = words(Client().post(f"{DOOR}receipt/", {"code": code, "reach": WHO["reach"]}))
    for each in (page, later):
        assert [word for word in (said, PAGED) if word not in each] == []
        assert "call 01632 960900 , Emergency duty" in each
    assert "A social worker decides" not in page
    assert "Someone reads it by the end of" in page


def test_sg_11_where_nothing_of_an_allegation_can_be_read_it_says_whom_to_ring_until_it_is_to_be_taken_up(door):
    code, _ = sends(Client(), GRAVER["in danger"][0])
    both = {"code": code, "fact": WHO["reach"], "waits": False}
    said = guests.said_for(**both, at=timezone.now())
    assert said.in_danger
    after = (said.due_on - timezone.localdate() + timedelta(days=1)).days
    assert guests.said_for(**both, at=timezone.now() + timedelta(days=after)) is None


@pytest.mark.parametrize("what", GRAVER)
def test_sg_11_with_an_account_the_page_that_it_was_received_says_whom_to_ring(what, door):
    graver, said = GRAVER[what]
    dsl = make.membership("dsl", of=make.team("Safeguarding", of=make.organisation("Figurehead Academy", "SCHOOL")))
    desk = signed_in(dsl)
    here = desk.post("/contacts/new/")["Location"]
    fill_in(desk, here, pages(graver))
    page = words(desk.post(f"{here}send/", follow=True))
    assert "This page is yours alone" in page
    assert [word for word in (said, PAGED) if word not in page] == []
    assert [word for word in ("Halyard", "Ana", "officer", "allegation") if word in page] == []


def test_what_was_said_under_a_reference_is_the_intakes_alone(door):
    code, page = sends(Client(), GRAVER["needs a doctor"][0])
    reference = re.search(r"We have your contact (\S+)", page)[1]
    area = make.area()
    assert said_under(reference, area=area).cannot_wait
    assert not said_under("S-26-NONE", area=area)
    with acting_as(make.actor("mash_manager", of=door)), connection.cursor() as cursor:
        cursor.execute("select * from access.sent_as(%s, %s)", [area.pk, reference])
        assert cursor.fetchall() == []
