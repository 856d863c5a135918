"""A business manager makes next year's contact form without code: adds, rewords, retires, tries, tests, releases, rolls back."""

from datetime import date

import pytest
from playwright.sync_api import Page, expect

from breakwater.casework.models import FormDraft, FormInForce, FormTrial
from breakwater.partnership.organisations.models import User
from breakwater_dev.testing import factories as make

pytestmark = [pytest.mark.browser, pytest.mark.slow]
TODAY = date(2026, 11, 17)
HOURS = {1280: 10, 320: 12}
"""The second screen sits down after the first: what that one released has begun, and is not still to come."""


def go_on(page: Page, button: str) -> None:
    page.get_by_role("button", name=button, exact=True).last.click()


@pytest.fixture
def desk(device, town, at_the_records, width) -> Page:
    """The desk of a business manager of an area that has changed nothing yet."""
    town.is_now(TODAY, HOURS[width])
    with at_the_records():
        for kept in (FormTrial, FormDraft):
            kept.objects.all().delete()
        if "business" not in town.posts:
            user = User.objects.create(email="billie@example.org", name="Billie Business", password="!")
            town.posts["business"] = make.membership("business_manager", of=make.team("Partnership office"), user=user)
    return device("business")


def test_next_years_form_is_made_tried_released_and_rolled_back(desk, read, at_the_records):
    desk.goto("/forms/")
    read(desk, "Forms")
    desk.get_by_role("link", name="Contact about a child").first.click()
    read(desk, "Contact about a child")
    go_on(desk, "Make a new version")
    read(desk, "Contact about a child")

    adds_a_question_with_a_condition(desk, read)
    rewords_one_and_retires_one(desk, read)
    tries_it_and_keeps_a_test(desk, read)
    releases_it_from_a_day(desk, read)
    rolls_back(desk, read)
    with at_the_records():
        assert FormInForce.objects.order_by("pk").last().why == "ROLLED_BACK"


def adds_a_question_with_a_condition(desk, read):
    desk.get_by_role("link", name="Immediate safety").click()
    read(desk, "Immediate safety")
    desk.get_by_role("button", name="Add a question").click()
    read(desk, "Add a question")
    go_on(desk, "Add it")
    read(desk, "Add a question")
    expect(desk.get_by_role("alert").first).to_contain_text("Enter the question")
    desk.get_by_label("The question", exact=True).fill("Is there a dog a visitor should know of?")
    desk.get_by_label("Yes or no", exact=True).check()
    desk.get_by_label("After which question?").select_option(label="Where?")
    go_on(desk, "Add it")
    read(desk, "Immediate safety")
    desk.get_by_role("link", name="Is there a dog a visitor should know of?").click()
    read(desk, "Is there a dog")
    desk.get_by_role("link", name="Change Shown").click()
    read(desk, "When it is shown")
    desk.get_by_label("Only when all of these hold").check()
    desk.get_by_label("This answer").select_option(label="Where is the child now?: is “At home”")
    go_on(desk, "Save")
    read(desk, "Is there a dog")
    expect(desk.locator("main")).to_contain_text("When “Where is the child now?” is “At home”")
    desk.get_by_role("link", name="Immediate safety").first.click()


def rewords_one_and_retires_one(desk, read):
    desk.get_by_role("link", name="Where is the child now?", exact=True).click()
    read(desk, "Where is the child now?")
    desk.get_by_role("link", name="Change Choices").click()
    read(desk, "Choices")
    desk.get_by_role("button", name="Down At home").click()
    read(desk, "Choices")
    desk.get_by_role("link", name="The question").click()
    desk.get_by_role("link", name="Change Words").click()
    read(desk, "Its words")
    desk.get_by_label("The question", exact=True).fill("Where is the child at this moment?")
    go_on(desk, "Save the words")
    read(desk, "Where is the child at this moment?")
    desk.get_by_role("link", name="Immediate safety").first.click()
    desk.get_by_role("link", name="Where?", exact=True).click()
    desk.get_by_role("link", name="Retire this question").click()
    read(desk, "Retire this question")
    go_on(desk, "Retire it")
    read(desk, "Immediate safety")
    expect(desk.get_by_role("link", name="Where?", exact=True)).to_have_count(0)
    desk.get_by_role("link", name="The draft").click()
    read(desk, "Contact about a child")
    desk.get_by_role("link", name="Read what differs").click()
    read(desk, "What differs")
    for words in ("Added Is there a dog", "Retired Where?", "Where is the child at this moment?"):
        expect(desk.locator("main")).to_contain_text(words)
    desk.get_by_role("link", name="Back to the draft").click()


