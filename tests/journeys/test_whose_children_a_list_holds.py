"""Whose children stand on a school's list. Scenario Q: a roll that claims another school's pupil teaches its sender nothing; half a
roll waits; one undone after the release takes its pupils off, and the list is recalled (SG-14, SG-16). Scenario P: a pupil who lives
over the boundary is on no list while nobody there tells us, and the list says so (SG-08).
"""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from breakwater.foundation.dates.partial import PartDate
from breakwater.foundation.storage.encryption import create_key_file
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import OrganisationArea, School, SchoolTerm, ServiceName
from breakwater.partnership.people.intake.lists.operations import applying as list_applying
from breakwater.partnership.people.intake.lists.operations import registering
from breakwater.partnership.people.intake.lists.operations.registering import ListFacts
from breakwater.partnership.people.intake.operations.entries import Upload
from breakwater.partnership.people.intake.rolls.operations import applying, undoing
from breakwater.partnership.people.models import Roll
from breakwater.partnership.people.records.operations import circumstances, people
from breakwater.practice.education.lists.operations import building
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.rolls import HEAD, line, number

pytestmark = [pytest.mark.browser, pytest.mark.slow]
# The widths share a town: each has schools, children and a fortnight of its own, later than those of the journeys before it.
ROLLS = {1280: date(2026, 9, 22), 320: date(2026, 10, 6)}
NEIGHBOUR = {1280: ("850", "Hampshire"), 320: ("852", "Southampton")}
BOUNDARY = {1280: date(2026, 11, 3), 320: date(2026, 11, 17)}
NAMES = {1280: ("Ada", "Bel", "Cy", "Di"), 320: ("Alma", "Bron", "Cleo", "Dora")}
LISTED = "Child ID,UPN,Surname,Forename,DOB,Code,Start date"


@pytest.fixture
def school(town, at_the_records, width):
    """`school(name)`: the team of a school with two leads, of which the first sits at `device(name)`."""
    town.is_now(ROLLS[width], 5)
    if not Path(settings.BREAKWATER_KEY_FILE).exists():
        create_key_file(Path(settings.BREAKWATER_KEY_FILE))

    def make_one(name: str):
        with at_the_records():
            SchoolTerm.objects.get_or_create(
                area=make.area(),
                label="Autumn",
                defaults={"starts_on": date(2026, 9, 2), "ends_on": date(2026, 12, 18)},
            )
            if "link" not in town.teams:
                town.teams["link"] = make.team("Link co-ordinators", service="education_link")
                town.posts["link"] = make.membership("link_coordinator", of=town.teams["link"])
            team = make.team("Safeguarding", of=make.organisation(f"{name} School", "SCHOOL"))
            urn = 900800 + School.objects.count()
            School.objects.create(
                organisation=team.organisation, urn=urn, la_code="851", establishment_number=urn % 10000
            )
            town.posts[name] = make.membership("dsl", of=team)
            make.membership("dsl", of=team)
        return team

    return make_one


def _enter(forename: str, upn: int, team, at):
    """A child of a school, her place sure."""
    with acting_as(make.intake()) as by:
        child = people.enter_person(
            area=make.area(),
            facts=people.NewPerson(forename=forename, surname="Quayle", born=PartDate(2015, 4, 3)),
            by=by,
            at=at,
        )
        people.add_identifier(person=child, scheme="UPN", value=number(upn), by=by, at=at)
        circumstances.enrol(
            person=child, team=team, year_group="6", starts_on=date(2026, 9, 2), verified=True, by=by, at=at
        )
    return child


