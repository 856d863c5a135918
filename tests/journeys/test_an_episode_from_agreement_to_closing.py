"""A whole episode at Tier 2: agreement, a lead, assessment, three agencies at a meeting, plan, a parent's words, review, an end."""

import re
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from breakwater.casework.cases import operations as cases
from breakwater.foundation.dates.partial import PartDate
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.people import operations as people
from breakwater.practice.early_help.models import Episode
from breakwater.testing import factories as make

pytestmark = [pytest.mark.browser, pytest.mark.slow]
BEGINS, NEXT_DAY, MEETING, REVIEW = date(2026, 11, 11), date(2026, 11, 12), date(2026, 11, 17), date(2026, 11, 24)


def choose(page: Page, question: str, answer: str) -> None:
    page.get_by_role("group", name=question).first.get_by_label(answer, exact=True).check()


def press(page: Page, button: str) -> None:
    page.get_by_role("button", name=button, exact=True).last.click()


def fill_day(page: Page, question: str, day: date) -> None:
    group = page.get_by_role("group", name=question)
    for part, number in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        group.get_by_label(part, exact=True).fill(str(number))


@pytest.fixture
def family(helped, town, at_the_records) -> Episode:
    """An episode of one child whose mother stands in it."""
    at = town.is_now(BEGINS, 9)
    episode = helped("Ada")
    with at_the_records(), acting_as(make.intake()) as by:
        mother = people.enter_person(
            area=make.area(), forename="Mia", surname="Lockside", born=PartDate(1990, 3, 1), by=by, at=at
        )
        cases.add_participant(case=episode.case, person=mother, capacity="PARENT", by=by, at=at)
    return episode


def agrees(desk: Page, read, episode: Episode) -> None:
    desk.goto(f"/early-help/{episode.reference}/")
    read(desk, "Ada Lockside")
    desk.get_by_role("button", name="Write down what they say").click()
    read(desk, "What does the family say?")
    desk.get_by_label("What do they want to be better").fill("I want mornings without shouting.")
    choose(desk, "Whose answer is it?", "Mia Lockside")
    desk.get_by_label("What are they to the child?").fill("Mother")
    desk.get_by_label("Holds parental responsibility").check()
    choose(desk, "Do they agree?", "Agrees")
    desk.get_by_label("Writing down together what would help").check()
    choose(desk, "May they have a copy of the plan?", "Yes")
    desk.get_by_label("By telephone").check()
    fill_day(desk, "On which day?", BEGINS)
    choose(desk, "Did you explain when it cannot stay between you?", "Yes")
    press(desk, "Keep what they said")
    read(desk, "Ada Lockside")
    expect(desk.locator("main")).to_contain_text("I want mornings without shouting.")


def finds_a_lead(desk: Page, lead: Page, read) -> None:
    desk.get_by_role("button", name="Ask someone to lead").click()
    desk.get_by_label("Where do they work?").select_option(label="Community Health")
    press(desk, "Show who works there")
    desk.get_by_label("Hayden Health").check()
    desk.get_by_label("What do you say to them?").fill("The mother trusts you.")
    press(desk, "Ask them")
    lead.goto("/today/")
    lead.get_by_role("link", name=re.compile("Ada Lockside.*Answer H-")).first.click()
    press(lead, "Accept")
    press(lead, "Accept")
    read(lead, "Accepted")


