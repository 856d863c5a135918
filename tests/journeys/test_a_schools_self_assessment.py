"""The Prevent education officer asks schools; a school answers without script, signs, sends; its grades are moderated; next year begins with last year's."""

import re
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from breakwater.casework.models import SelfAssessment
from breakwater.partnership.organisations.access import acting_as
from breakwater_dev.testing import self_assessments

pytestmark = [pytest.mark.browser, pytest.mark.slow]
BANK = "Prevent self-assessment for schools and colleges"
LEAD = "A named Prevent lead in the senior team"


def press(page: Page, words: str) -> None:
    page.get_by_role("button", name=words, exact=True).last.click()


def test_a_school_answers_is_moderated_and_begins_the_next(device, read, town, at_the_records, width):
    town.is_now(date(2026, 12, 1), 10)
    with at_the_records():  # a school for each screen
        ours = self_assessments.a_school(f"Quay School {width}")
    town.posts["lead"] = ours.lead.membership
    officer, school = device("education_officer"), device("lead", script=False)
    asks(officer, read)
    begins_and_answers_one(school, read)
    with at_the_records():
        with acting_as(ours.lead):
            one = SelfAssessment.objects.select_related("edition").get(team=ours.team)
        self_assessments.answered(one, ours.lead, besides=("lead",))
    signs_and_sends(school, read)
    moderates(officer, read)
    next_year(school, read)


def asks(officer: Page, read) -> None:
    officer.goto("/self-assessments/returns/")
    read(officer, "Self-assessments returned to us")
    officer.get_by_role("link", name=f"Ask for: {BANK}").click()
    read(officer, f"Ask for: {BANK}")
    for box, text in (("Day", "1"), ("Month", "3"), ("Year", "2027")):
        officer.get_by_label(box, exact=True).fill(text)
    officer.get_by_role("radio", name=re.compile(r"^All \d+$")).check()
    press(officer, "Ask")
    read(officer, "Self-assessments returned to us")
    expect(officer.locator("main")).to_contain_text("Not returned")


def begins_and_answers_one(school: Page, read) -> None:
    school.goto("/self-assessments/")
    read(school, "Self-assessments")
    school.get_by_role("link", name="Begin Prevent").click()
    read(school, BANK)
    school.get_by_label("Primary, infant or junior school").check()
    press(school, "Begin")
    read(school, BANK)
    school.get_by_role("link", name="Effective leadership and management").click()
    read(school, "Effective leadership and management")
    school.get_by_role("link", name="Delegate this section").click()
    read(school, "Effective leadership and management")
    school.get_by_role("link", name="Cancel").click()
    school.get_by_role("link", name="Effective leadership and management").click()
    school.get_by_role("button", name="Answer the next statement").click()
    read(school, LEAD)
    school.get_by_label("Does not apply to us").check()
    press(school, "Save and continue")
    read(school, LEAD)
    expect(school.get_by_role("alert").first).to_contain_text("Enter why it does not apply")
    school.get_by_label("3 In place").check()
    school.get_by_label("Evidence", exact=True).fill("Job description of September")
    press(school, "Save and continue")
    read(school, "Governors or trustees are briefed")
    school.get_by_role("link", name="Cancel").click()
    read(school, "Effective leadership and management")


def signs_and_sends(school: Page, read) -> None:
    school.get_by_role("link", name="All sections").click()
    read(school, BANK)
    school.get_by_role("button", name="Sign", exact=True).click()
    read(school, BANK)
    school.get_by_label("Lead for this self-assessment").check()
    school.get_by_label("I do", exact=True).check()
    press(school, "Sign")
    school.get_by_role("button", name="Sign", exact=True).click()
    read(school, BANK)
    school.get_by_label("Governor, trustee").check()
    school.get_by_label("Somebody without an account here").check()
    school.get_by_label("Full name").fill("Gray Governor")
    school.get_by_label("Their role").fill("Named in the policy")
    for box, text in (("Day", "1"), ("Month", "12"), ("Year", "2026")):
        school.get_by_label(box, exact=True).fill(text)
    press(school, "Sign")
    read(school, BANK)
    press(school, "Send")
    read(school, BANK)
    assert re.search(r"SA-26-\w+-\w", school.locator("main").inner_text())


def moderates(officer: Page, read) -> None:
    officer.goto("/self-assessments/returns/?status=returned&bank=")
    read(officer, "Self-assessments returned to us")
    officer.get_by_role("link", name=f"Quay School {officer.viewport_size['width']}").first.click()
    read(officer, BANK)
    officer.get_by_role("link", name="Moderation").click()
    read(officer, "Moderation")
    officer.get_by_role("link", name=re.compile(f"Add grade.*{LEAD}")).click()
    read(officer, LEAD)
    officer.get_by_label("Moderated grade").check()
    officer.get_by_label("2 Started").check()
    officer.get_by_label("Reason").fill("Nobody deputises for the lead")
    press(officer, "Save grade")
    read(officer, "Moderation")
    expect(officer.locator("main")).to_contain_text("Moderated grade: 2 Started")


def next_year(school: Page, read) -> None:
    school.goto("/self-assessments/")
    read(school, "Self-assessments")
    school.get_by_role("link", name=BANK).last.click()
    school.get_by_label("Primary, infant or junior school").check()
    press(school, "Begin")
    school.get_by_role("link", name="Effective leadership and management").click()
    school.get_by_role("button", name="Answer the next statement").click()
    read(school, LEAD)
    expect(school.locator("main")).to_contain_text("Job description of September")
    press(school, "Still true")
    read(school, "Governors or trustees are briefed")
    school.get_by_role("link", name="Cancel").click()
    expect(school.locator("main")).to_contain_text("As last time, reviewed")
    school.get_by_role("link", name="All sections").click()
    school.get_by_role("link", name="Compare over time").click()
    read(school, "Comparison over time")
