"""An incident from its report to its close; two schools with a child each; who reads what of it (PL 9.4 to 9.8, 9.11)."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.notifications.models import Notification
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.people.conflicts import operations as conflicts
from breakwater.practice.child_on_child import today
from breakwater.practice.child_on_child.closing import operations as closing
from breakwater.practice.child_on_child.codes import STATES
from breakwater.practice.child_on_child.incidents import lookup
from breakwater.practice.child_on_child.incidents.operations import notices, opening, outcomes, routes, support
from breakwater.practice.child_on_child.models import Incident, IncidentChild, Report, Route, SchoolNotice
from breakwater.practice.child_on_child.models.incidents import Outcome
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.incidents import (
    a_pupil,
    child_in,
    elsewhere,
    opened,
    parents_told,
    referred,
    reported,
    told,
    with_police,
)
from breakwater_dev.testing.partnership import once

NEEDS = "A trusted adult, every week"


def at(name, thing) -> str:
    return reverse(f"child_on_child:{name}", args=[thing.public_id])


def words(page) -> str:
    return page.content.decode()


def says_why_none_is_picked(incident, dsl) -> None:
    with acting_as(dsl):
        IncidentChild.objects.filter(incident=incident, person=None).update(unmatched_why="Left last summer")
    parents_told(incident, dsl)


def closes(incident, dsl, **considered) -> Incident:
    says_why_none_is_picked(incident, dsl)
    with acting_as(dsl) as by:
        children = IncidentChild.objects.filter(incident=incident)
        said = considered or {child.pk: NEEDS for child in children}
        return closing.close(incident, considered=said, by=by, at=timezone.now())


def stays_open(incident, dsl, why: str) -> None:
    """It is not closed, and this is among the reasons."""
    with pytest.raises(closing.StillRuns) as refusal:
        closes(incident, dsl)
    assert why in [each.words for each in refusal.value.remaining]


def finds(incident, dsl, outcome="UNSUBST", **more) -> Incident:
    said = {"outcome": outcome, "outcome_why": "Nobody else saw", "changed_why": "More is known"} | more
    with acting_as(dsl) as by:
        return outcomes.record_outcome(incident, **said, by=by, at=timezone.now())


@pytest.mark.parametrize("category", ["RAPE", "PENETRATE", "ASSAULT", "CAUSING"])
def test_the_childs_wish_never_stops_police_and_social_care_for_violence(mash, dsl, category):
    """Rape, penetration, sexual assault: heard, recorded, and no condition (issue 18)."""
    made = opened(dsl, category, report=reported(dsl, wish="NO_ACTION"))
    finds(made, dsl)
    with acting_as(dsl) as by:
        assert child_in(made, "HARMED", dsl).wish == "NO_ACTION"
        urgent = [due.words for due in lookup.due_of(lookup.whole(made), london_date(timezone.now())) if due.is_urgent]
        assert urgent == ["Report to the police now", "Refer to children’s social care now"]
        with pytest.raises(routes.OthersFirst):
            routes.add_route(made, routes.RouteFacts("She asked us not to"), kind="INTERNAL", by=by, at=timezone.now())
    stays_open(made, dsl, "Report to the police now")
    with_police(made, dsl)
    stays_open(made, dsl, "Refer to children’s social care now")
    referred(child_in(made, "HARMED", dsl), dsl)
    stays_open(made, dsl, "The police have not finished: reported, not answered yet. Record what they decide")


@pytest.mark.parametrize("category", ["PHYSICAL", "UPSKIRT", "IMAGES"])
def test_the_childs_wish_never_stops_police_and_social_care_for_a_child_under_13(mash, dsl, category):
    """A sexual act against a child under 13 (issue 18): the same acts are for the school to weigh from 13 on."""
    made = opened(dsl, category, report=reported(dsl, wish="NO_ACTION", under_13="YES"))
    with acting_as(dsl) as by, pytest.raises(routes.OthersFirst):
        routes.add_route(made, routes.RouteFacts("Once"), kind="INTERNAL", by=by, at=timezone.now())
    older = opened(dsl, category, report=reported(dsl, under_13="NO"))
    with acting_as(dsl) as by:
        assert (
            routes.add_route(older, routes.RouteFacts("Once"), kind="INTERNAL", by=by, at=timezone.now()).kind
            == "INTERNAL"
        )


def test_a_date_of_birth_says_whether_a_child_is_under_13(school, dsl):
    made = opened(dsl, "VERBAL")
    pupil = a_pupil(school, "Amber", born_on=date(timezone.now().year - 12, 1, 1), born_precision="DAY")
    child = child_in(made, "HARMED", dsl)
    with acting_as(dsl) as by:
        changed = opening.change_child(child, opening.ChildFacts("HARMED", person=pupil), by=by, at=timezone.now())
    assert (changed.is_under_13, changed.named_as) == ("YES", "Amber Example")


def test_pl_9_7_unsubstantiated_is_never_shown_as_false(signed_in, dsl):
    made = opened(dsl, "VERBAL")
    finds(made, dsl)
    browser = signed_in(dsl)
    for page in (at("incident", made), reverse("child_on_child:incidents")):
        assert "false" not in words(browser.get(page)).split("<main")[1].lower().replace('="false"', "")
    assert "false" not in Outcome.UNSUBSTANTIATED.label.lower()


def test_it_closes_only_with_what_both_children_need_from_here_on(dsl):
    made = opened(dsl, "VERBAL")
    stays_open(made, dsl, "Record the outcome")
    finds(made, dsl)
    harmed = child_in(made, "HARMED", dsl)
    says_why_none_is_picked(made, dsl)
    with pytest.raises(closing.NeedsNotConsidered):
        _closes_for(made, dsl, {harmed.pk: NEEDS})
    closed = closes(made, dsl)
    assert closed.closed_at is not None
    with acting_as(dsl) as by, pytest.raises(opening.ItIsClosed):
        outcomes.review(made, decided="CONTINUE", words="Nothing", next_on=date(2030, 1, 1), by=by, at=timezone.now())


def test_it_closes_only_once_each_pupil_is_picked_from_the_roll_or_it_is_said_why_not(signed_in, school, dsl):
    made = opened(dsl, "VERBAL")
    finds(made, dsl)
    harmed, alleged = (child_in(made, capacity, dsl) for capacity in ("HARMED", "ALLEGED"))
    considered = {child.pk: NEEDS for child in (harmed, alleged)}
    parents_told(made, dsl)
    pupil = a_pupil(school, "Amber", born_on=date(2012, 1, 1), born_precision="DAY")
    with acting_as(dsl) as by:
        opening.change_child(harmed, opening.ChildFacts("HARMED", person=pupil), by=by, at=timezone.now())
        witness = opening.add_child(made, opening.ChildFacts("WITNESS", "A boy of 9B"), by=by, at=timezone.now())
    for child in (alleged, witness):
        with pytest.raises(closing.StillRuns) as refusal:
            _closes_for(made, dsl, considered)
        why = f"Say who the pupil is: {child.get_capacity_display().lower()}"
        assert why in [each.words for each in refusal.value.remaining]
        with acting_as(dsl):
            due = lookup.due_of(lookup.whole(made), london_date(timezone.now()))
        assert why in [each.words for each in due]
        facts = {"capacity": child.capacity, "named_as": child.named_as, "unmatched_why": "Nobody knows who it was"}
        signed_in(dsl).post(at("change_child", child), facts)
    assert _closes_for(made, dsl, considered).closed_at is not None
    assert "Nobody knows who it was" in words(signed_in(dsl).get(at("child", alleged)))


def _closes_for(incident, dsl, considered):
    with acting_as(dsl) as by:
        return closing.close(incident, considered=considered, by=by, at=timezone.now())


def test_a_closed_incident_is_reopened_with_a_reason_and_keeps_what_it_was_closed_with(signed_in, dsl):
    made = opened(dsl, "VERBAL")
    finds(made, dsl)
    closes(made, dsl)
    browser = signed_in(dsl)
    assert "Enter why you reopen it" in words(browser.post(at("reopen", made), {"why": ""}))
    for _ in range(2):
        browser.post(at("reopen", made), {"why": "Another pupil has told us"})
    with acting_as(dsl):
        held = Incident.objects.get()
        assert (held.is_open, held.reopenings.count()) == (True, 1)
        assert held.next_on > london_date(timezone.now())
    finds(made, dsl, outcome="SUBST")
    with acting_as(dsl):
        children = {child.pk: "Somebody else" for child in IncidentChild.objects.all()}
    _closes_for(made, dsl, children)
    page = words(browser.get(at("incident", made)))
    for said in ("Another pupil has told us", "Unsubstantiated", NEEDS, "Substantiated"):
        assert said in page
    with acting_as(dsl) as by, pytest.raises(opening.ItIsClosed):
        outcomes.review(made, decided="CONTINUE", words="Nothing", next_on=date(2030, 1, 1), by=by, at=timezone.now())


def test_pl_9_11_another_school_is_told_of_its_own_pupil_alone_and_keeps_its_own_incident(dsl, other_dsl, other_school):
    made = opened(dsl, "VERBAL")
    child = elsewhere(made, other_school, dsl)
    notice = told(child, dsl)
    with acting_as(other_dsl) as by:
        assert [row.text for row in today.reports_waiting(by, timezone.now()).rows] == [
            "Invented School told you about a pupil of yours"
        ]
        assert not Incident.objects.exists()
        assert not IncidentChild.objects.exists()
        assert not Report.objects.exists()
        notices.receive(notice, by=by, at=timezone.now())
        theirs = opening.open_from_notice(
            notice, opening.IncidentFacts("VERBAL", "TRANSPORT"), by=by, at=timezone.now()
        )
        assert (
            opening.open_from_notice(notice, opening.IncidentFacts("VERBAL", "HOME"), by=by, at=timezone.now())
            == theirs
        )
        assert [each.named_as for each in IncidentChild.objects.all()] == ["Blaise Sample"]
        assert list(Incident.objects.all()) == [theirs]
    with acting_as(dsl):
        assert list(Incident.objects.all()) == [made]
        assert SchoolNotice.objects.get().received_by != ""


def test_sg_18_what_a_school_is_told_names_no_other_child(dsl, other_school):
    made = opened(dsl, "VERBAL")
    child = elsewhere(made, other_school, dsl)
    for said in ("He pushed Amber on the bus.", "EXAMPLE is in Year 9"):
        with pytest.raises(notices.NamesAnother):
            told(child, dsl, said)
    assert told(child, dsl, "Blaise needs an adult on the bus.").words.startswith("Blaise")


def test_pl_9_6_early_help_is_started_for_the_pupil_from_the_incident_until_its_reference_is_known(
    signed_in, school, dsl
):
    made, browser = opened(dsl, "VERBAL"), signed_in(dsl)
    with acting_as(dsl) as by:
        facts = routes.RouteFacts("So that it does not get worse")
        route = routes.add_route(made, facts, kind="EARLY", by=by, at=timezone.now())
    assert "Say who the pupil is first" in words(browser.get(at("incident", made)))
    pupil = a_pupil(school, "Amber", born_on=date(2012, 1, 1), born_precision="DAY")
    with acting_as(dsl) as by:
        child = child_in(made, "HARMED", dsl)
        opening.change_child(child, opening.ChildFacts("HARMED", person=pupil), by=by, at=timezone.now())
    start = reverse("early_help:start", args=[pupil.public_id])
    assert start in words(browser.get(at("incident", made)))
    assert browser.get(start).status_code == 200
    browser.post(at("route", route), {"reference": "EH-26-4F7K2", "contact_name": "Lee Lead"})
    assert start not in words(browser.get(at("incident", made)))


def test_a_list_of_incidents_has_initials_and_no_name(signed_in, dsl):
    opened(dsl, "VERBAL")
    page = words(signed_in(dsl).get(reverse("child_on_child:incidents")))
    assert "A.E., B.S." in page
    assert "Amber" not in page


def test_sg_18_the_list_of_incidents_is_no_file_to_take_away(signed_in, dsl):
    opened(dsl, "VERBAL")
    browser, page = signed_in(dsl), reverse("child_on_child:incidents")
    assert "Download this list" not in words(browser.get(page))
    said = {"of": page, "format": "csv", "reason": "Audit"} | once()
    assert "no list that can be downloaded" in words(browser.post(reverse("downloads:new"), said))


def test_the_list_of_incidents_is_filtered_by_what_happened_and_whether_it_is_open(signed_in, dsl):
    images, verbal = opened(dsl, "IMAGES"), opened(dsl, "VERBAL")
    finds(verbal, dsl)
    closes(verbal, dsl)
    page, browser = reverse("child_on_child:incidents"), signed_in(dsl)
    for asked, shown, hidden in (
        ("?show=open", images, verbal),
        ("?show=closed", verbal, images),
        ("?category=IMAGES", images, verbal),
    ):
        said = words(browser.get(page + asked))
        assert shown.reference in said, asked
        assert hidden.reference not in said, asked
    assert "No incident fits that" in words(browser.get(f"{page}?category=RAPE"))


@pytest.mark.parametrize(
    ("named_as", "initials"),
    [
        ("Amber Quayside, Year 8 at Brass Compass Academy", "A.Q."),
        ("A pupil of Year 9", "Not named"),
        ("Amber (Amy) Quayside", "A."),
    ],
)
def test_initials_are_of_the_name_alone(named_as, initials):
    assert IncidentChild(named_as=named_as).initials == initials


def test_a_move_of_school_has_a_receipt_and_who_asked_and_keeps_the_incident_open_until_then(
    dsl, other_school, other_dsl
):
    made = opened(dsl, "VERBAL")
    finds(made, dsl)
    facts = notices.NoticeFacts(
        "Needs a trusted adult", "Ira", "01632 960100", other_school.organisation, asked_by="Her mother"
    )
    with acting_as(dsl) as by:
        notice = notices.pass_on_move(child_in(made, "HARMED", dsl), facts, key=uuid4(), by=by, at=timezone.now())
    stays_open(made, dsl, "The other school has not acknowledged")
    with acting_as(other_dsl) as by:
        notices.receive(notice, by=by, at=timezone.now())
    assert closes(made, dsl).closed_at is not None


def test_the_adult_who_works_with_one_child_reads_that_child_and_nothing_of_the_other(signed_in, school, dsl, teacher):
    made = opened(dsl, "VERBAL")
    ours, other = child_in(made, "HARMED", dsl), child_in(made, "ALLEGED", dsl)
    with acting_as(dsl) as by:
        opening.set_worker(ours, worker=teacher.membership, by=by, at=timezone.now())
        support.add_view(
            other,
            support.ViewFacts("CHILD", "PLAN", "Zmarked", date(2026, 1, 1)),
            key=uuid4(),
            by=by,
            at=timezone.now(),
        )
    browser = signed_in(teacher)
    page = words(browser.get(at("child", ours)))
    assert "Amber Example" in page
    assert "Blaise" not in page
    assert "Zmarked" not in page
    assert browser.get(at("child", other)).status_code == 404
    assert browser.get(at("incident", made)).status_code == 404
    assert browser.get(at("add_view", ours)).status_code == 403


def test_sg_16_a_lead_who_is_a_relative_finds_neither_the_incident_nor_a_count(signed_in, school, dsl):
    kin = make.actor("dsl", of=school)
    pupil = a_pupil(school, "Amber", "Headland", born_on=date(2012, 6, 7), born_precision="DAY")
    report = reported(dsl)
    made = opened(dsl, report=report)
    with acting_as(kin) as by:
        assert Incident.objects.count() == 1
        said = {"forename": "Amber", "surname": "Headland", "born": date(2012, 6, 7)}
        conflicts.declare(kind="CHILD", said=said, by=by, at=timezone.now(), key=uuid4())
    child = child_in(made, "HARMED", dsl)
    with acting_as(dsl) as by:
        opening.change_child(
            child, opening.ChildFacts("HARMED", person=pupil), sure="Her mother says so", by=by, at=timezone.now()
        )
    with acting_as(kin) as by:
        assert (
            Incident.objects.count(),
            IncidentChild.objects.filter(pk=child.pk).count(),
            Report.objects.count(),
        ) == (0, 0, 0)
        assert today.incidents_due(by, timezone.now()) is None
        assert today.reports_waiting(by, timezone.now()) is None
    assert "No incident is recorded" in words(signed_in(kin).get(reverse("child_on_child:incidents")))
    with acting_as(dsl):
        assert Incident.objects.count() == 1


def test_what_the_police_say_adds_a_line_and_asks_for_a_review_today(dsl):
    made = opened(dsl)
    route = with_police(made, dsl)
    facts = routes.PoliceFacts("NFA", london_date(timezone.now()))
    with acting_as(dsl) as by:
        routes.record_police(route, facts, revision=1, by=by, at=timezone.now() + timedelta(days=1))
        held = Incident.objects.get()
        assert [each.state for each in route.updates.order_by("pk")] == ["REPORTED", "NFA"]
    assert held.next_on == london_date(timezone.now() + timedelta(days=1))


def test_the_list_takes_as_many_queries_for_one_incident_as_for_three(signed_in, dsl, other_school):
    browser = signed_in(dsl)
    told(elsewhere(opened(dsl), other_school, dsl), dsl)
    reported(dsl)
    counted = []
    for _ in range(2):
        with CaptureQueriesContext(
            connection,
        ) as taken:
            page = browser.get(reverse("child_on_child:incidents"))
        counted.append(len(taken))
        for _ in range(2):
            told(elsewhere(opened(dsl), other_school, dsl), dsl)
            reported(dsl)
    assert words(page).count("CC-") >= 1
    assert counted[0] == counted[1]


def test_each_state_of_an_investigation_says_what_the_school_owes_meanwhile():
    assert set(STATES) == {state for state in Route.State.values if state}
    assert all(said["duty"] for said in STATES.values())
    assert "not mean that the report was false" in STATES["NOT_GUILTY"]["duty"]


def test_what_is_sent_twice_is_recorded_once(dsl, other_school, other_dsl):
    made = opened(dsl, "VERBAL")
    child, ours, key = elsewhere(made, other_school, dsl), child_in(made, "HARMED", dsl), uuid4()
    offer = support.SupportFacts("CHILD", "A trusted adult", "Ira", ours)
    view = support.ViewFacts("CHILD", "WISH", "I want it to stop", date(2026, 1, 1), "ACT")
    tell = notices.NoticeFacts("He needs an adult on the bus", "Ira", "01632 960100")
    with acting_as(dsl) as by:
        for operation, of, facts in (
            (support.offer, made, offer),
            (support.add_view, ours, view),
            (notices.tell_school, child, tell),
        ):
            first = operation(of, facts, key=key, by=by, at=timezone.now())
            assert operation(of, facts, key=key, by=by, at=timezone.now()) == first
        assert IncidentChild.objects.get(pk=ours.pk).wish == "ACT"
    assert Notification.objects.filter(user=other_dsl.membership.user).count() == 1


def test_what_is_over_is_not_asked_any_more(signed_in, dsl):
    made = opened(dsl, "VERBAL")
    finds(made, dsl)
    closes(made, dsl)
    browser = signed_in(dsl)
    assert browser.get(at("review", made)).url == at("incident", made)
    page = words(browser.get(at("incident", made)))
    assert "Record the outcome" not in page
    assert "Closed" in page


def test_the_incident_says_when_it_was_reported_to_be_and_that_a_child_was_in_danger(signed_in, dsl):
    made = opened(dsl, report=reported(dsl, when="Today, on the 8:05 bus", now=("danger",)))
    page = words(signed_in(dsl).get(at("incident", made)))
    assert "As it was reported: Today, on the 8:05 bus" in page
    assert "A child was said to be in danger then" in page