def tries_it_and_keeps_a_test(desk, read):
    desk.get_by_role("link", name="See it as people will meet it").click()
    read(desk, "Immediate safety")
    danger = desk.get_by_role("group", name="Is a child in immediate danger now?")
    danger.get_by_label("Yes", exact=True).check()
    expect(desk.get_by_text("Call 999 now.")).to_be_visible()
    dog = desk.get_by_role("group", name="Is there a dog a visitor should know of?")
    expect(dog).to_be_hidden()
    desk.get_by_role("group", name="Where is the child at this moment?").get_by_label("At home").check()
    expect(dog).to_be_visible()
    dog.get_by_label("Yes", exact=True).check()
    go_on(desk, "See it as on a phone")
    read(desk, "Immediate safety")
    expect(
        desk.get_by_role("group", name="Is there a dog a visitor should know of?").get_by_label("Yes", exact=True)
    ).to_be_checked()
    go_on(desk, "Continue")
    read(desk, "Reason for contact")
    go_on(desk, "See what would be recorded")
    read(desk, "What would be recorded")
    expect(desk.locator("main")).to_contain_text("It could be sent as it is")
    desk.get_by_label("What does this test show?").fill("In danger, at home, with a dog")
    go_on(desk, "Save as a test")
    read(desk, "Tests")
    expect(desk.locator("main")).to_contain_text("Passes")
    desk.get_by_role("link", name="The draft").click()


def releases_it_from_a_day(desk, read):
    desk.get_by_role("link", name="Release it from a day on").click()
    read(desk, "Release it from a day on")
    desk.get_by_label("What changed, and why?").fill("Visits: dogs. Asked for by the partners")
    go_on(desk, "Release it")
    read(desk, "Contact about a child")
    expect(desk.locator("main")).to_contain_text("It holds from now on")


def rolls_back(desk, read):
    desk.get_by_role("link", name="Go back to it").last.click()
    read(desk, "Roll back to the product’s edition")
    desk.get_by_label("Why?").fill("The board asked to wait")
    go_on(desk, "Roll back now")
    read(desk, "Contact about a child")
    expect(desk.locator("main")).to_contain_text("holds again from now")
    desk.get_by_role("link", name="Read version").first.click()
    read(desk, "Contact about a child")


@pytest.mark.parametrize("width", [320])
def test_a_form_is_changed_without_script(device, desk, read):
    page = device("business", script=False)
    page.goto("/forms/")
    page.get_by_role("link", name="Contact about a child").first.click()
    go_on(page, "Make a new version")
    page.get_by_role("link", name="Immediate safety").click()
    page.get_by_role("button", name="Up Does the child need medical attention?").click()
    read(page, "Immediate safety")
    page.get_by_role("button", name="Add a question").click()
    page.get_by_label("The question", exact=True).fill("Who else lives there?")
    page.get_by_label("Questions that repeat, once for each person or thing").check()
    page.get_by_label("What is one of them called?").fill("person")
    page.get_by_label("The first question about each of them").fill("Name")
    go_on(page, "Add it")
    read(page, "Immediate safety")
    page.get_by_role("link", name="See this page").click()
    page.get_by_role("button", name="Add another person").click()
    expect(page.get_by_label("Name (optional)", exact=True)).to_have_count(1)
