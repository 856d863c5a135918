"""From three questions to a visit whose risk assessment and actions are agreed before the officer leaves (PL 10.12, 10.17)."""

import sys
from datetime import time, timedelta

import pytest
from django.utils import timezone

from breakwater.casework.actions import lookup as tracker
from breakwater.casework.actions import operations as actions
from breakwater.casework.actions.models import State as ActionState
from breakwater.casework.actions.models import TrackedAction
from breakwater.foundation.dates import london
from breakwater.foundation.dates.london_time import london_date, moment
from breakwater.foundation.dates.working_days import ENGLAND
from breakwater.foundation.refusals import ChangedMeanwhile
from breakwater.partnership.notifications.models import Notification
from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.prevent import jobs
from breakwater.practice.prevent.models import Appointment, RiskAssessment, SupportRequest, Visit
from breakwater.practice.prevent.models.support import key_carried
from breakwater.practice.prevent.support import lookup, measures, today
from breakwater.practice.prevent.support.operations import maps, requests, visits
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.world_support import asked, booked, offered, visited, with_risk

NOW = london(2026, 11, 3, 10)  # a Tuesday
State = SupportRequest.State


@pytest.fixture
def school(db):
    return make.team("Safeguarding", of=make.organisation("Invented School", "SCHOOL"))


@pytest.fixture
def dsl(school):
    return make.actor("dsl", of=school)


@pytest.fixture
def officer(db):
    return make.actor("prevent_education_officer", of=make.team("Prevent education", service="prevent_education"))


def told(actor) -> list[str]:
    return list(Notification.objects.filter(user=actor.membership.user).order_by("pk").values_list("words", flat=True))


def test_signposting_is_answered_at_once_and_nobody_is_asked(dsl, officer):
    request = asked(dsl, "SIGNPOST", at=NOW)
    assert (request.state, request.closed_at, told(officer)) == (State.GIVEN, NOW, [])


def test_a_request_is_answered_within_five_working_days_and_the_officers_hear_of_it(dsl, officer):
    request = asked(dsl, at=NOW)
    assert (request.state, request.answer_by) == (State.WAITING, london_date(london(2026, 11, 10)))
    assert told(officer) == ["A school asks for Prevent support"]


def test_a_time_that_is_taken_is_booked_and_both_are_told(dsl, officer):
    made = booked(dsl, officer, at=NOW)
    assert (made.state, made.request.state, made.officer) == ("BOOKED", State.BOOKED, officer.membership)
    assert told(officer)[-1] == told(dsl)[-1] == "An appointment for Prevent support is booked"


def test_a_time_that_was_not_offered_or_has_passed_is_not_booked(dsl, officer):
    request = offered(asked(dsl, at=NOW), officer, NOW)
    with acting_as(dsl) as by:
        with pytest.raises(requests.NotATimeOffered):
            requests.take_time(request, starts_at=NOW + timedelta(days=1), by=by, at=NOW)
        with pytest.raises(requests.TimeGone):
            requests.take_time(request, starts_at=request.offered[0], by=by, at=NOW + timedelta(days=30))


@pytest.mark.parametrize(
    ("at", "due"),
    [(NOW, london(2026, 11, 3)), (london(2026, 11, 7, 10), london(2026, 11, 9))],
    ids=["Tuesday", "Saturday"],
)
def test_sg_02_times_that_do_not_suit_come_back_to_the_officer_the_same_working_day(dsl, officer, at, due):
    request = offered(asked(dsl, at=NOW), officer, NOW)
    with acting_as(dsl) as by:
        back = requests.say_none_suits(request, words="Only Fridays", by=by, at=at)
    assert (back.state, back.answer_by, back.offered) == (State.WAITING, london_date(due), [])
    assert "None of the times offered suits" in told(officer)[-1]


def test_sg_02_a_refusal_is_told_with_its_reason_and_counted(dsl, officer):
    request = asked(dsl, "TRAINING", at=NOW)
    with acting_as(officer) as by:
        requests.decline(request, reason="No trainer before spring", by=by, at=NOW)
        asked_of, until = by.membership.team.area, NOW + timedelta(days=1)
        counted = measures.support_by_kind(asked_of, since=NOW, until=until)
        by_school = measures.support_by_school(asked_of, since=NOW, until=until)
    assert counted[0] == measures.Support("Training", asked=1, given=0, not_given=1)
    assert by_school == [measures.Support("Invented School", asked=1, given=0, not_given=1)]
    assert "is not given" in told(dsl)[-1]
    with acting_as(dsl) as by:
        assert "not given: read why" in today.support_asked(by, NOW).rows[0].text


