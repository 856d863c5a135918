"""A school's office sends its roll, sees the rows nobody is sure of, takes it in, and undoes it; the authority decides a row."""

import re
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import expect

from breakwater.foundation.storage.encryption import create_key_file
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import School, ServiceName
from breakwater.partnership.people.intake.operations.entries import Upload
from breakwater.partnership.people.intake.rolls.operations import applying, undoing
from breakwater.partnership.people.models import Enrolment, Roll
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.rolls import HEAD, line

pytestmark = [pytest.mark.browser, pytest.mark.slow]
NAMES = {1280: ("Amber", "Basil", "Coral"), 320: ("Dill", "Ebony", "Flint")}
DAYS = {1280: date(2026, 11, 16), 320: date(2026, 11, 18)}


@pytest.fixture
def pupils(town, at_the_records, width):
    """The school's last roll, and its register entry."""
    now = town.is_now(DAYS[width], 9, 30)
    if not Path(settings.BREAKWATER_KEY_FILE).exists():
        create_key_file(Path(settings.BREAKWATER_KEY_FILE))
    with at_the_records():
        school = town.teams["school"]
        School.objects.get_or_create(
            organisation=school.organisation,
            defaults={"urn": "900901", "la_code": "851", "establishment_number": "9909"},
        )
        with acting_as(service_of(make.area(), ServiceName.LISTS)) as by:
            taken = applying.take_in_at_once(
                school, upload=Upload("roll.csv", "\n".join([HEAD, *_lines(width)]).encode()), by=by, at=now
            )
    yield _lines(width)
    with at_the_records():
        with acting_as(service_of(make.area(), ServiceName.LISTS)) as by:
            undoing.undo(roll=taken, by=by, at=now)
        undoing.work_back(roll=taken.pk, area=make.area(), at=now)


def _lines(width):
    first = 10 if width == 1280 else 20
    return [line(first + n, surname=f"Quay{name.lower()}", forename=name) for n, name in enumerate(NAMES[width])]


@pytest.fixture
def worker(at_the_records, town):
    """`worker()`: the job that waits is done."""

    def work() -> Roll:
        with at_the_records():
            with acting_as(service_of(make.area(), ServiceName.LISTS)):
                roll = Roll.objects.get(state__in=("TAKING", "UNDOING"))
            (applying.take_in if roll.state == "TAKING" else undoing.work_back)(
                roll=roll.pk, area=make.area(), at=town.is_now(DAYS[1280], 10)
            )
            return roll

    return work


def test_a_school_sends_its_roll_sees_unsure_rows_confirms_and_undoes(
    device, read, pupils, worker, at_the_records, width
):
    first, second, third = pupils
    unsure = second.replace(NAMES[width][1], "Zebedee")
    new = line(30 + width // 320, surname="Newquay", forename="Gale")
    file = {
        "name": "roll.csv",
        "mimeType": "text/csv",
        "buffer": "\n".join([HEAD, first, unsure, third, new, ",Harbour,Sam,1/2/15,6,,"]).encode(),
    }
    office = device("dsl")
    office.goto("/rolls/")
    read(office, "School roll")
    office.get_by_role("button", name="Send a roll").click()
    read(office, "Send a roll")
    office.get_by_role("button", name="See what it would change").click()
    read(office, "Send a roll")
    expect(office.locator(".govuk-error-summary")).to_contain_text("Choose the file")
    office.locator("input[type=file]").set_input_files(file)
    office.get_by_role("button", name="See what it would change").click()
    read(office, "What this roll would change")
    expect(office.locator(".bw-numbers")).to_contain_text("1 new")
    expect(office.locator("#unsure")).to_contain_text(NAMES[width][1])
    expect(office.locator("#refused")).to_contain_text("The year has two figures")
    with at_the_records(), acting_as(service_of(make.area(), ServiceName.LISTS)):
        before = Enrolment.objects.count()
    office.get_by_role("button", name="Take it in").click()
    read(office, "The roll is being taken in")
    taken = worker()
    office.goto(f"/rolls/{taken.public_id}/")
    read(office, "The roll is taken in")

    desk = device("manager", script=False)
    desk.goto("/rolls/")
    read(desk, "School rolls")
    desk.get_by_role("link", name=re.compile("waited longest")).click()
    read(desk, "Who is this pupil?")
    desk.get_by_role("button", name="Enter a new child").click()
    expect(desk.locator("main")).to_contain_text("The row is decided")
    desk.goto(f"/rolls/{taken.public_id}/")
    desk.locator("#decided summary").click()
    desk.locator("#decided a").first.click()
    read(desk, "Who is this pupil?")
    desk.get_by_role("button", name="Take this decision back").click()
    expect(desk.locator("main")).to_contain_text("the row waits again")
    read(desk, "Who is this pupil?")
    desk.get_by_role("button", name="Enter a new child").click()
    expect(desk.locator("main")).to_contain_text("The row is decided")

    office.get_by_role("button", name="Undo this roll").click()
    read(office, "Undo this roll?")
    office.get_by_role("button", name="Ask the authority to undo it").click()
    expect(office.locator("main")).to_contain_text("You asked the authority to undo this roll")
    desk.goto(f"/rolls/{taken.public_id}/")
    desk.get_by_role("button", name="Undo the roll").click()
    read(desk, "The roll is being undone")
    worker()
    office.goto(f"/rolls/{taken.public_id}/")
    read(office, "The roll was undone")
    with at_the_records(), acting_as(service_of(make.area(), ServiceName.LISTS)):
        assert Enrolment.objects.count() == before
