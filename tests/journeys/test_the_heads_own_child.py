"""Scenario G: a head teacher's own child is referred. Gone for the head, there for the deputy, closed at the MASH, told to governance."""

import re
from datetime import date, time
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from breakwater.foundation.dates.london_time import moment
from breakwater.foundation.dates.partial import PartDate
from breakwater.foundation.storage.encryption import create_key_file
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.access.acting import actor_of
from breakwater.partnership.organisations.models import User
from breakwater.partnership.people.records.operations import circumstances, people
from breakwater.practice.front_door.arrivals.operations import arrivals
from breakwater.practice.front_door.arrivals.operations.arrivals import ChildTold
from breakwater_dev.testing import factories as make

pytestmark = [pytest.mark.browser, pytest.mark.slow]
TUESDAY, NINE = date(2026, 11, 24), time(9)
# A child for each width of the screen: both are told in one town.
CHILD = {1280: "Rowan", 320: "Linden"}


@pytest.fixture
def child(town, width, at_the_records):
    """The head's own child, verified on the roll of the head's own school; a deputy, a second manager and an officer."""
    if not Path(settings.BREAKWATER_KEY_FILE).exists():
        create_key_file(Path(settings.BREAKWATER_KEY_FILE))
    then = moment(date(2026, 9, 1), NINE)
    with at_the_records():
        for key, name, role, team in (
            ("deputy", "Devi Deputy", "dsl", town.teams["school"]),
            ("second manager", "Marin Second", "mash_manager", town.teams["mash"]),
            ("officer", "Ira Governance", "information_governance", None),
        ):
            if key not in town.posts:
                user = User.objects.create(email=f"{uuid4()}@example.org", name=name, password="!")
                town.posts[key] = make.membership(role, of=team or make.team("Governance"), user=user)
        with acting_as(make.intake()) as by:
            made = people.enter_person(
                area=make.area(),
                facts=people.NewPerson(forename=CHILD[width], surname="Headland", born=PartDate(2015, 6, 7)),
                by=by,
                at=then,
            )
            circumstances.enrol(
                person=made,
                team=town.teams["school"],
                year_group="6",
                starts_on=then.date(),
                verified=True,
                by=by,
                at=then,
            )
    return made


def find(desk: Page, read, words: str) -> None:
    desk.goto("/people/search/")
    desk.get_by_label("Name, date of birth, address or reference").last.fill(words)
    desk.locator("main").get_by_role("button").first.click()
    read(desk, "Find a child")


def declares(desk: Page, read, name: str) -> None:
    """The head declares her own child from her settings."""
    desk.goto("/me/")
    desk.get_by_role("link", name=re.compile("Open.*Conflicts of interest")).click()
    read(desk, "My conflicts of interest")
    desk.get_by_role("button", name="Declare something").click()
    read(desk, "Declare a conflict of interest")
    desk.get_by_label("My child", exact=True).check()
    desk.get_by_role("button", name="Declare it").click()
    read(desk, "Declare a conflict of interest")
    expect(desk.locator(".govuk-error-summary")).to_contain_text("Enter their forename")
    desk.get_by_label("Forename", exact=True).fill(name)
    desk.get_by_label("Surname", exact=True).fill("Headland")
    for part, number in (("Day", "7"), ("Month", "6"), ("Year", "2015")):
        desk.get_by_label(part, exact=True).fill(number)
    desk.get_by_role("button", name="Declare it").click()
    read(desk, "My conflicts of interest")
    expect(desk.locator("main")).to_contain_text(f"{name} Headland")


def test_the_head_s_own_child_is_gone_for_the_head_and_there_for_the_deputy(
    town, device, read, child, width, at_the_records
):
    town.is_now(TUESDAY, 10)
    head, name = device("dsl"), CHILD[width]
    find(head, read, f"{name} Headland")
    expect(head.locator("main")).to_contain_text(f"{name} Headland")
    declares(head, read, name)

    # The deputy tells the MASH of the child.
    with at_the_records(), acting_as(actor_of(town.posts["deputy"])) as by:
        receipt = arrivals.receive(
            arrivals.Arrival(
                area=make.area(),
                channel="PROFESSIONAL",
                key=f"headland {width}",
                worry="Comes to school hungry",
                children=[ChildTold(named_as=f"{name} Headland", born="2015-06-07", person=child)],
                sender=arrivals.Sender(team=town.teams["school"], user=town.posts["deputy"].user),
            ),
            by=by,
            at=moment(TUESDAY, NINE),
        )

    # For the head there is neither row nor count: not in a search, not among the contacts, not under its address.
    find(head, read, f"{name} Headland")
    expect(head.locator("main")).to_contain_text("Nobody that you may see was found")
    expect(head.locator("main")).not_to_contain_text("Headland,")
    head.goto("/contacts/")
    read(head, "Contacts we made")
    expect(head.locator("main")).not_to_contain_text(receipt.reference)
    for address in (f"/people/{child.public_id}/", f"/contacts/{receipt.reference}", "/people/aaaaaaaaaaaaaaaaaaaa/"):
        assert head.request.get(address).status == 404

    # The deputy has the pupil, and the receipt of what was sent.
    deputy = device("deputy")
    find(deputy, read, f"{name} Headland")
    expect(deputy.locator("main")).to_contain_text(f"{name} Headland")
    deputy.goto("/contacts/")
    read(deputy, "Contacts we made")
    expect(deputy.locator("main")).to_contain_text(receipt.reference)
    assert deputy.request.get(f"/contacts/{receipt.reference}").status == 200

    # At the MASH it is closed to all but the managers named, one of whom confirms it.
    screener = device("screener")
    screener.goto("/mash/")
    read(screener, "MASH board")
    expect(screener.locator("main")).not_to_contain_text(f"{name} Headland")
    manager = device("manager")
    manager.goto("/today/")
    manager.get_by_role("link", name="Confirm a restriction made at once").first.click()
    read(manager, "A member of staff may be related to a service user")
    expect(manager.locator("main")).to_contain_text("In force, to be confirmed")
    manager.get_by_role("button", name="Answer it").click()
    read(manager, "Answer for a restriction")
    manager.get_by_label("I confirm it").check()
    manager.get_by_role("button", name="Answer", exact=True).click()
    read(manager, "A member of staff may be related to a service user")
    expect(manager.locator("main")).to_contain_text("Marin Second")
    manager.goto("/restricted/")
    read(manager, "Restricted records I answer for")

    # Governance reads who asked for what they are kept from, and why they are.
    officer = device("officer")
    officer.goto("/conflicts/")
    read(officer, "Conflicts of interest")
    expect(officer.locator("#looks")).to_contain_text("Dana Safeguarding")
    expect(officer.locator("#standing")).to_contain_text("The same name and date of birth")