@pytest.mark.parametrize("side", ["school", "officer"])
def test_either_side_cancels_and_the_request_waits_for_other_times_today(dsl, officer, side):
    made = booked(dsl, officer, at=NOW)
    with acting_as(dsl if side == "school" else officer) as by:
        off = requests.cancel(made, reason="Ill", by=by, at=NOW)
    assert (off.state, off.sequence, off.request.state) == ("CANCELLED", 1, State.WAITING)
    assert off.request.answer_by == london_date(NOW)


def test_a_move_raises_the_sequence_and_nobody_came_only_once_it_was_time(dsl, officer):
    made = booked(dsl, officer, at=NOW)
    was, later = made.starts_at, moment(ENGLAND.next_working_day(london_date(made.starts_at)), time(10))
    with acting_as(officer) as by:
        moved = requests.move(made, starts_at=later, place="By telephone", reason="A clash", by=by, at=NOW)
        assert (moved.sequence, moved.starts_at, moved.moved_from, moved.place) == (1, later, was, "By telephone")
        with pytest.raises(requests.NotYet):
            requests.say_nobody_came(moved, reason="Closed", by=by, at=NOW)
        gone = requests.say_nobody_came(moved, reason="Closed", by=by, at=later)
        assert gone.state == "NO_SHOW"
        with pytest.raises(requests.MovedOn):
            requests.cancel(gone, reason="Late", by=by, at=later)


def test_an_officer_is_at_one_school_at_a_time_and_a_time_that_is_offered_is_kept_for_the_school(dsl, officer):
    other = make.actor("dsl", of=make.team("Safeguarding", of=make.organisation("Other School", "SCHOOL")))
    taken = offered(asked(dsl, at=NOW), officer, NOW)
    held, request = taken.offered[0], asked(other, at=NOW)

    def offers(*times):
        with acting_as(officer) as by:
            return requests.offer_times(request, requests.OfferFacts(times, 60, "At the school"), by=by, at=NOW)

    with pytest.raises(requests.OfficerBusy, match="clashes"):
        offers(held + timedelta(minutes=30))
    with acting_as(dsl) as by:
        requests.take_time(taken, starts_at=held, by=by, at=NOW)
    with pytest.raises(requests.OfficerBusy):
        offers(held - timedelta(minutes=30))
    made = booked(other, officer, at=NOW)
    with acting_as(officer) as by, pytest.raises(requests.OfficerBusy):
        requests.move(made, starts_at=held, place="Here", reason="Ill", by=by, at=NOW)
    assert offers(held + timedelta(minutes=60)).state == State.OFFERED


@pytest.mark.parametrize(
    ("to", "refused"),
    [
        (london(2026, 11, 8, 10), requests.NotWorkingTime),
        (london(2026, 11, 9, 7), requests.NotWorkingTime),
        (london(2026, 11, 9, 19, 30), requests.NotWorkingTime),
        (NOW + timedelta(minutes=2), requests.TooSoon),
    ],
    ids=["Sunday", "before eight", "until half past eight", "in two minutes"],
)
def test_an_appointment_lies_in_working_hours_and_ahead(dsl, officer, to, refused):
    made = booked(dsl, officer, at=NOW)
    with acting_as(officer) as by, pytest.raises(refused):
        requests.move(made, starts_at=to, place="Here", reason="Ill", by=by, at=NOW)


def test_a_school_asks_to_move_and_the_appointment_stays_until_the_officer_moves_it(dsl, officer):
    made = booked(dsl, officer, at=NOW)
    with acting_as(dsl) as by:
        asks = requests.ask_to_move(made, words="Inspectors come that day", by=by, at=NOW)
    assert (asks.starts_at, asks.state) == (made.starts_at, "BOOKED")
    assert told(officer)[-1] == "A school asks to move an appointment for Prevent support"
    later = moment(ENGLAND.next_working_day(london_date(made.starts_at)), time(15))
    with acting_as(officer) as by:
        moved = requests.move(asks, starts_at=later, place="Here", reason="Inspection", by=by, at=NOW)
    assert moved.asks_to_move == ""


def test_training_that_took_place_leaves_its_counts(dsl, officer):
    made = booked(dsl, officer, "TRAINING", at=NOW)
    with acting_as(officer) as by:
        left = requests.record_training(made, requests.TrainingFacts("Notice, check, share", 40, 31, 28), by=by, at=NOW)
        assert (left.attended, Appointment.objects.get().state) == (40, "HELD")
        assert SupportRequest.objects.get().state == State.GIVEN


