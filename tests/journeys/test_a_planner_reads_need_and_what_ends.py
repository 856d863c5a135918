"""A business manager reads need beside help, what ends, one gap and a contract, withdraws a wrong figure, and takes a list away (PL 5)."""

from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import expect

from breakwater.delivery.downloads import operations as downloads
from breakwater.foundation.dates.months import months_later
from breakwater.foundation.storage.encryption import create_key_file
from breakwater.improvement.commissioning.gaps import operations as gaps
from breakwater.improvement.commissioning.gates import operations as gates
from breakwater.improvement.commissioning.provision.operations import quarters_before
from breakwater.improvement.scorecard import operations as scorecard
from breakwater.improvement.scorecard import periods
from breakwater.improvement.scorecard.checks import ValueFacts
from breakwater.improvement.scorecard.codes import INDICATORS
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.access.acting import actor_of
from breakwater_dev.testing import commissioning as told
from breakwater_dev.testing.commissioning import CHARLES_DICKENS, COSHAM, HILSEA

pytestmark = [pytest.mark.browser, pytest.mark.slow]
B1 = INDICATORS["B1"]


@pytest.fixture
def planned(town, at_the_records, width) -> dict:
    """A measure by ward, a service whose grant ends, a gap with a contract, and values of one indicator."""
    now, name = timezone.now(), f"at {width}"
    with at_the_records():
        keeper = actor_of(town.posts["business_manager"])
        need = told.measure(keeper, f"Young carers {name}")
        for ward, number in ((CHARLES_DICKENS, 31), (COSHAM, 12), (HILSEA, 3)):
            told.figure(keeper, need, ward, number)
        club = told.service(keeper, f"Young carers’ club {name}")
        ends = {"funding_ends_on": months_later(told.TODAY, 2), "ends_on": months_later(told.TODAY, 5)}
        one = told.provided(keeper, club, wards=[COSHAM], **ends)
        for first in quarters_before(told.TODAY, 3):
            told.quarter(keeper, one, first, 39)
        with acting_as(keeper) as by:
            facts = gaps.GapFacts(
                f"Help at night {name}", "All", "None", "None", "Crisis", "Council", body="Health board"
            )
            gap = gaps.state_gap(facts, by=by, at=now, key=uuid4())
            contract = gates.begin(gates.ContractFacts(f"Mentors {name}", gap, one), by=by, at=now, key=uuid4())
            for back in range(14 if width == 1280 else 0, 0, -1):
                first = periods.later(B1, periods.last_over(B1, date.today()), 1 - back)
                value = ValueFacts(first, 40 + back, 60, "The same return", None, "FINAL", "Return", "Late entries")
                scorecard.give(B1, value, by=by, at=now, key=uuid4())
    return {"need": need, "service": one, "gap": gap, "contract": contract, "name": name}


@pytest.fixture
def worker(town, at_the_records):
    """`worker()`: the list that waits is written."""

    def work() -> None:
        if not Path(settings.BREAKWATER_KEY_FILE).exists():
            create_key_file(Path(settings.BREAKWATER_KEY_FILE))
        with at_the_records():
            by = actor_of(town.posts["business_manager"])
            with acting_as(by):
                newest = downloads.asked_by(by)[0].pk
            downloads.write(newest, by=by, at=timezone.now())

    return work


def test_a_planner_reads_need_and_what_ends(device, read, planned, worker, width):
    page, name = device("business_manager", script=width == 1280), planned["name"]
    page.goto("/commissioning/where/")
    read(page, "Need and help by ward")
    for path, heading in (("needs", "Needs"), ("services", "Services"), ("gaps", "Gaps"), ("contracts", "Contracts")):
        page.goto(f"/commissioning/{path}/")
        read(page, heading)
    for kind, path in (("need", "needs"), ("service", "services"), ("gap", "gaps"), ("contract", "contracts")):
        page.goto(f"/commissioning/{path}/{planned[kind].public_id}/")
        read(page, {"need": "Young carers", "service": "club", "gap": "Help at night", "contract": "Mentors"}[kind])
    page.goto(f"/commissioning/contracts/{planned['contract'].public_id}/before/voice/")
    read(page, "Children’s views")
    expect(page.locator("main")).to_contain_text("It applies to every contract")

    page.goto("/commissioning/needs/file/")
    read(page, "figures")
    page.locator("input[type=file]").set_input_files(
        {
            "name": "needs.csv",
            "mimeType": "text/csv",
            "buffer": (
                "measure,ward,age band,date,estimate,number,base,source,review\n"
                f"Young carers {name},Cosham,05-Oct,31/03/2025,count,7,600,Register,31/03/2099\n"
                f"Young carers {name},Cosham,5-10,31/03/2025,count,7,600,Register,31/03/2099\n"
            ).encode(),
        }
    )
    page.locator("main").locator("button[type=submit]").last.click()
    read(page, "Check the figures of need")
    expect(page.locator("main")).to_contain_text("type 5-10 again")

    page.goto(f"/commissioning/needs/{planned['need'].public_id}/recorded/")
    read(page, "Figures as they were recorded")
    page.get_by_role("link", name="Withdraw").first.click()
    read(page, "Withdraw a figure of need")
    page.get_by_label("What is wrong with it?").fill("Typed for the wrong ward")
    page.get_by_role("button", name="Withdraw").click()
    read(page, "Figures as they were recorded")
    expect(page.locator("main")).to_contain_text("Typed for the wrong ward")
    page.goto("/commissioning/withdrawn/")
    read(page, "Withdrawn")
    page.goto("/scorecard/")
    read(page, "Scorecard of")
    page.goto("/scorecard/indicators/B1/")
    read(page, "Child and family assessments")
    page.goto("/scorecard/areas/")
    read(page, "Areas")

    page.goto("/commissioning/ending/")
    read(page, "Funding and contracts that end within a year")
    page.get_by_role("link", name="Download this list").click()
    read(page, "Download a list")
    page.get_by_label("Comma-separated").check()
    page.get_by_label("What do you need it for?").fill("The board of May")
    page.get_by_role("button", name="Download").click()
    read(page, "The file is being written")
    worker()
    page.reload()
    read(page, "The file is ready")
    page.goto("/downloads/")
    read(page, "Downloads")
