"""An incident is closed once nothing of it runs: police, social care, plans, support; and what staff were asked ends (PL 9.5 to 9.9)."""

from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.child_on_child.assessments import lookup as plans_lookup
from breakwater.practice.child_on_child.assessments.operations import measures
from breakwater.practice.child_on_child.closing import operations as closing
from breakwater.practice.child_on_child.closing.remaining import remaining
from breakwater.practice.child_on_child.incidents.operations import outcomes, routes, support
from breakwater.practice.child_on_child.models import Incident, IncidentChild, Route, SocialCareUpdate
from breakwater_dev.testing import plans
from breakwater_dev.testing.incidents import child_in, opened, parents_told, referred, with_police
from breakwater_dev.testing.telling import words

NEEDS = "A trusted adult, every week"


def at(name, thing) -> str:
    return reverse(f"child_on_child:{name}", args=[thing.public_id])


def runs(incident, dsl) -> list[str]:
    with acting_as(dsl):
        return [each.words for each in remaining(incident, london_date(timezone.now()))]


def police_say(route, dsl, state: str, words: str = "") -> Route:
    with acting_as(dsl) as by:
        child = child_in(route.incident, "ALLEGED", dsl) if state == "BAIL" else None
        facts = routes.PoliceFacts(state, london_date(timezone.now()), words, child=child)
        revision = Route.objects.get(pk=route.pk).revision
        return routes.record_police(route, facts, revision=revision, by=by, at=timezone.now())


def mash_says(route, dsl, answer: str = "NFA") -> Route:
    facts = routes.SocialCareFacts(answer, london_date(timezone.now()), "Mo Manager, MASH")
    with acting_as(dsl) as by:
        return routes.record_social_care(route, facts, by=by, at=timezone.now())


def ends(route, dsl) -> Route:
    with acting_as(dsl) as by:
        return routes.end_route(route, words="They answered", by=by, at=timezone.now())


def finds(incident, dsl, outcome: str = "UNSUBST", sanction: str = "") -> Incident:
    said = {"outcome": outcome, "outcome_why": "Nobody else saw", "sanction": sanction, "changed_why": "More is known"}
    with acting_as(dsl) as by:
        return outcomes.record_outcome(incident, **said, by=by, at=timezone.now())


def known_pupils(incident, dsl) -> None:
    with acting_as(dsl):
        IncidentChild.objects.filter(incident=incident).update(unmatched_why="Joined this week")
    parents_told(incident, dsl)


def closes(incident, dsl) -> Incident:
    with acting_as(dsl) as by:
        said = {child.pk: NEEDS for child in IncidentChild.objects.filter(incident=incident)}
        return closing.close(incident, considered=said, by=by, at=timezone.now())


def with_plans(incident, dsl) -> None:
    for capacity in ("HARMED", "ALLEGED"):
        plans.in_force(child_in(incident, capacity, dsl), dsl)


def test_pl_9_6_a_rape_that_was_reported_today_says_what_runs_before_anything_is_typed(signed_in, dsl, incident, staff):
    known_pupils(incident, dsl)
    police = with_police(incident, dsl)
    social = referred(child_in(incident, "HARMED", dsl), dsl)
    police_say(police, dsl, "BAIL", "No contact with the other child")
    with_plans(incident, dsl)
    finds(incident, dsl)
    offer = support.SupportFacts("CHILD", "CHISVA", "Rape Crisis", child_in(incident, "HARMED", dsl))
    with acting_as(dsl) as by:
        offered = support.offer(incident, offer, key=uuid4(), by=by, at=timezone.now())
    assert runs(incident, dsl) == [
        "The police have not finished: on bail with conditions. Record what they decide",
        f"Record what the MASH decided of contact {social.reference}: no decision is recorded",
        "Record the final outcome: the one that is recorded is interim",
        "Record whether the support was taken up: CHISVA",
    ]
    browser = signed_in(dsl)
    for page in (browser.get(at("close", incident)), browser.post(at("close", incident), {})):
        said = page.content.decode()
        assert "need from here on?" not in said
        links = [at("route", police), at("route", social), at("answer_support", offered)]
        assert [link for link in links if link not in said] == []
    with pytest.raises(closing.StillRuns):
        closes(incident, dsl)
    police_say(police, dsl, "NFA")
    with acting_as(dsl) as by:
        support.record_answer(offered, answer="DECLINED", by=by, at=timezone.now())
    mash_says(social, dsl)
    ends(social, dsl)
    finds(incident, dsl)
    assert runs(incident, dsl) == [
        "Review the assessment: child affected. Decision of children’s social care",
        "Review the assessment: child alleged to have caused harm. Decision of the police or the court",
    ]
    with_plans(incident, dsl)
    assert runs(incident, dsl) == []
    assert "need from here on?" in words(browser.get(at("close", incident)))
    assert closes(incident, dsl).closed_at is not None


def test_pl_9_6_a_police_route_ends_with_what_the_police_decide_and_never_by_free_text(signed_in, dsl, incident):
    route = with_police(incident, dsl)
    for state in ("INVESTIGATING", "BAIL", "RUI", "CHARGED"):
        police_say(route, dsl, state)
        with acting_as(dsl) as by, pytest.raises(routes.PoliceDecide):
            routes.end_route(route, words="It is over", by=by, at=timezone.now())
    browser = signed_in(dsl)
    assert at("end_route", route) not in words(browser.get(at("incident", incident)))
    browser.post(at("end_route", route), {"words": "It is over"})
    with acting_as(dsl):
        assert Route.objects.get().ended_at is None
    ended = police_say(route, dsl, "CONVICTED")
    assert (ended.ended_at is not None, ended.ended_words) == (True, "Convicted or cautioned")


