"""W10: a mother asks for everything about her and her son, and disputes one line. Five minutes of an officer's and a manager's work."""

from datetime import date

import pytest
from playwright.sync_api import expect

from breakwater.casework.cases import operations as cases
from breakwater.casework.chronology import operations as chronology
from breakwater.casework.models import Participant
from breakwater.delivery.information_rights.gathering import operations as gathering
from breakwater.delivery.information_rights.models import RightsRequest
from breakwater.foundation.dates.partial import PartDate
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.access.acting import actor_of
from breakwater.partnership.organisations.models import User
from breakwater.partnership.people.records.operations import people
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.filling import Hand

pytestmark = [pytest.mark.browser, pytest.mark.slow]
TUESDAY = date(2026, 11, 24)
LINE = "Mother was not at home; Grandfather Ambrose Tollgate opened"


@pytest.fixture
def family(town, width, at_the_records):
    """A mother, her son and his grandfather in one case, with a line about a visit."""
    then = town.is_now(TUESDAY, 9)
    surname = f"Sluice{'gate' if width == 320 else 'way'}"
    with at_the_records():
        if "governance" not in town.posts:
            user = User.objects.create(email="imani@example.org", name="Imani Governs", password="!")
            town.posts["governance"] = make.membership(
                "information_governance", of=make.team("Information governance"), user=user
            )
        with acting_as(make.intake()) as by:
            told = [
                ("Lena", surname, PartDate(1995, 4, 5)),
                ("Kit", surname, PartDate(2019, 3, 3)),
                ("Ambrose", "Tollgate", PartDate(1950, 7, 9)),
            ]
            family = [
                people.enter_person(
                    area=make.area(), facts=people.NewPerson(forename=forename, surname=name, born=born), by=by, at=then
                )
                for forename, name, born in told
            ]
            capacities = (Participant.Capacity.PARENT, Participant.Capacity.CHILD, Participant.Capacity.OTHER)
            case = cases.open_case(
                kind="referral",
                area=make.area(),
                team=town.teams["mash"],
                by=by,
                at=then,
                people=list(zip(family, capacities, strict=True)),
            )
            chronology.record(what=LINE, kind="visit", by=by, at=then, case=case, person=family[1])
    return surname, family[1].public_id


def test_she_has_her_copy_without_what_is_others_and_her_words_stand_beside_the_line(
    family, town, at_the_records, device, read
):
    surname, son = family
    officer, manager = Hand(device("governance")), Hand(device("manager"))
    desk, other = officer.page, manager.page

    desk.goto("/information-requests/")
    read(desk, "Information requests")
    officer.presses("Log a request")
    read(desk, "Log a request")
    officer.chooses("What do they ask for?", "Copy of what is held")
    officer.chooses("Who asks?", "A parent or carer, about a child (and themselves)")
    officer.types("Their name", f"Lena {surname}")
    officer.types("Who is it about?", f"Lena {surname}\nKit {surname}")
    officer.types("What do they ask for, in their words?", "Everything about me and my son. I was at home that day.")
    for part, value in (("Day", "24"), ("Month", "11"), ("Year", "2026")):
        officer.types(part, value, exact=True)
    officer.chooses("How did it come?", "Letter")
    officer.presses("Save")
    officer.follows("Verify who asks, and why they may")
    read(desk, "Verify who asks")
    officer.types("How did you check who asks?", "Passport seen")
    officer.chooses("Why may they ask?", "The child cannot yet exercise the right, and this is in the child’s interest")
    officer.types("What did you judge that on?", "He is seven")
    officer.types("Where is the answer to go?", "By hand")
    officer.chooses("Did they say that nobody else reads what is sent there?", "Yes")
    officer.presses("Save")
    officer.follows("Name the second person")
    read(desk, "Name the second person")
    officer.selects("Who is the second person?", "Morgan Manager, MASH manager, MASH")
    officer.presses("Ask them")

    with at_the_records(), acting_as(actor_of(town.posts["governance"])):
        one = RightsRequest.objects.order_by("-pk").first()
    other.goto(f"/information-requests/{one.public_id}/approve/")
    read(other, "Approve what is gathered")
    expect(other.get_by_role("checkbox").first).not_to_be_checked()  # no record is chosen for whoever approves
    for name in (f"Lena {surname}", f"Kit {surname}"):
        other.get_by_label(name).check()
        manager.clicks += 1
    manager.presses("Approve")
    with at_the_records(), acting_as(actor_of(town.posts["governance"])) as by:
        gathering.gather(one.pk, by=by, at=town.is_now(TUESDAY, 10))

    desk.goto(f"/information-requests/{one.public_id}/")
    read(desk, one.reference)
    officer.follows("Look at what is masked")
    read(desk, "What is given, and what is masked")
    expect(desk.locator("mark").filter(has_text="Ambrose Tollgate").first).to_be_visible()
    row = desk.locator("section", has_text="Mother was not at home").last
    row.get_by_role("link", name="Note that this is disputed").click()
    read(desk, "Note that this is disputed")
    officer.types("Who says so?", "the child’s mother")
    officer.types("What do they say, in their own words?", "I was at home that day")
    officer.chooses("Is its use restricted while it is looked into?", "Yes")
    officer.presses("Put it beside the record")
    officer.presses("Send to be checked")
    officer.types("Note for the second person", "The keepers have had a week")
    officer.presses("Send")

    other.goto(f"/information-requests/{one.public_id}/check/")
    read(other, "Check what is masked")
    manager.presses("Approve what is masked")
    desk.goto(f"/information-requests/{one.public_id}/")
    officer.follows("Give the copy")
    read(desk, "Give the copy")
    officer.chooses("How is it given?", "Printed, handed over in person")
    officer.chooses("Is this the way that was agreed with them, and does nobody else read what comes there?", "Yes")
    with desk.expect_download() as download:
        officer.presses("Download and record as given")
    assert download.value.suggested_filename == f"{one.reference}.pdf"
    desk.goto(f"/information-requests/{one.public_id}/")
    read(desk, one.reference)
    expect(desk.locator("main")).to_contain_text("Given")

    other.goto(f"/people/{son}/chronology/")
    read(other, "Chronology")
    expect(other.locator("main")).to_contain_text("I was at home that day")
    assert officer.minutes + manager.minutes < 5, (officer, manager)
