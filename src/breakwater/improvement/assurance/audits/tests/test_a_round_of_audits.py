"""A round from its making to its follow-up, by the pages; who is told; what is drawn; and who reads nothing of it."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from breakwater.casework.actions.models import State, TrackedAction
from breakwater.casework.self_assessments import asking, sharing
from breakwater.casework.self_assessments import operations as self_assessments
from breakwater.casework.self_assessments.models import SelfAssessmentRequest
from breakwater.casework.self_assessments.registry import chased_by_who_asked
from breakwater.foundation.dates.london_time import london_date
from breakwater.improvement.assurance.audits import jobs, lookup
from breakwater.improvement.assurance.audits.operations import members, rounds
from breakwater.improvement.assurance.models import Chase, FormalRequest, RoundArea, RoundMember, Sampled
from breakwater.partnership.notifications.models import OutboxMessage
from breakwater.partnership.organisations.access import ROLES, Permission, acting_as, allows
from breakwater.partnership.organisations.models import OrganisationArea, School
from breakwater_dev.testing import audits as told
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.self_assessments import a_school

TODAY = london_date(timezone.now())


def words_of(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def page(client, view: str, *args, **said) -> str:
    at = reverse(f"assurance:{view}", args=args)
    answer = client.post(at, said, follow=True) if said else client.get(at, follow=True)
    assert answer.status_code == 200, (view, answer.status_code)
    return words_of(answer)


def day(name: str, on) -> dict:
    return {f"{name}-day": on.day, f"{name}-month": on.month, f"{name}-year": on.year}


def of(school, part) -> RoundMember:
    return lookup.MEMBERS.get(organisation=school.organisation, round_area=part)


def test_a_round_goes_from_its_making_to_its_report(signed_in, keeper, schools):
    ours, albany, brook, cliff = signed_in(keeper), *schools
    nobody = make.organisation("Dale School", "SCHOOL")
    make.team("Office", of=nobody)
    said = {"title": "Schools 2040", "bank": told.SCHOOLS, "letter_to_head": "Dear head", "letter_to_lead": "Dear lead"}
    said |= {"random_share": "0", "seed": "heron", "idempotency": str(uuid4())}
    said |= day("opens_on", TODAY) | day("due_on", TODAY + timedelta(days=60))
    preview = page(ours, "round_new", **said)
    assert "3 organisations can be asked" in preview
    assert "Dale School" in preview
    page(ours, "round_new", **said)  # sent twice is one
    part = RoundArea.objects.get()
    refused = page(ours, "launch", part.public_id, left_out=[cliff.organisation.public_id])
    assert "Enter why they are left out" in refused
    launched = page(ours, "launch", part.public_id, left_out=[cliff.organisation.public_id], why="Closes in July")
    assert "2 organisations are asked" in launched
    with acting_as(keeper):
        assert of(cliff, part).left_out == "Closes in July"
        assert RoundMember.objects.get(organisation=nobody).left_out == lookup.NO_ACCOUNT
        first, second = of(albany, part), of(brook, part)
        assert first.request.edition_number == part.round.edition.number
    jobs.tell_asked(part.pk)
    jobs.tell_asked(part.pk)
    mails = OutboxMessage.objects.filter(to=albany.lead.membership.user.email)
    assert mails.count() == 1
    assert "Albany" not in mails.get().body
    theirs = signed_in(albany.lead)
    assert "Dear head" in page(theirs, "asked", first.public_id)
    assert "Begin or continue" in page(theirs, "asked", first.public_id)
    assert "Begin or continue" not in page(ours, "asked", first.public_id), "whoever asked answers nothing"
    assert signed_in(brook.lead).get(reverse("assurance:asked", args=[first.public_id])).status_code == 404
    # One that was asked is left out afterwards, for a reason, is told, and is asked after all.
    assert "Enter why" in page(ours, "member_leave_out", second.public_id, why="")
    assert "Merged with another" in page(ours, "member_leave_out", second.public_id, why="Merged with another")
    with acting_as(brook.lead):
        assert asking.waiting_for(brook.team) == []
    assert OutboxMessage.objects.filter(to=brook.lead.membership.user.email).count() == 2
    assert signed_in(brook.lead).get(reverse("assurance:asked", args=[second.public_id])).status_code == 404
    ours.post(reverse("assurance:member_ask", args=[second.public_id]))
    with acting_as(brook.lead):
        assert len(asking.waiting_for(brook.team)) == 1
    with acting_as(albany.lead) as by:
        one = self_assessments.begin(told.SCHOOLS, albany.organisation, variant="primary", by=by, at=timezone.now())
        assert one.edition_id == part.round.edition_id

    told.returned(albany, keeper, first, ("1", "3", "3"))
    told.returned(brook, keeper, second)
    assert "It stays in the round" in page(ours, "member_leave_out", second.public_id, why="Too late")
    listed = page(ours, "round", part.public_id)
    assert "2 of 2 returned" in listed
    assert "1 added to the sample" in words_of(
        ours.post(reverse("assurance:round_sample", args=[part.public_id]), follow=True)
    )
    with acting_as(keeper):
        drawn = of(albany, part)
        assert (drawn.sampled, of(brook, part).sampled) == (Sampled.LOW, "")
    assert "16 statements graded" in page(ours, "member", first.public_id)
    page(ours, "member_choose", second.public_id, why="Asked for by the link governor")
    with acting_as(keeper):
        assert of(brook, part).sampled == Sampled.CHOSEN
        graded = self_assessments.GradeFacts("gov1", "MODERATED", "2", "The governor was met and has been trained.")
        self_assessments.moderate(drawn.request.assessment, graded, by=keeper, at=timezone.now(), key=uuid4())
        graded = self_assessments.GradeFacts("gov1", "FINAL", "3", "Agreed after the certificate was shown.")
        self_assessments.moderate(drawn.request.assessment, graded, by=keeper, at=timezone.now(), key=uuid4())
    assert "Your report comes here" in page(theirs, "asked", first.public_id)
    ours.post(reverse("assurance:member_report", args=[first.public_id]))
    report = page(theirs, "asked", first.public_id)
    for words in ("The governor was met", "Agreed after the certificate was shown", "1 Not in place", "Fewer than 5"):
        assert words in report
    assert "Report: Schools 2040" in words_of(theirs.get(reverse("casework:self_assessment", args=[one.public_id])))
    with acting_as(keeper):
        due = [each.months for each in first.follow_ups.order_by("due_on")]
        follow_up = first.follow_ups.order_by("due_on").first()
    assert due == [3, 6]
    said = {"found": "Both governors have been trained."} | day("done_on", TODAY)
    assert "Both governors have been trained" in page(ours, "follow_up", follow_up.public_id, **said)
    assert "Both governors have been trained" in page(theirs, "asked", first.public_id)
    assert "Closed" in words_of(ours.post(reverse("assurance:round_close", args=[part.public_id]), follow=True))


def test_one_that_does_not_answer_is_chased_asked_formally_and_told_of_in_the_next_round(signed_in, keeper, schools):
    albany, brook, cliff = schools
    head = make.actor("head_teacher", of=albany.team)
    governor = make.actor("link_governor", of=make.team("Governors", of=albany.organisation))
    School.objects.create(organisation=albany.organisation, urn="900001", la_code="851", trust_name="Harbour Trust")
    trust = make.actor("trust_lead", of=make.team("Office", of=make.organisation("Harbour trust", "OTHER")))
    part = told.launched(keeper)
    half_way = timezone.now() + timedelta(days=32)
    while not jobs.working_calendar(part.area).is_working_day(london_date(half_way)):
        half_way += timedelta(days=1)
    early = half_way - timedelta(days=8)
    assert [jobs.remind_half_way(part.area, at=at) for at in (early, half_way, half_way)] == [0, 3, 0]
    with acting_as(keeper):
        SelfAssessmentRequest.objects.update(due_on=TODAY - timedelta(days=14))
        member, other = of(albany, part), of(brook, part)
    sent = told.returned(brook, keeper, other)
    at = timezone.now()
    while not jobs.working_calendar(part.area).is_working_day(london_date(at)):
        at += timedelta(days=1)
    assert jobs.chase(part.area, at=at) == 4  # two steps of two schools
    assert jobs.chase(part.area, at=at) == 0
    with acting_as(keeper):
        assert {each.step: each.told for each in member.chases.all()} == {
            Chase.Step.AFTER_1: "head (1), safeguarding lead (1)",
            Chase.Step.AFTER_5: "governors (1), trust (1)",
        }
    for actor in (head, governor, trust):
        assert OutboxMessage.objects.filter(to=actor.membership.user.email).exists()
    # A round chases whom it asks: the self-assessment's own reminders stop at the day. A trust reads which schools are late.
    with acting_as(keeper):
        assert chased_by_who_asked(SelfAssessmentRequest.objects.all()) >= {member.request_id}
    above = signed_in(trust)
    assert "Albany School" in page(above, "trust")
    assert "Overdue audits of your schools" in words_of(above.get(reverse("web:today")))
    assert "Albany School" not in page(signed_in(make.actor("trust_lead", of=make.team("Other trust"))), "trust")

    ours, theirs = signed_in(keeper), signed_in(albany.lead)
    said = {"addressed_to": "The head", "wanted": "Your return, whole", "idempotency": str(uuid4())}
    said |= day("answer_by", TODAY + timedelta(days=10))
    page(ours, "member_formal", member.public_id, **said)
    page(ours, "member_formal", member.public_id, **said)
    with acting_as(keeper):
        made = FormalRequest.objects.get()
    assert "section 16H" in page(theirs, "asked", member.public_id)
    assert "Formal request for information" in words_of(theirs.get(reverse("web:today")))
    letter = theirs.get(reverse("assurance:formal_letter", args=[made.public_id]))
    assert letter.content.startswith(b"%PDF")
    assert signed_in(cliff.lead).get(reverse("assurance:formal_letter", args=[made.public_id])).status_code == 404
    page(ours, "formal_answer", made.public_id, answer="They will send it.", **day("answered_on", TODAY))
    with pytest.raises(members.Returned), acting_as(keeper) as by:
        members.ask_formally(other, members.FormalFacts("Head", "All", TODAY), by=by, at=timezone.now(), key=uuid4())

    with acting_as(keeper) as by:
        rounds.close(part, by=by, at=timezone.now())
    again = told.launched(keeper, title="Next")
    with acting_as(keeper):
        assert again.round.previous_id == part.round_id
        late = of(albany, again)
    with acting_as(brook.lead) as by:  # what answered one round does not answer the next
        asked = asking.waiting_for(brook.team)
        assert (len(asked), asking.to_share(asked, brook.team)) == (1, {})
        with pytest.raises(self_assessments.HadAlready):
            self_assessments.share(asked[0], sent, by=by, at=timezone.now())
    with acting_as(keeper):
        assert lookup.last_time(again) == {albany.organisation.pk, cliff.organisation.pk}
    told.returned(albany, keeper, late)
    with acting_as(keeper) as by:
        rounds.draw_sample(again, by=by, at=timezone.now())
        assert of(albany, again).sampled == Sampled.LAST_TIME
    assert "Round" in page(ours, "member", late.public_id)


def test_one_left_out_sends_its_return_all_the_same(keeper, schools):
    school, part = schools[0], told.launched(keeper)
    with acting_as(keeper) as by:
        SelfAssessmentRequest.objects.update(due_on=TODAY - timedelta(days=14))
        member = rounds.leave_out(of(school, part), why="Merged", by=by, at=timezone.now())
    assert member.left_out == f"Asked, then left out on {TODAY:%d/%m/%Y}, after its day: Merged"
    with acting_as(school.lead) as by:
        one = self_assessments.begin(told.SCHOOLS, school.organisation, variant="primary", by=by, at=timezone.now())
        sharing.share_with(
            sharing.unasked(one, keeper.membership.team, by=by, at=timezone.now()), one, at=timezone.now()
        )
    with acting_as(keeper) as by:
        assert rounds.ask_after_all(member, by=by, at=timezone.now()).request.assessment == one


def test_one_that_works_in_two_areas_answers_once_and_each_area_asks_its_own(keeper):
    elsewhere = make.area("850", "Hampshire")
    other = told.a_keeper(in_area=elsewhere)
    shared = a_school("Academy of both")
    OrganisationArea.objects.create(organisation=shared.organisation, area=elsewhere, starts_on=TODAY)
    part = told.launched(keeper, areas=["850"])
    with acting_as(other) as by:
        beyond = RoundArea.objects.get(round=part.round_id, area=elsewhere)
        rounds.launch(beyond, left_out=(), why="", by=by, at=timezone.now())
    with acting_as(shared.lead) as by:
        assert len(asking.waiting_for(shared.team)) == 2
        one = self_assessments.begin(told.SCHOOLS, shared.organisation, variant="primary", by=by, at=timezone.now())
        again = self_assessments.begin(told.SCHOOLS, shared.organisation, variant="primary", by=by, at=timezone.now())
        assert again == one
        asked = list(SelfAssessmentRequest.objects.all())
        assert {each.answering_team_id for each in asked} == {shared.team.pk}
    with acting_as(keeper) as by:
        assert list(RoundMember.objects.values_list("area__code", flat=True)) == ["851"]
        with pytest.raises(rounds.LaunchedAlready):
            rounds.launch(part, left_out=(), why="", by=by, at=timezone.now())


def test_the_draw_by_chance_is_the_same_again_and_about_its_share(keeper, schools):
    part = told.launched(keeper, share=15)
    drawn = [rounds.is_drawn(part.round, f"organisation-{number}") for number in range(2000)]
    assert 220 < sum(drawn) < 380
    assert drawn == [rounds.is_drawn(part.round, f"organisation-{number}") for number in range(2000)]


def test_findings_are_suppressed_and_the_executive_sees_what_is_claimed_and_not_verified(signed_in, keeper, schools):
    more = [a_school(f"School {number}") for number in range(9)]
    part = told.launched(keeper)
    for number, school in enumerate([*schools, *more]):
        with acting_as(keeper):
            member = of(school, part)
        if number < 11:
            told.returned(school, keeper, member, ("2",) if number < 2 else ("3",))
    head = make.actor("head_of_service", of=make.team("Heads of service"))
    theirs = signed_in(head)
    found = page(theirs, "findings", part.public_id)
    assert "11 of 12 returned" in found
    assert "Share Left out" in found
    assert "Themes" not in found  # two of eleven is too few to say
    assert "Not returned:" not in found  # names are for who runs the round
    assert "School 8" in page(signed_in(keeper), "findings", part.public_id)
    assert "Actions said to be complete" in page(theirs, "rounds")
    first = schools[0]
    with acting_as(keeper) as by:
        TrackedAction.objects.create(
            area=part.area,
            source=TrackedAction.Source.SELF_ASSESSMENT,
            because="Statement",
            wording="Train both governors",
            measure="Certificates",
            priority="3",
            set_by_team=keeper.membership.team,
            owner_team=first.team,
            starts_on=TODAY,
            accept_by=TODAY,
            first_due_on=TODAY,
            due_on=TODAY,
            state=State.COMPLETE,
            completed_by=by,
            made_at=timezone.now(),
            made_by=by,
            key=uuid4(),
        )
    assert "Train both governors" in page(theirs, "not_verified")
    stranger = make.actor("head_of_service", of=make.team("Heads", in_area=make.area("850", "Hampshire")))
    assert "Train both governors" not in page(signed_in(stranger), "not_verified")
    assert signed_in(stranger).get(reverse("assurance:findings", args=[part.public_id])).status_code == 404


def test_the_roles_of_the_functions_are_those_of_the_matrix(db):
    with connection.cursor() as cursor:
        cursor.execute("select prosrc from pg_proc where proname = 'reads_audits_of'")
        written = cursor.fetchone()[0]
    named = set(re.findall(r"'(\w+)'", written)) - {""}
    assert named == {role.value for role in ROLES if allows(role.value, Permission.AUDIT_READ)}
