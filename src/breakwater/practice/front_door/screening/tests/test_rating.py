"""How urgent a contact is: floors from facts, who may rate lower, and the MASH's own times beside the statutory one."""

from datetime import date, time, timedelta

import pytest
from django.utils import timezone

from breakwater.casework.models import Clock
from breakwater.foundation.dates.london_time import moment
from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.front_door.models import Rating
from breakwater.practice.front_door.screening.operations import rating
from breakwater.practice.front_door.screening.rating_floors import Floor, facts_answered, floor_of
from breakwater.practice.front_door.screening.repeat_contacts import Repeat
from breakwater_dev.testing import factories as make


@pytest.mark.parametrize(
    ("facts", "in_danger", "repeat", "floor"),
    [
        ((), False, None, ""),
        ((), True, None, "RED"),
        (("baby_injury",), False, None, "RED"),
        (("abuser_has_access",), False, None, "RED"),
        ((), False, Repeat(2, 1), ""),
        ((), False, Repeat(3, 1), "AMBER"),
        (("sibling_removed",), False, None, "AMBER"),
        (("baby_and_domestic_abuse",), False, None, "AMBER"),
        (("looked_after_missing",), False, None, "AMBER"),
        (("afraid_to_go_home",), False, None, "AMBER"),
        (("afraid_to_go_home", "baby_injury"), False, Repeat(4, 2), "RED"),
    ],
)
def test_tr_06_facts_set_the_lowest_rating_and_say_why(facts, in_danger, repeat, floor):
    found = floor_of(facts=facts, in_danger=in_danger, repeat=repeat)
    assert found.rag == floor
    assert bool(found.because) is bool(floor)


def test_answers_of_the_contact_form_state_the_facts():
    assert facts_answered({"baby_injury": "yes"}) == {"baby_injury"}
    adult = {"adult_flags": ["alleged_harm"], "adult_lives_with_child": "yes"}
    assert facts_answered({"concern_types": ["sexual"], "family": [adult]}) == {"abuser_has_access"}
    assert facts_answered({"concern_types": ["sexual"], "family": [adult | {"adult_lives_with_child": "no"}]}) == set()
    baby = {"child_age_known": "about", "child_age": 0}
    assert facts_answered({"concern_types": ["domestic_abuse"], "children": [baby]}) == {"baby_and_domestic_abuse"}
    assert facts_answered({}) == set()


def test_blue_lies_below_every_floor():
    assert Floor("AMBER", ("x",)).is_above("BLUE")
    assert not Floor().is_above("BLUE")


def rate(contact, by, rag, **more):
    with acting_as(by):
        return rating.rate(contact=contact, rag=rag, reason="Because", by=by, at=more.pop("at", timezone.now()), **more)


def running(contact, by) -> set[str]:
    with acting_as(by):
        return set(Clock.objects.running().filter(case=contact.case_id).values_list("rule", flat=True))


def test_tr_05_anyone_rates_red_and_only_a_manager_comes_down_from_it(screener, manager, contact_arrives):
    contact = contact_arrives()
    rate(contact, screener, "RED")
    with pytest.raises(rating.RatingNeedsAManager):
        rate(contact, screener, "GREEN")
    rate(contact, manager, "AMBER")
    rate(contact, screener, "RED")


def test_tr_04_every_change_of_a_rating_is_on_record_with_its_override(manager, contact_arrives):
    contact = contact_arrives(immediate_danger=True)
    with pytest.raises(rating.OverrideNotSaid):
        rate(contact, manager, "BLUE")
    rate(contact, manager, "BLUE", overrides=True, evidence="The police saw the child")
    with acting_as(manager):
        kept = Rating.objects.get(contact=contact)
    assert (kept.rag, kept.before, kept.floor, kept.is_override, kept.evidence) == (
        "BLUE",
        "",
        "RED",
        True,
        "The police saw the child",
    )
    assert "in danger now" in kept.floor_because


def test_tr_01_the_times_of_a_rating_run_beside_the_statutory_one(screener, manager, contact_arrives):
    contact = contact_arrives()
    assert running(contact, screener) >= {"front_door.decision", "front_door.basic_checks", "front_door.first_rating"}
    rate(contact, screener, "AMBER")
    assert "front_door.first_rating" not in running(contact, screener)
    assert running(contact, screener) >= {"front_door.decision", "front_door.rated_amber"}
    rate(contact, screener, "RED")
    assert "front_door.rated_amber" not in running(contact, screener)
    assert running(contact, screener) >= {"front_door.decision", "front_door.rated_red"}
    rate(contact, manager, "BLUE")
    assert not {rule for rule in running(contact, screener) if rule.startswith("front_door.rated")}
    assert "front_door.decision" in running(contact, screener)


def test_red_is_four_hours_worked_past_closing_and_an_upgrade_counts_from_itself(mash, screener, contact_arrives):
    friday = moment(date(2026, 11, 20), time(15, 30))
    contact, later = contact_arrives(at=friday), contact_arrives(at=friday)
    rate(contact, screener, "RED", at=friday + timedelta(minutes=20))
    rate(later, screener, "GREEN", at=friday + timedelta(minutes=20))
    rate(later, screener, "RED", at=friday + timedelta(hours=3))
    with acting_as(screener):
        due = [Clock.objects.get(case=each.case_id, rule="front_door.rated_red").due_at for each in (contact, later)]
        statutory = Clock.objects.get(case=contact.case_id, rule="front_door.decision").due_on
    assert due == [friday + timedelta(hours=4), friday + timedelta(hours=7)]
    assert statutory == date(2026, 11, 23)


def test_a_child_in_danger_is_rated_within_half_an_hour(screener, contact_arrives):
    contact = contact_arrives(immediate_danger=True)
    with acting_as(screener):
        clock = Clock.objects.get(case=contact.case_id, rule="front_door.first_rating_now")
    assert clock.due_at - clock.started_at == timedelta(minutes=30)


def test_the_third_contact_in_twelve_months_is_amber_at_least(screener, contact_arrives):
    child = make.person("Sam", "Sample")
    for days in (40, 20):
        contact_arrives(child=child, days_ago=days)
    contact = contact_arrives(child=child)
    with pytest.raises(rating.RatingNeedsAManager) as refused:
        rate(contact, screener, "GREEN")
    assert refused.value.floor.because == "3rd contact in 12 months"
