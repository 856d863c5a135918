"""A new safeguarding lead is invited, sees what she needs, books it, attends, evaluates, and proves it to anybody (W9), without script."""

import io
import re
import time as clocks
from datetime import time, timedelta
from urllib.parse import urlsplit

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Page, expect

from breakwater.delivery.web import joining
from breakwater.delivery.web.invitations import Wanted
from breakwater.foundation.dates.in_words import date_in_words
from breakwater.foundation.dates.london_time import london_date, moment
from breakwater.foundation.dates.months import months_later
from breakwater.knowledge.training.models import CourseGroup
from breakwater.partnership.notifications.models import OutboxMessage
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.access.acting import actor_of
from breakwater_dev.testing import training
from breakwater_dev.testing.hand import Hand

pytestmark = [pytest.mark.browser, pytest.mark.slow]
# The database itself asks whether an invitation still holds: it is of today.
INVITED = london_date(timezone.now())
HELD, REFRESHED, LATER = (INVITED + timedelta(days=days) for days in (7, 11, 14))
EMAIL, NAME = "nia@example.org", "Nia New"
FORMAL, REFRESH = (
    "Formal training of designated safeguarding leads",
    "Knowledge and skills of designated safeguarding leads",
)
MOST = {"book": 2, "evaluate": 8, "verify": 1}  # presses, from what she needs, from her record, from the public page


def test_a_new_lead_is_invited_trained_and_proves_it(device, read, town, at_the_records):
    town.is_now(INVITED, 9)
    with at_the_records():
        town.posts["training"] = training.administrator()
        course = training.course(
            "New to the role of safeguarding lead", group=CourseGroup.objects.get(code="dsl_formal"), valid_months=24
        )
        event = training.event(course, starts_at=moment(HELD, time(10)))
        join = invited(town)
    is_added_to_the_team(Hand(device("dsl", script=False)), read)
    nia = device(script=False)
    joins(nia, join)
    books_what_she_needs(Hand(nia), read)
    town.is_now(HELD, 10, 5)
    is_marked_as_here(device("training", script=False), device(script=False), event)
    town.is_now(HELD, 14)
    number = evaluates(Hand(nia), read)
    anybody_verifies(Hand(device(script=False)), read, number)
    proves_what_refreshed_her(nia, device("training", script=False), read, town)


def invited(town) -> str:
    """The business manager's invitation: the address that stands in its mail."""
    wanted = Wanted(EMAIL, NAME, town.teams["school"], "dsl")
    with acting_as(actor_of(town.posts["business_manager"])) as by:
        joining.invite(wanted=wanted, by=by, at=timezone.now())
    return re.search(r"http://[^/]+(/join/\S+)", OutboxMessage.objects.get(to=EMAIL).body)[1]


def is_added_to_the_team(manager: Hand, read) -> None:
    manager.page.goto("/training/team/new/")
    read(manager.page, "Add a colleague")
    manager.page.get_by_label("Name", exact=True).fill(NAME)
    manager.page.get_by_label("Work email address").fill(EMAIL)
    manager.tick("Designated safeguarding lead or deputy")
    manager.button("Add colleague")
    expect(manager.page.locator("main")).to_contain_text(NAME)


