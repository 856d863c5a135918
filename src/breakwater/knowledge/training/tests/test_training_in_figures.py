"""Training in figures: attendance, partners' days, unmet need and paired change, each from what was registered (PL 8.9 to 8.11)."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.figures.periods import year_to_march_of
from breakwater.knowledge.training import measures
from breakwater.knowledge.training.figures import counting
from breakwater.knowledge.training.models import Assignment, Evaluation, Interest
from breakwater.partnership.organisations.access import acting_as
from breakwater_dev.testing import factories as make
from breakwater_dev.testing import training

from .test_from_the_register_to_a_certificate import attended, over

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
def span():
    today = london_date(timezone.now())
    return make.area(), today - timedelta(days=60), today + timedelta(days=60)


@pytest.fixture
def school():
    return make.team("Safeguarding", of=make.organisation("Harbour School", "SCHOOL"))


@pytest.fixture
def held(school):
    """A date ten days ago: two of three came."""
    event = training.event(starts_at=timezone.now() - timedelta(hours=2))
    booked = [training.booking(event, training.delegate(of=school)) for _ in range(3)]
    attended(event, booked[:2])
    over(event, days=10)
    return event, booked


def test_attendance_counts_places_with_a_register_and_who_came(held, span):
    training.booking(training.event(), training.delegate())
    with acting_as(training.service()):
        assert measures.by_sector(*span) == [measures.Attended("School or college", 3, 2)]
        assert measures.by_agency(*span) == [measures.Attended("Harbour School", 3, 2)]
        assert measures.by_course(*span) == [measures.Attended(held[0].course.title, 3, 2)]
        quarters = measures.by_quarter(*span)
    assert [(each.places, each.came) for each in quarters if each.places] == [(3, 2)]
    assert [each.what for each in quarters] == list(measures.QUARTERS)


def test_partners_days_count_trainers_of_each_agency_and_no_reserve(held, span):
    event, _ = held
    police, health = make.organisation("Police", "POLICE"), make.organisation("Health", "HEALTH")
    for organisation, is_reserve in ((police, False), (health, True)):
        Assignment.objects.create(event=event, trainer=training.trainer(organisation), is_reserve=is_reserve)
    with acting_as(training.service()):
        assert measures.days_by_agency(*span) == [("Police", 0.5)]


def test_unmet_need_counts_who_waits_and_who_asked(span, school):
    event = training.event()
    waits = training.delegate(of=school)
    training.booking(event, waits, state="WAITING")
    with acting_as(training.service()) as by:
        asked = {"asked_at": timezone.now(), "asked_by": by, "organisation": school.organisation}
        Interest.objects.create(course=event.course, people=4, **asked)
        need = measures.Unmet(event.course.title, "Harbour School", 1, 4)
        assert measures.unmet_need(*span) == [need]
        training.booking(training.event(event.course), waits)
        assert measures.unmet_need(*span) == [replace(need, waited=0)]


def test_change_is_of_those_who_said_both_and_nothing_is_inferred_from_few(held, span):
    event, booked = held
    with acting_as(training.service()):
        for booking in booked:
            Evaluation.objects.create(booking=booking, stage="BEFORE", scores={"1": 2, "2": 3}, at=timezone.now())
        for booking in booked[:2]:
            Evaluation.objects.create(booking=booking, stage="AFTER", scores={"1": 4, "2": 5}, at=timezone.now())
        (found,) = measures.changes(*span)
    assert (found.n, found.before, found.after, found.change) == (4, 2.5, 4.5, "Too few to say")
    assert measures.Moved("", 10, 2.5, 4.5).change == "+2.0"


def test_sg_22_a_small_number_is_hidden_in_training_figures_and_follows_from_no_other(held, span, school):
    at = timezone.now()
    for _ in range(6):
        training.booking(held[0], training.delegate(of=make.team(of=make.organisation("Pier School", "SCHOOL"))))
    attended(held[0], list(held[0].bookings.all()))
    with acting_as(training.service()):
        page = counting.page_of(span[0], year_to_march_of(london_date(held[0].starts_at)), at=at)
    (table,) = [each for each in page.tables if each.title == "Attendance by agency"]
    rows = {row[0]: row[1:] for row in table.rows}
    assert rows["Harbour School"][0] == "1 to 4"
    assert rows["Pier School"][0] == "5 or more" or rows["All"][0] == "5 or more"


def test_the_figures_are_six_numbers_each_with_its_rule_and_what_is_overdue_first(held, signed_in, school):
    training.delegate("Ola", of=school, staff_groups=["dsl"])
    page = signed_in(training.administrator()).get("/training/reports/").content.decode()
    assert page.count('class="fig-card"') == 6
    assert page.count("What this counts<") == 6
    assert page.index("Overdue now") < page.index("Attendance by sector")
    assert 'href="/training/due/?state=OVERDUE"' in page


def test_the_training_team_reads_the_figures_and_downloads_them_and_nobody_else_does(held, signed_in, school):
    browser = signed_in(training.administrator())
    page = browser.get("/training/reports/").content.decode()
    assert "Harbour School" in page
    assert "Days taught by agency" in page
    assert "Harbour School,1 to 4" in browser.get("/training/reports/?file=csv").content.decode()
    assert signed_in(make.membership("dsl", of=school)).get("/training/reports/").status_code == 403
