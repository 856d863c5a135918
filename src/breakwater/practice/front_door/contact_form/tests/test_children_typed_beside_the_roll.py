"""A child picked from a school's own verified roll is that school's; one typed beside them is not, until somebody says so (SG-21)."""

from datetime import date

import pytest
from django.utils import timezone

from breakwater.casework.recording.models import Answers
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.access.acting import actor_of
from breakwater.partnership.people.models import Enrolment
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.browsers import signed_in
from breakwater_dev.testing.telling import front_door

HERE, THERE = "Invented Primary", "Invented Nursery"


@pytest.fixture
def school(db):
    front_door()
    return make.team("Safeguarding", of=make.organisation(HERE, kind="SCHOOL"))


@pytest.fixture
def dsl(school):
    return make.membership("dsl", of=school)


@pytest.fixture
def form(dsl, school):
    """A browser and a form into which one child of the roll was put, and then a brother was typed."""
    day = timezone.localdate()
    with acting_as(make.intake()):
        ana = make.person("Ana", "Fish", born_on=date(2016, 3, 1), born_precision="DAY")
        Enrolment.objects.create(
            person=ana,
            school=school.organisation,
            team=school,
            starts_on=date(2020, 1, 1),
            verified_on=day,
            verified_by=make.intake(),
        )
    browser = signed_in(dsl)
    here = browser.post("/contacts/new/")["Location"]
    browser.post(f"{here}roll/", {"child": [ana.public_id]})
    ana_row, *_ = rows(dsl)
    sent = {
        "children-count": "2",
        "children-0-row": ana_row["_row"],
        "children-0-child_first_name": "Ana",
        "children-0-child_family_name": "Fish",
        "children-0-child_age_known": "born",
        "children-0-child_born-day": "1",
        "children-0-child_born-month": "3",
        "children-0-child_born-year": "2016",
        "children-0-child_role": "focus",
        "children-0-child_sex": "f",
        "children-1-child_first_name": "Ben",
        "children-1-child_family_name": "Fish",
        "children-1-child_age_known": "not_known",
        "children-1-child_sex": "m",
        "children-1-child_role": "sibling",
    }
    assert browser.post(f"{here}children/", sent).status_code == 302
    return browser, here


def values(dsl) -> dict:
    with acting_as(actor_of(dsl)):
        return Answers.objects.get().values


def rows(dsl) -> list[dict]:
    return values(dsl)["children"]


def schools(dsl) -> list[str]:
    """The school of each child of the form, in their order."""
    said = values(dsl).get("child_school", {}).get("each", {})
    return [said.get(row["_row"], said.get("all", {})).get("name", "") for row in rows(dsl)]


def test_sg_21_a_brother_typed_beside_a_pupil_does_not_take_on_the_school(form, dsl):
    browser, here = form
    assert schools(dsl) == [HERE, ""]
    page = browser.get(f"{here}home/").content.decode()
    ana = rows(dsl)[0]["_row"]
    shown = {
        name: page.split(f'name="{name}"')[1].split(">")[0] for name in (f"child_school-{ana}", "child_school-all")
    }
    assert HERE in shown[f"child_school-{ana}"]
    assert HERE not in shown["child_school-all"]
    own = {f"child_school-{ana}": HERE, f"child_school-{ana}-pick": "as_typed", "child_address-all": "1 Invented Road"}
    assert browser.post(f"{here}home/", own).status_code == 302
    assert schools(dsl) == [HERE, ""]


def test_sg_21_what_was_said_of_all_is_not_said_of_a_child_typed_afterwards(form, dsl):
    browser, here = form
    sent = {"child_school-all": THERE, "child_school-all-pick": "as_typed", "child_address-all": "1 Invented Road"}
    browser.post(f"{here}home/", sent)
    assert schools(dsl) == [THERE, THERE]
    with acting_as(actor_of(dsl)):
        held = Answers.objects.get()
        held.values["children"].append({"_row": "abc", "child_first_name": "Cam"})
        held.save(update_fields=["values"])
    assert schools(dsl) == [THERE, THERE, ""]
    assert values(dsl)["child_address"]["each"].keys() == {"all"}  # a home is shared with whoever comes to it


def test_what_was_typed_is_kept_when_the_roll_is_opened_without_script(form, dsl):
    browser, here = form
    ana, ben = rows(dsl)
    sent = {
        "children-count": "2",
        "children-0-row": ana["_row"],
        "children-0-child_first_name": "Ana",
        "children-1-row": ben["_row"],
        "children-1-child_first_name": "Benjamin",
        "roll": "1",
    }
    assert browser.post(f"{here}children/", sent)["Location"] == f"{here}roll/"
    assert rows(dsl)[1]["child_first_name"] == "Benjamin"
    assert b'value="Benjamin"' in browser.get(f"{here}children/").content
