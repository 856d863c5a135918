"""Words alone to a child under 13: told to police and social care, unless two people decide otherwise for a reason (PL 9.3, issue 18)."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.child_on_child.closing import operations as closing
from breakwater.practice.child_on_child.codes import REFERRAL
from breakwater.practice.child_on_child.incidents import lookup
from breakwater.practice.child_on_child.incidents.operations import duty, notices, opening, routes, weighing
from breakwater.practice.child_on_child.models import Incident
from breakwater.practice.child_on_child.models.incidents import Category
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.incidents import child_in, elsewhere, opened, referred, reported, told, with_police
from breakwater_dev.testing.telling import words


def at(name, thing) -> str:
    return reverse(f"child_on_child:{name}", args=[thing.public_id])


@pytest.fixture
def made(dsl):
    return opened(dsl, "VERBAL", report=reported(dsl, wish="NO_ACTION", under_13="YES"))


def urgent(made, dsl) -> list[str]:
    with acting_as(dsl):
        return [each.words for each in lookup.due_of(lookup.whole(made), london_date(timezone.now())) if each.is_urgent]


def weighs(made, by_whom, *, tells: bool):
    with acting_as(by_whom) as by:
        return weighing.weigh(made, tells=tells, why="Said once, between friends of one age", by=by, at=timezone.now())


def agrees(made, by_whom):
    with acting_as(by_whom) as by:
        return duty.agree(made, by=by, at=timezone.now())


def manages(made, dsl):
    with acting_as(dsl) as by:
        return routes.add_route(made, routes.RouteFacts("Once"), kind="INTERNAL", by=by, at=timezone.now())


def test_every_category_is_in_the_rule_once_with_its_source_and_its_day():
    under = REFERRAL["under_13"]
    assert sorted([*REFERRAL["always"], *under["always"], *under["weighed"]]) == sorted(Category.values)
    assert REFERRAL["source"]
    assert REFERRAL["review_by"] > date(2026, 11, 29)


def test_it_is_open_until_two_people_have_decided_whatever_the_child_wishes(school, dsl, made):
    assert urgent(made, dsl) == [lookup.WEIGH]
    with pytest.raises(routes.WeighFirst):
        manages(made, dsl)
    weighs(made, dsl, tells=False)
    assert urgent(made, dsl) == [lookup.WEIGH]
    with pytest.raises(duty.NotYourOwn):
        agrees(made, dsl)
    with acting_as(dsl) as by, pytest.raises(closing.StillRuns):
        closing.close(made, considered={}, by=by, at=timezone.now())
    agrees(made, make.actor("dsl", of=school))
    assert urgent(made, dsl) == []
    assert manages(made, dsl).kind == "INTERNAL"


def test_decided_to_tell_is_owed_like_any_other(mash, dsl, made):
    weighs(made, dsl, tells=True)
    assert urgent(made, dsl) == ["Report to the police now", "Refer to children’s social care now"]
    with pytest.raises(routes.OthersFirst):
        manages(made, dsl)
    with pytest.raises(weighing.NothingToWeigh):
        weighs(made, dsl, tells=False)


def test_who_told_both_has_nothing_to_decide(mash, dsl, made):
    with_police(made, dsl)
    referred(child_in(made, "HARMED", dsl), dsl)
    assert lookup.WEIGH not in urgent(made, dsl)


@pytest.mark.parametrize("what", [{"category": "PHYSICAL"}, {"category": "VERBAL", "has_images": True}])
def test_what_was_agreed_of_words_does_not_hold_for_an_act_or_an_image(school, dsl, made, what):
    weighs(made, dsl, tells=False)
    agrees(made, make.actor("dsl", of=school))
    with acting_as(dsl) as by:
        facts = opening.IncidentFacts(**{"place": "CORRIDOR"} | what)
        opening.describe(made, facts, revision=1, by=by, at=timezone.now())
    assert "Report to the police now" in urgent(made, dsl)


def test_another_child_under_13_is_decided_of_anew(school, dsl, made):
    weighs(made, dsl, tells=False)
    agrees(made, make.actor("dsl", of=school))
    with acting_as(dsl) as by:
        opening.add_child(made, opening.ChildFacts("HARMED", "Cleo Young", is_under_13="YES"), by=by, at=timezone.now())
    assert urgent(made, dsl) == [lookup.WEIGH]


def test_what_was_proposed_before_another_child_was_known_of_is_not_agreed_to(school, dsl, made):
    weighs(made, dsl, tells=False)
    with acting_as(dsl) as by:
        opening.add_child(made, opening.ChildFacts("HARMED", "Cleo Young", is_under_13="YES"), by=by, at=timezone.now())
    with pytest.raises(duty.NothingToAgree):
        agrees(made, make.actor("dsl", of=school))
    assert urgent(made, dsl) == [lookup.WEIGH]


def test_violence_that_becomes_words_is_still_decided_by_two(school, dsl):
    made = opened(dsl, "ASSAULT", report=reported(dsl, under_13="YES"))
    with acting_as(dsl) as by:
        facts = opening.IncidentFacts("VERBAL", "CORRIDOR")
        opening.describe(made, facts, why="Misheard", revision=1, by=by, at=timezone.now())
    assert urgent(made, dsl) == [lookup.WEIGH]


def test_what_another_school_tells_of_an_incident_we_have_counts_as_well(dsl, other_dsl, other_school, made):
    """Ours has the child alleged alone: theirs knows that who was affected is under 13."""
    own = opened(other_dsl, "VERBAL", report=reported(other_dsl))
    assert urgent(own, other_dsl) == []
    notice = told(elsewhere(made, other_school, dsl), dsl)
    with acting_as(other_dsl) as by:
        notices.add_to_incident(notice, incident=own, by=by, at=timezone.now())
    assert lookup.WEIGH in urgent(own, other_dsl)


def test_the_page_says_the_rule_its_source_and_its_day_and_keeps_both_names(signed_in, school, dsl, made):
    browser, second = signed_in(dsl), make.actor("dsl", of=school)
    page = words(browser.get(at("weigh", made)))
    assert REFERRAL["source"] in page
    assert "31 August 2027" in page
    assert "Enter why" in words(browser.post(at("weigh", made), {"tells": "no"}))
    browser.post(at("weigh", made), {"tells": "no", "why": "Said once"})
    assert at("agree_to_less", made) in signed_in(second).get(at("incident", made)).content.decode()
    signed_in(second).post(at("agree_to_less", made), {})
    history = words(signed_in(dsl).get(at("incident", made)))
    assert second.membership.user.name in history
    assert "need not be told: Sexual comments" in history
    with acting_as(dsl):
        assert Incident.objects.get(pk=made.pk).weighed_at
