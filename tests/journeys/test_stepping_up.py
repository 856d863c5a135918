"""Scenario O: a step-up offered on a Thursday at 16:30, and nobody answers (SG-01)."""

from datetime import date

import pytest
from playwright.sync_api import expect

from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.front_door.models import Contact
from breakwater_dev.testing import factories as make

pytestmark = [pytest.mark.browser, pytest.mark.slow]
THURSDAY, FRIDAY = date(2026, 11, 19), date(2026, 11, 20)


def test_a_step_up_is_a_receipt_and_is_due_the_next_day(device, helped, read, town, at_the_records, width):
    town.is_now(THURSDAY, 16, 30)
    episode, desk = helped(f"Cara{width}"), device("coordinator")
    desk.goto("/early-help/")
    read(desk, "Early help")
    desk.get_by_role("link", name=f"Cara{width} Lockside").click()
    read(desk, f"Cara{width} Lockside")
    desk.get_by_role("link", name="I am more worried now").click()
    read(desk, "Step up to MASH")
    expect(desk.locator("main")).to_contain_text("Call 999 first")
    desk.get_by_label("No", exact=True).check()
    desk.get_by_label("What worries you now?").fill("The health visitor saw a bruise this afternoon.")
    desk.get_by_role("button", name="Send it now").click()
    read(desk, "Accepted")
    expect(desk.locator("main")).to_contain_text("this offer is your receipt")
    expect(desk.get_by_role("button", name="Accept")).to_have_count(0)

    with (
        at_the_records(),
        acting_as(make.intake()),
    ):  # it exists at once, though nobody at the front door has done anything
        contact = Contact.objects.get(child__forename=f"Cara{width}")

    board = device("screener")
    board.goto(f"/mash/?reference={contact.reference}")
    read(board, "MASH board")
    card = board.locator(f"#card-{contact.reference}")
    expect(card).to_contain_text(f"Cara{width} Lockside")
    expect(card).to_contain_text("Tomorrow 17:00")
    card.get_by_role("link").first.click()
    read(board, f"Cara{width} Lockside")
    expect(board.locator("main")).to_contain_text("The health visitor saw a bruise this afternoon.")
    expect(board.locator("main")).to_contain_text(episode.reference)

    town.is_now(FRIDAY, 17, 5)  # still nobody: it says so, and the family keeps its co-ordinator
    late = device("manager")
    late.goto(f"/mash/?reference={contact.reference}")
    read(late, "MASH board")
    late.locator(f"#card-{contact.reference} .mash-more").click()
    expect(late.locator(f"#card-{contact.reference}")).to_contain_text("late after midnight")
    desk = device("coordinator")
    desk.goto(f"/early-help/{episode.reference}/")
    expect(desk.locator("main")).to_contain_text("Casey Co-ordinator")
