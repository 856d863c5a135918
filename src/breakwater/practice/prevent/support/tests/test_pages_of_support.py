"""The pages of support for schools, as the safeguarding lead, as the officer, and as those who find nothing."""

import re
from datetime import time, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from breakwater.casework.actions import lookup as tracker
from breakwater.casework.actions import operations as actions
from breakwater.casework.self_assessments import operations as self_assessments
from breakwater.foundation.dates.london_time import london_date, moment
from breakwater.foundation.dates.working_days import ENGLAND
from breakwater.foundation.design.moments import day as words_of_day
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import ServiceName
from breakwater.practice.prevent.models import Advice, Appointment, CurriculumMap, RiskLine, SupportRequest, Visit
from breakwater.practice.prevent.support.operations import requests, visits
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.self_assessments import a_school, answered, begun, first_line, sent, signed
from breakwater_dev.testing.self_assessments import asked as asked_for
from breakwater_dev.testing.world_support import asked, booked, offered, visited, with_risk


@pytest.fixture
def school(db):
    return make.team("Safeguarding", of=make.organisation("Invented School", "SCHOOL"))


@pytest.fixture
def dsl(school):
    return make.actor("dsl", of=school)


@pytest.fixture
def officer(db):
    return make.actor("prevent_education_officer", of=make.team("Prevent education", service="prevent_education"))


def at(name, thing) -> str:
    return reverse(f"prevent:{name}", args=[thing.public_id])


def day(name, date) -> dict:
    return {f"{name}-day": date.day, f"{name}-month": date.month, f"{name}-year": date.year}


def words(page) -> str:
    return page.content.decode()


def test_from_a_browser_asked_offered_booked_visited_agreed_sent_and_followed_up(signed_in, dsl, officer):
    """Each side does its part by the pages alone, and each page leads to the next."""
    ours, theirs = signed_in(dsl), signed_in(officer)
    today = timezone.localdate()
    said = {"idempotency": str(uuid4()), "kind": "OUTREACH", "about": "Our risk assessment", "when_suits": "Fridays"}
    assert "Do not write it here" in words(ours.get(reverse("prevent:support_ask")))  # SG-28
    page = ours.post(reverse("prevent:support_ask"), said, follow=True)
    assert "offers you times by" in words(page)
    with acting_as(dsl):
        request = SupportRequest.objects.get()
    assert "Invented School" in words(theirs.get(reverse("prevent:support_schools")))
    coming = ENGLAND.add_working_days(today, 5)
    times = {**day("first_on", coming), "first_at": "10:00", **day("second_on", coming), "second_at": "14:00"}
    page = theirs.post(at("support_times", request), times | {"minutes": 60, "place": "At the school"}, follow=True)
    assert "The school chooses one of these times" in words(page)
    assert "Choose a time for Prevent support" in words(ours.get("/today/"))
    with acting_as(dsl):
        request.refresh_from_db()
    page = ours.post(at("support_choose", request), {"starts_at": request.offered[1].isoformat()}, follow=True)
    assert "Add to calendar" in words(page)
    with acting_as(officer):
        made = Appointment.objects.get()
    record = {**day("visited_on", today), "met": "The head", "purpose": "Review", "leadership": "3", "revision": 0}
    page = theirs.post(at("visit_record", made), record, follow=True)
    assert "Record the risks with the school" in words(page)
    with acting_as(officer):
        visit = Visit.objects.get()
        assert visit.grades == {"leadership": "3"}, "what was not looked at has no grade"
    risk = {
        "idempotency": str(uuid4()),
        "category": "PERMIT",
        "risk": "A speaker spreads hatred",
        "controls": "Speakers are checked",
        "severity": "3",
        "likelihood": "2",
        "more": "yes",
        "further_action": "Check each speaker against the policy",
        "measure": "A log of one term",
        "owner": str(dsl.membership.public_id),
        **day("due_on", today + timedelta(days=60)),
        "priority": "2",
    }
    assert "the head agrees" in words(theirs.post(at("visit_risk", visit), risk, follow=True))
    signed = {"signed_name": "A Head", "signed_role": "Head teacher", **day("signed_on", today)}
    assert "Send the report by" in words(theirs.post(at("visit_sign", visit), signed, follow=True))
    assert "The follow-up comes to your Today" in words(theirs.post(at("visit_send", visit), follow=True))
    assert "The report of the Prevent visit is ready" in words(ours.get("/today/"))
    page = words(ours.get(at("visit", visit)))
    assert "Check each speaker against the policy" in page
    assert "The officer asks again on" in page
    assert f"Entered by {officer.membership.user.name}" in page, "the head signs nothing here"
    for paper in (at("visit_paper", visit),):
        assert ours.get(paper).content.startswith(b"%PDF")
    page = theirs.post(at("visit_follow_up", visit), {"words": "The log is kept"}, follow=True)
    assert "The log is kept" in words(page)
    page = words(ours.get(reverse("prevent:support")))
    assert "Agreed on" in page
    assert "Ask for support" in page


