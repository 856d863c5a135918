"""Scenario L: of two agencies that are asked, one declines and one holds nothing; the decision goes ahead and says so."""

from datetime import date

import pytest
from playwright.sync_api import Page, expect

from breakwater.foundation.dates.london_time import moment
from breakwater.foundation.dates.partial import PartDate
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.access.acting import actor_of
from breakwater.partnership.people.records.operations import circumstances, people
from breakwater.practice.front_door.arrivals.operations import arrivals
from breakwater.practice.front_door.models import Contact
from breakwater.practice.front_door.screening.operations import claims
from breakwater_dev.testing import factories as make

pytestmark = [pytest.mark.browser, pytest.mark.slow]
TUESDAY, ENROLLED = date(2026, 11, 24), date(2026, 9, 1)
REASONS = " ".join(["Nothing points to harm, and the family has been told where to turn for help."] * 4)
KEPT = "An operation is under way and a child could come to harm"


def go_on(page: Page, button: str) -> None:
    page.get_by_role("button", name=button, exact=True).last.click()


def choose(page: Page, question: str, answer: str) -> None:
    page.get_by_role("group", name=question).get_by_label(answer).first.check()


def _pupil(town, at):
    with acting_as(make.intake()) as by:
        child = people.enter_person(
            area=make.area(),
            facts=people.NewPerson(forename="Robin", surname="Quayside", born=PartDate(2016, 5, 4)),
            by=by,
            at=at,
        )
        circumstances.enrol(
            person=child, team=town.teams["school"], year_group="5", starts_on=ENROLLED, verified=True, by=by, at=at
        )
    return child


@pytest.fixture
def told(town, at_the_records, request):
    """A neighbour's contact about a pupil whose child is settled, this Tuesday at ten: a child of each run's own."""
    now = town.is_now(TUESDAY, 10)
    with at_the_records():
        pupil = _pupil(town, moment(ENROLLED, now.time()))
        receipt = arrivals.receive(
            arrivals.Arrival(
                area=make.area(),
                channel="PUBLIC",
                key=f"declines {request.node.callspec.id}",
                worry="Shouting every evening",
                children=[arrivals.ChildTold(named_as="Robin")],
            ),
            by=make.intake(),
            at=moment(TUESDAY, now.time().replace(hour=9)),
        )
        with acting_as(actor_of(town.posts["screener"])) as by:
            contact = Contact.objects.select_related("case").get(submission_id=receipt.submission_id)
            claims.claim(contact=contact, by=by, at=now)
            claims.match(contact=contact, person=pupil, was_new=False, searched={}, found=1, by=by, at=now)
            return contact.reference


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_the_decision_says_what_it_went_ahead_without(script, device, town, read, told, prepares):
    asks(device("screener", script=script), read, told)
    declines(device("health_visitor", script=script), read)
    holds_nothing(device("dsl", script=script), read)
    prepares(told)
    decides(device("manager", script=script), read, told)


def asks(desk: Page, read, reference: str) -> None:
    desk.goto(f"/mash/contacts/{reference}/")
    desk.get_by_role("link", name="Ask others").click()
    read(desk, "Ask others what they know")
    expect(desk.get_by_label("Harbour School, Harbour School safeguarding").first).to_be_checked()
    desk.get_by_label("Community Health, Health visitors").first.check()
    desk.get_by_label("What are you worried about?").fill("Shouting every evening; a child is often outside late.")
    choose(desk, "What may the agency know of the family's agreement?", "The family has not been asked yet")
    go_on(desk, "Send")
    read(desk, "Ask others what they know")
    expect(desk.get_by_role("alert")).to_contain_text("Write why these checks are proportionate")
    desk.get_by_label("Why are these checks proportionate?").fill("Both may have seen the child this month.")
    go_on(desk, "Send")
    read(desk, "Robin Quayside")
    expect(desk.locator("#others")).to_contain_text("Community Health, Health visitors: no answer")


def declines(agency: Page, read) -> None:
    agency.goto("/today/")
    read(agency, "Today")
    agency.get_by_role("link", name="See all requests").or_(
        agency.get_by_role("link", name="Requests to us")
    ).first.click()
    read(agency, "Requests to us")
    agency.locator("#waiting").get_by_role("link", name="Robin Quayside").first.click()
    read(agency, "What do you know?")
    expect(agency.locator("main")).not_to_contain_text("Harbour School")
    agency.get_by_role("link", name="Decline to share").click()
    read(agency, "Decline to share")
    go_on(agency, "Decline to share")
    read(agency, "Decline to share")
    expect(agency.get_by_role("alert")).to_contain_text("Write your reason")
    choose(agency, "Why do you not share it?", "Sharing would do the child more harm than not sharing")
    agency.get_by_label("Your reason, in your words").fill(KEPT)
    choose(agency, "Who may read your reason?", "MASH only")
    go_on(agency, "Decline to share")
    read(agency, "What do you know?")
    expect(agency.locator("#given")).to_contain_text(KEPT)


def holds_nothing(school: Page, read) -> None:
    school.goto("/requests/")
    read(school, "Requests to us")
    school.locator("#waiting").get_by_role("link", name="Robin Quayside").first.click()
    school.get_by_role("button", name="We hold nothing").click()
    read(school, "You hold nothing")
    expect(school.get_by_label("Names you searched")).to_have_value("")
    school.get_by_label("Names you searched").fill("Robin Quayside")
    go_on(school, "Say that we hold nothing")
    read(school, "What do you know?")
    expect(school.locator("#given")).to_contain_text("Nothing held. Searched: Names: Robin Quayside")
    expect(school.locator("main")).not_to_contain_text(KEPT)


def decides(desk: Page, read, reference: str) -> None:
    desk.goto(f"/mash/contacts/{reference}/")
    others = desk.locator("#others")
    expect(others).to_contain_text(KEPT)
    expect(others).to_contain_text("Nothing held. Searched: Names: Robin Quayside")
    others.get_by_role("link", name="Community Health, Health visitors").click()
    read(desk, "Asked of Community Health, Health visitors")
    expect(desk.locator("#log")).to_contain_text("Not shared")
    desk.goto(f"/mash/contacts/{reference}/decide/")
    read(desk, "Decide what happens next")
    expect(desk.locator("main")).to_contain_text("Missing: Community Health, Health visitors: declined to share.")
    choose(desk, "What happens next?", "Information or advice given")
    desk.get_by_label("Why?", exact=True).first.fill(REASONS + f" The health visitors wrote: {KEPT}.")
    choose(desk, "Does the family agree?", "Not needed for this outcome")
    desk.get_by_label("I, or a colleague I have asked, looked the child and the household up by hand today").check()
    go_on(desk, "Preview")
    read(desk, "Decide what happens next")
    expect(desk.get_by_role("alert")).to_contain_text("Write what you conclude, without its words")
    desk.get_by_label("Why?", exact=True).first.fill(REASONS)
    go_on(desk, "Preview")
    read(desk, "Check before you record it")
    expect(desk.locator("main")).to_contain_text(
        "decided without: Community Health, Health visitors: declined to share."
    )
    go_on(desk, "Record the decision")
    expect(desk.locator("#decided")).to_contain_text(
        "Decided without: Community Health, Health visitors: declined to share."
    )
    expect(desk.locator("#decided")).not_to_contain_text(KEPT)
    desk.goto(f"/mash/contacts/{reference}/known/1/")
    read(desk, "What was known when it was decided")
    expect(desk.locator("main")).to_contain_text("Why another agency declined to share")
