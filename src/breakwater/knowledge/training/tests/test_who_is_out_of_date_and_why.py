"""Where each person stands by each duty: rule, basis and date; what satisfies what; the record that goes with the person (PL 8.5, 8.12)."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.dates.months import months_later
from breakwater.knowledge.training.models import CourseGroup, ExternalEvidence, Requirement
from breakwater.knowledge.training.requirements import lookup, operations, status
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.models.organisations import School
from breakwater_dev.testing import factories as make
from breakwater_dev.testing import training

pytestmark = pytest.mark.usefixtures("db")
TODAY = london_date(timezone.now())


@pytest.fixture
def school():
    return make.team("Safeguarding", of=make.organisation("Harbour School", "SCHOOL"))


def proved(who, group: str, on: date) -> None:
    """Training that was verified."""
    with acting_as(training.service(who.area)) as by:
        ExternalEvidence.objects.create(
            delegate=who,
            group_id=group,
            source="IMPORT",
            title="Course",
            completed_on=on,
            added_at=timezone.now(),
            added_by=by,
            verified_at=timezone.now(),
            verified_by=by,
        )


def duty(who, code: str = "dsl.formal", today: date = TODAY) -> status.Duty:
    with acting_as(training.service(who.area)):
        found = status.duties_of([who.pk], who.area_id, today)[who.pk]
    return next(each for each in found if each.requirement.code == code)


def test_a_dsl_sees_one_date_by_which_formal_training_lapses_with_its_rule_and_basis(school):
    dsl = training.delegate(of=school, staff_groups=["dsl"])
    proved(dsl, "dsl_formal", date(2026, 1, 31))
    found = duty(dsl, today=date(2026, 6, 1))
    assert (found.state, found.due_on) == (status.State.COMPLIANT, date(2028, 1, 31))
    assert found.rule == "Every 24 months, the first within 90 days of starting"
    assert found.basis == "Keeping children safe in education 2025"
    assert found.why == "Last completed on 31 January 2026; it lapses on 31 January 2028."


@pytest.mark.parametrize(
    ("code", "days", "state"),
    [
        ("dsl.formal", 91, "COMPLIANT"),
        ("dsl.formal", 90, "SOON"),
        ("dsl.formal", 0, "SOON"),
        ("dsl.formal", -1, "OVERDUE"),
        ("dsl.refresh", -30, "GRACE"),
        ("dsl.refresh", -31, "OVERDUE"),
    ],
)
def test_what_lapses_is_due_soon_then_in_grace_then_overdue(school, code, days, state):
    dsl = training.delegate(of=school, staff_groups=["dsl"])
    asked = Requirement.objects.get(code=code)
    proved(dsl, asked.asks_for_id, date(2024, 5, 3))
    due = months_later(date(2024, 5, 3), asked.every_months)
    found = duty(dsl, code, due - timedelta(days=days))
    assert (found.state, found.due_on) == (state, due)


def test_whoever_has_no_record_is_due_so_many_days_after_starting_and_reads_why(school):
    new = training.delegate()
    training.employed(new, school, staff_groups=["dsl"], starts_on=date(2026, 1, 1))
    found = duty(new, today=date(2026, 4, 1))
    assert (found.state, found.due_on) == (status.State.NOT_STARTED, date(2026, 4, 1))
    late = duty(new, today=date(2026, 4, 2))
    assert late.state == status.State.OVERDUE
    assert late.why == "No record of it. In the role since 1 January 2026, so it was due by 1 April 2026."


def test_completed_a_little_early_no_time_is_lost(school):
    dsl = training.delegate(of=school, staff_groups=["dsl"])
    proved(dsl, "dsl_formal", date(2022, 3, 10))
    proved(dsl, "dsl_formal", date(2024, 1, 5))
    assert duty(dsl, today=date(2024, 6, 1)).due_on == date(2026, 3, 10)
    proved(dsl, "dsl_formal", date(2024, 9, 1))
    assert duty(dsl, today=date(2024, 9, 2)).due_on == date(2026, 9, 1)


def test_the_longer_content_satisfies_the_shorter_and_not_the_other_way_round(school):
    teacher = training.delegate(of=school, staff_groups=["school_staff"])
    proved(teacher, "dsl_formal", TODAY)
    assert duty(teacher, "school_staff.update").state == status.State.COMPLIANT
    dsl = training.delegate(of=school, staff_groups=["dsl"])
    proved(dsl, "annual_update", TODAY)
    assert duty(dsl).last_on is None


def test_several_roles_are_under_the_duties_of_all(school):
    both = training.delegate(of=school, staff_groups=["dsl", "recruiter"])
    with acting_as(training.service()):
        codes = {each.requirement.staff_group for each in status.duties_of([both.pk], both.area_id, TODAY)[both.pk]}
    assert codes == {"dsl", "recruiter"}


def test_an_area_s_own_rule_wins_over_everywhere_s_and_a_later_edition_over_an_earlier(school):
    training.requirement(code="dsl.formal", every_months=12, basis="Area's training strategy", is_local=True)
    dsl = training.delegate(of=school, staff_groups=["dsl"])
    proved(dsl, "dsl_formal", date(2026, 1, 31))
    found = duty(dsl, today=date(2026, 6, 1))
    assert (found.due_on, found.basis) == (date(2027, 1, 31), "Area's training strategy (set locally)")
    later = {"code": "dsl.formal", "every_months": 36, "basis": "Next strategy", "in_force_from": date(2026, 7, 1)}
    training.requirement(**later)
    assert duty(dsl, today=date(2026, 6, 30)).due_on == date(2027, 1, 31)
    assert duty(dsl, today=date(2026, 7, 1)).due_on == date(2029, 1, 31)


def test_a_place_in_time_says_booked_and_one_too_late_leaves_it_overdue(school):
    course = training.course(group=CourseGroup.objects.get(code="dsl_formal"))
    dsl = training.delegate(of=school, staff_groups=["dsl"])
    proved(dsl, "dsl_formal", months_later(TODAY, -24) + timedelta(days=40))
    training.booking(training.event(course), dsl)
    assert duty(dsl).state == status.State.BOOKED
    late = training.delegate(of=school, staff_groups=["dsl"])
    proved(late, "dsl_formal", months_later(TODAY, -25))
    training.booking(training.event(course), late)
    found = duty(late)
    assert found.state == status.State.OVERDUE
    assert "A place is booked for" in found.why


def test_an_exemption_holds_until_its_day_and_says_why(school):
    dsl = training.delegate(of=school, staff_groups=["dsl"])
    with acting_as(training.administrator()) as by:
        facts = operations.ExemptFacts("dsl_formal", "Maternity leave", TODAY + timedelta(days=30))
        operations.exempt(dsl, facts, by=by, at=timezone.now())
    assert duty(dsl).state == status.State.EXEMPT
    assert "Maternity leave" in duty(dsl).why
    assert duty(dsl, today=TODAY + timedelta(days=31)).state == status.State.OVERDUE


def test_the_record_goes_with_the_person_and_the_former_employer_reads_it_no_more(signed_in, school):
    other = make.team("Safeguarding", of=make.organisation("Pier School", "SCHOOL"))
    before, after = make.membership("dsl", of=school), make.membership("dsl", of=other)
    ann = training.delegate("Ann Example", of=school, staff_groups=["dsl"])
    proved(ann, "dsl_formal", TODAY)
    where = f"/training/people/{ann.public_id}/"
    old = signed_in(before)
    assert "Ann Example" in old.get("/training/due/team/").content.decode()
    with acting_as(training.service()):
        ann.employments.update(ends_on=TODAY - timedelta(days=1))
    training.employed(ann, other, staff_groups=["dsl"], starts_on=TODAY)
    assert old.get(where).status_code == 404
    assert "Ann Example" not in old.get("/training/due/team/").content.decode()
    page = signed_in(after).get(where).content.decode()
    assert "Up to date" in page
    assert "Harbour School" in page


def test_a_colleague_who_books_for_nobody_reads_nobody_s_record(signed_in):
    team = make.team("Nursing", of=make.organisation("Trust", "HEALTH"))
    ann = training.delegate("Ann", of=team)
    assert (
        signed_in(make.membership("lead_professional", of=team)).get(f"/training/people/{ann.public_id}/").status_code
        == 403
    )


def test_from_what_is_due_a_dsl_is_one_press_away_from_the_next_date(signed_in, school):
    course = training.course(group=CourseGroup.objects.get(code="dsl_formal"))
    full = training.event(course, starts_at=training.in_days(10), capacity=1)
    training.booking(full, training.delegate(of=school))
    free = training.event(course, starts_at=training.in_days(20))
    dsl = make.membership("dsl", of=school)
    training.delegate("Ann", of=school, user=dsl.user, staff_groups=["dsl"])
    page = signed_in(dsl).get("/training/mine/").content.decode()
    assert free.public_id in page
    assert full.public_id not in page
    assert "Keeping children safe in education 2025" in page


def test_a_new_lead_reads_what_is_needed_before_booking_in_the_record_that_a_manager_made(signed_in, school):
    dsl = make.membership("dsl", of=school)
    training.delegate("Ann", of=school, email=dsl.user.email.upper(), staff_groups=["dsl"])
    training.delegate("Bob", of=school, staff_groups=["dsl"])
    page = signed_in(dsl).get("/training/mine/").content.decode()
    assert "Formal training of designated safeguarding leads" in page
    stranger = signed_in(make.membership("dsl", of=school)).get("/training/mine/").content.decode()
    assert "Nothing is recorded of your training here yet" in stranger


def test_a_delegate_manager_who_comes_from_a_duty_of_their_own_is_ticked(signed_in, school):
    dsl, event = make.membership("dsl", of=school), training.event()
    mine = training.delegate("Ann", of=school, user=dsl.user)
    training.delegate("Bob", of=school)
    page = signed_in(dsl).get(f"/training/dates/{event.public_id}/book/", {"for": mine.public_id}).content.decode()
    assert re.findall(r'value="([^"]+)"[^>]* checked', page) == ["me"]


def test_a_delegate_manager_sees_the_worst_first_and_downloads_it(signed_in, school):
    good = training.delegate("Ann", of=school, staff_groups=["recruiter"])
    proved(good, "safer_recruitment", TODAY)
    training.delegate("Zed", of=school, staff_groups=["dsl"])
    browser = signed_in(make.membership("dsl", of=school))
    page = browser.get("/training/due/team/").content.decode()
    assert page.index("Zed") < page.index("Ann")
    assert "Ann" not in browser.get("/training/due/team/?state=OVERDUE").content.decode()
    file = browser.get("/training/due/team/?file=csv").content.decode()
    assert "Keeping children safe in education 2025" in file


def test_the_training_team_has_a_register_of_safeguarding_leads_with_their_lapses(signed_in, school):
    dsl = training.delegate("Ann", of=school, staff_groups=["dsl"])
    proved(dsl, "dsl_formal", TODAY)
    training.delegate("Zed", of=school, staff_groups=["school_staff"])
    page = signed_in(training.administrator()).get("/training/leads/").content.decode()
    assert "Ann" in page
    assert "Zed" not in page
    assert signed_in(make.membership("dsl", of=school)).get("/training/leads/").status_code == 403


@pytest.mark.parametrize("where", ["/training/due/team/", "/training/mine/"])
def test_the_pages_ask_the_database_as_often_with_one_person_as_with_three(signed_in, school, where):
    dsl = make.membership("dsl", of=school)
    browser = signed_in(dsl)
    course = training.course(group=CourseGroup.objects.get(code="dsl_formal"))
    ann = training.delegate("Ann", of=school, user=dsl.user, staff_groups=["dsl"])

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            browser.get(where)
        return len(asked)

    training.booking(training.event(course, starts_at=training.in_days(-10)), ann)
    training.booking(training.event(course), ann)
    cost()
    first = cost()
    for number in range(2):
        other = training.delegate(f"Bob {number}", of=school, staff_groups=["dsl", "school_staff"])
        for who in (other, ann):
            training.booking(training.event(course, starts_at=training.in_days(-20 - number)), who)
            proved(who, "prevent", TODAY)
    assert cost() == first


def test_former_staff_are_forgotten_six_years_after_their_last_employment_and_certificates_stay(school):
    gone, here = training.delegate("Ann", of=school), training.delegate("Bob", of=school)
    with acting_as(training.service()):
        left = gone.employments.get().starts_on + timedelta(days=1)
        gone.employments.update(ends_on=left)
        assert operations.forget(before=left, at=timezone.now()) == 0
        assert operations.forget(before=left + timedelta(days=1), at=timezone.now()) == 1
        gone.refresh_from_db()
        here.refresh_from_db()
    assert (gone.name, here.name) == (operations.FORMER, "Bob")


def test_whose_work_asks_for_nothing_is_not_up_to_date(school):
    officer = training.delegate(of=make.team(of=make.organisation("", "POLICE")), staff_groups=["police"])
    with acting_as(training.service(officer.area)):
        duties = status.duties_of([officer.pk], officer.area_id, TODAY)[officer.pk]
    assert (duties, status.worst(duties)) == ([], status.State.NO_DUTY)


def next_date(who, code: str):
    """The date that somebody is offered for a duty."""
    asked = duty(who, code)
    with acting_as(training.service(who.area)):
        return lookup.next_dates([asked], who.area, timezone.now()).get(asked.requirement.pk)


def test_the_next_date_is_of_a_course_for_such_staff(school):
    who = training.delegate(of=school, staff_groups=["school_staff", "dsl"])
    longer = training.event(training.course("For leads", group_id="dsl_refresh", staff_groups=["dsl"]))
    assert next_date(who, "dsl.refresh") == longer
    assert next_date(who, "school_staff.update") is None
    short = training.event(training.course("For everybody", group_id="annual_update"), starts_at=training.in_days(60))
    assert next_date(who, "school_staff.update") == short
    assert next_date(who, "dsl.refresh") == longer


def test_no_date_is_offered_of_a_course_for_another_sector(school):
    who = training.delegate(of=school, staff_groups=["dsl"])
    training.event(training.course("For nurses", group_id="dsl_formal", sectors=["HEALTH"]))
    assert next_date(who, "dsl.formal") is None
    ours = training.event(training.course("For schools", group_id="dsl_formal", sectors=["SCHOOL"]))
    assert next_date(who, "dsl.formal") == ours


def test_a_longer_course_is_offered_for_a_shorter_one_where_the_work_asks_for_it_and_it_is_not_held(school):
    """What covers the yearly update is for who needs it: a teacher is not sent to the leads’ course, nor a lead twice."""
    teacher = training.delegate(of=school, staff_groups=["school_staff"])
    lead = training.delegate(of=school, staff_groups=["school_staff", "dsl"])
    longer = training.event(training.course("New to the role", group_id="dsl_formal", valid_months=24))
    assert next_date(lead, "school_staff.update") == longer
    assert next_date(teacher, "school_staff.update") is None
    proved(lead, "dsl_formal", TODAY - timedelta(days=400))
    assert duty(lead, "school_staff.update").state.presses
    assert next_date(lead, "school_staff.update") is None
    short = training.event(training.course("Update", group_id="annual_update"), starts_at=training.in_days(60))
    assert next_date(lead, "school_staff.update") == next_date(teacher, "school_staff.update") == short


def test_the_same_course_is_offered_again_when_it_lapses(school):
    who = training.delegate(of=school, staff_groups=["dsl"])
    proved(who, "dsl_formal", TODAY - timedelta(days=700))
    again = training.event(training.course("For leads", group_id="dsl_formal", valid_months=24))
    assert duty(who, "dsl.formal").state == status.State.SOON
    assert next_date(who, "dsl.formal") == again


def test_a_trust_s_leader_reads_school_by_school_whose_training_is_due_and_of_no_other_school(signed_in):
    trust = make.organisation("Harbour Trust", "OTHER")
    ours, other = (
        make.team("Safeguarding", of=make.organisation(name, "SCHOOL")) for name in ("Quay School", "Pier School")
    )
    second = make.team("Safeguarding", of=make.organisation("Reef School", "SCHOOL"))
    for team, name in ((ours, "HARBOUR TRUST"), (second, "Harbour Trust"), (other, "Another trust")):
        School.objects.create(organisation=team.organisation, urn=f"9{team.pk:05}", la_code="851", trust_name=name)
    training.delegate("Ann Ours", of=ours, staff_groups=["dsl"])
    training.delegate("Bea Ours", of=second, staff_groups=["dsl"])
    training.delegate("Zed Theirs", of=other, staff_groups=["dsl"])
    browser = signed_in(make.membership("trust_lead", of=make.team("Safeguarding", of=trust)))
    page = browser.get("/training/trust/").content.decode()
    assert [words for words in ("Ann Ours", "Bea Ours", "Quay School", "Reef School") if words not in page] == []
    assert "Zed Theirs" not in page
    assert "/training/people/" not in page
    assert "Ann Ours" in browser.get("/training/trust/?file=csv").content.decode()
    assert "/training/trust/" in browser.get("/training/yours/").content.decode()
    assert signed_in(make.membership("dsl", of=ours)).get("/training/trust/").status_code == 403


def test_training_is_one_page_with_what_each_role_needs_at_once(signed_in, school):
    training.delegate("Zed", of=school, staff_groups=["dsl"])
    event = training.event(minimum=5, decide_by=TODAY)
    keeper = signed_in(training.administrator()).get("/training/yours/").content.decode()
    assert "Dates below their minimum" in keeper
    assert "/training/reports/" in keeper
    lead = signed_in(make.membership("dsl", of=school)).get("/training/yours/").content.decode()
    assert "/training/due/team/?state=OVERDUE" in lead
    assert "/training/keep/" not in lead
    worker = signed_in(make.membership("social_worker")).get("/training/yours/").content.decode()
    assert "/training/team/" not in worker
    assert event.public_id not in worker


def test_who_is_on_a_waiting_list_is_said_to_be_and_is_still_due(school):
    dsl = training.delegate(of=school, staff_groups=["dsl"])
    event = training.event(training.course("For leads", group_id="dsl_formal"), capacity=1)
    training.booking(event, dsl, "WAITING")
    found = duty(dsl)
    assert (found.booked_on, found.waits_on) == (None, london_date(event.starts_at))
    assert found.state.presses
    assert "On the waiting list of" in found.why
