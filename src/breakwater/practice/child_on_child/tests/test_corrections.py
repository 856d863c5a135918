"""What was recorded wrongly is corrected for a reason: both stay, and whoever relied on the first looks again."""

import pytest
from django.urls import reverse
from django.utils import timezone

from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.child_on_child.assessments import lookup as plans_lookup
from breakwater.practice.child_on_child.incidents import lookup
from breakwater.practice.child_on_child.incidents.operations import corrections, opening, outcomes, routes
from breakwater.practice.child_on_child.models import (
    Decision,
    Incident,
    PoliceUpdate,
    ReviewCall,
    Route,
    SocialCareUpdate,
)
from breakwater_dev.testing import plans
from breakwater_dev.testing.incidents import child_in, opened, referred, with_police
from breakwater_dev.testing.telling import words

WRONG = "The officer said it of another case"


def at(name, thing) -> str:
    return reverse(f"child_on_child:{name}", args=[thing.public_id])


def police_say(route, dsl, state: str) -> Route:
    with acting_as(dsl) as by:
        facts = routes.PoliceFacts(state, london_date(timezone.now()))
        revision = Route.objects.get(pk=route.pk).revision
        return routes.record_police(route, facts, revision=revision, by=by, at=timezone.now())


def finds(incident, dsl, outcome: str, changed_why: str = ""):
    said = {"outcome": outcome, "outcome_why": "Nobody else saw", "changed_why": changed_why}
    with acting_as(dsl) as by:
        return outcomes.record_outcome(incident, **said, by=by, at=timezone.now())


def due(incident, dsl) -> list[str]:
    """What the plans of the incident wait for, as its page and Today say it."""
    with acting_as(dsl):
        on = london_date(timezone.now())
        plans_of = plans_lookup.plans_of(plans_lookup.CHILDREN.filter(incident=incident), on)
        said = [each.words for each in lookup.plans_due(lookup.children_of(incident), incident)]
        assert [each.why for plan in plans_of for each in plan.due if each.words == "Review the assessment"]
        return said


def corrected(**more) -> dict:
    on = london_date(timezone.now())
    return {"on-day": on.day, "on-month": on.month, "on-year": on.year} | more


def test_a_wrong_no_further_action_is_corrected_and_the_route_runs_again(signed_in, dsl, mash):
    made = opened(dsl, "RAPE")
    route = with_police(made, dsl)
    for capacity in ("HARMED", "ALLEGED"):
        plans.in_force(child_in(made, capacity, dsl), dsl)
    ended = police_say(route, dsl, "NFA")
    assert ended.ended_at is not None
    finds(made, dsl, "UNSUBST")
    browser = signed_in(dsl)
    assert at("correct_answer", route) in browser.get(at("incident", made)).content.decode()
    with acting_as(dsl):
        wrong = PoliceUpdate.objects.get(state="NFA")
    said = corrected(state="INVESTIGATING", which=str(wrong.pk), why=WRONG, revision=str(ended.revision))
    assert "Enter what was wrong with it" in words(browser.post(at("correct_answer", route), said | {"why": ""}))
    browser.post(at("correct_answer", route), said)
    with acting_as(dsl):
        held = Route.objects.get(pk=route.pk)
        assert (held.state, held.ended_at, held.ended_words) == ("INVESTIGATING", None, "")
        assert lookup.is_interim(Incident.objects.get(pk=made.pk), [held])
        assert [each.state for each in PoliceUpdate.objects.order_by("pk")] == ["REPORTED", "NFA", "INVESTIGATING"]
        assert [each.state for each in held.updates.standing().order_by("pk")] == ["REPORTED", "INVESTIGATING"]
    page = words(browser.get(at("incident", made)))
    for part in (WRONG, "Recorded wrongly: corrected", "No further action by the police", "Interim outcome"):
        assert part in page
    now, facts = timezone.now(), routes.PoliceFacts("RUI", london_date(timezone.now()))
    with acting_as(dsl) as by, pytest.raises(corrections.ChangedMeanwhile):
        corrections.correct_police(route, facts, which=wrong, why=WRONG, revision=held.revision, by=by, at=now)