@pytest.fixture
def comes_in(town, at_the_records, width):
    """`comes_in(key, about, organisation, rows, day)`: an agency's list by file, and the lists of that day made again."""

    def take(key: str, about: str, organisation, rows: list[str], day: date, *, makes: bool = True) -> None:
        at = town.is_now(day, 6)
        with at_the_records():
            with acting_as(service_of(make.area(), ServiceName.LISTS)) as by:
                of = registering.make_list(
                    make.area(),
                    key=f"{key}-{width}",
                    facts=ListFacts(
                        label=f"{key} {width}", about=about, organisation=organisation, owner_name="Alex Allocated"
                    ),
                    owner=town.posts["social_worker"],
                    by=by,
                    at=at,
                )
                list_applying.take_in_at_once(
                    of,
                    upload=Upload("list.csv", "\n".join([LISTED, *rows]).encode()),
                    as_at=day - timedelta(days=1),
                    by=by,
                    at=at,
                )
            if makes:
                building.build(area=make.area(), period=day, at=at)

    return take


@pytest.fixture
def worker(at_the_records, town):
    """`worker(day)`: the job that waits is done. Returns its roll."""

    def work(day: date) -> Roll:
        at = town.is_now(day, 9)
        with at_the_records():
            with acting_as(service_of(make.area(), ServiceName.LISTS)):
                roll = Roll.objects.get(state__in=("TAKING", "UNDOING"))
            (applying.take_in if roll.state == "TAKING" else undoing.work_back)(roll=roll.pk, area=make.area(), at=at)
        return roll

    return work


def sends(office: Page, read, lines: list[str]) -> None:
    """The school's office sends a roll, sees what it would change, and takes it in."""
    office.goto("/rolls/new/")
    read(office, "Send a roll")
    file = {"name": "roll.csv", "mimeType": "text/csv", "buffer": "\n".join([HEAD, *lines]).encode()}
    office.locator("input[type=file]").set_input_files(file)
    office.get_by_role("button", name="See what it would change").click()
    read(office, "What this roll would change")


def releases(desk: Page, read, schools: tuple[str, ...]) -> None:
    for school in schools:
        desk.goto("/lists/?patch=all")
        desk.locator("main table").get_by_role("link", name=school).click()
        read(desk, school)
        desk.get_by_role("button", name="Mark as checked").click()
    desk.goto("/lists/?patch=all")
    desk.get_by_role("button", name=re.compile("Release the")).click()
    expect(desk.locator("main")).to_contain_text("the schools are told")


def opens(office: Page, read, day: date) -> None:
    office.goto("/our-list/")
    read(office, "Your fortnightly list")
    office.get_by_role("button", name="Open the list").click()
    read(office, f"Your list of {day:%-d %B}")


