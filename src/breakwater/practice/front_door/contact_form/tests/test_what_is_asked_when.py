"""Which sections and questions answers call for: the holiday, an unborn child, identifiers, purposes, each parent (FD 1.4)."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from breakwater.casework.recording import answers
from breakwater.casework.recording.parser import load
from breakwater.casework.thresholds import operations as thresholds
from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.front_door.models import Contact
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.browsers import signed_in
from breakwater_dev.testing.telling import CONTACT_PAGES, contacts, fill_in, front_door, words

FORM, _ = load(Path(__file__).parents[2] / "questions" / "contact.yaml")


def sections(**values) -> list[str]:
    return [page.key for page in answers.visible_pages(FORM, values)]


@pytest.fixture
def door(db):
    return front_door()


@pytest.fixture
def sender(door):
    return make.membership("dsl", of=make.team("Safeguarding", of=make.organisation("Invented Primary", kind="SCHOOL")))


def test_sections_that_a_purpose_does_not_need_are_not_asked():
    assert not {"help", "support", "injuries", "dispensing"} & set(sections(purpose="information"))
    assert {"help", "support"} <= set(sections(purpose="early_help"))
    assert "support" not in sections(purpose="safeguarding", tier_view="t4")
    assert "injuries" in sections(concern_types=["physical"])


def test_each_indicator_of_the_thresholds_says_what_it_is_about_and_all_stand_folded(sender):
    now = timezone.now()
    with acting_as(make.actor("business_manager", of=make.team("Partnership office"))) as by:
        draft = thresholds.begin_draft(area=make.area(), by=by, at=now)
        until = now.date() + timedelta(days=300)
        thresholds.release(edition=draft, starts_on=now.date(), review_by=until, by=by, at=now)
    desk = signed_in(sender)
    page = desk.get(f"{desk.post('/contacts/new/').url}help/").content.decode()
    assert "Tier 4, support: None" in page  # "None" alone would say nothing
    fold = page.index("Tick what you see from the thresholds document")
    assert fold < page.index("Tier 2, education") < page.index("</details>", fold) < page.index("What do you hope for?")


def test_in_the_last_ten_school_days_of_a_term_a_school_says_how_to_reach_it_in_the_holiday(sender):
    def begin():
        return signed_in(sender).post("/contacts/new/")["Location"]

    today = timezone.localdate()
    assert "in the holiday" not in words(signed_in(sender).get(f"{begin()}you/"))
    sender.team.area.terms.create(label="Now", starts_on=today - timedelta(days=60), ends_on=today + timedelta(days=6))
    assert "in the holiday" in words(signed_in(sender).get(f"{begin()}you/"))


def test_an_unborn_child_has_an_expected_date_and_no_date_of_birth(sender):
    desk = signed_in(sender)
    here = desk.post("/contacts/new/")["Location"]
    due = timezone.localdate() + timedelta(days=90)
    baby = {
        "children-count": "1",
        "children-0-child_first_name-instead": "not_applicable",
        "children-0-child_family_name": "Fish",
        "children-0-child_age_known": "unborn",
        "children-0-child_sex": "not_known",
        "children-0-child_role": "focus",
        "children-0-child_expected-day": due.day,
        "children-0-child_expected-month": due.month,
        "children-0-child_expected-year": due.year,
    }
    fill_in(desk, here, {"safety": {"immediate_danger": "yes"}, "children": baby})
    desk.post(f"{here}send/")
    [contact] = contacts()
    assert isinstance(contact, Contact)
    assert (contact.named_as, contact.born_as_told) == ("Unborn child: Fish", "")


def test_a_number_that_cannot_be_right_is_told_and_may_be_left_out_with_a_reason(sender):
    desk = signed_in(sender)
    here = desk.post("/contacts/new/")["Location"]
    page = desk.post(f"{here}children/", CONTACT_PAGES["children"] | {"children-0-child_nhs_number": "943 476 5918"})
    assert "There is a problem" in words(page)
    fill_in(desk, here, {"children": CONTACT_PAGES["children"] | {"children-0-child_nhs_number": "999 000 0018"}})


def test_each_birth_parent_and_each_adult_who_sleeps_there_is_asked_after_and_not_asked_is_another_answer():
    asked = {question.key: question for _, question in FORM.questions()}
    for key in ("birth_mother", "birth_father", "others_sleeping"):
        assert {"not_known", "not_asked"} <= {state.value for state in asked[key].states}
        assert asked[key].required == "unless_in_danger"


def test_no_question_of_the_form_looks_people_up_while_they_are_typed():
    every = [each for _, question in FORM.questions() for each in (question, *question.questions)]
    assert {each.source for each in every if each.kind in ("person", "pick", "group") and each.source} == {
        "front_door.managers"
    }
