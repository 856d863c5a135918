"""One chain from a recommendation to the evidence: each link holds only when it should (PL 6.6, 4.10)."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from breakwater.casework.actions.models import Source
from breakwater.improvement.learning.lessons import lookup
from breakwater.improvement.learning.lessons.operations import briefings, changes, responses, reviews
from breakwater.improvement.learning.models import Change, ImpactTest, Recommendation
from breakwater.partnership.organisations.access import Permission, acting_as
from breakwater.partnership.organisations.access.role_matrix import PARTS
from breakwater_dev.testing import factories as make
from breakwater_dev.testing import lessons as told
from breakwater_dev.testing.lessons import NOW

TODAY, LATER = NOW.date(), date(2026, 10, 1)


def chain(one, actor, today=TODAY):
    with acting_as(actor):
        (found,) = lookup.chains(list(lookup.whole(Recommendation.objects.filter(pk=one.pk))), today)
        return found.chain


def done(one, actor, today=TODAY) -> list[str]:
    return [link.key for link in chain(one, actor, today).links if link.is_done]


def test_a_chain_is_whole_only_with_every_link(recommendation, keeper, colleague, trust, nurse):
    assert chain(recommendation, keeper).code == "answer"
    (response,) = told.sent(recommendation, keeper, trust)
    assert chain(recommendation, keeper).missing.words == "0 of 1 answered"
    action = told.accepted(response, nurse)
    assert (action.source, action.owner, action.set_by_team) == (
        Source.REVIEW,
        nurse.membership,
        keeper.membership.team,
    )
    assert done(recommendation, keeper) == ["answer"]
    told.verified(action, nurse, keeper)
    assert done(recommendation, keeper) == ["answer", "action"]
    change = told.linked(recommendation, keeper, "COURSE", told.a_course(keeper).public_id)
    assert done(recommendation, keeper) == ["answer", "action"], "a change without evidence does not count"
    told.closed(change, colleague)
    assert done(recommendation, keeper) == ["answer", "action", "change"]
    told.issued(told.a_briefing(recommendation, keeper), keeper)
    assert done(recommendation, keeper) == ["answer", "action", "change", "lesson"]
    six, twelve = ImpactTest.objects.order_by("months")
    assert (six.due_on, twelve.due_on) == (date(2026, 9, 2), date(2027, 3, 2))
    with acting_as(keeper) as by:
        briefings.record_test(
            six, briefings.TestFacts("AUDIT", "HOLDS", "12 of 12 files", date(2026, 9, 1)), by=by, at=NOW
        )
    assert chain(recommendation, keeper, LATER).is_whole
    assert not chain(recommendation, keeper, date(2027, 3, 3)).is_whole, "the test after twelve months is overdue"


@pytest.mark.parametrize(("result", "whole"), [("HOLDS", True), ("PARTLY", False), ("NOT", False)])
def test_a_test_that_found_that_it_does_not_hold_breaks_the_chain(recommendation, keeper, result, whole):
    told.issued(told.a_briefing(recommendation, keeper), keeper)
    test = ImpactTest.objects.order_by("months").first()
    with acting_as(keeper) as by:
        facts = briefings.TestFacts("SURVEY", result, "Asked 30 practitioners", date(2026, 9, 1))
        briefings.record_test(test, facts, by=by, at=NOW)
        with pytest.raises(briefings.TestedAlready):
            briefings.record_test(test, facts, by=by, at=NOW)
    assert ("impact" in done(recommendation, keeper, LATER)) is whole


def test_a_change_is_closed_by_somebody_else_on_evidence_alone(recommendation, keeper, colleague):
    change = told.linked(recommendation, keeper, "COURSE", told.a_course(keeper).public_id)
    with pytest.raises(changes.SomebodyElseCloses):
        told.closed(change, keeper)
    with pytest.raises(DatabaseError), transaction.atomic(), acting_as(colleague):
        Change.objects.filter(pk=change.pk).update(closed_at=NOW, closed_by=colleague)
    assert told.closed(change, colleague).is_closed
    with pytest.raises(changes.OverAlready):
        told.closed(change, colleague)


def test_a_change_is_not_closed_before_it_is_in_force(recommendation, keeper, colleague):
    change = told.linked(recommendation, keeper, "COURSE", told.a_course(keeper, since=date(2026, 4, 1)).public_id)
    with pytest.raises(changes.NotInForceYet):
        told.closed(change, colleague)
    assert told.closed(change, colleague, at=NOW.replace(month=4)).is_closed


def test_a_removed_change_stays_on_record_and_does_not_count(recommendation, keeper, colleague):
    change = told.closed(told.linked(recommendation, keeper, "COURSE", told.a_course(keeper).public_id), colleague)
    assert "change" in done(recommendation, keeper)
    with acting_as(keeper) as by:
        changes.remove(change, why="The wrong course", by=by, at=NOW)
    assert "change" not in done(recommendation, keeper)
    assert Change.objects.get().removed_why == "The wrong course"


def test_an_organisation_that_declines_says_why_and_does_no_action(recommendation, keeper, trust, nurse):
    (response,) = told.sent(recommendation, keeper, trust)
    facts = responses.AnswerFacts("REJECTED", "Commissioned from another trust")
    with acting_as(nurse) as by:
        answered = responses.answer(response, facts, by=by, at=NOW, key=uuid4())
        with pytest.raises(responses.AnsweredAlready):
            responses.answer(response, facts, by=by, at=NOW, key=uuid4())
    assert not answered.actions.exists()
    assert chain(recommendation, keeper).is_refused
    with pytest.raises(DatabaseError), transaction.atomic(), acting_as(nurse):
        type(answered).objects.filter(pk=answered.pk).update(reason="")


def test_what_was_sent_once_is_not_sent_again(recommendation, keeper, trust):
    told.sent(recommendation, keeper, trust)
    with pytest.raises(responses.NobodyToSendTo):
        told.sent(recommendation, keeper, trust)


def test_one_organisation_without_an_action_leaves_the_link_open(recommendation, keeper, trust, nurse):
    police = make.team("Public protection", of=make.organisation("Invented Police", "POLICE"))
    officer = make.actor("agency_professional", of=police)
    first, second = told.sent(recommendation, keeper, trust, police)
    told.verified(told.accepted(first, nurse), nurse, keeper)
    with acting_as(officer) as by:
        responses.answer(second, responses.AnswerFacts("PARTLY", "No duty"), by=by, at=NOW, key=uuid4())
    assert done(recommendation, keeper) == ["answer"]


def test_each_area_answers_for_itself(keeper, trust, nurse):
    """Themes and recommendations are shared, actions are each area's own (PL 1.5)."""
    hampshire = told.a_keeper("850", "Hampshire")
    area = hampshire.membership.team.area
    one = told.a_recommendation(told.a_review(keeper, area), keeper)
    theirs = make.team("Safeguarding", of=make.organisation("Other Trust", "HEALTH"), in_area=area)
    told.accepted(told.sent(one, keeper, trust)[0], nurse)
    told.sent(one, hampshire, theirs)
    with acting_as(hampshire):
        rows = list(lookup.whole(Recommendation.objects.filter(pk=one.pk)))
        areas = lookup.sharing_areas()
        ((_, chains),) = lookup.chains_by_area(rows, areas, NOW.date())
    said = {each.name: found.links[0].words for each, found in zip(areas, chains, strict=True)}
    assert said == {"Portsmouth": "1 of 1 answered", "Hampshire": "0 of 1 answered"}
    told.issued(told.a_briefing(one, keeper), keeper)
    assert ImpactTest.objects.filter(recommendation=one).count() == 4


