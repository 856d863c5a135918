"""The authority takes in an agency's list: it sees what would change, takes it in, decides a doubtful row, and undoes it."""

import re
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import expect

from breakwater.foundation.dates.partial import PartDate
from breakwater.foundation.storage.encryption import create_key_file
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.people.intake.lists.operations import applying
from breakwater.partnership.people.models import ListRow, ListVersion
from breakwater.partnership.people.records.operations import people
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.lists import agency_list, line, list_of, service

pytestmark = [pytest.mark.browser, pytest.mark.slow]
DAYS = {1280: date(2026, 11, 16), 320: date(2026, 11, 18)}
NAMES = {1280: "Ivory", 320: "Jade"}


@pytest.fixture
def register(town, at_the_records, width):
    now = town.is_now(DAYS[width], 9, 30)
    if not Path(settings.BREAKWATER_KEY_FILE).exists():
        create_key_file(Path(settings.BREAKWATER_KEY_FILE))
    with at_the_records():
        with acting_as(make.intake()) as by:
            people.enter_person(
                area=make.area(),
                facts=people.NewPerson(forename=NAMES[width], surname="Listlock", born=PartDate(2015, 4, 3)),
                by=by,
                at=now,
            )
        return agency_list(f"sen-{width}")


@pytest.fixture
def worker(at_the_records, town, width):
    def work() -> None:
        with at_the_records():
            with acting_as(service()):
                version = ListVersion.objects.get(state__in=("TAKING", "UNDOING"))
            act = applying.take_in if version.state == "TAKING" else applying.work_back
            act(version=version.pk, area=make.area(), at=town.is_now(DAYS[width], 10))

    return work


@pytest.mark.parametrize("width", [1280, 320], ids=["script", "no script"])
def test_a_list_is_seen_taken_in_decided_and_undone(device, read, register, worker, at_the_records, width):
    name = NAMES[width]
    content = list_of(
        line(1, forename=name, surname="Listlock", upn=""),
        line(2, forename="Unheard", surname="Of"),
        "S3,,Listlock,,1/2/15,,",
    )
    desk = device("manager", script=width == 1280)
    desk.goto("/agencies-lists/")
    read(desk, "Agencies' lists")
    desk.goto(f"/agencies-lists/{register.public_id}/")
    read(desk, "SEN register")
    desk.get_by_role("button", name="Send a version").click()
    read(desk, "Send a version of this list")
    desk.get_by_role("button", name="See what it would change").click()
    expect(desk.locator(".govuk-error-summary")).to_contain_text("Choose the file")
    for part, value in (("Day", "15"), ("Month", "11"), ("Year", "2026")):
        desk.get_by_label(part, exact=True).fill(value)
    desk.locator("input[type=file]").set_input_files({"name": "list.csv", "mimeType": "text/csv", "buffer": content})
    desk.get_by_role("button", name="See what it would change").click()
    read(desk, "What this list would change")
    expect(desk.locator(".bw-numbers")).to_contain_text("2 new")
    expect(desk.locator("#refused")).to_contain_text("The forename is missing")
    desk.get_by_role("button", name="Take it in").click()
    read(desk, "The list is being taken in")
    here = desk.url
    worker()
    desk.goto(here)
    read(desk, "The list is taken in")
    desk.get_by_role("link", name="Decide rows that wait").click()
    read(desk, "Who is this child?")
    desk.get_by_role("button", name=re.compile(f"It is this child.*{name}")).click()
    expect(desk.locator("main")).to_contain_text("The row is decided")
    with at_the_records(), acting_as(service()):
        assert ListRow.objects.in_force().tied().filter(forename=name).count() == 1
    desk.goto(here)
    desk.get_by_role("button", name="Undo this version").click()
    read(desk, "Undo this version?")
    desk.get_by_role("button", name="Undo this version").click()
    worker()
    desk.goto(here)
    read(desk, "The list was undone")
    with at_the_records(), acting_as(service()):
        assert not ListRow.objects.filter(forename=name).exists()
