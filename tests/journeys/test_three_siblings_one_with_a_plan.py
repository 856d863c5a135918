"""Scenario B: a school names three siblings, one of whom has a protection plan. Three contacts, one acknowledgement, three lines."""

import re
from datetime import date, time

import pytest
from playwright.sync_api import Page, expect

from breakwater.foundation.dates.london_time import moment, to_london
from breakwater.foundation.dates.partial import PartDate
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.people.records.operations import circumstances, people
from breakwater.practice.front_door.models import Contact, SocialCareChild
from breakwater.practice.front_door.social_care_list.operations import lists
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.filling import Hand, Story, sections_of

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LONG_AGO = date(2020, 1, 1)
DAYS = {1280: date(2026, 11, 17), 320: date(2026, 11, 24)}
REASONS = " ".join(["The children are safe at home and the family would welcome help with mornings and routines."] * 4)
HEAD = "as_at,child_id,forename,surname,date_of_birth,status,since,worker,team,phone"


@pytest.fixture
def siblings(town, at_the_records, width) -> tuple[str, ...]:
    """Three children on the school's roll; social care's list of this morning has the eldest with a plan."""
    then, surname = moment(LONG_AGO, time(9)), f"Threeways{'x' if width == 320 else ''}"
    made = []
    with at_the_records():
        with acting_as(make.intake()) as by:
            for number, forename in enumerate(("Ada", "Bel", "Cal")):
                born = PartDate(2013 + number, 4, 9)
                child = people.enter_person(
                    area=make.area(),
                    facts=people.NewPerson(forename=forename, surname=surname, born=born, sex="F"),
                    by=by,
                    at=then,
                )
                circumstances.enrol(
                    person=child,
                    team=town.teams["school"],
                    year_group="",
                    starts_on=LONG_AGO,
                    verified=True,
                    by=by,
                    at=then,
                )
                made.append((child, f"{surname}, {forename}, born {born.in_words()}"))
        drawn = moment(DAYS[width], time(7))
        row = f"{to_london(drawn):%Y-%m-%d %H:%M},B{width},Ada,{surname},2013-04-09,CP,2026-01-05,Wren Worker,Assessment team,01632 960002"
        with acting_as(make.intake()) as by:
            lists.take_in_at_once(
                area=make.area(),
                content=f"{HEAD}\n{row}".encode(),
                name="list.csv",
                by=by,
                at=drawn,
                many_may_leave=True,
            )
            lists.settle(child=SocialCareChild.objects.get(their_id=f"B{width}"), person=made[0][0], by=by, at=drawn)
    return tuple(words for _, words in made)


def test_three_siblings_are_three_contacts_with_one_acknowledgement_and_three_answers(
    device, town, read, advises, siblings, at_the_records, width
):
    surname = siblings[0].split(",")[0]
    town.is_now(DAYS[width], 10)
    school = device("dsl")
    story = Story(
        letter="T",
        pupils=siblings,
        address="3 Threeways",
        mother="Mia Threeways",
        views={f"{name} {surname}": "" if name != "Ada" else "I make the breakfast." for name in ("Ada", "Bel", "Cal")},
    )
    school.goto("/contacts/new/")
    hand = Hand(school)
    hand.presses("Begin")
    hand.follows("Immediate safety")
    for answer in sections_of(story).values():
        answer(hand)
        hand.presses()
    hand.presses("Send to the MASH")
    read(school, "We have your contact")
    reference = re.search(r"S-[-0-9A-Z]+", school.get_by_role("heading", level=1).inner_text())[0]
    lines = school.locator("#where")
    for name in ("Ada", "Bel", "Cal"):
        expect(lines).to_contain_text(f"{name} {surname}")

    with at_the_records(), acting_as(make.intake()):
        contacts = list(
            Contact.objects.select_related("case").filter(submission__reference=reference).order_by("position")
        )
        assert len(contacts) == 3
        assert [contact.case.clocks.filter(rule="front_door.decision").count() for contact in contacts] == [1, 1, 1]
    ada = next(contact for contact in contacts if contact.named_as.startswith("Ada"))

    desk = device("manager")
    passes_to_the_worker(desk, read, ada, surname)
    # The other two are screened on their own clocks, and decided alike.
    other = next(contact for contact in contacts if contact.pk != ada.pk)
    advises(desk, other.reference, REASONS, "Breakfast club goes on.")

    school.goto("/contacts/")
    read(school, "Contacts we made")
    rows = school.locator("tbody tr").filter(has_text=reference)
    expect(rows).to_have_count(3)
    expect(rows.filter(has_text="Passed to the allocated worker")).to_have_count(1)
    expect(rows.filter(has_text="Information or advice given")).to_have_count(2)
    expect(rows.filter(has_text="New answer")).to_have_count(3)
    rows.first.get_by_role("link").click()
    read(school, f"We have your contact {reference}")
    expect(school.locator("main")).to_contain_text("Breakfast club goes on.")
    expect(school.locator("main")).to_contain_text("If you disagree")
    expect(school.locator("main")).not_to_contain_text("protection plan")


def passes_to_the_worker(desk: Page, read, contact: Contact, surname: str) -> None:
    """The child with a plan goes to the worker of the open case, and no new referral is made."""
    desk.goto(f"/mash/contacts/{contact.reference}/")
    read(desk, f"Ada {surname}")
    desk.get_by_role("button", name="Allocate to me", exact=True).click()
    desk.locator("#rate-form").get_by_label("Amber").check()
    desk.locator("#rate-form").get_by_label("Why?").fill("A child with a plan; nothing new points to harm today.")
    desk.locator("#rate-form").get_by_role("button", name="Rate").click()
    desk.get_by_role("button", name="Pass it on", exact=True).click()
    read(desk, "Pass it to the worker of the open case")
    desk.get_by_role("button", name="Pass it on").click()
    expect(desk.locator("main")).to_contain_text("passed to")
