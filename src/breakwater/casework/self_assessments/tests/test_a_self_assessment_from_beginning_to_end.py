"""Begun, delegated, answered, signed, sent, moderated, and compared the next year."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from breakwater.casework.actions import operations as tracker
from breakwater.casework.actions.models import State
from breakwater.casework.self_assessments import asking, in_tracker, jobs, measures, operations, sharing
from breakwater.casework.self_assessments.models import SelfAssessmentRequest, StatementAnswer
from breakwater.foundation.dates.london_time import london, london_date
from breakwater.foundation.refusals import ChangedMeanwhile
from breakwater.partnership.notifications.models import Notification
from breakwater.partnership.organisations.access import acting_as
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.self_assessments import (
    DUE,
    SCHOOLS,
    a_school,
    answered,
    asked,
    begun,
    first_line,
    sent,
    signed,
)

FACTS = operations.AnswerFacts("lead", "3", evidence="Job description")


def test_begun_twice_is_one_and_keeps_its_edition(school):
    assessment = begun(school)
    assert begun(school) == assessment
    assert assessment.edition == operations.edition_now(SCHOOLS)


def test_an_organisation_begins_only_what_is_for_it(school):
    with acting_as(school.lead) as by, pytest.raises(operations.NotForYou):
        operations.begin("prevent.authority", school.organisation, by=by, at=timezone.now())
    with acting_as(school.lead) as by, pytest.raises(operations.UnknownVariant):
        operations.begin(SCHOOLS, school.organisation, variant="castle", by=by, at=timezone.now())
    lead = make.actor("prevent_lead", of=make.team("Prevent", service="prevent"))
    with acting_as(lead) as by:
        council = lead.membership.team.organisation
        assert operations.begin("prevent.authority", council, by=by, at=timezone.now()).team == lead.membership.team


def test_a_statement_of_another_phase_is_not_asked(school):
    with acting_as(school.lead):
        keys = {line.statement.key for part in measures.parts_of(begun(school)) for line in part.lines}
    assert "media_literacy" in keys
    assert "ideologies" not in keys


def test_what_an_answer_lacks_is_said_and_keeps_it_from_being_sent(school):
    assessment = begun(school)
    with acting_as(school.lead) as by:
        for facts, lacks in (
            (operations.AnswerFacts("lead", ""), ["a grade"]),
            (operations.AnswerFacts("lead", "3"), ["evidence, or that none is held"]),
            (operations.AnswerFacts("lead", "1", none_held=True), ["an action"]),
            (operations.AnswerFacts("lead", "na"), ["why it does not apply"]),
            (operations.AnswerFacts("lead", "na", reason="A federation does it"), []),
        ):
            found = StatementAnswer.objects.filter(statement="lead").first()
            operations.answer(assessment, facts, revision=found.revision if found else 0, by=by, at=timezone.now())
            assert first_line(assessment).faults == lacks
        part = measures.parts_of(assessment)[0]
        assert (part.complete, len(part.lines), part.is_complete) == (1, 6, False)
        with pytest.raises(operations.NotComplete):
            operations.send(assessment, by=by, at=timezone.now())


def test_what_someone_else_saved_meanwhile_is_not_overwritten(school):
    assessment, other = begun(school), make.actor("dsl", of=school.team)
    with acting_as(school.lead) as by:
        first = operations.answer(assessment, FACTS, revision=0, by=by, at=timezone.now())
        again = operations.answer(assessment, FACTS, revision=0, by=by, at=timezone.now())
        assert again.revision == first.revision
    with acting_as(other) as by, pytest.raises(ChangedMeanwhile) as refusal:
        operations.answer(assessment, operations.AnswerFacts("lead", "4"), revision=0, by=by, at=timezone.now())
    assert refusal.value.theirs == first


def test_a_section_is_delegated_to_a_named_colleague_of_the_organisation(school):
    assessment = begun(school)
    elsewhere = make.actor("dsl", of=make.team("Nursery", of=school.organisation))
    stranger = a_school().lead.membership
    with acting_as(elsewhere), pytest.raises(type(assessment).DoesNotExist):
        type(assessment).objects.get(pk=assessment.pk)
    with acting_as(school.lead) as by:
        with pytest.raises(operations.NotForYou):
            operations.delegate(assessment, "leadership", stranger, by=by, at=timezone.now())
        operations.delegate(assessment, "leadership", elsewhere.membership, by=by, at=timezone.now())
    with acting_as(elsewhere) as by:
        operations.answer(assessment, FACTS, revision=0, by=by, at=timezone.now())
        with pytest.raises(operations.NotYours):
            operations.answer(assessment, operations.AnswerFacts("voice", "3"), revision=0, by=by, at=timezone.now())
        with pytest.raises(operations.NotYours):
            operations.send(assessment, by=by, at=timezone.now())
    with acting_as(school.lead) as by:
        operations.delegate(assessment, "leadership", None, by=by, at=timezone.now())
    with acting_as(elsewhere), pytest.raises(type(assessment).DoesNotExist):
        type(assessment).objects.get(pk=assessment.pk)


def test_sending_needs_the_lead_and_the_head_or_a_governor_and_locks(school):
    assessment = begun(school)
    answered(assessment, school.lead)
    signed(assessment, school.lead, "LEAD")
    with acting_as(school.lead) as by, pytest.raises(operations.NotSigned):
        operations.send(assessment, by=by, at=timezone.now())
    signed(assessment, school.lead, "HEAD")
    with acting_as(school.lead) as by:
        done = operations.send(assessment, by=by, at=timezone.now())
        assert done.receipt.startswith("SA-")
        assert operations.send(assessment, by=by, at=timezone.now()).receipt == done.receipt
        with pytest.raises(operations.AlreadySent):
            operations.answer(assessment, operations.AnswerFacts("lead", "4"), revision=1, by=by, at=timezone.now())


def test_a_change_after_signing_asks_for_it_again(school):
    assessment = begun(school)
    answered(assessment, school.lead)
    signed(assessment, school.lead)
    with acting_as(school.lead) as by:
        facts = operations.AnswerFacts("lead", "4", evidence="Rota")
        operations.answer(assessment, facts, revision=1, by=by, at=timezone.now())
        assessment.refresh_from_db()
        assert operations.standing_sign_offs(assessment) == []
        with pytest.raises(operations.NotSigned):
            operations.send(assessment, by=by, at=timezone.now())


def test_nobody_signs_what_is_not_complete_or_for_another_day(school):
    assessment = begun(school)
    with pytest.raises(operations.NotComplete):
        signed(assessment, school.lead)
    answered(assessment, school.lead)
    tomorrow = (timezone.now() + timedelta(days=1)).date()
    facts = operations.SignFacts("LEAD", "Jo Example", "Lead", tomorrow)
    with acting_as(school.lead) as by, pytest.raises(operations.SignedTooLate):
        operations.sign(assessment, facts, by=by, at=timezone.now())


def test_last_times_answer_is_repeated_by_one_press_on_record_and_never_silently(school):
    before, now = sent(school, "2"), begun(school)
    assert now.previous == before
    with acting_as(school.lead) as by:
        assert first_line(now).answer is None
        operations.say_still_true(now, "lead", by=by, at=timezone.now())
        operations.say_still_true(now, "lead", by=by, at=timezone.now())
        answer = first_line(now).answer
        assert (answer.grade, answer.score, answer.evidence) == ("2", 2, "Minutes of March")
        assert (answer.still_true.assessment_id, answer.revision) == (before.pk, 1)
        changed = operations.AnswerFacts("lead", "4", evidence="Rota")
        operations.answer(now, changed, revision=1, by=by, at=timezone.now())
        assert first_line(now).answer.still_true_id is None
        with pytest.raises(operations.AnsweredAlready):
            operations.say_still_true(now, "lead", by=by, at=timezone.now())


def test_one_return_answers_every_area_that_asked(school, prevent):
    far = make.area("850", "Hampshire")
    make.actor("dsl", of=make.team("Safeguarding", of=school.organisation, in_area=far))
    elsewhere = make.actor(
        "prevent_education_officer", of=make.team("Prevent education", in_area=far, service="prevent_education")
    )
    for asker in (prevent, elsewhere):
        asked(asker, school)
    done = sent(school)
    for reader in (prevent, elsewhere):
        with acting_as(reader):
            request = SelfAssessmentRequest.objects.get()
            assert (request.answering_team, request.assessment) == (school.team, done)
            assert measures.parts_of(done)[0].median == "3 In place"


def test_asked_again_before_it_is_returned_is_one_request_with_the_new_day(school, prevent):
    asked(prevent, school)
    with acting_as(prevent) as by:
        edition, later = operations.edition_now(SCHOOLS), DUE + timedelta(days=7)
        asking.ask(edition, [school.organisation], due_on=later, by=by, at=timezone.now())
        assert SelfAssessmentRequest.objects.get().due_on == later


def test_a_moderated_grade_is_beside_the_own_grade_and_given_once(school, prevent):
    asked(prevent, school)
    done, key = sent(school), uuid4()
    facts = operations.GradeFacts("lead", "MODERATED", "2", "No deputy is named")
    with acting_as(prevent) as by:
        first = operations.moderate(done, facts, by=by, at=timezone.now(), key=key)
        assert operations.moderate(done, facts, by=by, at=timezone.now(), key=key) == first
        final = operations.GradeFacts("lead", "FINAL", "3", "A deputy was named in May")
        operations.moderate(done, final, by=by, at=timezone.now(), key=uuid4())
    with acting_as(school.lead):
        line = first_line(done)
        assert (line.answer.grade, line.moderated.grade, line.final.grade) == ("3", "2", "3")
        assert line.moderated.reason == "No deputy is named"


def test_a_service_moderates_only_what_it_asks_for(school, prevent):
    asked(prevent, school)
    done = sent(school)
    manager = make.actor("business_manager", of=prevent.membership.team)  # whose team asks for Prevent
    with acting_as(manager) as by:
        facts = operations.GradeFacts("lead", "FINAL", "3", "Seen")
        assert operations.moderate(done, facts, by=by, at=timezone.now(), key=uuid4())
    other = make.actor("business_manager", of=make.team("Office"))
    with acting_as(other) as by, pytest.raises(operations.NotForYou):
        operations.moderate(done, facts, by=by, at=timezone.now(), key=uuid4())


def test_the_years_are_compared_by_section_and_statement(school, prevent):
    asked(prevent, school)
    first = sent(school, "2")
    with acting_as(prevent) as by:
        facts = operations.GradeFacts("lead", "FINAL", "1", "Nobody is named")
        operations.moderate(first, facts, by=by, at=timezone.now(), key=uuid4())
    second = sent(school, "4")
    with acting_as(school.lead):
        columns, rows = measures.comparison(second)
    assert columns == [first, second]
    assert rows[0].grades == ["2 Started", "4 Embedded"]
    assert rows[0].statements[0].grades == ["1 Not in place", "4 Embedded"]
    with acting_as(prevent):  # the second was not asked for, and sent all the same to the service that asks for it
        assert measures.comparison(second)[0] == [first, second]


def test_sg_22_the_median_of_others_needs_five_returns_and_is_the_same_for_a_school_and_who_asked(school, prevent):
    others = [a_school(f"School {number}") for number in range(5)]
    asked(prevent, school)
    done = sent(school, "4")
    for number, other in enumerate(others[:4]):
        sent(other, "1" if number < 2 else "3")
    with acting_as(school.lead):
        assert measures.medians_of_others(done) == {}
    sent(others[4], "3")
    sent(others[4], "2")  # each organisation counts once, by its last return
    for reader in (school.lead, prevent):
        with acting_as(reader):
            medians = measures.medians_of_others(done)
            assert medians["leadership", "lead"] == medians["leadership", ""] == 2
    with acting_as(others[0].lead):  # not of it: nothing
        assert measures.medians_of_others(done) == {}


def test_the_median_is_a_grade_of_the_scale():
    assert measures.median([1, 2, 3, 4]) == 2
    assert measures.median([None, 4, None]) == 4
    assert measures.median([None]) is None


def returned(school, action: str):
    """A return with one action, sent."""
    assessment = begun(school)
    answered(assessment, school.lead, besides=("lead",), action="")
    with acting_as(school.lead) as by:
        grade = "2" if action else "3"
        facts = operations.AnswerFacts("lead", grade, evidence="Job description", action=action)
        operations.answer(assessment, facts, revision=0, by=by, at=timezone.now())
    signed(assessment, school.lead)
    with acting_as(school.lead) as by:
        return operations.send(assessment, by=by, at=timezone.now())


def test_an_action_of_a_return_is_in_the_tracker_until_whoever_asked_has_verified_it(school, prevent):
    asked(prevent, school)
    assessment = returned(school, "Name a Prevent lead in the senior team")
    with acting_as(school.lead) as by:
        (action,) = in_tracker.actions_of(assessment)
        assert (action.owner_team, action.set_by_team, action.state) == (
            school.team,
            prevent.membership.team,
            State.PROPOSED,
        )
        tracker.accept(action, owner=by.membership, lead=None, by=by, at=timezone.now())
        tracker.complete(action, words="Named in May", link="", by=by, at=timezone.now())
    with acting_as(prevent) as by:
        assert tracker.verify(action, words="Read the minutes", by=by, at=timezone.now()).state == State.VERIFIED
    with acting_as(make.actor("dsl", of=a_school("Another school").team)):
        assert not in_tracker.actions_of(assessment).exists()


def test_one_finished_before_it_was_asked_for_went_to_the_service_that_asks_and_answers_the_asking(school, prevent):
    done = sent(school)
    with acting_as(school.lead):
        assert [each.asking_team for each in sharing.read_by(done)] == [prevent.membership.team]
    asked(prevent, school)
    with acting_as(prevent):
        request = SelfAssessmentRequest.objects.get()
        assert (request.assessment, request.due_on) == (done, DUE)
    asked(prevent, school)  # and next time it is asked for another
    with acting_as(school.lead):
        assert [each.shared_at for each in asking.waiting_for(school.team)] == [None]


def test_where_no_service_of_the_area_asks_it_is_shared_with_whoever_asks_later_and_with_nobody_before(school):
    done, far = sent(school), make.area("850", "Hampshire")
    with acting_as(school.lead):
        assert sharing.read_by(done) == []
    make.actor("dsl", of=make.team("Safeguarding", of=school.organisation, in_area=far))
    elsewhere = make.team("Prevent education", in_area=far, service="prevent_education")
    asked(make.actor("prevent_education_officer", of=elsewhere), school)
    with acting_as(school.lead) as by:
        (waiting,) = asking.waiting_for(school.team)
        operations.share(waiting, done, by=by, at=timezone.now())
        assert [each.asking_team for each in sharing.read_by(done)] == [elsewhere]


def test_the_lead_and_the_head_are_two_people_and_a_signature_is_removed_until_it_is_sent(school):
    assessment = begun(school)
    answered(assessment, school.lead)
    now = timezone.now()

    def signs(capacity, name):
        facts = operations.SignFacts(capacity, name, "Role", london_date(now))
        return operations.sign(assessment, facts, by=by, at=now)

    with acting_as(school.lead) as by:
        lead = signs("LEAD", "Priya Halfcrown")
        assert signs("LEAD", "priya  halfcrown") == lead
        with pytest.raises(operations.SamePerson):
            signs("HEAD", "Priya Halfcrown")
        with pytest.raises(operations.SignedAlready):
            signs("LEAD", "Ivo Penny")
        signs("HEAD", "Rowan Principal")
        operations.remove_signature(assessment, capacity="HEAD", by=by, at=now)
        with pytest.raises(operations.NotSigned):
            operations.send(assessment, by=by, at=now)
        signs("HEAD", "Sam Principal")
        sent_now = operations.send(assessment, by=by, at=now)
        assert [each.name for each in operations.standing_sign_offs(sent_now)] == ["Priya Halfcrown", "Sam Principal"]
        assert sent_now.sign_offs.count() == 3
        with pytest.raises(operations.AlreadySent):
            operations.remove_signature(assessment, capacity="LEAD", by=by, at=now)


def test_an_action_is_proposed_once_it_is_shared_and_not_again_while_it_is_open(school, prevent):
    first = returned(school, "Name a Prevent lead")
    with acting_as(school.lead):
        assert in_tracker.actions_of(first).count() == 1
    asked(prevent, school)
    again = returned(school, "Name a Prevent lead")
    with acting_as(school.lead):
        assert list(in_tracker.actions_of(again)) == list(in_tracker.actions_of(first)), "one action, on both pages"


def test_an_action_said_in_the_same_words_of_two_statements_is_two(school, prevent):
    first = returned(school, "The lead brings it to the senior team")  # nobody asked for it
    other = operations.AnswerFacts("governors", "2", evidence="Minutes", action="The lead brings it to the senior team")
    assessment = begun(school)
    answered(assessment, school.lead, besides=("governors",), action="")
    with acting_as(school.lead) as by:
        operations.answer(assessment, other, revision=0, by=by, at=timezone.now())
    signed(assessment, school.lead)
    with acting_as(school.lead) as by:
        again = operations.send(assessment, by=by, at=timezone.now())
        (before,), (after,) = in_tracker.actions_of(first), in_tracker.actions_of(again)
    assert before.because != after.because


@pytest.mark.parametrize(
    ("day", "to_school", "to_officer"),
    [
        (date(2040, 2, 16), ["A self-assessment is due soon"], []),
        (date(2040, 2, 27), ["A self-assessment is due soon"], []),
        (date(2040, 2, 28), [], []),
        (date(2040, 3, 2), ["A self-assessment is overdue"], ["Self-assessments are overdue"]),
        (date(2040, 3, 3), [], []),
        (date(2040, 3, 15), ["A self-assessment is overdue"], []),
    ],
)
def test_a_school_is_reminded_before_and_after_the_day_and_whoever_asked_hears_of_it_once(
    school, prevent, day, to_school, to_officer
):
    asked(prevent, school, a_school("Another school"))
    Notification.objects.all().delete()
    jobs.remind(school.team.area, at=london(day.year, day.month, day.day, 6))
    told = [
        list(Notification.objects.filter(user=who.membership.user).values_list("words", flat=True))
        for who in (school.lead, prevent)
    ]
    assert told == [to_school, to_officer]


def test_whoever_shared_it_is_not_reminded(school, prevent):
    asked(prevent, school)
    returned(school, "")
    assert jobs.remind(school.team.area, at=london(2040, 3, 2, 6)) == 0


@pytest.mark.parametrize("role", ["link_governor", "school_staff"])
def test_a_governor_and_a_teacher_answer_their_sections_and_begin_no_return_of_the_school(school, role):
    with acting_as(make.actor(role, of=make.team("Others", of=school.organisation))) as by:
        assert operations.editions_to_answer(by) == []
        with pytest.raises(operations.NotForYou):
            operations.begin(SCHOOLS, school.organisation, variant="secondary", by=by, at=timezone.now())
