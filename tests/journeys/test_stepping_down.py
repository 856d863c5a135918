"""Scenarios J and T: social care steps a child down to early help; nobody answers, or the answer is no."""

import re
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from breakwater.casework.models import Case
from breakwater.partnership.organisations.access import acting_as
from breakwater_dev.testing import factories as make

pytestmark = [pytest.mark.browser, pytest.mark.slow]
TUESDAY, WEDNESDAY = date(2026, 11, 17), date(2026, 11, 18)


def steps_down(desk: Page, read, case: Case) -> str:
    """The social worker finds the case and offers it to early help, with a lead in mind. Returns the offer's reference."""
    desk.goto("/people/search/")
    read(desk, "Find")
    desk.get_by_role("searchbox").or_(desk.get_by_role("textbox")).last.fill(case.reference)
    desk.keyboard.press("Enter")
    read(desk, case.reference)
    desk.get_by_role("button", name="Offer it to another team").click()
    read(desk, "Offer")
    desk.get_by_label("The Tier 2 co-ordinators").check()
    desk.get_by_label("Why?").fill("The family is safe and would like help with mornings.")
    desk.get_by_label("Who do you propose to lead?").select_option("Hayden Health, Lead professional, Community Health")
    desk.get_by_role("button", name="Make the offer").click()
    read(desk, "Waiting for an answer")
    expect(desk.locator("main")).to_contain_text("Hayden Health")
    return re.search(r"H-[-0-9A-Z]+", desk.get_by_role("heading", level=1).inner_text())[0]


def test_a_case_closes_only_when_help_is_taken_up(device, held, read, town):
    town.is_now(TUESDAY, 10)
    case, desk = held("Ada"), device("social_worker")
    offer = steps_down(desk, read, case)

    town.is_now(TUESDAY, 15)
    desk.goto(f"/cases/{case.reference}/")
    desk.get_by_role("link", name="Close it").click()
    read(desk, "Close")
    expect(desk.locator("main")).to_contain_text("Until they accept, your team is responsible and it cannot close")
    desk.get_by_label("Why does it close?").fill("Stepped down to early help.")
    desk.get_by_role("button", name="Close it").click()
    read(desk, "Close")
    refused = desk.get_by_role("alert")
    expect(refused).to_contain_text(f"It cannot close yet: offer {offer} still waits for an answer")
    expect(refused).to_contain_text("Call the team it is offered to, or withdraw the offer")

    theirs = device("coordinator")
    theirs.goto("/notifications/")
    read(theirs, "Notifications")
    expect(theirs.locator("main")).to_contain_text("Work is offered to Tier 2 co-ordinators")
    theirs.goto("/today/")
    read(theirs, "Today")
    theirs.get_by_role("link", name=f"Answer {offer} from Assessment team").click()
    read(theirs, offer)
    theirs.get_by_role("button", name="Accept").click()
    read(theirs, f"Accept {offer}")
    theirs.get_by_role("button", name="Accept").click()
    read(theirs, "Ada Lockside")

    # The co-ordinators' yes is not the lead's: the case stays open, and they hear that it waits.
    desk.goto("/notifications/")
    expect(desk.locator("main")).to_contain_text("An offer of yours was accepted")
    desk.goto(f"/cases/{case.reference}/close/")
    read(desk, "Close")
    expect(desk.locator("main")).to_contain_text("Hayden Health has not been asked to lead yet")
    desk.get_by_label("Why does it close?").fill("Stepped down to early help.")
    desk.get_by_role("button", name="Close it").click()
    read(desk, "Close")
    expect(desk.get_by_role("alert")).to_contain_text("It cannot close yet")
    expect(desk.get_by_label("Why does it close?")).to_have_value("Stepped down to early help.")
    theirs.goto("/notifications/")
    told = theirs.get_by_role("listitem").filter(has_text=offer)
    expect(told.filter(has_text="has no lead yet").first).to_be_visible()
    theirs.goto("/today/")
    read(theirs, "Today")
    theirs.get_by_role("link", name="Ada Lockside: find a lead professional").first.click()
    read(theirs, "Ada Lockside")

    asks_the_proposed_lead(theirs, read)
    town.is_now(TUESDAY, 16)
    leads = device("health_visitor")
    leads.goto("/today/")
    read(leads, "Today")
    leads.get_by_role("link", name="Ada Lockside: Answer").first.click()
    read(leads, "Handover")
    leads.get_by_role("button", name="Accept").click()
    read(leads, "Accept")
    leads.get_by_role("button", name="Accept").click()
    read(leads, "Ada Lockside")
    leads.goto("/today/")
    read(leads, "Today")
    expect(leads.locator("main")).to_contain_text("Families you lead")
    expect(leads.get_by_role("link", name="Ada Lockside").first).to_be_visible()

    desk.goto("/notifications/")
    expect(desk.locator("main")).to_contain_text("Someone leads a family you stepped down")
    desk.goto(f"/cases/{case.reference}/close/")
    desk.get_by_label("Why does it close?").fill("Stepped down to early help.")
    desk.get_by_role("button", name="Close it").click()
    read(desk, "Closed")


