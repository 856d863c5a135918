"""A whole episode at Tier 2: agreement, a lead, assessment, three agencies at a meeting, plan, a parent's words, review, an end."""

import re
from datetime import date

import pytest
from playwright.sync_api import expect

from breakwater.casework.cases import operations as cases
from breakwater.foundation.dates.partial import PartDate
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.people.records.operations import people
from breakwater.practice.early_help.models import Episode
from breakwater_dev.testing import factories as make
from breakwater_dev.testing import helping

pytestmark = [pytest.mark.browser, pytest.mark.slow]
BEGINS, NEXT_DAY, MEETING, REVIEW = date(2026, 11, 11), date(2026, 11, 12), date(2026, 11, 17), date(2026, 11, 24)


@pytest.fixture
def family(helped, town, at_the_records) -> Episode:
    """An episode of one child whose mother stands in it."""
    at = town.is_now(BEGINS, 9)
    episode = helped("Ada")
    with at_the_records(), acting_as(make.intake()) as by:
        mother = people.enter_person(
            area=make.area(),
            facts=people.NewPerson(forename="Mia", surname="Lockside", born=PartDate(1990, 3, 1)),
            by=by,
            at=at,
        )
        cases.add_participant(case=episode.case, person=mother, capacity="PARENT", by=by, at=at)
    return episode


def test_a_family_is_helped_from_agreement_to_closing(device, town, read, family):
    town.is_now(BEGINS, 10)
    child, who, page = "Ada Lockside", "Mia Lockside", f"/early-help/{family.reference}/"
    desk, lead = device("coordinator"), device("health_visitor")
    desk.goto(page)
    helping.agrees(desk, read, child, who, BEGINS)
    helping.asks_to_lead(desk, read, "Community Health", "Hayden Health")
    helping.accepts(lead, read, child)
    town.is_now(NEXT_DAY, 10)
    lead = device("health_visitor")
    helping.begins(lead, read, family)
    helping.writes(lead, read, "Family’s views", {"What would you like to change?": "Mornings without shouting"})
    said = {"What is a good day?": "Toast, and nobody shouts", "What do they say, in their own words?": "I like toast"}
    helping.hears_the_child(lead, read, BEGINS, said)
    helping.writes(lead, read, "Analysis", helping.WEIGHED)
    expect(lead.locator("main")).to_contain_text("Hayden Health")
    helping.finishes(lead, read, family, child, ("Toast, and nobody shouts",))
    meeting = helping.calls(lead, read, family, "First meeting", MEETING, who)
    outsider = device()
    helping.press(lead, "Make a link for Harper Housing")
    path = re.search(r"(/meeting-reply/[^/\s]+/)", lead.locator("main").inner_text())[1]
    outsider.goto(path)
    read(outsider, "You are invited to a meeting")
    expect(outsider.locator("main")).not_to_contain_text("Lockside")
    outsider.get_by_label("I will come").check()
    outsider.get_by_label("What should the meeting know from you?").fill("The damp is mended.")
    helping.press(outsider, "Send my answer")
    read(outsider, "Thank you. They have your answer.")
    outsider.goto(path)
    read(outsider, "This link does not work any more")
    town.is_now(MEETING, 16)
    lead = device("health_visitor")
    lead.goto(meeting)
    expect(lead.locator("main")).to_contain_text("The damp is mended.")
    helping.records(lead, read, REVIEW)
    helping.plans(lead, read, family, who, date(2026, 12, 4), REVIEW)
    path, number = helping.gives_a_link(lead, read, family, who)
    helping.lets_read(lead, read)
    phone = device()
    helping.opens(phone, read, path, number)
    expect(phone.locator("main")).to_contain_text("Lay out clothes the night before")
    helping.comments(phone, read, "It is calmer. Tuesdays are hard.")
    lead.goto(page)
    read(lead, child)
    expect(lead.locator("main")).to_contain_text("It is calmer. Tuesdays are hard.")
    lead.get_by_role("button", name="Read and answer", exact=True).click()
    helping.answers(lead, read, who, "Let us look at Tuesdays when we meet.")
    phone.goto("/family/plan/")
    expect(phone.locator("main")).to_contain_text("Let us look at Tuesdays when we meet.")
    meeting = helping.calls(lead, read, family, "Review", REVIEW, who)
    town.is_now(REVIEW, 16)
    lead = device("health_visitor")
    lead.goto(meeting)
    helping.records(lead, read, date(2027, 1, 12))
    helping.ends(lead, read, family)
    desk = device("coordinator")
    desk.goto(page)
    read(desk, child)
    expect(desk.locator("main")).to_contain_text("We can do this.")
    phone.goto("/family/plan/")
    read(phone, "There is nothing to read here now")