def assesses(lead: Page, read, episode: Episode) -> None:
    """The short beginning, the child's own words, and finished."""
    lead.goto(f"/early-help/{episode.reference}/assessment/")
    read(lead, episode.label)
    press(lead, "Begin it")
    read(lead, episode.label)
    lead.get_by_role("link", name="How it began").click()
    read(lead, "How it began")
    choose(lead, "How did this family come to have help?", "Stepped down from social care")
    choose(lead, "Was it checked whether the family has an open record already?", "Yes")
    lead.get_by_label("Parenting and how the family gets on").check()
    choose(lead, "Is any child at risk of significant harm?", "No")
    press(lead, "Keep and go back to all sections")
    for section, box, words in (
        ("The family’s own story", "What would you like to change?", "Mornings without shouting"),
        ("What the child says", "What is a good day?", "Toast, and nobody shouts"),
    ):
        lead.get_by_role("link", name=section, exact=True).click()
        read(lead, section)
        lead.get_by_label(box).fill(words)
        press(lead, "Keep and go back to all sections")
    lead.get_by_role("link", name="What it means").click()
    read(lead, "What it means")
    for box, words in (
        ("What is it like to be these children", "Tired"), ("What is working?", "Nan"), ("What are we worried about?", "Lateness"),
        ("What needs to happen?", "A calm hour"),
    ):  # fmt: skip
        lead.get_by_label(box).fill(words)
    press(lead, "Keep and go back to all sections")
    lead.get_by_role("link", name="What matters most").click()
    read(lead, "What matters most")
    lead.get_by_label("What should be better?").fill("Calm mornings")
    press(lead, "Keep and go back to all sections")
    expect(lead.locator("main")).to_contain_text("Hayden Health")
    lead.get_by_role("button", name="Read it over and finish").click()
    read(lead, episode.label)
    expect(lead.locator("main")).to_contain_text("Toast, and nobody shouts")
    press(lead, "Finish it")
    read(lead, "Ada Lockside")


def calls(lead: Page, read, episode: Episode, kind: str, day: date) -> None:
    lead.goto(f"/early-help/{episode.reference}/meeting/")
    read(lead, "Call the family and those who help together")
    lead.get_by_label(kind, exact=True).check()
    fill_day(lead, "On which day?", day)
    lead.get_by_label("When does it start?").fill("14:30")
    lead.get_by_label("Where?").fill("The family room")
    lead.get_by_label("Mia Lockside").check()
    lead.get_by_label("Who else is asked?").fill("Harper Housing, Housing\nSam School, Harbour School")
    press(lead, "Call the meeting")
    read(lead, kind)


def records(lead: Page, read, next_on: date | None) -> None:
    lead.get_by_role("button", name="Write down what was said").click()
    read(lead, "What was said and decided")
    for group in lead.get_by_role("group", name=re.compile("^Did .* come")).all():
        group.get_by_label("Came", exact=True).check()
    lead.get_by_label("In a letter or drawing").check()
    lead.get_by_label("What was said?").fill("We talked about mornings.")
    lead.get_by_label("Better", exact=True).check()
    if next_on:
        fill_day(lead, "When do you meet next?", next_on)
    press(lead, "Keep the record")
    expect(lead.locator("main")).to_contain_text("Recorded")


def plans(lead: Page, read, episode: Episode) -> None:
    lead.goto(f"/early-help/{episode.reference}/plan/")
    read(lead, "The family’s plan")
    lead.get_by_role("button", name="Put in what should be better").click()
    read(lead, "What should be better?")
    lead.get_by_label("What should be better?").fill("Mornings without shouting")
    lead.get_by_label("The parent or carer, 0 to 10").fill("3")
    lead.get_by_label("Improved family relationships").check()
    press(lead, "Put it into the plan")
    read(lead, "The family’s plan")
    lead.get_by_role("link", name=re.compile("^Say who does what for")).click()
    read(lead, "Who does what by when?")
    lead.get_by_label("What will be done?").fill("Lay out clothes the night before")
    lead.get_by_label("Someone in the family").check()
    lead.get_by_label("Their name").fill("Mia Lockside")
    fill_day(lead, "By when?", date(2026, 12, 4))
    press(lead, "Put it into the plan")
    lead.get_by_role("link", name="Write it down").click()
    read(lead, "When do you look again, and what if?")
    fill_day(lead, "When do you look at it together again?", REVIEW)
    lead.get_by_label("What if things go wrong?").fill("Ring Nan first, then Hayden.")
    press(lead, "Keep it")
    read(lead, "The family’s plan")


