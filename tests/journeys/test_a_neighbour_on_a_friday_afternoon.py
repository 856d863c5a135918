"""Scenario A: Friday 16:40, a neighbour tells of a toddler who screams at night. No names, and a flat number only."""

from datetime import date

import pytest
from playwright.sync_api import expect

from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.front_door.models import Contact, Receipt
from breakwater_dev.testing import factories as make

pytestmark = [pytest.mark.browser, pytest.mark.slow]
FRIDAY = date(2026, 11, 20)


@pytest.fixture(params=[True, False], ids=["script", "no-script"])
def phone(request, device, town):
    """The neighbour's own, on that Friday."""
    town.is_now(FRIDAY, 16, 40)
    return device(script=request.param)


def test_a_worry_without_a_name_is_taken_in_and_reaches_the_screener(phone, device, tells, read, at_the_records):
    told = tells(phone, looks=True)
    said = phone.locator("main")
    expect(said).to_contain_text(
        "A social worker reads it and decides what to do by the end of Monday 23 November 2026"
    )
    expect(said).to_contain_text("We cannot tell you about the family")

    with at_the_records(), acting_as(make.intake()):  # nothing is kept of who told it
        receipt = Receipt.objects.select_related("submission").get(reference=told)
        sent, contact = receipt.submission, receipt.submission.contacts.get()
        assert (sent.sender_user, sent.sender_team, sent.sender_organisation, sent.sender_words) == (
            None,
            None,
            None,
            "",
        )
        assert (contact.child, contact.address_as_told) == (None, "Flat 12, Invented House")

    desk = device("screener")
    desk.goto("/mash/?order=newest")
    read(desk, "MASH board")
    card = desk.locator(f"#card-{contact.reference}")
    expect(card).to_contain_text("Not yet matched")
    expect(card).to_contain_text("Monday 17:00")
    card.get_by_role("link").click()

    read(desk, contact.named_as)
    expect(desk.locator("main")).to_contain_text("A toddler screams every night, and nobody comes.")
    expect(desk.locator("main")).to_contain_text("The referrer did not say who they are")
    expect(desk.locator("main")).to_contain_text("Flat 12, Invented House")
    desk.get_by_role("button", name="Allocate to me", exact=True).click()
    read(desk, contact.named_as)
    desk.get_by_role("button", name="Find the child").click()

    read(desk, "Who is it about?")
    offered = desk.locator("#mash-found")
    expect(offered).to_contain_text("Nobody is linked by an address")
    expect(offered).to_contain_text("Toby Harbourside")
    expect(offered).to_contain_text("Marta Harbourside")
    with at_the_records(), acting_as(make.intake()):
        assert Contact.objects.get(pk=contact.pk).child is None, "a person links, never an address"

    offered.get_by_role("button", name="The contact is about this person").filter(has_text="Toby").click()
    read(desk, "Toby Harbourside")


def test_the_public_page_says_whom_to_ring_with_or_without_script(phone, read):
    phone.goto("/worried/")
    read(phone, "Worried about a child?")
    expect(phone.get_by_role("link", name="01632 960800").first).to_have_attribute("href", "tel:01632960800")
    expect(phone.get_by_role("link", name="999").first).to_be_visible()
    phone.get_by_role("link", name="What we do with what you tell us").click()
    read(phone, "What we do with what you tell us")
    phone.goto("/worried/")
    phone.get_by_role("button", name="Add to a report").click()
    read(phone, "Tell us more")