@pytest.mark.parametrize("state", ["NFA", "CONVICTED", "NOT_GUILTY", "WITHDRAWN"])
def test_pl_9_7_an_outcome_is_interim_until_the_police_have_finished(signed_in, dsl, incident, state):
    route, browser = with_police(incident, dsl), signed_in(dsl)
    assert "Record an interim outcome" in words(browser.get(at("outcome", incident)))
    finds(incident, dsl)
    assert "Interim outcome" in words(browser.get(at("incident", incident)))
    police_say(route, dsl, state)
    interim = "Record the final outcome: the one that is recorded is interim"
    assert interim in runs(incident, dsl)
    assert "Record an interim outcome" not in words(browser.get(at("outcome", incident)))
    finds(incident, dsl)
    assert interim not in runs(incident, dsl)
    assert "Interim outcome" not in words(browser.get(at("incident", incident)))


def test_pl_9_6_what_came_back_from_the_mash_has_its_day_and_who_said_so(signed_in, dsl, incident):
    route = referred(child_in(incident, "HARMED", dsl), dsl)
    with pytest.raises(routes.NotDecided):
        ends(route, dsl)
    mash_says(route, dsl, "WAITING")
    with pytest.raises(routes.NotDecided):
        ends(route, dsl)
    browser, on = signed_in(dsl), london_date(timezone.now())
    said = {
        "answer": "ENQUIRY",
        "on-day": on.day,
        "on-month": on.month,
        "on-year": on.year,
        "said_by": "Mo Manager, MASH",
    }
    assert "Enter who said so" in words(browser.post(at("route", route), said | {"said_by": ""}))
    browser.post(at("route", route), said)
    page = words(browser.get(at("incident", incident)))
    assert "Strategy discussion or enquiries (section 47)" in page
    assert "Said by Mo Manager, MASH" in page
    assert ends(route, dsl).ended_at is not None
    with acting_as(dsl):
        assert [each.answer for each in SocialCareUpdate.objects.order_by("pk")] == ["WAITING", "ENQUIRY"]


def test_pl_9_5_a_breach_and_a_measure_to_check_keep_it_open(dsl, mash):
    made = opened(dsl, "VERBAL")
    known_pupils(made, dsl)
    finds(made, dsl)
    child = child_in(made, "HARMED", dsl)
    plans.in_force(child, dsl)
    assert runs(made, dsl) == []
    with acting_as(dsl) as by:
        measure = plans_lookup.MEASURES.get(child=child)
        measures.breach(measure, words="They met on the stairs", key=uuid4(), by=by, at=timezone.now())
    assert runs(made, dsl) == ["Review the assessment: child affected. A measure was breached"]
    plans.in_force(child, dsl)
    with acting_as(dsl) as by:
        facts = plans.facts(check_on=timezone.localdate())
        measures.change(measure, facts, key=uuid4(), by=by, at=timezone.now())
    assert runs(made, dsl) == ["Check a measure: child affected"]


@pytest.mark.parametrize(("told", "more"), [("NOT_YET", {}), ("POLICE", {"why": "The officer asked us to wait"})])
def test_pl_9_3_parents_who_are_not_told_are_told_or_it_is_said_why_not_before_it_is_closed(dsl, told, more):
    made = opened(dsl, "VERBAL")
    finds(made, dsl)
    known_pupils(made, dsl)
    assert runs(made, dsl) == []
    child = child_in(made, "HARMED", dsl)
    with acting_as(dsl) as by:
        father = support.add_parent(
            child, support.ParentFacts("Her father", told, **more), key=uuid4(), by=by, at=timezone.now()
        )
    waits = runs(made, dsl)
    assert [each.startswith("Tell the parents, or say why not: child affected") for each in waits] == [True]
    with acting_as(dsl) as by:
        facts = support.ParentFacts("Her father", "RISK", why="She is afraid of him")
        support.change_parent(father, facts, by=by, at=timezone.now())
    assert runs(made, dsl) == []


def test_pl_9_5_violence_is_not_closed_without_an_assessment_of_each_child(dsl, incident):
    assert [each for each in runs(incident, dsl) if each.startswith("Assess")] == [
        "Assess risk and needs: child affected",
        "Assess risk and needs: child alleged to have caused harm",
    ]


def test_pl_9_4_closing_ends_what_staff_were_asked_to_do_and_says_so_first(signed_in, dsl, staff):
    made = opened(dsl, "VERBAL")
    known_pupils(made, dsl)
    finds(made, dsl)
    given = plans.instructed(made, dsl, staff)
    page = words(signed_in(dsl).get(at("close", made)))
    assert "Closing ends" in page
    assert plans.INSTRUCTION in page
    with acting_as(staff) as by:
        assert plans_lookup.readings_of(by).count() == 1
    closes(made, dsl)
    with acting_as(staff) as by:
        assert not plans_lookup.readings_of(by).exists()
    with acting_as(dsl):
        given.refresh_from_db()
        assert given.ended_at is not None


@pytest.mark.parametrize("outcome", ["SUBST", "UNSUBST", "UNFOUND", "FALSE", "MALICE"])
def test_pl_9_8_a_sanction_stands_beside_any_outcome(dsl, mash, outcome):
    assert finds(opened(dsl, "VERBAL"), dsl, outcome, sanction="Suspended for two days").sanction
