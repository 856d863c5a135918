"""A reviewer compares two records by keyboard, merges them, finds the child under either name, and parts the two again."""

from datetime import date

import pytest
from playwright.sync_api import Page, expect

from breakwater.foundation.dates.partial import PartDate
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.people.duplicates.operations import reviewing
from breakwater.partnership.people.models import PairToReview
from breakwater.partnership.people.records.operations import circumstances, people
from breakwater_dev.testing import factories as make

pytestmark = [pytest.mark.browser, pytest.mark.slow]
TUESDAY = date(2026, 11, 24)
# Two records for each width of the screen: both are reviewed in one town.
NAMES = {1280: ("Rowan", "Rowann"), 320: ("Linden", "Lynden")}
REASONS = [
    {"text": "The same date of birth", "side": "for", "weight": 11.0},
    {"text": "The forename sounds the same", "side": "for", "weight": 4.0},
    {"text": "Another postcode", "side": "against", "weight": 2.0},
]


@pytest.fixture
def pair(town, width, at_the_records):
    then = town.is_now(TUESDAY, 9)
    with at_the_records(), acting_as(make.intake()) as by:
        town.posts["manager"].user.__class__.objects.filter(pk=town.posts["manager"].user_id).update(single_keys=True)
        one, other = (
            people.enter_person(
                area=make.area(),
                facts=people.NewPerson(forename=name, surname="Twolock", born=PartDate(2014, 2, 3)),
                by=by,
                at=then,
            )
            for name in NAMES[width]
        )
        for number, person in enumerate((one, other)):
            circumstances.move_to(
                person=person,
                home=circumstances.Home(lines=f"{number + 1} Sea Road", postcode=f"PO{number + 1} 1AA"),
                by=by,
                at=then,
            )
        reviewing.suggest(
            area=make.area(),
            pairs=[reviewing.Suggestion(one.pk, other.pk, 0.9, reasons=REASONS)],
            source="BATCH",
            by=by,
            at=then,
        )
        return PairToReview.objects.get(left__in=[one.pk, other.pk]).public_id


def finds(desk: Page, name: str) -> None:
    desk.goto("/people/search/")
    desk.get_by_label("Name, date of birth, address or reference").last.fill(f"{name} Twolock")
    desk.locator("main").get_by_role("button").first.click()


def test_two_records_become_one_by_keyboard_and_two_again(pair, width, town, device, read):
    first, second = NAMES[width]
    desk = device("manager")
    desk.goto("/pairs/")
    read(desk, "Pairs to review")
    desk.goto(f"/pairs/{pair}/")
    read(desk, "Are these two the same person?")
    expect(desk.locator("main")).to_contain_text("Differs")
    desk.keyboard.press("s")
    expect(desk.get_by_label("Same person", exact=True)).to_be_checked()
    desk.keyboard.press("n")
    expect(desk.get_by_label("Not the same person")).to_be_checked()
    desk.keyboard.press("s")
    expect(desk.get_by_role("heading", level=1)).to_contain_text("Are these two")  # no key decides (SG-32)
    desk.get_by_label("Why?").fill("Their mother spells it both ways.")
    desk.get_by_role("button", name="Continue").click()
    read(desk, "This will be one record")
    expect(desk.get_by_label("How do you know?")).to_have_value("Their mother spells it both ways.")
    desk.get_by_role("button", name="Merge the two records").click()
    read(desk, "This will be one record")
    expect(desk.locator(".govuk-error-summary")).to_contain_text("Choose which record you keep")
    desk.get_by_label(f"{first} Twolock, born").check()
    desk.get_by_role("button", name="Merge the two records").click()
    read(desk, f"{first} Twolock")
    expect(desk.locator("main")).to_contain_text(f"{second} Twolock")
    desk.goto("/pairs/")
    desk.get_by_role("link", name="How sure the comparison is").click()
    read(desk, "How sure the comparison is")
    expect(desk.locator("main")).to_contain_text("decided")
    finds(desk, second)
    expect(desk.locator("main")).to_contain_text(f"{first} Twolock")
    desk.get_by_role("link", name=f"{first} Twolock").first.click()
    desk.get_by_role("link", name=f"{second} Twolock").click()
    read(desk, "Two records that are one")
    desk.get_by_label("Why are they two people?").fill("They are cousins.")
    desk.get_by_role("button", name="Part the two records").click()
    read(desk, f"{second} Twolock")
    finds(desk, second)
    expect(desk.locator("main")).to_contain_text(f"{second} Twolock")
