"""A MASH worker writes down a call, and meets the child whom the area knows already under a name spelt otherwise."""

import re
from datetime import date

import pytest
from playwright.sync_api import expect

from breakwater.foundation.dates.partial import PartDate
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.people.models import Person
from breakwater.partnership.people.records.operations import circumstances, people
from breakwater.practice.front_door.models import Contact
from breakwater_dev.testing import factories as make

pytestmark = [pytest.mark.browser, pytest.mark.slow]
DAYS = {1280: date(2026, 11, 16), 320: date(2026, 11, 18)}
SURNAMES = {1280: ("Stephenson", "Stevenson"), 320: ("Thompsett", "Tompsett")}


@pytest.fixture
def known(town, at_the_records, width):
    then = town.is_now(DAYS[width], 9, 30)
    with at_the_records(), acting_as(make.intake()) as by:
        child = people.enter_person(
            area=make.area(),
            facts=people.NewPerson(forename="Mohammed", surname=SURNAMES[width][0], born=PartDate(2015, 4, 3)),
            by=by,
            at=then,
        )
        circumstances.move_to(
            person=child, home=circumstances.Home(lines="7 Lantern Row", postcode="PO1 2AB"), by=by, at=then
        )
        return child


def test_a_call_about_a_known_child_is_tied_to_the_record_there_is(known, device, read, at_the_records, width):
    there, heard = SURNAMES[width]
    desk = device("screener")
    desk.goto("/mash/calls/new/")
    read(desk, "Record a call")
    desk.get_by_label("Who is calling, and from where?").fill("Ms Bell, Harbour School office")
    desk.get_by_label("They call as").select_option(index=1)
    desk.get_by_label("Which child?").fill(f"Muhammad {heard}")
    desk.get_by_label("What happened?").fill("He came to school without a coat and said that nobody was at home.")
    desk.get_by_role("group", name="Is a child in danger now?").get_by_label("No", exact=True).check()
    of_staff = desk.get_by_role("group", name="Is it about someone who works or volunteers with children?")
    of_staff.get_by_label("No", exact=True).check()
    desk.get_by_role("button", name="Make the contact").click()
    read(desk, f"Muhammad {heard}")
    expect(desk.locator("#who")).to_contain_text(f"Mohammed {there}")
    desk.get_by_role("link", name="Search with other words").click()
    read(desk, "Who is it about?")
    expect(desk.locator("#mash-found")).to_contain_text(f"Mohammed {there}")
    desk.get_by_label("Year", exact=True).fill("2015")
    desk.get_by_label("Month", exact=True).fill("4")
    desk.get_by_label("Day", exact=True).fill("3")
    desk.locator("main").get_by_role("button", name="Search", exact=True).click()
    expect(desk.locator("#mash-found")).to_contain_text("Looks like the same person")
    expect(desk.locator("#mash-found")).to_contain_text("Same date of birth")
    desk.locator("#mash-found").get_by_role(
        "button", name=re.compile(f"It is this child.*Mohammed {there}")
    ).first.click()
    read(desk, f"Mohammed {there}")
    with at_the_records(), acting_as(make.intake()):
        assert Contact.objects.get(named_as=f"Muhammad {heard}").child_id == known.pk
        assert not Person.objects.filter(surname=heard).exists()