def joins(nia: Page, join: str) -> None:
    """A password and the code of an app: nothing opens before both are there."""
    nia.goto(join)
    nia.get_by_label("Choose a password").fill("three odd lanterns")
    nia.get_by_role("button", name="Continue to the second factor").click()
    nia.get_by_role("button", name="Set up an app").click()
    secret = nia.locator("#authenticator_secret").inner_text()
    code = format_hotp_value(hotp_value(secret, int(clocks.time()) // 30))  # sign-ins go by the machine's own clock
    nia.get_by_label("Which six digits does the app show?").fill(code)
    nia.get_by_role("button", name="Switch it on").click()
    expect(nia.get_by_role("heading", level=1)).to_have_text("Recovery codes")


def books_what_she_needs(nia: Hand, read) -> None:
    """What her manager entered is hers before she has booked anything, with its rule, its basis and its day."""
    nia.page.goto("/training/mine/")
    read(nia.page, "My training record")
    formal = nia.page.get_by_role("row").filter(has_text=FORMAL)
    for words in (
        "Not started",
        date_in_words(INVITED + timedelta(days=90)),
        "Every 24 months",
        "Keeping children safe in education 2025",
    ):
        expect(formal).to_contain_text(words)
    nia.link(f"Book {date_in_words(HELD)}", within=formal)
    read(nia.page, "Book a place")
    nia.button("Book")
    expect(nia.page.locator("main")).to_contain_text("Confirmed")
    assert nia.presses <= MOST["book"]


def is_marked_as_here(team: Page, trainer: Page, event) -> None:
    team.goto(f"/training/keep/dates/{event.public_id}/attendance/")
    trainer.goto(urlsplit(team.get_by_role("link", name="/training/register/").get_attribute("href")).path)
    trainer.get_by_label(NAME).check()
    trainer.get_by_role("button", name="Save and close the register", exact=True).click()
    expect(trainer.locator("main")).to_contain_text("1 of 1 here")


def evaluates(nia: Hand, read) -> str:
    nia.page.goto("/training/mine/")
    nia.link(re.compile("after the course"))
    read(nia.page, "After your course")
    for each in nia.page.get_by_role("radio", name="4", exact=True).all():
        nia.presses += 1
        each.check()
    nia.presses += 1
    nia.page.get_by_role("radio", name="Right", exact=True).check()
    nia.button("Send")
    assert nia.presses <= MOST["evaluate"]
    with nia.page.expect_download() as paper:
        nia.button("Download your certificate")
    number = re.search(r"TC-[-0-9A-Z]+", paper.value.suggested_filename)[0]
    nia.page.goto("/training/mine/")
    formal = nia.page.get_by_role("row").filter(has_text=FORMAL)
    for words in ("Up to date", f"it lapses on {date_in_words(months_later(HELD, 24))}"):
        expect(formal).to_contain_text(words)
    return number


def anybody_verifies(anyone: Hand, read, number: str) -> None:
    anyone.page.goto("/training/certificates/")
    read(anyone.page, "Is a training certificate valid?")
    anyone.page.get_by_label("Certificate number").fill(number)
    anyone.button("Check")
    read(anyone.page, "This certificate is valid")
    expect(anyone.page.locator("main")).not_to_contain_text(NAME)
    assert anyone.presses <= MOST["verify"]


def proves_what_refreshed_her(nia: Page, team: Page, read, town) -> None:
    """One day by which formal training lapses, one list of what refreshed her, and proof of both (PL 8.12-1)."""
    town.is_now(LATER, 9)
    nia.goto("/training/mine/evidence/")
    read(nia, "Training from elsewhere")
    nia.get_by_label("What was the course called?").fill("Autumn network of leads")
    nia.get_by_label("Who gave it?").fill("Neighbouring partnership")
    for part, value in (("Day", REFRESHED.day), ("Month", REFRESHED.month), ("Year", REFRESHED.year)):
        nia.get_by_label(part, exact=True).fill(str(value))
    nia.get_by_label("What training is it?").select_option(label=REFRESH + ", refreshed")
    nia.get_by_label("Certificate", exact=True).set_input_files(
        {"name": "network.png", "mimeType": "image/png", "buffer": picture()}
    )
    nia.get_by_role("button", name="Send", exact=True).click()
    expect(nia.get_by_role("row").filter(has_text="Autumn network of leads")).to_contain_text("To be verified")

    team.goto("/training/evidence/")
    team.get_by_role("link", name="Autumn network of leads").click()
    read(team, "Autumn network of leads")
    team.get_by_label("Yes, it counts").check()
    team.get_by_role("button", name="Save", exact=True).click()

    nia.goto("/training/mine/")
    read(nia, "My training record")
    for group, lapses in ((FORMAL, months_later(HELD, 24)), (REFRESH, months_later(REFRESHED, 12))):
        row = nia.get_by_role("row").filter(has_text=group).first
        expect(row).to_contain_text(f"it lapses on {date_in_words(lapses)}")
    with nia.expect_download() as paper:
        nia.get_by_role("link", name=re.compile("^Download TC-")).click()
    assert paper.value.suggested_filename.endswith(".pdf")
    evidence = nia.get_by_role("row").filter(has=nia.get_by_role("link", name="Autumn network of leads"))
    expect(evidence).to_contain_text("Verified")


def picture() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (20, 20), "white").save(made, "PNG")
    return made.getvalue()
