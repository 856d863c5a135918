"""A data officer checks the authority's census file, writes the part that Breakwater holds, and the tables, and takes the files away (SG-20)."""

import io
import zipfile
from datetime import date, timedelta
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from breakwater.delivery.downloads import operations as downloads
from breakwater.delivery.downloads.models import Download
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.access.acting import actor_of
from breakwater.partnership.people.models import Person
from breakwater.practice.front_door.arrivals.operations import arrivals
from breakwater.practice.front_door.decisions.operations import decisions
from breakwater.practice.front_door.models import Contact
from breakwater.practice.front_door.screening.operations import claims
from breakwater_dev.census.damaging import example
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.front_door import REASONS, arrival
from breakwater_dev.testing.mash import make_ready

pytestmark = [pytest.mark.browser, pytest.mark.slow]
TODAY = date(2027, 3, 30)


@pytest.fixture
def referred(town, at_the_records, width) -> Person:
    """A child whom the MASH referred to social care the day before."""
    at = town.is_now(TODAY - timedelta(days=1), 10)
    with at_the_records():
        screener, manager = actor_of(town.posts["screener"]), actor_of(town.posts["manager"])
        child = make.person(f"Sam{width}", "Sample", born_on=date(2016, 5, 4), born_precision="DAY", sex="F")
        told = arrivals.ChildTold(named_as="Sam Sample", person=child)
        receipt = arrivals.receive(
            arrival(children=[told], source_code="2A", key=str(uuid4())), by=make.intake(), at=at
        )
        with acting_as(screener):
            found = list(Contact.objects.filter(submission=receipt.submission))
            claims.match(contact=found[0], person=child, was_new=True, searched={}, found=0, by=screener, at=at)
        make_ready(*found, by=screener, at=at)
        facts = decisions.DecisionFacts(
            outcome="O6", rationale=REASONS, words_for_sender="Thank you.", checked_by_hand=True
        )
        with acting_as(manager):
            decisions.decide(found, facts, by=manager, at=at + timedelta(minutes=1))
    return child


def test_a_data_officer_writes_the_returns(device, read, town, referred, at_the_records, width):
    at = town.is_now(TODAY, 10)
    page = device("data_officer", script=width == 1280)

    page.goto("/returns/")
    read(page, "Returns")
    page.get_by_role("link", name="Check a census file").click()
    read(page, "Check a census file")
    page.get_by_role("button", name="Check the file").click()
    read(page, "Check a census file")
    expect(page.locator("main")).to_contain_text("Choose a file")
    damaged = example().replace(b"<Ethnicity>WBRI<", b"<Ethnicity>WHITE<")
    page.locator("input[type=file]").set_input_files(
        {"name": "cin.xml", "mimeType": "application/xml", "buffer": damaged}
    )
    page.get_by_role("button", name="Check the file").click()
    read(page, "Faults of the census file")
    expect(page.locator("main")).to_contain_text("PSCP000013")
    page.get_by_role("link", name="Check another file").click()
    page.locator("input[type=file]").set_input_files(
        {"name": "cin.xml", "mimeType": "application/xml", "buffer": example()}
    )
    page.get_by_role("button", name="Check the file").click()
    read(page, "No fault found")

    def taken_away() -> zipfile.ZipFile:
        """The archive that was asked for: the worker writes it, and it is downloaded."""
        read(page, "The file is being written")
        with at_the_records():
            by = actor_of(town.posts["data_officer"])
            with acting_as(by):
                asked = Download.objects.filter(public_id=page.url.rstrip("/").rpartition("/")[2]).get()
            downloads.write(asked.pk, by=by, at=at)
        page.goto(page.url)
        read(page, "The file is ready")
        with page.expect_download() as given:
            page.get_by_role("button", name="Download the file").click()
        return zipfile.ZipFile(io.BytesIO(given.value.path().read_bytes()))

    page.goto("/returns/")
    page.get_by_role("link", name="Write the part of the census").click()
    read(page, "Part of the census that Breakwater holds")
    expect(page.locator("main")).to_contain_text("It is not the authority's census")
    page.get_by_label("What do you need it for?").fill("The return of July")
    page.get_by_role("button", name="Write the part").click()
    with taken_away() as part:
        [xml] = [name for name in part.namelist() if name.endswith(".xml")]
        assert b">2027-03-29<" in part.read(xml)
        assert "never sent to the Department as it is" in part.read("read-me.txt").decode()

    page.goto("/returns/tables/dictionary/")
    read(page, "Data dictionary of the tables")
    page.goto("/returns/tables/")
    read(page, "Early help and safeguarding tables")
    page.get_by_label("What do you need it for?").fill("The list for inspectors")
    page.get_by_role("button", name="Write the tables").click()
    with taken_away() as tables:
        assert "dictionary.csv" in tables.namelist()
    page.goto("/downloads/")
    read(page, "Downloads")

    # Files, and no page of the child.
    for address in ("/mash/", f"/people/{referred.public_id}/"):
        assert page.request.get(address).status in (403, 404)
