"""Scenario M: a form sent on a Friday at 20:00, and one on the Sunday of a bank-holiday weekend (SG-03)."""

import subprocess
from datetime import date

import pytest
from playwright.sync_api import expect

from breakwater.delivery.cli import CHECKOUT
from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.front_door.models import Receipt
from breakwater_dev.testing import factories as make

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SENT = {
    "Friday 20:00": (date(2026, 11, 20), 20, date(2026, 11, 23), "Monday 23 November 2026"),
    "Sunday of a bank-holiday weekend": (date(2026, 8, 30), 11, date(2026, 9, 1), "Tuesday 1 September 2026"),
}


@pytest.mark.parametrize("sent", SENT.values(), ids=SENT.keys())
def test_sg_03_receipt_board_and_command_agree_on_the_due_day(sent, device, tells, read, town, at_the_records):
    day, hour, due, due_in_words = sent
    town.is_now(day, hour)
    phone = device()
    phone.goto("/worried/")
    read(phone, "Worried about a child?")
    expect(phone.locator("main")).to_contain_text("Our office is closed")
    expect(phone.get_by_role("link", name="01632 960900").first).to_be_visible()
    told = tells(phone)
    read(phone, "Thank you. We have it.")
    expect(phone.locator("main")).to_contain_text(f"decides what to do by the end of {due_in_words}")
    expect(phone.locator("main")).to_contain_text("Nobody reads it until")

    town.is_now(due, 9, 5)
    with at_the_records(), acting_as(make.intake()):
        contact = Receipt.objects.get(reference=told).submission.contacts.get()
    desk = device("screener")
    desk.goto(f"/mash/?reference={contact.reference}")
    read(desk, "MASH board")
    card = desk.locator(f"#card-{contact.reference}")
    expect(card).to_contain_text("today 17:00", ignore_case=True)
    card.locator(".mash-more").click()
    expect(card).to_contain_text("Received out of hours")

    town.is_now(due, 18)
    late = device("screener")
    late.goto(f"/mash/?reference={contact.reference}")
    late.locator(f"#card-{contact.reference} .mash-more").click()
    expect(late.locator(f"#card-{contact.reference}")).to_contain_text("late after midnight")

    said = subprocess.run(
        [CHECKOUT / "breakwater", "working-day", f"{day}T{hour:02}:00", "1"], capture_output=True, text=True, check=True
    )
    assert said.stdout.strip() == str(due)
