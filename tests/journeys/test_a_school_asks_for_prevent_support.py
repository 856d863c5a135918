"""A school asks in three questions and chooses a time; the officer leaves the visit with everything agreed (PL 10.12, 10.17)."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]
DAYS = {1280: date(2026, 11, 16), 320: date(2026, 11, 18)}


def fill_day(page: Page, group: str, day: date) -> None:
    boxes = page.get_by_role("group", name=group)
    for part, value in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        boxes.get_by_label(part, exact=True).fill(str(value))


def test_a_school_is_given_support_and_the_visit_ends_with_everything_agreed(device, read, town, width):
    day, scripted = DAYS[width], width == 1280
    town.is_now(day, 9, 30)
    school, officer = device("dsl", script=scripted), device("education_officer")

    school.goto("/prevent/support/")
    read(school, "Prevent support")
    school.get_by_role("button", name="Ask for support").click()
    read(school, "Ask for Prevent support")
    school.get_by_role("button", name="Send", exact=True).click()
    read(school, "Ask for Prevent support")
    expect(school.locator(".govuk-error-summary")).to_contain_text("Choose what would help")
    school.get_by_label("Advice, a risk assessment or an audit").check()
    school.get_by_label("What is it about?").fill("Our risk assessment before the governors meet")
    school.get_by_label("When does it suit you?").fill("Tuesday mornings")
    school.get_by_role("button", name="Send", exact=True).click()
    read(school, "Advice and outreach")

    officer.goto("/prevent/schools/")
    read(officer, "Prevent support for schools")
    officer.locator("#waiting").get_by_role("link", name="Harbour School").first.click()
    read(officer, "Advice and outreach")
    officer.get_by_role("button", name="Offer times").click()
    read(officer, "Offer times")
    coming = day + timedelta(days=1)
    fill_day(officer, "First time: which day?", coming)
    officer.get_by_label("At what time?").nth(0).fill("10:00")
    fill_day(officer, "Second time: which day?", coming)
    officer.get_by_label("At what time?").nth(1).fill("14:00")
    officer.get_by_label("What should the school have ready?").fill("The lettings policy")
    officer.get_by_role("button", name="Offer these times").click()
    read(officer, "Advice and outreach")

    school.goto("/today/")
    read(school, "Today")
    school.get_by_role("link", name="Choose a time for Prevent support").click()
    read(school, "Choose a time")
    school.get_by_label("14:00").check()
    school.get_by_role("button", name="Book").click()
    read(school, "Advice and outreach")
    expect(school.locator("main")).to_contain_text("The lettings policy")
    expect(school.get_by_role("button", name="Add to calendar")).to_be_visible()
    here = school.url

    town.is_now(coming, 15)
    officer.goto(here)
    read(officer, "Advice and outreach")
    officer.get_by_role("button", name="Record the visit").click()
    read(officer, "Record the visit")
    officer.get_by_label("Who did you meet?").fill("The head")
    officer.get_by_label("Effective leadership and management").select_option(label="In place")
    officer.get_by_role("button", name="Save and continue to risks").click()
    read(officer, "Prevent visit of")
    while officer.get_by_role("button", name="Look at the next one").count():  # carried from an earlier visit
        officer.get_by_role("button", name="Look at the next one").click()
        read(officer, "Look at the risk")
        officer.get_by_label("No: the controls are enough").check()
        officer.get_by_role("button", name="Save", exact=True).click()
        read(officer, "Prevent visit of")
    officer.get_by_text("Add a risk", exact=True).first.click()
    read(officer, "Add a risk")
    officer.get_by_label("Category").select_option(label="Site security and lettings")
    officer.get_by_label("What is the risk?").fill("The hall is let to a group that draws young people in")
    officer.get_by_label("What controls are in place?").fill("The business manager knows most groups")
    officer.get_by_label("Yes: agree an action").check()
    officer.get_by_label("What does the school do?").fill("Add purpose and speakers to the lettings form")
    officer.get_by_label("How will anybody know that it is done?").fill("The new form, used for three bookings")
    officer.get_by_label("Who in the school does it?").select_option(label="Dana Safeguarding")
    fill_day(officer, "By when?", coming + timedelta(days=60))
    officer.get_by_label("High: this term").check()
    officer.get_by_role("button", name="Save", exact=True).click()
    read(officer, "Prevent visit of")
    officer.get_by_role("button", name="The head agrees").click()
    read(officer, "The head agrees")
    officer.get_by_label("Who agreed it?").fill("Hadley Head")
    officer.get_by_role("button", name="Save", exact=True).click()
    read(officer, "Prevent visit of")
    officer.get_by_role("button", name="Send the report").click()
    read(officer, "Prevent visit of")
    expect(officer.locator("#actions")).to_contain_text("Add purpose and speakers to the lettings form")

    school.goto("/prevent/support/")
    read(school, "Prevent support")
    expect(school.locator("#risk")).to_contain_text("Agreed on")
    school.locator("#visits").get_by_role("link").first.click()
    read(school, "Prevent visit of")
    school.locator("#actions").get_by_role("link", name="Add purpose and speakers to the lettings form").click()
    read(school, "Add purpose and speakers to the lettings form")

    school.goto("/prevent/support/")
    school.get_by_role("link", name="Begin this school year’s map").or_(
        school.locator("#curriculum").get_by_role("link")
    ).first.click()
    if school.url.endswith("/curriculum/"):
        read(school, "Begin the curriculum map")
        school.get_by_label("Year 7").check()
        school.get_by_label("Year 8").check()
        school.get_by_role("button", name="Begin").click()
    read(school, "Curriculum map")
    school.get_by_role("link", name="Challenge of sources, Year 7").click()
    read(school, "Challenge of sources, year 7")
    school.get_by_label("In which subject, or where?").fill("History")
    school.get_by_label("What is missing?").fill("Nothing on generated pictures")
    school.get_by_role("button", name="Save", exact=True).click()
    read(school, "Curriculum map")
    expect(school.locator("main")).to_contain_text("Nothing on generated pictures")