def test_the_officer_leaves_a_visit_with_the_risk_assessment_agreed_and_its_actions_for_the_school_to_accept(
    dsl, officer
):
    """PL 10.17."""
    visit = visited(booked(dsl, officer, at=NOW), officer, NOW)
    assert (visit.report_due_on, visit.follow_up_on) == (
        london_date(london(2026, 11, 17)),
        london_date(london(2027, 2, 3)),
    )
    with_risk(visit, officer, owner=dsl.membership, at=NOW)
    with acting_as(officer) as by:
        action = TrackedAction.objects.select_related("owner").get()
        signed = visits.sign(visit, visits.SignFacts("A Head", "Head teacher", london_date(NOW)), by=by, at=NOW)
        assert signed.risk_assessment.review_on == london_date(london(2027, 11, 3))
    assert (action.state, action.owner, action.owner_team) == (
        ActionState.PROPOSED,
        dsl.membership,
        visit.school_team,
    )
    assert action.came_from_path == visits.page_of(visit)
    assert action.came_from == "Prevent visit of 3 November 2026"
    with acting_as(dsl) as by:
        assert list(tracker.came_from(visits.page_of(visit))) == [action]
        accepted = actions.accept(action, owner=dsl.membership, lead=None, by=by, at=NOW)
        assert (accepted.state, accepted.owner) == (ActionState.ACCEPTED, dsl.membership)
        assert RiskAssessment.objects.get().agreed_on == london_date(NOW)


def test_nothing_is_agreed_before_a_risk_is_recorded_and_nothing_changes_afterwards(dsl, officer):
    visit = visited(booked(dsl, officer, at=NOW), officer, NOW)
    head = visits.SignFacts("A Head", "Head teacher", london_date(NOW))
    with acting_as(officer) as by:
        with pytest.raises(visits.RiskFirst):
            visits.sign(visit, head, by=by, at=NOW)
        with pytest.raises(visits.NotAgreed):
            visits.send(visit, by=by, at=NOW)
    line = with_risk(visit, officer, at=NOW)
    with acting_as(officer) as by:
        visits.sign(visit, head, by=by, at=NOW)
        with pytest.raises(visits.AgreedAlready):
            visits.remove_risk(line, by=by, at=NOW)
        with pytest.raises(visits.AgreedAlready):
            visits.sign(visit, head, by=by, at=NOW)
        visits.send(visit, by=by, at=NOW)
        visits.send(visit, by=by, at=NOW)
    assert told(dsl).count("The report of a Prevent visit is ready to read") == 1


def test_the_next_visit_begins_with_the_risks_of_the_last_and_each_is_looked_at_again(dsl, officer):
    first = visited(booked(dsl, officer, at=NOW), officer, NOW)
    with_risk(first, officer, owner=dsl.membership, at=NOW)
    head = visits.SignFacts("A Head", "Head teacher", london_date(NOW))
    with acting_as(officer) as by:
        visits.sign(first, head, by=by, at=NOW)
    second = visited(booked(dsl, officer, at=NOW), officer, NOW)
    with acting_as(officer) as by:
        (line,) = lookup.lines_of(second.risk_assessment)
        assert (line.is_carried, line.risk, line.further_action) == (True, "A speaker spreads hatred", "")
        with pytest.raises(visits.RiskFirst):
            visits.sign(second, head, by=by, at=NOW)
        visits.look_again(line, visits.RiskFacts("PERMIT", line.risk, "", "Checked twice"), by=by, at=NOW)
        assert visits.sign(second, head, by=by, at=NOW).signed_name == "A Head"


def test_what_was_agreed_at_earlier_visits_is_traced_by_trying_each_line_once(dsl, officer):
    head, tried = visits.SignFacts("A Head", "Head teacher", london_date(NOW)), []
    first = visited(booked(dsl, officer, at=NOW), officer, NOW)
    for _ in range(3):
        with_risk(first, officer, owner=dsl.membership, at=NOW)
    with acting_as(officer) as by:
        visits.sign(first, head, by=by, at=NOW)
    visited(booked(dsl, officer, at=NOW), officer, NOW)  # nobody agreed what it left
    for _ in range(2):
        last = visited(booked(dsl, officer, at=NOW), officer, NOW)
        with acting_as(officer) as by:
            for line in lookup.lines_of(last.risk_assessment):
                visits.look_again(line, visits.RiskFacts("PERMIT", line.risk, "", "Checked"), by=by, at=NOW)
            visits.sign(last, head, by=by, at=NOW)
    code = key_carried.__code__
    with acting_as(officer):
        sys.setprofile(lambda frame, event, _: tried.append(1) if event == "call" and frame.f_code is code else None)
        try:
            found = lookup.actions_about(last.risk_assessment)
        finally:
            sys.setprofile(None)
        agreed = set(tracker.ACTIONS.values_list("pk", flat=True))
    assert {action.pk for actions in found.values() for action in actions} == agreed
    assert [len(actions) for actions in found.values()] == [1, 1, 1]
    assert len(tried) == 9, "each line of the three assessments before, once"


