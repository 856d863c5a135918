"""The first row whole: a school's worry, the MASH's decision, help accepted, a lead found, and what the school may read."""

import re
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from breakwater_dev.testing.filling import Hand, Story, sections_of

pytestmark = [pytest.mark.browser, pytest.mark.slow]
TUESDAY, WEDNESDAY, THURSDAY = date(2026, 11, 17), date(2026, 11, 18), date(2026, 11, 19)
REASONS = " ".join(["Robin is safe at home and the family would welcome help with mornings and routines."] * 4)


def choose(page: Page, question: str, answer: str) -> None:
    page.get_by_role("group", name=question).get_by_label(answer, exact=True).check()


def go_on(page: Page, button: str = "Continue") -> None:
    page.get_by_role("button", name=button, exact=True).last.click()


STORY = Story(
    letter="Q",
    pupils=("Quayside, Robin, born 4 May 2016",),
    sex="f",
    purpose="A request for early help",
    urgency="Within three days",
    mother="Mia Quayside",
    tried="Breakfast club since September",
    views={"Robin Quayside": "I am tired and I want to come to school on time."},
)


@pytest.fixture
def sent(device, town, read) -> tuple[Page, str]:
    """The school's contact about a pupil of its own roll: the lead's page with the receipt, and its reference."""
    town.is_now(TUESDAY, 10)
    school = device("dsl")
    school.goto("/contacts/new/")
    read(school, "Make a contact about a child")
    go_on(school, "Begin")
    read(school, "Contact about a child")
    school.get_by_role("link", name="Immediate safety").click()
    hand = Hand(school)
    for section, answer in sections_of(STORY).items():
        read(school, section)
        answer(hand)
        go_on(school)
    read(school, "Check your answers and send")
    go_on(school, "Send to the MASH")
    read(school, "We have your contact")
    reference = re.search(r"S-[-0-9A-Z]+", school.get_by_role("heading", level=1).inner_text())[0]
    expect(school.locator("main")).to_contain_text("A social worker decides by the end of Wednesday 18 November 2026")
    return school, reference


def test_a_worry_becomes_help_with_a_lead_and_the_school_hears_of_it(device, town, read, sent):
    school, reference = sent
    decided = decides(device("manager"), read)
    town.is_now(WEDNESDAY, 9, 30)
    help_given = takes_up(device("coordinator"), read)
    town.is_now(THURSDAY, 9, 30)
    leads(device("health_visitor"), read)

    desk = device("coordinator")
    desk.goto(help_given)
    read(desk, "Robin Quayside")
    expect(desk.locator("main")).to_contain_text("Hayden Health, Community Health")

    school = device("dsl")
    school.goto("/notifications/")
    read(school, "Notifications")
    school.get_by_role("listitem").filter(has_text=reference).get_by_role("button").first.click()
    read(school, f"We have your contact {reference}")
    heard = school.locator("main")
    expect(heard).to_contain_text("Early help at Tier 2")
    expect(heard).to_contain_text(re.compile(r"Who is responsible now\s+Tier 2 co-ordinators"))
    expect(heard).to_contain_text("A co-ordinator calls the mother this week.")
    for kept in (REASONS[:40], decided, "Hayden Health"):
        expect(heard).not_to_contain_text(kept)


def decides(desk: Page, read) -> str:
    """The MASH manager claims, settles who it is, rates and decides Tier 2. Returns the contact's reference."""
    desk.goto("/mash/?order=newest")
    read(desk, "MASH board")
    card = desk.locator(".mash-card").first
    contact = card.get_attribute("id").removeprefix("card-")
    card.get_by_role("link").first.click()
    read(desk, "Robin Quayside")
    go_on(desk, "Allocate to me")
    expect(desk.locator("main")).to_contain_text("Set the RAG rating")  # the school chose the child: it is settled
    choose(desk, "RAG rating", "Green")
    desk.locator("#rate-form").get_by_label("Why?").fill("Needs support with mornings; nothing points to harm.")
    desk.locator("#rate-form").get_by_role("button", name="Rate").click()
    read(desk, "Robin Quayside")
    desk.get_by_role("button", name="Decide", exact=True).click()
    read(desk, "Decide what happens next")
    desk.get_by_role("group", name="What happens next?").get_by_label("Early help co-ordinated at Tier 2").check()
    desk.get_by_label("Why?").fill(REASONS)
    choose(desk, "Does the family agree?", "The family agrees")
    desk.get_by_label("Who agrees, how and when?").fill("Mother, by telephone, today")
    desk.get_by_label("Feedback to referrer", exact=True).fill("A co-ordinator calls the mother this week.")
    desk.get_by_label("I, or a colleague I have asked").check()
    go_on(desk, "Preview")
    read(desk, "Check before you record it")
    go_on(desk, "Record the decision")
    read(desk, "Robin Quayside")
    expect(desk.locator("main")).to_contain_text("Wait for the answer")
    return contact


def takes_up(desk: Page, read) -> str:
    """The co-ordinator accepts, writes down what the family says and asks someone to lead. Returns the episode's address."""
    desk.goto("/today/")
    read(desk, "Today")
    desk.get_by_role("link", name=re.compile("Robin Quayside.*Answer H-")).first.click()
    read(desk, "Waiting for an answer")
    desk.get_by_role("button", name="Accept").click()
    read(desk, "Accept")
    go_on(desk, "Accept")
    read(desk, "Robin Quayside")  # accepting lands on the episode, with the consent that the MASH recorded
    expect(desk.locator("main")).to_contain_text("confirm the consent that was recorded")
    desk.get_by_role("button", name="Confirm consent").first.click()
    read(desk, "What does the family say?")
    desk.get_by_label("What do they want to be better").fill("I want her to have breakfast before I come home.")
    desk.get_by_label("Who says so?").fill("Jo Quayside")
    desk.get_by_label("What are they to the child?").fill("Mother")
    choose(desk, "Do they agree?", "Agrees")
    desk.get_by_label("Writing down together what would help").check()
    choose(desk, "How did they say so?", "By telephone")
    for part, number in (("Day", "18"), ("Month", "11"), ("Year", "2026")):
        desk.get_by_label(part, exact=True).fill(number)
    choose(desk, "Limits of confidentiality explained?", "Yes")
    go_on(desk, "Save what they said")
    read(desk, "Robin Quayside")
    desk.get_by_role("button", name="Ask someone to lead").click()
    read(desk, "Ask someone to lead")
    desk.get_by_label("Where do they work?").select_option(label="Community Health")
    go_on(desk, "Show who works there")
    desk.get_by_label("Hayden Health").check()
    desk.get_by_label("What do you say to them?").fill("The mother trusts you. I shall help with the first meeting.")
    go_on(desk, "Ask them")
    read(desk, "Robin Quayside")
    expect(desk.locator("main")).to_contain_text("Asked to lead: Hayden Health")
    return desk.url


def leads(desk: Page, read) -> None:
    """The health visitor reads the invitation and accepts."""
    desk.goto("/today/")
    read(desk, "Today")
    desk.get_by_role("link", name=re.compile("Robin Quayside.*Answer H-")).first.click()
    read(desk, "Waiting for an answer")
    expect(desk.locator("main")).to_contain_text("The mother trusts you.")
    desk.get_by_role("button", name="Accept").click()
    read(desk, "Accept")
    go_on(desk, "Accept")
    read(desk, "Robin Quayside")
    desk.goto("/early-help/")
    read(desk, "Early help")
    expect(desk.locator("main")).to_contain_text("Robin Quayside")