def asks_the_proposed_lead(theirs: Page, read) -> None:
    """The co-ordinator writes down that the mother agrees, and asks whom the giver proposed."""
    theirs.get_by_role("button", name="Record agreement").click()
    read(theirs, "What does the family say?")
    theirs.get_by_label("Who says so?").fill("Mo Lockside")
    theirs.get_by_label("What are they to the child?").fill("Mother")
    theirs.get_by_label("Agrees", exact=True).check()
    theirs.get_by_label("Writing down together what would help").check()
    theirs.get_by_label("By telephone").check()
    for part, value in (("Day", "17"), ("Month", "11"), ("Year", "2026")):
        theirs.get_by_role("textbox", name=part, exact=True).fill(value)
    for question in ("May they have a copy of the", "Limits of confidentiality"):
        theirs.get_by_role("group", name=question).get_by_label("Yes", exact=True).check()
    theirs.get_by_role("button", name="Save what they said").click()
    read(theirs, "Ada Lockside")
    theirs.get_by_role("button", name="Ask Hayden Health").click()
    read(theirs, "Ask someone to lead")
    expect(theirs.get_by_label("Hayden Health")).to_be_checked()
    theirs.get_by_label("What do you say to them?").fill("The mother trusts you.")
    theirs.get_by_role("button", name="Ask them").click()
    read(theirs, "Ada Lockside")


def test_a_manager_says_what_holds_where_nobody_leads(device, held, read, town):
    town.is_now(TUESDAY, 10)
    case = held("Cleo")
    offer = steps_down(device("social_worker"), read, case)
    theirs = device("coordinator")
    theirs.goto(f"/handovers/{offer}/accept/")
    theirs.get_by_role("button", name="Accept").click()
    read(theirs, "Cleo Lockside")

    desk = device("social_work_manager")
    desk.goto(f"/cases/{case.reference}/close/")
    read(desk, "Close")
    desk.get_by_role("link", name="Say what holds instead").click()
    read(desk, "What holds while nobody leads?")
    desk.get_by_label("What holds instead, and why?").fill("Our family worker visits weekly until someone leads.")
    desk.get_by_role("button", name="Save").click()
    read(desk, offer)
    expect(desk.locator("main")).to_contain_text("Our family worker visits weekly")
    desk.goto(f"/cases/{case.reference}/close/")
    desk.get_by_label("Why does it close?").fill("Stepped down to early help.")
    desk.get_by_role("button", name="Close it").click()
    read(desk, "Closed")


def test_a_declined_step_down_is_never_without_an_owner(device, held, read, town, at_the_records):
    town.is_now(TUESDAY, 10)
    case = held("Ben")
    offer = steps_down(device("social_worker"), read, case)

    town.is_now(WEDNESDAY, 11)  # and the social worker is on leave: nobody sits at that desk again
    theirs = device("coordinator")
    theirs.goto(f"/handovers/{offer}/")
    theirs.get_by_role("link", name="Decline with a reason").click()
    read(theirs, f"Decline {offer}")
    theirs.get_by_label("Why?").fill("The mother told us today that she does not want early help.")
    theirs.get_by_role("button", name="Decline it").click()
    read(theirs, "Declined")

    cover = device("cover")
    cover.goto("/notifications/")
    read(cover, "Notifications")
    row = cover.get_by_role("listitem").filter(has_text=offer)
    expect(row).to_contain_text("An offer of yours was declined")
    cover.goto("/today/")
    read(cover, "Today")
    waits = cover.get_by_role("listitem").filter(has_text=case.reference)
    expect(waits).to_contain_text("Decide again: the offer came back")
    expect(waits).to_contain_text("Today 17:00")
    waits.get_by_role("link").click()
    read(cover, case.reference)
    expect(cover.locator("main")).to_contain_text("Assessment team")
    expect(cover.get_by_role("button", name="Offer it to another team")).to_be_visible()
    cover.get_by_role("link", name=offer).click()
    read(cover, "Declined")
    expect(cover.locator("main")).to_contain_text("does not want early help")
    with at_the_records(), acting_as(make.intake()):
        assert Case.objects.get(pk=case.pk).responsible_team_id == town.teams["assessment"].pk