def test_an_area_without_a_keeper_shares_nothing(keeper):
    review = told.a_review(keeper)
    with acting_as(keeper) as by, pytest.raises(reviews.NobodyKeepsIt):
        reviews.share(review, make.area("852", "Southampton"), by=by, at=NOW)


def test_an_issued_briefing_is_not_changed_and_whoever_wrote_it_last_does_not_issue_it(recommendation, keeper):
    draft = told.a_briefing(recommendation, keeper)
    with acting_as(keeper) as by, pytest.raises(briefings.SomebodyElseIssues):
        briefings.issue(draft, by=by, at=NOW)
    lesson = told.issued(draft, keeper)
    with acting_as(keeper) as by:
        for refused in (briefings.issue, lambda each, **more: briefings.rewrite(each, None, revision=1, **more)):
            with pytest.raises(briefings.IssuedAlready):
                refused(lesson, by=by, at=NOW)


def test_a_briefing_without_what_to_do_differently_is_not_issued(recommendation, keeper):
    lesson = told.a_briefing(recommendation, keeper, different="")
    with pytest.raises(briefings.PartsMissing):
        told.issued(lesson, keeper)


def test_the_actions_of_others_are_read_by_those_who_read_recommendations(recommendation, keeper, trust, nurse):
    """What the tracker keeps from others is read here by the roles of the matrix, and by nobody else."""
    told.accepted(told.sent(recommendation, keeper, trust)[0], nurse)
    (holders,) = [lines[Permission.LEARNING_READ] for lines in PARTS.values() if Permission.LEARNING_READ in lines]
    for role in (
        "mash_manager",
        "policy_officer",
        "dsl",
        "mash_screener",
        "school_staff",
        "system_administrator",
        *holders,
    ):
        with acting_as(make.actor(role)), connection.cursor() as cursor:
            cursor.execute("select count(*) from access.actions_of_recommendations(%s)", [[recommendation.pk]])
            assert (cursor.fetchone()[0] == 1) is (role in holders), role


def test_an_area_that_shares_a_review_later_tests_what_was_passed_on_before(recommendation, keeper):
    told.issued(told.a_briefing(recommendation, keeper), keeper)
    hampshire = told.a_keeper("850", "Hampshire")
    area = hampshire.membership.team.area
    with acting_as(keeper) as by:
        reviews.share(recommendation.review, area, by=by, at=NOW)
    rows = ImpactTest.objects.filter(area=area).order_by("months").values_list("months", "due_on")
    assert list(rows) == [(6, date(2026, 9, 2)), (12, date(2027, 3, 2))]
