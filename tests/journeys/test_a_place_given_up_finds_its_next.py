"""A place given up finds the next who waits, and a colleague goes instead at no charge: no administrator moves anybody (PL 8.12), without script."""

from datetime import date, time
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from breakwater.foundation.dates.london_time import moment
from breakwater.knowledge.training import links
from breakwater.knowledge.training.models import Booking, BookingState, Fee
from breakwater.partnership.organisations.access import acting_as
from breakwater_dev.testing import factories as make
from breakwater_dev.testing import training

pytestmark = [pytest.mark.browser, pytest.mark.slow]
ASKED, HELD = date(2026, 11, 9), date(2026, 11, 16)


@pytest.fixture
def event(town, at_the_records):
    """Two places, which Ann and Eve have and Bob and Cyd wait for; whoever stays away without a word pays."""
    town.is_now(ASKED, 9)
    with at_the_records():
        town.posts["training"] = training.administrator()
        team = town.posts["dsl"].team
        Fee.objects.create(
            area=team.area, whole_day=0, half_day=0, is_funded=True, stayed_away=5000, in_force_from=make.LONG_AGO
        )
        one = training.event(training.course("Neglect"), starts_at=moment(HELD, time(10)), capacity=2)
        for name in ("Ann", "Eve", "Bob", "Cyd"):
            state = BookingState.CONFIRMED if name in ("Ann", "Eve") else BookingState.WAITING
            training.booking(one, training.delegate(f"{name} Example", of=team), state)
        training.delegate("Dee Example", of=team)
    return one


def test_a_place_given_up_finds_its_next_and_a_colleague_goes_instead_at_no_charge(
    device, read, town, at_the_records, event
):
    with at_the_records(), acting_as(training.service()):
        ann, _, bob, cyd = (links.to_place(each) for each in Booking.objects.filter(event=event).order_by("position"))
    own = device(script=False)
    presses(own, read, ann, "Cancel my place", "Cancelled")
    presses(own, read, bob, "Give it to the next", "Cancelled")
    presses(own, read, cyd, "Take the place", "Confirmed")
    sends_dee_instead(device("dsl", script=False))
    town.is_now(HELD, 10, 5)
    team = device("training", script=False)
    is_marked_as_here(team, device(script=False), event)
    town.is_now(HELD, 18)
    team.goto("/training/keep/charges/")
    read(team, "Fees and charges")
    charges = team.get_by_role("table", name="Charges")
    expect(charges).to_contain_text("Eve Example")
    for name in ("Ann", "Bob", "Cyd", "Dee"):
        expect(charges).not_to_contain_text(name)


def presses(own: Page, read, link: str, words: str, leads_to: str) -> None:
    """By the link of one's own mail alone."""
    own.goto(urlsplit(link).path)
    read(own, "Neglect")
    own.get_by_role("button", name=words, exact=True).click()
    expect(own.locator("main")).to_contain_text(leads_to)


def sends_dee_instead(manager: Page) -> None:
    manager.goto("/training/team/")
    row = manager.get_by_role("row").filter(has_text="Cyd Example")
    row.get_by_role("link", name="Neglect").click()
    manager.get_by_role("link", name="Send a colleague instead").click()
    manager.get_by_label("Dee Example", exact=True).check()
    manager.get_by_role("button", name="Send them instead", exact=True).click()
    expect(manager.locator("main")).to_contain_text("Dee Example")


def is_marked_as_here(team: Page, trainer: Page, event) -> None:
    team.goto(f"/training/keep/dates/{event.public_id}/attendance/")
    trainer.goto(urlsplit(team.get_by_role("link", name="/training/register/").get_attribute("href")).path)
    trainer.get_by_label("Dee Example").check()
    trainer.get_by_role("button", name="Save and close the register", exact=True).click()
    expect(trainer.locator("main")).to_contain_text("1 of 2 here")