def test_an_earlier_answer_is_corrected_without_the_state_of_today(dsl, mash):
    route = with_police(opened(dsl, "RAPE"), dsl)
    police_say(route, dsl, "INVESTIGATING")
    held = police_say(route, dsl, "CHARGED")
    with acting_as(dsl) as by:
        first = PoliceUpdate.objects.get(state="INVESTIGATING")
        facts = routes.PoliceFacts("RUI", london_date(timezone.now()))
        corrections.correct_police(
            route, facts, which=first, why=WRONG, revision=held.revision, by=by, at=timezone.now()
        )
        assert Route.objects.get(pk=route.pk).state == "CHARGED"


def test_an_answer_of_social_care_is_corrected_and_closing_waits_for_it_again(signed_in, dsl, mash):
    made = opened(dsl, "VERBAL")
    route = referred(child_in(made, "HARMED", dsl), dsl)
    with acting_as(dsl) as by:
        facts = routes.SocialCareFacts("NFA", london_date(timezone.now()), "Mo Manager, MASH")
        routes.record_social_care(route, facts, by=by, at=timezone.now())
        assert lookup.decided_of(made) == {route.pk}
    signed_in(dsl).post(at("correct_answer", route), corrected(answer="WAITING", said_by="Mo Manager", why=WRONG))
    with acting_as(dsl):
        assert lookup.decided_of(made) == set()
        assert [each.answer for each in SocialCareUpdate.objects.order_by("pk")] == ["NFA", "WAITING"]


def test_an_outcome_is_changed_for_a_reason_and_each_stays_in_the_history(signed_in, dsl):
    made = opened(dsl, "VERBAL")
    finds(made, dsl, "FALSE")
    with pytest.raises(outcomes.NoReason):
        finds(made, dsl, "UNSUBST")
    browser = signed_in(dsl)
    page = browser.post(at("outcome", made), {"outcome": "UNSUBST", "outcome_why": "Two say different things"})
    assert "Enter why the outcome is changed" in words(page)
    finds(made, dsl, "UNSUBST", "A witness came forward")
    with acting_as(dsl):
        kept = [each.what for each in Decision.objects.filter(kind="OUTCOME").order_by("pk")]
    assert kept == ["False", "False → Unsubstantiated: not proved either way"]
    assert "A witness came forward" in words(browser.get(at("incident", made)))


def test_pl_9_5_what_becomes_graver_calls_each_assessment_for_review(signed_in, dsl, mash):
    made = opened(dsl, "ASSAULT")
    for capacity in ("HARMED", "ALLEGED"):
        plans.in_force(child_in(made, capacity, dsl), dsl)
    with acting_as(dsl) as by:
        facts = opening.IncidentFacts("RAPE", "CORRIDOR")
        opening.describe(made, facts, revision=made.revision, by=by, at=timezone.now())
        assert {each.trigger for each in ReviewCall.objects.all()} == {"INFO"}
    assert due(made, dsl) == [
        "Review the assessment: child affected. New information",
        "Review the assessment: child alleged to have caused harm. New information",
    ]


@pytest.mark.parametrize("state", ["NFA", "CHARGED", "NOT_GUILTY"])
def test_pl_9_5_each_decision_of_the_police_calls_each_assessment_for_review(dsl, mash, state):
    made = opened(dsl, "ASSAULT")
    route = with_police(made, dsl)
    for capacity in ("HARMED", "ALLEGED"):
        plans.in_force(child_in(made, capacity, dsl), dsl)
    police_say(route, dsl, state)
    assert all("Decision of the police or the court" in each for each in due(made, dsl))


