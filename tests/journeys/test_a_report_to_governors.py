"""A school says what a term's numbers mean, its head approves, and the link governor reads numbers and asks (PL 9.9, 9.10)."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from .test_a_school_asks_for_prevent_support import fill_day

pytestmark = [pytest.mark.browser, pytest.mark.slow]
DAYS = {1280: date(2026, 11, 16), 320: date(2026, 11, 18)}
TERMS = {1280: "Summer term 2026 (April to August)", 320: "Spring term 2026 (January to March)"}
THEMES = "Nothing was reported this term. Pupils say that they do not know whom to tell, so posters went up."


def test_a_governor_reads_a_term_in_numbers_and_no_record(device, read, town, width):
    day, term = DAYS[width], TERMS[width]
    town.is_now(day, 9, 30)
    school, governor = device("dsl", script=width == 1280), device("governor")

    school.goto("/child-on-child/prevention/")
    read(school, "Preventing harm between children")
    school.get_by_role("button", name="Begin a termly report").click()
    read(school, "Termly report for governors")
    school.get_by_role("button", name="Begin", exact=True).click()
    read(school, "Termly report for governors")
    expect(school.locator(".govuk-error-summary")).to_contain_text("Choose a term")
    school.get_by_label(term).check()
    school.get_by_label("How many pupils are on roll?").fill("640")
    school.get_by_role("button", name="Begin", exact=True).click()
    read(school, "Harm between children: termly report")
    school.get_by_role("button", name="Say what the numbers mean").click()
    read(school, "What the numbers mean")
    school.get_by_label("What do the numbers mean?").fill(THEMES)
    school.get_by_label("How many pupils answered the anonymous survey?").fill("300")
    school.get_by_label("Of 100 of them").fill("41")
    school.get_by_role("button", name="Save", exact=True).click()
    read(school, "Harm between children: termly report")
    school.get_by_role("link", name="Add action").click()
    read(school, "Action from the termly report")
    school.get_by_label("What does the school do?").fill("Show every class two ways to report.")
    school.get_by_label("How will anybody know that it is done?").fill("Ten pupils asked can name two")
    school.get_by_label("Who does it?").select_option(label="Dana Safeguarding")
    fill_day(school, "By when?", day + timedelta(days=60))
    school.get_by_role("button", name="Add action").click()
    read(school, "Harm between children: termly report")
    school.get_by_role("button", name="Release to governors").click()
    read(school, "Release to governors")
    school.get_by_label("Who approved it?").fill("Hadley Head")
    school.get_by_role("button", name="Release to governors").click()
    read(school, "Harm between children: termly report")
    expect(school.get_by_role("button", name="Share with the local authority")).to_be_visible()

    governor.goto("/child-on-child/prevention/governors/")
    read(governor, "Harm between children, for governors and leaders")
    expect(governor.locator("main")).to_contain_text("Questions to ask")
    governor.get_by_role("link", name="Open the report").or_(governor.get_by_role("link", name=term)).last.click()
    read(governor, "Harm between children: termly report")
    for words in (THEMES, "41 of 100", "Show every class two ways to report.", "Hadley Head"):
        expect(governor.locator("main")).to_contain_text(words)
