"""Who a pupil is whom another school tells of: the same child, however either school spells the name, and what is told stays theirs (SG-15)."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.child_on_child.assessments import lookup as plan_lookup
from breakwater.practice.child_on_child.incidents import lookup
from breakwater.practice.child_on_child.incidents.operations import notices, opening, support
from breakwater.practice.child_on_child.incidents.operations.of_child import kept_from
from breakwater.practice.child_on_child.models import Decision, IncidentChild, PoliceUpdate, SchoolNotice
from breakwater_dev.testing import plans
from breakwater_dev.testing.incidents import WORDS, a_pupil, a_school, child_in, elsewhere, opened, told, with_police

from .test_what_schools_go_on_telling import at, main, moves, police_say, two

__all__ = ["two"]


@pytest.fixture
def spelled(dsl, other_dsl, other_school):
    """The other school has the pupil as Blaise Sample, we picked Blaze Sampel from our roll; and what it told us of him."""
    own = opened(other_dsl)
    his = child_in(own, "ALLEGED", other_dsl)
    facts = opening.ChildFacts("ALLEGED", person=a_pupil(other_school, "Blaze", "Sampel"))
    with acting_as(other_dsl) as by:
        opening.change_child(his, facts, sure="His tutor", by=by, at=timezone.now())
    made = opened(dsl)
    police = with_police(made, dsl)
    child = elsewhere(made, other_school, dsl)
    return own, his, police, child, told(child, dsl)


def test_sg_15_a_pupil_whom_the_schools_spell_differently_is_entered_once_and_stays_the_same(
    signed_in, spelled, dsl, other_dsl
):
    own, his, police, child, notice = spelled
    browser, page = signed_in(other_dsl), at("add_notice", notice)
    asked = main(browser.post(page, {"incident": own.public_id}))
    assert "Who of this incident is Blaise Sample?" in asked
    assert "Blaze Sampel, child alleged to have caused harm" in asked
    assert browser.post(page, {"incident": own.public_id, "pupil": his.public_id}).url == at("incident", own)
    with acting_as(other_dsl):
        assert own.children.count() == 2
        assert Decision.objects.filter(incident=own, kind="PUPIL").count() == 2
    police_say(police, dsl, child=child)  # bail that binds him
    later = told(child, dsl, "Bail", at=timezone.now() + timedelta(minutes=2))
    with acting_as(other_dsl) as by:
        notices.receive(later, by=by, at=timezone.now())
        assert PoliceUpdate.objects.get(state="BAIL").child == his


def test_sg_27_who_must_not_be_told_and_the_measures_stay_with_a_pupil_who_is_spelled_otherwise(
    signed_in, two, dsl, other_dsl, other_school
):
    """She moves here, is added to the incident that we have, and is picked from our roll by another spelling."""
    made, *_, theirs = two
    harmed = child_in(made, "HARMED", dsl)
    plans.in_force(harmed, dsl)
    with acting_as(dsl) as by:
        facts = support.ParentFacts("Her father", "RISK", why="She is afraid of him.")
        support.add_parent(harmed, facts, key=uuid4(), by=by, at=timezone.now())
        known = support.ParentFacts("Her mother", "TOLD", "Dana Lead", timezone.localdate())
        support.add_parent(harmed, known, key=uuid4(), by=by, at=timezone.now())
    along = {"along": ("incident", "measures", "wish"), "despite": "Both agreed", "both_safe": "Separate stairs"}
    notice = moves(harmed, dsl, other_school.organisation, **along)
    with acting_as(other_dsl) as by:
        notices.add_to_incident(notice, incident=theirs, by=by, at=timezone.now())
        hers, his = child_in(theirs, "HARMED", other_dsl), child_in(theirs, "ALLEGED", other_dsl)
        pupil = a_pupil(other_school, "Ambre", "Exemple")
        picked = opening.ChildFacts("HARMED", person=pupil)
        opening.change_child(hers, picked, sure="Her mother", by=by, at=timezone.now())
        hers, his = (IncidentChild.objects.get(pk=each.pk) for each in (hers, his))
        assert kept_from(hers) == [("Her father", "She is afraid of him")]
        assert kept_from(his) == []
        whats = [each["what"] for each in plan_lookup.measures_to_take_over(hers, [])]
        assert whats == [each["what"] for each in notice.known["measures"]] != []
        assert plan_lookup.measures_to_take_over(his, []) == []
    browser = signed_in(other_dsl)
    assert "Her father: She is afraid of him" in main(browser.get(at("child", hers)))
    assert "Her father" not in main(browser.get(at("child", his)))
    assert "Her mother: told on" in main(browser.get(at("notice", notice)))


def test_pl_9_8_what_the_child_said_when_they_told_somebody_goes_to_the_new_school_where_it_is_ticked(
    dsl, other_dsl, other_school
):
    child = child_in(opened(dsl), "HARMED", dsl)
    assert "wish" not in moves(child, dsl, other_school.organisation, along=("incident",)).known
    notice = moves(child, dsl, a_school("Third School").organisation, along=("incident", "wish"))
    assert [each["words"] for each in notice.known["wish"]["views"]] == [WORDS]


def test_sg_15_a_pupil_who_is_nobody_of_the_incident_is_added_once_that_is_said(signed_in, spelled, other_dsl):
    own, his, _, _, notice = spelled
    with acting_as(other_dsl) as by, pytest.raises(notices.WhoIsIt):
        notices.add_to_incident(notice, incident=own, by=by, at=timezone.now())
    answer = {"incident": own.public_id, "pupil": notices.NOBODY_YET}
    assert signed_in(other_dsl).post(at("add_notice", notice), answer).url == at("incident", own)
    with acting_as(other_dsl):
        assert own.children.count() == 3
        assert SchoolNotice.objects.get().about.named_as == "Blaise Sample"


def test_a_notice_that_says_that_the_child_affected_is_12_makes_it_owed_in_our_incident(dsl, other_dsl, other_school):
    own = opened(other_dsl, "PHYSICAL")
    made = opened(dsl, "PHYSICAL")
    child = child_in(made, "HARMED", dsl)
    today_is = timezone.localdate()
    born = today_is.replace(year=today_is.year - 12, day=1)
    with acting_as(dsl) as by:
        facts = opening.ChildFacts("HARMED", "Amber Example", born=born, school=other_school.organisation)
        child = opening.change_child(child, facts, by=by, at=timezone.now())
    notice = told(child, dsl)
    with acting_as(other_dsl) as by:
        notices.add_to_incident(notice, incident=own, by=by, at=timezone.now())
        hers = child_in(own, "HARMED", other_dsl)
        assert (hers.born, hers.is_under_13) == (born, "YES")
        due = [each.words for each in lookup.due_of(lookup.whole(own), london_date(timezone.now())) if each.is_urgent]
    assert {"Report to the police now", "Refer to children’s social care now"} <= set(due)