def test_signposting_shows_resources_and_contacts_at_once(signed_in, dsl, officer):
    said = {"idempotency": str(uuid4()), "kind": "SIGNPOST", "about": "Lessons on conspiracy theories"}
    page = words(signed_in(dsl).post(reverse("prevent:support_ask"), said, follow=True))
    assert "People to talk to" in page
    assert "library" in page


def test_a_childs_data_is_refused_and_what_was_typed_stays(signed_in, dsl, officer):
    about = "A pupil, born on 3 May 2012, watches videos"
    said = {"idempotency": str(uuid4()), "kind": "OUTREACH", "about": about, "when_suits": "Fridays"}
    page = words(signed_in(dsl).post(reverse("prevent:support_ask"), said))
    assert "nothing about a child belongs here" in page
    assert about in page


def test_the_calendar_file_keeps_its_uid_counts_moves_and_is_cancelled(signed_in, dsl, officer):
    made, ours = booked(dsl, officer), signed_in(dsl)

    def entry():
        file = Calendar.from_ical(ours.get(at("appointment_file", made)).content)
        return str(file["method"]), file.walk("VEVENT")[0]

    method, first = entry()
    with acting_as(officer) as by:
        later = moment(ENGLAND.next_working_day(london_date(made.starts_at)), time(10))
        moved = requests.move(made, starts_at=later, place="Online", reason="A clash", by=by, at=timezone.now())
    assert (method, first["sequence"], entry()[1]["sequence"]) == ("PUBLISH", 0, 1)
    with acting_as(dsl) as by:
        requests.cancel(moved, reason="Ill", by=by, at=timezone.now())
    method, last = entry()
    assert (method, last["status"], last["uid"]) == ("CANCEL", "CANCELLED", first["uid"])
    assert "Invented School" not in last.to_ical().decode()


def test_none_of_the_times_suits_leads_back_and_a_second_choice_is_too_late(signed_in, dsl, officer):
    request = offered(asked(dsl), officer)
    ours = signed_in(dsl)
    page = ours.post(at("support_choose", request), {"starts_at": "none", "words": "Only Mondays"}, follow=True)
    assert "offers others today" in words(page)
    assert ours.get(at("support_choose", request)).headers["Location"] == at("support_request", request)


def test_the_map_is_filled_cell_by_cell_by_either_side_and_printed(signed_in, dsl, officer, school):
    ours = signed_in(dsl)
    page = ours.post(at("curriculum_begin", school), {"year_groups": ["7", "8"]}, follow=True)
    assert "Fill in" in words(page)
    with acting_as(dsl):
        made = CurriculumMap.objects.get()
    cell = reverse("prevent:curriculum_cell", args=[made.public_id, "7", "sources"])
    said = {"subject": "History", "resource": "Propaganda", "gap": "Algorithms", "revision": 0}
    assert "Algorithms" in words(signed_in(officer).post(cell, said, follow=True))
    assert "Propaganda" in words(ours.get(cell))
    assert "meanwhile" in words(ours.post(cell, said))
    assert ours.get(at("curriculum_paper", made)).content.startswith(b"%PDF")
    assert ours.get(reverse("prevent:curriculum_cell", args=[made.public_id, "9", "sources"])).status_code == 404