def test_what_two_write_of_a_visit_at_once_is_shown_and_not_lost(dsl, officer):
    visit = visited(booked(dsl, officer, at=NOW), officer, NOW)
    facts = visits.VisitFacts(london_date(NOW), "The head", "Review", "", "", "", {}, "", None)
    with acting_as(officer) as by:
        visits.correct(visit, facts, revision=1, by=by, at=NOW)
        with pytest.raises(ChangedMeanwhile):
            visits.correct(visit, facts, revision=1, by=by, at=NOW)


def test_the_follow_up_comes_to_the_officers_today_by_itself(dsl, officer):
    visit = visited(booked(dsl, officer, at=NOW), officer, NOW)
    with_risk(visit, officer, at=NOW)
    with acting_as(officer) as by:
        visits.sign(visit, visits.SignFacts("A Head", "Head teacher", london_date(NOW)), by=by, at=NOW)
        visits.send(visit, by=by, at=NOW)
        assert today.support_to_give(by, NOW).rows == []
        later = london(2027, 2, 3, 9)
        assert today.support_to_give(by, later).rows[0].text == "Follow up the visit to Invented School"
        visits.follow_up(visit, words="All done", by=by, at=later)
        assert today.support_to_give(by, later).rows == []


def test_advice_answers_outreach_that_waited_and_the_school_reads_it(dsl, officer, school):
    request = asked(dsl, at=NOW)
    facts = maps.AdviceFacts("The deputy head", london_date(NOW), "OFSTED", "What is asked?", "Chapter 2")
    with acting_as(officer) as by:
        given = maps.advise(school, facts, by=by, at=NOW, key=request.key)
        assert maps.advise(school, facts, by=by, at=NOW, key=request.key) == given
    with acting_as(dsl):
        assert (SupportRequest.objects.get().state, lookup.of_school(school).advice) == (State.GIVEN, [given])


def test_last_years_map_is_carried_and_marked_until_somebody_looks(dsl, officer, school):
    with acting_as(dsl) as by:
        made = maps.begin_map(school, year_groups=["7", "8"], by=by, at=NOW)
        cell = maps.CellFacts("History", "Propaganda", "")
        maps.fill_cell(made, cell, place=("7", "sources"), revision=0, by=by, at=NOW)
        assert maps.begin_map(school, year_groups=["7"], by=by, at=NOW) == made
    with acting_as(officer) as by:
        following = maps.begin_map(school, year_groups=["7"], by=by, at=london(2027, 9, 6, 9))
        (carried,) = following.cells.all()
        assert (following.year_in_words, carried.is_carried, carried.subject) == ("2027/28", True, "History")
        place = {"place": ("7", "sources"), "by": by, "at": NOW}
        assert maps.fill_cell(following, cell, revision=1, **place).is_carried is False
        with pytest.raises(ChangedMeanwhile):
            maps.fill_cell(following, cell, revision=1, **place)


def test_other_schools_and_the_compartment_know_of_nothing(dsl, officer, school):
    visit = visited(booked(dsl, officer, at=NOW), officer, NOW)
    with_risk(visit, officer, at=NOW)
    others = [
        make.actor("dsl", of=make.team("Safeguarding", of=make.organisation("Other School", "SCHOOL"))),
        make.actor("prevent_lead", of=make.team("Prevent", service="prevent")),
        make.actor("mash_manager", of=make.team("MASH", service="front_door")),
    ]
    for other in others:
        with acting_as(other):
            for model in (SupportRequest, Appointment, Visit, RiskAssessment):
                assert model.objects.count() == 0, (other, model)
    with acting_as(dsl):
        assert Visit.objects.get() == visit


def test_an_area_without_an_officer_says_so(dsl):
    with pytest.raises(requests.NobodyToAsk):
        asked(dsl, at=timezone.now())


@pytest.mark.parametrize(
    ("month", "day", "hears"), [(10, 6, True), (10, 7, False), (11, 3, True), (12, 1, True), (12, 2, False)]
)
def test_a_school_hears_that_its_risk_assessment_is_due_for_its_yearly_review(
    dsl, officer, monkeypatch, month, day, hears
):
    visit = visited(booked(dsl, officer, at=NOW), officer, NOW)
    with_risk(visit, officer, at=NOW)
    with acting_as(officer) as by:
        visits.sign(visit, visits.SignFacts("A Head", "Head teacher", london_date(NOW)), by=by, at=NOW)
    at = london(2027, month, day, 6)
    monkeypatch.setattr(timezone, "now", lambda: at)
    jobs.remind_of_reviews()
    assert (told(dsl)[-1] == jobs.REVIEW_DUE) is hears
    with acting_as(dsl) as by:
        panel = today.support_asked(by, at)
    assert "Review your Prevent risk assessment" in panel.rows[-1].text
