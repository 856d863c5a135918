"""Caseload: a manager sees who has how many, what is unallocated and who is absent, and moves work by the rota of the day."""

from datetime import time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from breakwater.foundation.dates.london_time import moment
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.keeping import rota as keeping
from breakwater.practice.front_door.board import operations as allocating
from breakwater.practice.front_door.screening.operations import claims
from breakwater.practice.front_door.screening.operations.claims import end_of_shift
from breakwater_dev.testing import factories as make

CASELOAD = "/leaving/team/"


@pytest.fixture
def other(mash):
    return make.actor("mash_screener", of=mash)


def is_away(who, manager):
    with acting_as(manager):
        keeping.add_absence(
            membership=who.membership, first=timezone.localdate(), last=None, by=manager, at=timezone.now()
        )


def has(contact, who) -> bool:
    with acting_as(who):
        contact.refresh_from_db()
        return contact.claimed_by_id == who.membership_id


def test_a_manager_reads_who_has_how_many_and_what_is_unallocated(manager, screener, contact_arrives, signed_in):
    one, two, _ = (contact_arrives() for _ in range(3))
    with acting_as(screener):
        for contact in (one, two):
            claims.claim(contact=contact, by=screener, at=timezone.now())
    page = signed_in(manager).get(CASELOAD).content.decode()
    assert "Contacts: 1" in page
    assert f'>2<span class="govuk-visually-hidden"> of {screener.membership.user.name}: move' in page


def test_who_is_away_with_work_stands_first_and_is_marked(manager, screener, other, contact_arrives, signed_in):
    contact = contact_arrives()
    with acting_as(other):
        claims.claim(contact=contact, by=other, at=timezone.now())
    is_away(other, manager)
    page = signed_in(manager).get(CASELOAD).content.decode()
    people = page[page.index("People of the team") :]
    assert "Move their work" in people
    assert people.index(other.membership.user.name) < people.index(screener.membership.user.name)


def test_the_page_of_one_person_says_the_contacts_they_have_and_allocating_shows_who_has_how_many_and_what_is_in_danger(
    manager, screener, contact_arrives, signed_in
):
    contact, waits = contact_arrives(), contact_arrives(immediate_danger=True)
    with acting_as(screener):
        claims.claim(contact=contact, by=screener, at=timezone.now())
    browser = signed_in(manager)
    page = browser.get(f"{CASELOAD}?post={screener.membership.public_id}").content.decode()
    assert "Contacts: 1." in page
    assert "Nothing is held" not in page
    page = browser.get(reverse("front_door:allocate")).content.decode()
    assert f"{screener.membership.user.name}, {screener.membership.role.title}, has 1 contact" in page
    assert f"{waits.reference}, not rated, said to be in danger now" in page


def test_a_manager_moves_the_work_of_who_is_away_to_who_is_here(manager, screener, other, contact_arrives, signed_in):
    contact, kept = contact_arrives(), contact_arrives()
    with acting_as(other):
        for each in (contact, kept):
            claims.claim(contact=each, by=other, at=timezone.now())
    is_away(other, manager)
    browser = signed_in(manager)
    address = f"{reverse('front_door:allocate')}?whose={other.membership.public_id}"
    page = browser.get(address).content.decode()
    assert "away, no return date" in page  # named, and not offered
    assert f'value="{other.membership.public_id}"' not in page
    page = browser.post(address, {"contacts": [contact.reference], "who": screener.membership.public_id}, follow=True)
    assert f"1 contact allocated to {screener.membership.user.name}" in page.content.decode()
    assert has(contact, screener)
    assert has(kept, other)


def test_nobody_who_is_away_or_off_shift_is_allocated_to(manager, screener, other, contact_arrives, signed_in):
    contact = contact_arrives()
    is_away(other, manager)
    with acting_as(manager), pytest.raises(allocating.NotAtWork):
        allocating.allocate(contacts=[contact], to=other.membership, by=manager, at=timezone.now())
    day = timezone.localdate() + timedelta(days=1)
    with acting_as(manager):
        facts = keeping.ShiftFacts(first=day, last=day, opens=time(9), closes=time(13))
        keeping.add_shifts(membership=manager.membership, facts=facts, by=manager, at=timezone.now())
        with pytest.raises(allocating.NotAtWork):  # a rota is kept that day and the screener is not on it
            allocating.allocate(contacts=[contact], to=screener.membership, by=manager, at=moment(day, time(10)))
    browser = signed_in(manager)
    page = browser.post(
        f"{reverse('front_door:allocate')}?whose=none",
        {"contacts": [contact.reference], "who": other.membership.public_id},
    )
    assert page.status_code == 200
    assert not has(contact, manager)


def test_sg_06_a_claim_lapses_at_the_end_of_the_shift_that_the_rota_gives(manager, screener, contact_arrives):
    contact, day = contact_arrives(), timezone.localdate() + timedelta(days=1)
    with acting_as(manager):
        facts = keeping.ShiftFacts(first=day, last=day, opens=time(8), closes=time(13))
        keeping.add_shifts(membership=screener.membership, facts=facts, by=manager, at=timezone.now())
        assert end_of_shift(contact, moment(day, time(10)), screener.membership) == moment(day, time(13))


def test_screeners_move_nothing(screener, signed_in):
    assert signed_in(screener).get(reverse("front_door:allocate")).status_code == 403
    assert signed_in(screener).get(CASELOAD).status_code == 403


def test_one_contact_is_allocated_from_its_page(manager, screener, contact_arrives, signed_in):
    contact = contact_arrives()
    address = f"{reverse('front_door:allocate')}?contact={contact.reference}"
    assert address in signed_in(manager).get(f"/mash/contacts/{contact.reference}/").content.decode()
    signed_in(manager).post(address, {"contacts": [contact.reference], "who": screener.membership.public_id})
    assert has(contact, screener)


def test_the_caseload_asks_as_often_for_five_people_as_for_one(mash, manager, contact_arrives, signed_in):
    browser = signed_in(manager)

    def counted() -> int:
        browser.get(CASELOAD)
        with CaptureQueriesContext(connection) as asked:
            browser.get(CASELOAD)
        return len(asked)

    before = counted()
    for _ in range(4):
        who, contact = make.actor("mash_screener", of=mash), contact_arrives()
        with acting_as(who):
            claims.claim(contact=contact, by=who, at=timezone.now())
    assert counted() == before
