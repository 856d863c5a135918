"""W5: a safeguarding lead's worry becomes advice, a referral and a contact; the police have it, the words go, the outcome is read (SG-12)."""

from datetime import date

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from breakwater.casework.models import Answers
from breakwater.casework.recording import operations as recording
from breakwater.partnership.organisations.access import acting_as
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.prevent_item import WELFARE as WHOLE

pytestmark = [pytest.mark.browser, pytest.mark.slow]
MONDAY = date(2026, 11, 16)
WORDS = "Videos of a group, and talk of joining it"
WELFARE = "Robin eats alone and no longer comes to the club"


@pytest.fixture
def compartment(town, at_the_records):
    if "compartment" not in town.posts:  # the widths share a town
        with at_the_records():
            team = make.team("Prevent team", of=town.teams["mash"].organisation, service="prevent")
            town.posts["compartment"] = make.membership("prevent_lead", of=team)


def press(page: Page, button: str = "Continue") -> None:
    page.get_by_role("button", name=button, exact=True).last.click()


@pytest.fixture
def contact_answered(town, at_the_records):
    """The pages of the contact have a journey of their own: here its answers are given at once."""

    def answer() -> None:
        with at_the_records(), acting_as(town.posts["dsl"]) as by:
            begun = Answers.objects.select_related("version__form").latest("pk")
            kept = {
                key: begun.values[key] for key in ("children", "child_school", "child_aware") if key in begun.values
            }
            kept["children"] = [{"child_sex": "f", **kept["children"][0]}]
            recording.set_facts(begun, WHOLE | kept | {"worry": WELFARE}, by=by, at=timezone.now())

    return answer


def test_a_worry_goes_to_the_police_and_the_school_reads_what_came_of_it(
    device, town, read, compartment, contact_answered
):
    town.is_now(MONDAY, 10)
    school = device("dsl", script=False)
    is_asked_about_danger_first(school, read)
    writes_the_form(school, read)
    contact_answered()
    at = sends_it(school, read)
    expect(school.locator("main")).to_contain_text(WORDS)
    team = device("compartment")
    refers_to_the_police(team, read)
    checks_and_offers_a_copy(team, read)
    school.goto(at)
    read(school, "Your referral")
    press(school, "We need no copy")
    lets_the_words_go(team, read)
    school.goto(at)
    read(school, "Your referral")
    expect(school.locator("main")).to_contain_text("Taken up for consideration by a panel")
    expect(school.locator("main")).not_to_contain_text(WORDS)
    board = device("screener")
    board.goto("/mash/?order=newest")
    read(board, "MASH board")
    expect(board.locator("main")).not_to_contain_text("radical")


def is_asked_about_danger_first(school: Page, read) -> None:
    school.goto("/notice-check-share/")
    read(school, "Worried about radicalisation")
    for group, answer in (("weapon", "No"), ("travel", "Yes"), ("harmed", "No")):
        school.get_by_role("group").filter(has_text=group).get_by_label(answer, exact=True).check()
    press(school)
    read(school, "Call 999 now")
    school.get_by_role("button", name="Continue").click()
    read(school, "Notice, check, share")
    expect(school.locator("main")).to_contain_text("faith or ethnicity were different")
    school.get_by_role("button", name="Make a referral").click()
    read(school, "Make a referral")
    school.get_by_label("Is it a pupil on your own roll?").select_option(index=1)
    press(school, "Begin")
    read(school, "Your referral")


def writes_the_form(school: Page, read) -> None:
    def opens(section: str, heading: str = "") -> None:
        school.get_by_role("link", name=section, exact=True).click()
        read(school, heading or section)

    def goes_back() -> None:
        press(school, "Save and come back later")
        read(school, "Your referral")

    opens("The person")
    expect(school.get_by_label("First names")).to_have_value("Robin")
    goes_back()
    opens("The concerns")
    school.get_by_label("How did they come to your notice, and why are you worried?").fill(WORDS)
    goes_back()
    opens("Who first identified the concern")
    school.get_by_label("I did", exact=True).check()
    goes_back()
    opens("Who makes the referral")
    expect(school.get_by_label("Your name")).to_have_value("Dana Safeguarding")
    school.get_by_label("Your telephone number").fill("01632 960111")
    goes_back()
    opens("Relevant dates", "When did the concern first come to light?")
    for part, value in (("Day", "2"), ("Month", "11"), ("Year", "2026")):
        school.get_by_label(part, exact=True).fill(value)
    goes_back()
    opens("Safeguarding considerations")
    for question in ("Have you discussed it", "Does the person know"):
        school.get_by_role("group").filter(has_text=question).get_by_label("No", exact=True).first.check()
    school.get_by_label("Why not?").first.fill("It may raise the risk")
    goes_back()


def sends_it(school: Page, read) -> str:
    school.get_by_role("button", name="Check your answers and send").click()
    expect(school.locator("main")).to_contain_text(WORDS)
    press(school, "Send to the Prevent team and the MASH")
    expect(school.locator("main")).to_contain_text("What happens next")
    return school.url


def refers_to_the_police(team: Page, read) -> None:
    team.goto("/specialist-route/")
    read(team, "Prevent")
    team.get_by_role("link", name="Robin").first.click()
    read(team, "Referral on the national form")
    expect(team.locator("main")).to_contain_text(WORDS)
    team.get_by_role("button", name="Export for the police").click()
    read(team, "Export for the police")
    team.go_back()
    team.get_by_role("link", name="Record the referral to the police").first.click()
    read(team, "Record the referral to the police")
    team.get_by_label("To which desk?").fill("Prevent desk")
    press(team, "Record the referral to the police")
    team.get_by_role("button", name="Record the police receipt").click()
    read(team, "Record the police receipt")
    team.get_by_label("How was it acknowledged?").fill("By telephone")
    team.get_by_label("Police reference").fill("44/26")
    press(team, "Record the police receipt")


def checks_and_offers_a_copy(team: Page, read) -> None:
    read(team, "Referral on the national form")
    expect(team.locator("main")).to_contain_text("What was written is not deleted yet")
    team.get_by_role("button", name="Check the police reference").click()
    read(team, "Check the police reference")
    team.get_by_label("Police reference").fill("44/26")
    team.get_by_label("If you entered it yourself").fill("I am alone today")
    press(team, "Check the police reference")
    team.get_by_role("button", name="Offer the school a copy").click()
    read(team, "Offer the school a copy")
    team.get_by_label("Offered, not answered yet", exact=True).check()
    press(team, "Save")


def lets_the_words_go(team: Page, read) -> None:
    team.reload()
    team.get_by_role("link", name="Tell the referrer what came of it").first.click()
    team.get_by_label("Taken up for consideration by a panel", exact=True).check()
    press(team, "Tell the referrer what came of it")
    team.get_by_role("button", name="Delete what was written").click()
    read(team, "Delete what was written")
    team.get_by_label("I have checked that the police have everything").check()
    press(team, "Delete what was written")
    read(team, "Referral on the national form")
    expect(team.locator("main")).not_to_contain_text(WORDS)
