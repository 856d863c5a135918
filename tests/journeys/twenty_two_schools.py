"""A co-ordinator's fortnight with 22 schools of 12 pupils: checked, released, rung; every interaction counted at a browser.

Not of the usual run: `python tests/effort/count.py twenty_two_schools` runs it and prints the count. An interaction is a click, a key
command, or filling one box.
"""

import json
import os
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest

from breakwater.foundation.dates.partial import PartDate
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import SchoolTerm, ServiceName
from breakwater.partnership.people.intake.lists.operations import applying, registering
from breakwater.partnership.people.intake.lists.operations.registering import ListFacts
from breakwater.partnership.people.intake.operations.entries import Upload
from breakwater.partnership.people.records.operations import circumstances, people
from breakwater.practice.education.lists.operations import building
from breakwater_dev.testing import factories as make
from breakwater_dev.testing import rolls

pytestmark = [pytest.mark.browser, pytest.mark.slow]
DAY = date(2026, 9, 22)
SCHOOLS, PUPILS = int(os.environ.get("EFFORT_SCHOOLS", "22")), 12
AIM_A_SCHOOL, AIM_A_PUPIL = 10, 6
HEAD = "Child ID,UPN,Surname,Forename,DOB,Code,Start date,Worker"


class Hand:
    """What a co-ordinator does at the keyboard and with the mouse, counted by the part of the work it belongs to."""

    def __init__(self, page):
        self.page, self.part, self.counts, self.keystrokes = page, "", Counter(), 0

    def click(self, found) -> None:
        found.click()
        self.counts[self.part] += 1

    def go(self, found) -> None:
        """A click that leads to the next page."""
        with self.page.expect_navigation():
            self.click(found)

    def key(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.counts[self.part] += 1
        self.keystrokes += 1

    def fill(self, label: str, words: str) -> None:
        self.page.get_by_label(label).fill(words)
        self.counts[self.part] += 1
        self.keystrokes += len(words)


@pytest.fixture
def width() -> int:
    return 1280


@pytest.fixture
def patch_of_22(town, at_the_records):
    """The schools with a lead and a deputy each, and social care's list with twelve pupils of each."""
    began = town.is_now(DAY, 5)
    with at_the_records():
        SchoolTerm.objects.create(
            area=make.area(), label="Autumn", starts_on=date(2026, 9, 2), ends_on=date(2026, 12, 18)
        )
        town.teams["link"] = make.team("Link co-ordinators", service="education_link")
        town.posts["link"] = make.membership("link_coordinator", of=town.teams["link"])
        rows = []
        for number in range(SCHOOLS):
            team = make.team("Safeguarding", of=make.organisation(f"School {number:02d}", "SCHOOL"))
            make.membership("dsl", of=team)
            make.membership("dsl", of=team)
            rows += [_pupil(team, number * PUPILS + place, began) for place in range(PUPILS)]
        with acting_as(service_of(make.area(), ServiceName.LISTS)) as by:
            care = registering.make_list(
                make.area(),
                key="care",
                facts=ListFacts(
                    label="Social care",
                    about="SOCIAL_CARE",
                    organisation=town.teams["assessment"].organisation,
                    owner_name="Alex Allocated",
                ),
                owner=town.posts["social_worker"],
                by=by,
                at=began,
            )
            applying.take_in_at_once(
                care,
                upload=Upload("care.csv", "\n".join([HEAD, *rows]).encode()),
                as_at=DAY - timedelta(days=1),
                by=by,
                at=began,
            )
        building.build(area=make.area(), period=DAY, at=began)
    user = town.posts["link"].user
    with at_the_records():
        type(user).objects.filter(pk=user.pk).update(single_keys=True)


def _pupil(team, number: int, at) -> str:
    upn = rolls.number(number)
    name = f"Ada{chr(97 + number // 26)}{chr(97 + number % 26)}"
    with acting_as(make.intake()) as by:
        child = people.enter_person(
            area=make.area(),
            facts=people.NewPerson(forename=name, surname="Quayle", born=PartDate(2016, 5, 4)),
            by=by,
            at=at,
        )
        people.add_identifier(person=child, scheme="UPN", value=upn, by=by, at=at)
        circumstances.enrol(
            person=child, team=team, year_group="5", starts_on=date(2026, 9, 2), verified=True, by=by, at=at
        )
    return f"{number},{upn},Quayle,{name},04/05/2016,CPP,01/09/2026,Wren Worker"


def test_the_work_of_a_fortnight_is_counted(device, patch_of_22, town):
    town.is_now(DAY, 10)
    page = device("link")
    hand = Hand(page)
    hand.part = "check"
    page.goto("/lists/?patch=all")
    hand.go(page.locator("main table").get_by_role("link", name="School 00"))
    for _ in range(SCHOOLS):
        hand.go(page.get_by_role("button", name="Mark as checked"))
    hand.part = "release"
    page.goto("/lists/?patch=all")
    hand.go(page.get_by_role("button", name=f"Release the {SCHOOLS} checked"))
    town.is_now(DAY + timedelta(days=3), 10)
    hand.page = page = device("link")  # another morning: signed in again
    page.goto("/lists/calls/?patch=all")
    talked = 0
    for _ in range(SCHOOLS):
        hand.part = "school"
        hand.go(page.locator("#waiting").get_by_role("button").first)
        for place in range(PUPILS):
            hand.part = "pupil"
            hand.key("2")
            hand.fill("What was said", "Here every day. Quieter than before half-term, and sits with one friend.")
            if place % 3 == 0:
                hand.fill("What is to be done?", "Call the school nurse")
                hand.click(page.get_by_label("The school", exact=True))
            hand.go(page.get_by_role("button", name="Next"))
            talked += 1
        hand.part = "school"
        hand.fill("What was said", "Nothing new.")
        hand.go(page.get_by_role("button", name="Go to the end of the call"))
        hand.click(page.get_by_role("group", name="Who did you speak to?").get_by_role("checkbox").first)
        hand.go(page.get_by_role("button", name="End the call and send the letter"))
    of = hand.counts
    figures = {
        "schools": SCHOOLS,
        "pupils talked about": talked,
        "interactions": sum(of.values()),
        "keystrokes": hand.keystrokes,
        "a school": round((of["check"] + of["release"] + of["school"]) / SCHOOLS, 2),
        "a pupil": round(of["pupil"] / talked, 2),
    }
    print(json.dumps(figures))
    if wanted := os.environ.get("EFFORT_TO"):
        Path(wanted).write_text(json.dumps(figures))
    assert talked == SCHOOLS * PUPILS
    assert figures["a school"] <= AIM_A_SCHOOL
    assert figures["a pupil"] <= AIM_A_PUPIL