def test_a_carried_risk_is_looked_at_or_removed(signed_in, dsl, officer):
    first = visited(booked(dsl, officer), officer)
    with_risk(first, officer)
    now = timezone.now()
    with acting_as(officer) as by:
        visits.sign(first, visits.SignFacts("A Head", "Head teacher", timezone.localdate()), by=by, at=now)
    second = visited(booked(dsl, officer), officer)
    theirs = signed_in(officer)
    assert "Look at each risk from last time" in words(theirs.get(at("visit", second)))
    with acting_as(officer):
        line = RiskLine.objects.get(assessment=second.risk_assessment)
    assert "A speaker spreads hatred" in words(theirs.get(at("risk", line)))
    assert "No risk is recorded yet" in words(theirs.post(at("risk_remove", line), follow=True))


def test_an_action_of_a_visit_names_who_is_to_do_it_and_falls_to_the_school_when_they_leave(
    signed_in, dsl, officer, school
):
    deputy, name = make.actor("dsl", of=school), dsl.membership.user.name
    visit = visited(booked(dsl, officer), officer)
    with_risk(visit, officer, owner=dsl.membership)
    with acting_as(dsl):
        action = tracker.to_do_by(school).get()
    theirs, page = signed_in(deputy), reverse("casework:action", args=[action.public_id])
    assert f"Who does it {school.organisation.name} (meant for {name}) Who answers" in words_of(theirs.get(page))
    assert f'value="{dsl.membership.public_id}" checked' in words(theirs.get(f"{page}accept/"))
    with acting_as(service_of(school.area, ServiceName.CLOCKS)) as by:
        actions.give_back(dsl.membership, by=by, at=timezone.now())
    assert "Who does it Invented School" in words_of(theirs.get(page))
    assert f"{name} has left: say who does it now" in words(theirs.get(page))


def test_a_risk_shows_its_action_as_it_is_now_and_what_an_earlier_visit_left_open(signed_in, dsl, officer):
    """A later date that was granted, and an action that is open still, are not written over by what was agreed at first."""
    first, theirs, now = visited(booked(dsl, officer), officer), signed_in(officer), timezone.now()
    with_risk(first, officer, owner=dsl.membership, at=now)
    later = london_date(now) + timedelta(days=90)
    with acting_as(dsl) as by:
        action = tracker.to_do_by(first.school_team).get()
        actions.accept(action, owner=by.membership, lead=None, by=by, at=now)
        actions.ask_later(action, to_day=later, reason="Inspection", by=by, at=now)
    with acting_as(officer) as by:
        actions.answer_later(action, granted=True, answer="Yes", by=by, at=now)
        visits.sign(first, visits.SignFacts("A Head", "Head teacher", london_date(now)), by=by, at=now)
    assert risk_of(theirs.get(at("visit", first))).count(f"by {words_of_day(later)}") == 1
    second = visited(booked(dsl, officer), officer)
    with acting_as(officer) as by:
        (line,) = RiskLine.objects.filter(assessment=second.risk_assessment)
    assert f"by {words_of_day(later)}" in risk_of(theirs.get(at("visit", second)))
    assert "Agreed before, and still open" in words(theirs.get(at("risk", line)))
    with acting_as(dsl) as by:
        actions.complete(action, words="Done", link="", by=by, at=now)
    with acting_as(officer) as by:
        actions.verify(action, words="Seen", by=by, at=now)
    assert action.wording not in risk_of(theirs.get(at("visit", second)))
    assert "Agreed before" not in words(theirs.get(at("risk", line)))
    assert "Verified" in risk_of(theirs.get(at("visit", first)))


def risk_of(answer) -> str:
    """The risk assessment of a visit's page."""
    page = answer.content.decode()
    return words_of(page[page.index('id="risk"') : page.index('id="actions"')])


def words_of(answer) -> str:
    """What a page says, without its marks."""
    page = answer if isinstance(answer, str) else answer.content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_another_school_finds_nothing(signed_in, dsl, officer, school):
    visit = visited(booked(dsl, officer), officer)
    stranger = make.actor("dsl", of=make.team("Safeguarding", of=make.organisation("Other School", "SCHOOL")))
    browser = signed_in(stranger)
    assert browser.get(at("visit", visit)).status_code == 404
    assert browser.get(at("school_support", school)).status_code == 403
    assert "Nothing was asked for yet" in words(browser.get(reverse("prevent:support")))