def gives_a_link(lead: Page, read, episode: Episode, who: str) -> tuple[str, str]:
    """Returns the path of the link and its number."""
    lead.goto(f"/early-help/{episode.reference}/family/")
    read(lead, "What the family reads and writes")
    lead.get_by_role("link", name=f"Give a link to {who}").click()
    read(lead, "Give a link")
    lead.get_by_label("Yes, and they say it is safe").check()
    lead.get_by_label("How did you ask").fill("Alone, on her own telephone")
    lead.get_by_label("On paper, from hand to hand").check()
    choose(lead, "May they read where and when the family meets", "Yes")
    press(lead, "Make the link")
    read(lead, "The link is made")
    words = lead.locator("main").inner_text()
    path = re.search(r"(/family/[^/\s]+/)", words)[1]
    number = re.search(r"\b(\d{3}) (\d{3})\b", words)
    lead.get_by_role("button", name="Read the plan as they will").click()
    read(lead, "Read it as they will")
    lead.get_by_label("I have read it as they will").check()
    press(lead, "Let them read it")
    read(lead, "What the family reads and writes")
    return path, number[1] + number[2]


def opens(page: Page, read, path: str, number: str) -> None:
    page.goto(path)
    read(page, "Enter your number")
    page.get_by_label("The number you were told").fill(number)
    press(page, "Open")
    read(page, "Our plan")


def test_a_family_is_helped_from_agreement_to_closing(device, town, read, family):
    town.is_now(BEGINS, 10)
    desk, lead = device("coordinator"), device("health_visitor")
    agrees(desk, read, family)
    finds_a_lead(desk, lead, read)
    town.is_now(NEXT_DAY, 10)
    lead = device("health_visitor")
    assesses(lead, read, family)
    calls(lead, read, family, "First meeting", MEETING)
    outsider = device()
    press(lead, "Make a link for Harper Housing")
    path = re.search(r"(/meeting-reply/[^/\s]+/)", lead.locator("main").inner_text())[1]
    outsider.goto(path)
    read(outsider, "You are asked to a meeting")
    expect(outsider.locator("main")).not_to_contain_text("Lockside")
    outsider.get_by_label("I will come").check()
    outsider.get_by_label("What should the meeting know from you?").fill("The damp is mended.")
    press(outsider, "Send my answer")
    read(outsider, "Thank you. They have your answer.")
    outsider.goto(path)
    read(outsider, "This link opens nothing any more")
    meeting = re.search(r"/early-help/meetings/[a-z2-7]+/", lead.url)[0]
    town.is_now(MEETING, 16)
    lead = device("health_visitor")
    lead.goto(meeting)
    expect(lead.locator("main")).to_contain_text("The damp is mended.")
    records(lead, read, REVIEW)
    plans(lead, read, family)
    path, number = gives_a_link(lead, read, family, "Mia Lockside")
    phone = device()
    opens(phone, read, path, number)
    expect(phone.locator("main")).to_contain_text("Lay out clothes the night before")
    phone.get_by_label("Write it as you would say it").fill("It is calmer. Tuesdays are hard.")
    press(phone, "Send it")
    read(phone, "Our plan")
    expect(phone.locator("main")).to_contain_text("We have what you wrote")
    lead.goto(f"/early-help/{family.reference}/")
    read(lead, "Ada Lockside")
    expect(lead.locator("main")).to_contain_text("It is calmer. Tuesdays are hard.")
    lead.get_by_role("button", name="Read it", exact=True).click()
    press(lead, "I have read it (1 new)")
    calls(lead, read, family, "Review", REVIEW)
    meeting = re.search(r"/early-help/meetings/[a-z2-7]+/", lead.url)[0]
    town.is_now(REVIEW, 16)
    lead = device("health_visitor")
    lead.goto(meeting)
    records(lead, read, date(2027, 1, 12))
    lead.goto(f"/early-help/{family.reference}/plan/")
    lead.get_by_role("link", name=re.compile("^How far is it now")).click()
    read(lead, "How far is it now?")
    lead.get_by_label("The parent or carer, 0 to 10").fill("8")
    lead.get_by_label("Achieved", exact=True).check()
    press(lead, "Keep it")
    lead.goto(f"/early-help/{family.reference}/close/")
    read(lead, "End")
    lead.get_by_label("What the family wanted is achieved").check()
    lead.get_by_label("What does the family say about it?").fill("We can do this.")
    lead.get_by_label("What was achieved?").fill("Mornings are calm.")
    press(lead, "End it")
    desk = device("coordinator")
    desk.goto(f"/early-help/{family.reference}/")
    read(desk, "Ada Lockside")
    expect(desk.locator("main")).to_contain_text("We can do this.")
    phone.goto("/family/plan/")
    read(phone, "There is nothing to read here now")