def test_sg_14_a_roll_that_claims_anothers_pupil_teaches_nothing(
    device, read, school, comes_in, worker, town, at_the_records, width
):
    day, (ada, bel, cy, di) = ROLLS[width], NAMES[width]
    first, holly, maple = 400 + width % 100, f"Holly{width}", f"Maple{width}"
    hollys, _ = school(holly), school(maple)
    with at_the_records():
        _enter(ada, first, hollys, town.is_now(day, 5))
    whole = [line(first + n, surname="Quayle", forename=name) for n, name in enumerate((ada, bel, cy, di))]
    office = device(maple)
    sends(office, read, whole)
    expect(office.locator(".bw-numbers")).to_contain_text("4 new")
    for told in ("Holly", "plan", "known"):
        expect(office.locator("main")).not_to_contain_text(told)
    office.get_by_role("button", name="Take it in").click()
    roll = worker(day)
    office.goto(f"/rolls/{roll.public_id}/")
    read(office, "The roll is taken in")
    expect(office.locator("main")).not_to_contain_text("Holly")
    expect(office.locator("main")).to_contain_text("this says nothing about the child")

    desk = device("manager")
    desk.goto("/rolls/")
    read(desk, "School rolls")
    desk.locator("#places").get_by_role("link", name=re.compile(maple)).first.click()
    read(desk, "to confirm")
    for pupil in desk.get_by_role("checkbox").all():
        pupil.check()
    desk.get_by_role("button", name="Confirm those ticked").click()
    expect(desk.locator("main")).to_contain_text(re.compile("confirmed"))
    plans = [f"{name},{number(first + n)},Quayle,{name},03/04/2015,CPP,01/09/2026" for n, name in enumerate((ada, bel))]
    comes_in("Social care", "SOCIAL_CARE", town.teams["assessment"].organisation, plans, day)
    town.is_now(day, 10)
    link = device("link")
    releases(link, read, (f"{holly} School", f"{maple} School"))
    opens(office, read, day)
    expect(office.locator(".edu-rows")).to_contain_text(bel)
    expect(office.locator("main")).not_to_contain_text(ada)
    theirs = device(holly)
    opens(theirs, read, day)
    expect(theirs.locator(".edu-rows")).to_contain_text(ada)

    # Half a roll waits, and nobody has left meanwhile.
    sends(office, read, whole[2:])
    expect(office.locator(".bw-numbers")).to_contain_text("2 not in the file")
    if (leavers := office.get_by_label(re.compile("whole|left|leave"))).count():
        leavers.first.check()
    office.get_by_role("button", name="Take it in").click()
    read(office, "This roll waits for the authority")
    desk.goto("/rolls/")
    desk.locator("main").get_by_role("link", name=f"{maple} School").first.click()
    read(desk, "This roll waits for the authority")
    desk.get_by_role("button", name="Discard").click()
    opens(office, read, day)
    expect(office.locator(".edu-rows")).to_contain_text(bel)

    # The roll is undone after the release: its pupil is read of no more, and the list is recalled.
    office.goto(f"/rolls/{roll.public_id}/undo/")
    office.get_by_role("button", name="Ask the authority to undo it").click()
    desk.goto(f"/rolls/{roll.public_id}/")
    desk.get_by_role("button", name="Undo the roll").click()
    worker(day)
    link.goto("/lists/?patch=all")
    link.locator("main table").get_by_role("link", name=f"{maple} School").click()
    listed = link.url
    link.get_by_role("link", name="Something is wrong: recall it").click()
    read(link, "Recall")
    link.get_by_label("What is wrong with it?").fill("It was made from a roll that was undone.")
    link.get_by_role("button", name=re.compile("Recall")).click()
    link.goto(listed)
    read(link, f"{maple} School")
    expect(link.locator("main")).to_contain_text("It was made from a roll that was undone.")
    office.goto("/our-list/")
    read(office, "Your fortnightly list")
    for gone in (ada, bel):
        expect(office.locator("main")).not_to_contain_text(gone)
    theirs.reload()
    expect(theirs.locator(".edu-rows")).to_contain_text(ada)


def test_sg_08_a_list_says_whose_children_it_covers(device, read, school, comes_in, town, at_the_records, width):
    day, rowan, team = BOUNDARY[width], f"Rowan{width}", school(f"Rowan{width}")
    there, name, upn = NEIGHBOUR[width][1], f"Otto{'lin' if width == 320 else 'bert'}", 450 + width % 100
    with at_the_records():
        neighbour = make.area(*NEIGHBOUR[width])
        county = make.organisation(f"County {width}")
        OrganisationArea.objects.create(organisation=county, area=neighbour, starts_on=date(2020, 1, 1))
        _enter(name, upn, team, town.is_now(day, 5))
        building.build(area=make.area(), period=day, at=town.is_now(day, 6))
    link = device("link")
    link.goto("/lists/?patch=all")
    link.locator("main table").get_by_role("link", name=f"{rowan} School").click()
    read(link, rowan)
    expect(link.locator("main")).to_contain_text(f"Nothing has come from {there}: pupils who live there may be missing")
    expect(link.locator("main")).not_to_contain_text(name)

    comes_in(there, "NEIGHBOUR", county, [f"h,{number(upn)},Quayle,{name},03/04/2015,CPP,01/09/2026"], day)
    town.is_now(day, 10)
    releases(link, read, (f"{rowan} School",))
    office = device(rowan, script=False)
    opens(office, read, day)
    expect(office.locator(".edu-rows")).to_contain_text(name)
    expect(office.locator("main")).to_contain_text(re.compile(f"It covers children of .*{there}"))
    expect(office.locator("main")).not_to_contain_text(f"Nothing has come from {there}")