@pytest.mark.parametrize("page", ["ours", "schools", "today"])
def test_the_lists_ask_the_database_alike_for_few_and_many(signed_in, dsl, officer, page):
    address = {"ours": reverse("prevent:support"), "schools": reverse("prevent:support_schools"), "today": "/today/"}[
        page
    ]

    def queries():
        browser = signed_in(dsl if page == "ours" else officer)
        browser.get(address)
        with CaptureQueriesContext(connection) as counted:
            browser.get(address)
        return len(counted)

    def one_more():
        visit = visited(booked(dsl, officer), officer)
        with_risk(visit, officer, owner=dsl.membership)
        booked(dsl, officer)
        asked(dsl)

    one_more()
    few = queries()
    for _ in range(3):
        one_more()
    assert queries() == few


def test_advice_is_recorded_and_the_school_reads_it(signed_in, dsl, officer, school):
    said = {
        "idempotency": str(uuid4()),
        "asked_by": "The deputy head",
        **day("asked_on", timezone.localdate()),
        "subject": "OFSTED",
        "question": "What is asked of us?",
        "advice": "Read chapter 2",
    }
    assert "The school can read it" in words(signed_in(officer).post(at("support_advice", school), said, follow=True))
    with acting_as(dsl):
        given = Advice.objects.get()
    assert "Read chapter 2" in words(signed_in(dsl).get(at("advice", given)))


def test_a_visit_is_prepared_from_the_self_assessment_contested_and_lowest_lines_first(signed_in, officer):
    school = a_school("Returned School")
    asked_for(officer, school)
    returned = sent(school)
    line = first_line(returned).statement
    with acting_as(officer) as by:
        facts = self_assessments.GradeFacts(line.key, "MODERATED", "1", "There is no named lead")
        self_assessments.moderate(returned, facts, by=by, at=timezone.now(), key=uuid4())
    made = booked(school.lead, officer)
    page = words(signed_in(officer).get(at("appointment", made)))
    assert "To look at first" in page
    assert page.index(line.text) < page.index("Open actions")
    ours = words(signed_in(school.lead).get(reverse("prevent:support")))
    assert "Yearly assurance (PDF)" in ours


def test_a_visit_is_begun_from_the_school_from_its_appointment_and_from_today_on_its_day(
    signed_in, dsl, officer, school
):
    made, theirs = booked(dsl, officer), signed_in(officer)
    pages = at("appointment", made), at("school_support", school)
    address = at("visit_record", made)
    for page in map(words, map(theirs.get, pages)):
        assert address not in page
        assert f"from {words_of_day(made.starts_at)}" in page
    assert "Record the visit" not in words(theirs.get("/today/"))
    later_today = moment(timezone.localdate(), time(23, 59))
    with acting_as(officer):
        Appointment.objects.filter(pk=made.pk).update(starts_at=later_today)
    assert all(address in words(theirs.get(page)) for page in pages)
    assert at("appointment_cancel", made) in words(theirs.get(pages[0])), "it may still be cancelled on its day"
    today = words(theirs.get("/today/"))
    assert "Record the visit at Invented School" in today
    assert address not in words(signed_in(dsl).get(pages[0]))


def test_a_schools_actions_name_their_statements_ten_at_first_and_the_rest_behind_a_link(signed_in, officer):
    """Many statements are answered by the same words; each action says which it is of."""
    school = a_school("Returned School")
    returned = begun(school)
    answered(returned, school.lead, grade="2", action="The lead brings it to the senior team by the end of term.")
    signed(returned, school.lead)
    with acting_as(school.lead) as by:
        self_assessments.send(returned, by=by, at=timezone.now())
        number = tracker.to_do_by(school.team).count()
    page = words(signed_in(officer).get(at("school_support", school.team)))
    assert number > 10
    assert page.count("Statement: ") == 10
    assert f"Statement: {first_line(returned).statement.text[:60]}" in page
    assert f"Show all {number} open actions" in page
    page = words(signed_in(officer).get(at("school_support", school.team), {"actions": "all"}))
    assert page.count("Statement: ") == number
    assert "Show all" not in page