def test_pl_9_4_what_binds_one_child_is_not_told_in_the_plan_of_the_other(dsl, mash):
    made = opened(dsl, "ASSAULT")
    route, his = with_police(made, dsl), child_in(made, "ALLEGED", dsl)
    for child in (child_in(made, "HARMED", dsl), his):
        plans.in_force(child, dsl)
    with acting_as(dsl) as by:
        facts = routes.PoliceFacts("BAIL", london_date(timezone.now()), "Not near the gate", child=his)
        routes.record_police(route, facts, revision=route.revision, by=by, at=timezone.now())
        said = {each.child_id: each.words for each in ReviewCall.objects.all()}
    assert said.pop(his.pk) == "On bail with conditions"
    assert list(said.values()) == ["The police or the court decided."]


def test_pl_9_4_bail_that_names_the_other_child_is_kept_as_given_and_reads_otherwise_in_the_plan(signed_in, dsl, mash):
    made = opened(dsl, "ASSAULT")
    route, his, hers = with_police(made, dsl), child_in(made, "ALLEGED", dsl), child_in(made, "HARMED", dsl)
    given, today = "Not to contact Amber Example, nor to go near Amber’s home", london_date(timezone.now())
    said = {"state": "BAIL", "words": given, "child": his.public_id, "revision": str(route.revision)}
    said |= {f"on-{part}": getattr(today, part) for part in ("day", "month", "year")}
    browser, address = signed_in(dsl), reverse("child_on_child:route", args=[route.public_id])
    suggested = "Not to contact the other child, nor to go near the other child’s home"
    asked = words(browser.post(address, said))
    assert "It is kept as they gave it" in asked
    assert suggested in asked
    assert "It is kept as they gave it" in words(browser.post(address, said | {"plan_words": "Not near Amber"}))
    browser.post(address, said | {"plan_words": suggested})
    with acting_as(dsl):
        made_of = PoliceUpdate.objects.get(state="BAIL")
        assert (made_of.words, made_of.plan_words) == (given, suggested)
    pages = {
        name: words(browser.get(reverse(f"child_on_child:{name}", args=[of.public_id])))
        for name, of in (("incident", made), ("plan", his))
    }
    assert given in pages["incident"]
    assert suggested in pages["plan"]
    assert "Amber" not in pages["plan"]
    assert "home" not in words(browser.get(reverse("child_on_child:plan", args=[hers.public_id])))


def test_pl_9_4_who_works_with_a_child_is_not_sent_to_an_incident_that_they_cannot_open(signed_in, dsl, mash, teacher):
    made = opened(dsl, "ASSAULT")
    route, his, hers = with_police(made, dsl), child_in(made, "ALLEGED", dsl), child_in(made, "HARMED", dsl)
    plans.in_force(hers, dsl)
    with acting_as(dsl) as by:
        opening.set_worker(hers, worker=teacher.membership, by=by, at=timezone.now())
        facts = routes.PoliceFacts("BAIL", london_date(timezone.now()), "Not near the gate", child=his)
        routes.record_police(route, facts, revision=route.revision, by=by, at=timezone.now())
    address, sends = reverse("child_on_child:plan", args=[hers.public_id]), "Read it on the incident"
    assert sends in words(signed_in(dsl).get(address))
    page = words(signed_in(teacher).get(address))
    assert "The police or the court decided" in page
    assert sends not in page


def test_pl_9_6_nothing_said_to_either_child_keeps_the_police_silent(signed_in, dsl, mash):
    """Boxes that are left empty are no leave to tell anybody."""
    made = opened(dsl, "ASSAULT")
    browser = signed_in(dsl)
    browser.post(reverse("child_on_child:police", args=[made.public_id]), {"why": "Called 101", "to_1": "", "to_2": ""})
    page = words(browser.get(reverse("child_on_child:incident", args=[made.public_id])))
    assert "until the police say what you may say" in page
    assert "May say to" not in page
