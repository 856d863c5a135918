"""The pages, as they are pressed: without script, each form by POST; lists in as many queries for many as for one."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from breakwater.casework.self_assessments import operations
from breakwater.casework.self_assessments.measures import parts_of
from breakwater.casework.self_assessments.models import SelfAssessment, SelfAssessmentRequest, StatementAnswer
from breakwater.casework.self_assessments.views.own import PrintSelfAssessment
from breakwater.foundation import audit
from breakwater.partnership.notifications.models import Notification, OutboxMessage
from breakwater.partnership.organisations.access import acting_as
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.self_assessments import SCHOOLS, a_school, answered, asked, begun, sent, signed


def at(name: str, *args) -> str:
    return reverse(f"casework:{name}", args=args)


def words_of(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


@pytest.fixture
def lead(school, signed_in):
    return signed_in(school.lead)


@pytest.fixture
def officer(prevent, signed_in):
    return signed_in(prevent)


def test_a_school_goes_from_beginning_to_its_receipt(school, prevent, lead):
    asked(prevent, school)
    assert "due 1 March 2040" in words_of(lead.get(at("self_assessments")))
    assert "Prevent self-assessment for schools" in words_of(lead.get(reverse("web:today")))
    begin = lead.post(at("self_assessment_begin", SCHOOLS), {"variant": "primary"})
    with acting_as(school.lead):
        one = SelfAssessment.objects.get()
    assert begin.headers["Location"] == at("self_assessment", one.public_id)
    page = words_of(lead.get(at("self_assessment", one.public_id)))
    assert "0 of 6 complete" in page
    assert "It can be signed once every section is complete" in page

    where = at("self_assessment_statement", one.public_id, "lead")
    saved = lead.post(where, {"grade": "3", "evidence": "Job description", "revision": "0"})
    assert saved.headers["Location"] == at("self_assessment_statement", one.public_id, "governors")
    section = words_of(lead.get(at("self_assessment_section", one.public_id, "leadership")))
    assert "1 of 6 complete" in section
    assert "Job description" in section
    answered(one, school.lead, besides=("lead",))
    signature = {"signer": "OTHER", "name": "Sam Example", "role": "Chair", **today("signed_on")}
    for capacity in ("LEAD", "GOVERNOR"):
        said = {"capacity": capacity, **signature, "name": f"{capacity.title()} Example"}
        lead.post(at("self_assessment_sign", one.public_id), said)
    lead.post(at("self_assessment_signature_remove", one.public_id, "GOVERNOR"))
    assert "Ready to sign" in words_of(lead.get(at("self_assessment", one.public_id)))
    lead.post(at("self_assessment_sign", one.public_id), said)
    assert "Ready to send" in words_of(lead.get(at("self_assessment", one.public_id)))
    lead.post(at("self_assessment_send", one.public_id))
    with acting_as(school.lead):
        one.refresh_from_db()
    assert one.receipt in words_of(lead.get(at("self_assessment", one.public_id)))
    refused = lead.post(where, {"grade": "4", "evidence": "More", "revision": "1"}, follow=True)
    assert "a sent one is never changed" in words_of(refused)


def test_who_has_an_account_signs_under_their_own_sign_in_and_who_has_none_is_entered_by_name(
    school, prevent, lead, officer, signed_in
):
    asked(prevent, school)
    one, governors = begun(school), make.team("Governors", of=school.organisation)
    head, governor = make.actor("head_teacher", of=school.team), make.actor("link_governor", of=governors)
    answered(one, school.lead)
    page, sign = (at(name, one.public_id) for name in ("self_assessment", "self_assessment_sign"))
    typed = {"capacity": "HEAD", "signer": "OTHER", "role": "Head", **today("signed_on")}
    refused = lead.post(sign, typed | {"name": head.membership.user.name.upper()})
    assert "they sign it themselves" in words_of(refused)
    theirs = signed_in(governor)
    assert theirs.get(page).status_code == 404
    for _ in range(2):
        lead.post(sign, {"capacity": "GOVERNOR", "signer": "ASK", "to": governor.membership.public_id})
    assert Notification.objects.filter(user=governor.membership.user, words=operations.SIGN_IT).count() == 1
    assert "is asked to sign" in words_of(lead.get(page))
    assert page in theirs.get(reverse("web:today")).content.decode()
    assert "Your signature is asked for" in words_of(theirs.get(page))
    assert "Choose one of the answers" in words_of(theirs.post(sign, {"capacity": "HEAD"}))
    theirs.post(sign, {"capacity": "GOVERNOR"})
    assert "Read and sign" not in words_of(theirs.get(reverse("web:today")))
    lead.post(sign, {"capacity": "LEAD", "signer": "ME"})
    assert "Entered by" not in words_of(lead.get(page))
    lead.post(sign, typed | {"name": "Robin Elsewhere"})
    lead.post(at("self_assessment_send", one.public_id))
    with acting_as(school.lead):
        one.refresh_from_db()
        by = {each.capacity: each for each in operations.standing_sign_offs(one)}
        assert by["GOVERNOR"].by.membership == governor.membership
        assert {capacity: bool(each.entered_by) for capacity, each in by.items()} == {
            "GOVERNOR": False,
            "LEAD": False,
            "HEAD": True,
        }
    read = words_of(officer.get(page))
    assert f"Entered by {school.lead.membership.user.name}" in read


def today(box: str) -> dict[str, str]:
    day = timezone.localdate()
    return {f"{box}-day": day.day, f"{box}-month": day.month, f"{box}-year": day.year}


def test_what_does_not_apply_needs_a_reason_and_a_link_an_address(school, lead):
    where = at("self_assessment_statement", begun(school).public_id, "lead")
    assert "Enter why it does not apply" in words_of(lead.post(where, {"grade": "na", "revision": "0"}))
    assert "begins with https://" in words_of(lead.post(where, {"grade": "3", "link": "javascript:x", "revision": "0"}))


def test_two_at_one_statement_see_each_others_words(school, lead, signed_in):
    where = at("self_assessment_statement", begun(school).public_id, "lead")
    signed_in(make.actor("dsl", of=school.team)).post(where, {"grade": "2", "evidence": "Theirs", "revision": "0"})
    page = lead.post(where, {"grade": "4", "evidence": "Mine", "revision": "0"})
    assert "Theirs" in words_of(page)
    assert "Mine" in page.content.decode()
    lead.post(where, {"grade": "4", "evidence": "Mine", "revision": "1"})
    with acting_as(school.lead):
        assert StatementAnswer.objects.get().evidence == "Mine"


def test_last_times_answer_is_beside_and_one_press_repeats_it(school, lead):
    sent(school, "2")
    one = begun(school)
    page = words_of(lead.get(at("self_assessment_statement", one.public_id, "lead")))
    assert "Last time 2 Started" in page
    assert "Still true" in page
    lead.post(at("self_assessment_still_true", one.public_id, "lead"))
    assert "As last time, reviewed" in words_of(lead.get(at("self_assessment_section", one.public_id, "leadership")))


def test_a_section_is_delegated_on_its_page(school, lead):
    one, colleague = begun(school), make.membership("dsl", of=school.team)
    where = at("self_assessment_delegate", one.public_id, "staff")
    lead.post(where, {"to": colleague.public_id})
    assert colleague.user.name in words_of(lead.get(at("self_assessment", one.public_id)))


def test_whoever_is_given_a_section_is_told_and_gets_the_form_of_that_section_alone(school, lead, signed_in):
    sent(school, "2")
    one, nursery = begun(school), make.team("Nursery", of=school.organisation)
    colleague = make.actor("school_staff", of=nursery)
    section = at("self_assessment_section", one.public_id, "leadership")
    for _ in range(2):
        lead.post(at("self_assessment_delegate", one.public_id, "leadership"), {"to": colleague.membership.public_id})
    told = Notification.objects.get(user=colleague.membership.user)
    assert (told.words, told.path) == (operations.DELEGATED, section)
    theirs = signed_in(colleague)
    assert section in theirs.get(reverse("web:today")).content.decode()
    assert "Answer the next statement" in words_of(theirs.get(section))
    form = theirs.get(at("self_assessment_statement", one.public_id, "lead"))
    assert b'data-autosave=""' in form.content, "what is typed is kept in the tab"
    assert "Last time 2 Started" in words_of(form), "of the section that is theirs"
    assert "Minutes of March" in words_of(form)
    other = at("self_assessment_section", one.public_id, "staff")
    assert "Answer the next statement" not in words_of(theirs.get(other))
    with acting_as(school.lead):
        key = next(part for part in parts_of(one) if part.section.key == "staff").lines[0].statement.key
    unasked = theirs.get(at("self_assessment_statement", one.public_id, key))
    assert b'name="evidence"' not in unasked.content
    assert "Ask the lead to delegate it" in words_of(unasked)
    assert "Minutes of March" not in words_of(unasked)
    assert "Nothing to show from last time" not in words_of(unasked), "last time's is hidden from them, not missing"
    theirs.post(at("self_assessment_still_true", one.public_id, "lead"))
    with acting_as(school.lead):
        answer = StatementAnswer.objects.get(assessment=one)
        assert (answer.grade, answer.still_true.assessment_id) == ("2", one.previous_id)
    lead.post(at("self_assessment_delegate", one.public_id, "leadership"), {"to": ""})
    assert theirs.get(at("self_assessment_statement", one.public_id, "lead")).status_code == 404


def test_a_return_cannot_be_made_to_follow_another_organisations(school):
    theirs, one = sent(a_school("Bewick School"), "2"), begun(school)
    with acting_as(school.lead), transaction.atomic(), pytest.raises(DatabaseError):
        SelfAssessment.objects.filter(pk=one.pk).update(previous_id=theirs.pk)


def test_what_was_sent_is_read_without_a_form(school, lead):
    page = lead.get(at("self_assessment_statement", sent(school).public_id, "lead"))
    assert b'name="evidence"' not in page.content
    assert "Minutes of March" in words_of(page)


def test_the_team_is_told_once_when_the_last_statement_is_complete(school, lead, signed_in):
    one, head = begun(school), make.actor("head_teacher", of=school.team)
    answered(one, school.lead, besides=("lead",))
    assert "Ready to sign" not in words_of(signed_in(head).get(reverse("web:today")))
    where = at("self_assessment_statement", one.public_id, "lead")
    for revision, words in enumerate(("Job description", "Rota")):
        lead.post(where, {"grade": "3", "evidence": words, "revision": str(revision)})
    assert "Ready to sign" in words_of(signed_in(head).get(reverse("web:today")))
    (told,) = Notification.objects.filter(words=operations.READY_TO_SIGN)
    assert told.user == head.membership.user
    signed(one, school.lead)
    assert "Ready to send" in words_of(lead.get(reverse("web:today")))


def test_who_asked_reads_it_once_it_is_sent_and_before_only_where_it_was_shared(school, prevent, lead, officer):
    asked(prevent, school)
    one = begun(school)
    assert officer.get(at("self_assessment", one.public_id)).status_code == 404
    assert "0 of 1 returned" in words_of(officer.get(at("returns")))
    with acting_as(school.lead):
        request = SelfAssessmentRequest.objects.get()
    lead.post(at("self_assessment_share", one.public_id, request.public_id))
    page = officer.get(at("self_assessment", one.public_id)).content.decode()
    assert f'class="govuk-back-link" href="{at("returns")}"' in page, "a list of theirs, not the school’s"
    assert "Shared, not sent" in words_of(officer.get(at("returns")))
    assert officer.get(at("self_assessment_statement", one.public_id, "lead")).status_code == 403
    assert officer.get(at("self_assessment_moderate", one.public_id, "lead")).status_code == 403
    answered(one, school.lead)
    signed(one, school.lead)
    lead.post(at("self_assessment_send", one.public_id))
    assert "1 of 1 returned" in words_of(officer.get(at("returns")))


def test_a_return_stands_on_the_officers_today_until_the_officer_opens_it(school, prevent, lead, officer, signed_in):
    colleague = signed_in(make.actor("prevent_education_officer", of=prevent.membership.team))
    asked(prevent, school)
    row = f"Returned: {school.organisation.name}"
    assert row not in words_of(officer.get(reverse("web:today")))
    one = sent(school)
    lead.get(at("self_assessment", one.public_id))
    assert row in words_of(officer.get(reverse("web:today")))
    assert row not in words_of(lead.get(reverse("web:today")))
    officer.get(at("self_assessment", one.public_id))
    assert row not in words_of(officer.get(reverse("web:today")))
    assert row in words_of(colleague.get(reverse("web:today"))), "a colleague has not opened it"


def test_one_sent_before_it_was_asked_for_says_whom_it_went_to_and_counts_as_returned(school, prevent, lead, officer):
    one = sent(school)
    assert f"Sent to {prevent.membership.team.in_words}" in words_of(lead.get(at("self_assessment", one.public_id)))
    asked(prevent, school)
    assert "1 of 1 returned" in words_of(officer.get(at("returns")))
    assert officer.get(at("self_assessment", one.public_id)).status_code == 200


def test_another_area_that_asks_later_is_shared_the_one_that_was_sent_by_one_press(school, prevent, lead):
    one, far = sent(school), make.area("850", "Hampshire")
    make.actor("dsl", of=make.team("Safeguarding", of=school.organisation, in_area=far))
    elsewhere = make.team("Prevent education", in_area=far, service="prevent_education")
    asked(make.actor("prevent_education_officer", of=elsewhere), school)
    assert "Share the one sent on" in words_of(lead.get(at("self_assessments")))
    with acting_as(school.lead):
        request = SelfAssessmentRequest.objects.get(shared_at=None)
    for _ in range(2):
        lead.post(at("self_assessment_share", one.public_id, request.public_id))
    assert elsewhere.in_words in words_of(lead.get(at("self_assessment", one.public_id)))


def test_a_service_asks_its_schools_once_and_sees_who_has_not_returned(prevent, officer):
    schools = [a_school("Albany School"), a_school("Bramble School")]
    page = officer.get(at("returns_ask", SCHOOLS))
    assert "Bramble School" in words_of(page)
    sending = {"who": "SOME", "organisations": [each.organisation.public_id for each in schools]}
    due = {"due_on-day": "1", "due_on-month": "3", "due_on-year": "2040"}
    for _ in range(2):
        officer.post(at("returns_ask", SCHOOLS), sending | due)
    assert "0 of 2 returned" in words_of(officer.get(at("returns")))
    sent(schools[0])
    assert "0 of 1 returned" in words_of(officer.get(at("returns"), {"status": "waiting"}))
    assert "Bramble School" in words_of(officer.get(at("returns"), {"status": "waiting"}))
    assert "Choose a day after today" in words_of(
        officer.post(at("returns_ask", SCHOOLS), sending | due | {"due_on-year": "2020"})
    )
    assert officer.get(at("returns_ask", "prevent.authority")).status_code == 404


def test_a_school_that_is_overdue_has_a_link_and_is_reminded_once_a_day_without_a_name(school, prevent, officer):
    asked(prevent, school)
    assert "Remind" not in words_of(officer.get(at("returns")))
    with acting_as(prevent):
        request = SelfAssessmentRequest.objects.get()
    remind = at("returns_remind", request.public_id)
    assert "its day has not passed" in words_of(officer.post(remind, follow=True))
    with acting_as(prevent):
        SelfAssessmentRequest.objects.update(due_on=timezone.localdate() - timedelta(days=2))
    page = officer.get(at("returns"))
    assert f"Remind {school.organisation.name}" in words_of(page)
    assert reverse("prevent:school_support", args=[school.team.public_id]) in page.content.decode()
    assert OutboxMessage.objects.count() == 0
    assert "Reminded, by e-mail" in words_of(officer.post(remind, follow=True))
    assert "reminded today already" in words_of(officer.post(remind, follow=True))
    mail = OutboxMessage.objects.get()
    assert mail.to == school.lead.membership.user.email
    assert "A self-assessment is overdue" in mail.body
    assert school.organisation.name not in mail.subject + mail.body


def test_only_who_asked_may_remind(school, prevent, lead, signed_in):
    asked(prevent, school)
    with acting_as(prevent):
        remind = at("returns_remind", SelfAssessmentRequest.objects.get().public_id)
    assert lead.post(remind).status_code == 403
    elsewhere = make.actor("prevent_education_officer", of=make.team("Elsewhere"))
    assert signed_in(elsewhere).post(remind).status_code == 404


def test_a_moderator_reads_who_answered_and_what_is_as_last_time(school, prevent, officer):
    asked(prevent, school)
    sent(school, "2")
    one = begun(school)
    with acting_as(school.lead) as by:
        operations.say_still_true(one, "lead", by=by, at=timezone.now())
    answered(one, school.lead, besides=("lead",))
    signed(one, school.lead)
    with acting_as(school.lead) as by:
        operations.send(one, by=by, at=timezone.now())
    author = school.lead.membership.user.name
    page = words_of(officer.get(at("self_assessment_moderate", one.public_id, "lead")))
    assert "As last time, reviewed" in page
    assert author in page
    page = words_of(officer.get(at("self_assessment_moderation", one.public_id)))
    assert page.count("As last time, reviewed") == 1
    assert page.count(author) > 5


def test_a_grade_is_moderated_with_its_reason_and_the_school_reads_it(school, prevent, lead, officer):
    asked(prevent, school)
    one = sent(school)
    where = at("self_assessment_moderate", one.public_id, "lead")
    assert "Enter the reason" in words_of(
        officer.post(where, {"kind": "MODERATED", "grade": "2", "idempotency": str(uuid4())})
    )
    officer.post(
        where, {"kind": "MODERATED", "grade": "2", "reason": "No deputy is named", "idempotency": str(uuid4())}
    )
    page = words_of(lead.get(at("self_assessment_moderation", one.public_id)))
    assert "Moderated grade: 2 Started" in page
    assert "No deputy is named" in page
    assert "Add grade" not in page
    assert lead.get(where).status_code == 403


def test_printing_is_on_record(school):
    one, request = begun(school), RequestFactory().get("/")
    with acting_as(school.lead) as request.actor:
        PrintSelfAssessment.as_view()(request, public_id=one.public_id)
        written = audit.current()
    assert written.done[-1] == {"verb": "exported", "kind": "selfassessment", "id": one.pk, "revision": 0}
    assert one.pk in written.seen["selfassessment"]


def test_it_is_compared_and_printed(school, lead):
    sent(school, "2")
    one = sent(school, "4")
    page = words_of(lead.get(at("self_assessment_comparison", one.public_id)))
    assert "4 Embedded" in page
    assert "shown once at least 5 other organisations" in page
    with acting_as(school.lead) as by:
        facts = operations.AnswerFacts("lead", "3", evidence="#set text(red) *bold* 学校 😀 مدرسة")
        operations.answer(begun(school), facts, revision=0, by=by, at=timezone.now())
    for each in (one, begun(school)):
        printed = lead.get(at("self_assessment_pdf", each.public_id))
        assert printed.content.startswith(b"%PDF")


def test_another_school_and_other_roles_find_nothing(school, prevent, signed_in):
    asked(prevent, school)
    one = sent(school)
    for post, status in (
        (a_school().lead, 404),
        (make.actor("business_manager"), 404),
        (make.actor("prevent_education_officer", of=make.team("Elsewhere")), 404),
        (make.actor("mash_manager"), 403),
    ):
        browser = signed_in(post)
        for page in (
            "self_assessment",
            "self_assessment_comparison",
            "self_assessment_moderation",
            "self_assessment_pdf",
        ):
            answer = browser.get(at(page, one.public_id))
            assert answer.status_code in (status, 404), (post.post, page)
            assert school.organisation.name not in words_of(answer)


def queries_of(browser, address: str) -> int:
    browser.get(address)
    with CaptureQueriesContext(connection) as asked_for:
        assert browser.get(address).status_code == 200
    return len(asked_for)


def test_the_lists_ask_the_database_as_often_for_many_as_for_one(school, prevent, lead, officer):
    asked(prevent, school)
    sent(school)
    one = queries_of(lead, at("self_assessments")), queries_of(officer, at("returns"))
    for number in range(2):
        other = a_school(f"School {number}")
        asked(prevent, other)
        sent(other)
        sent(school)
    assert (queries_of(lead, at("self_assessments")), queries_of(officer, at("returns"))) == one


def test_a_section_asks_the_database_as_often_for_many_answers_as_for_none(school, lead):
    one = begun(school)
    where = at("self_assessment_section", one.public_id, "leadership")
    before = queries_of(lead, where)
    answered(one, school.lead)
    assert queries_of(lead, where) == before


def test_who_left_for_another_school_reads_nothing_of_the_old_ones_return(school, signed_in):
    one, mover = begun(school), make.membership("dsl", of=make.team("Nursery", of=school.organisation))
    with acting_as(school.lead) as by:
        operations.delegate(one, "leadership", mover, by=by, at=timezone.now())
    where = at("self_assessment", one.public_id)
    assert signed_in(mover).get(where).status_code == 200
    type(mover).objects.filter(pk=mover.pk).update(revoked_at=timezone.now())
    elsewhere = make.actor("dsl", of=a_school().team, user=mover.user)
    browser = signed_in(elsewhere)
    assert browser.get(where).status_code == 403
    assert school.organisation.name not in words_of(browser.get(at("self_assessments")))
