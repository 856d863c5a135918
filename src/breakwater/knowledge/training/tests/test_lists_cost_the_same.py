"""Every list of training asks the database as often with one row as with four."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from breakwater.foundation.dates.london_time import london_date
from breakwater.knowledge.training.models import (
    Assignment,
    BespokeRequest,
    Charge,
    CourseGroup,
    Delegate,
    ExternalEvidence,
    Interest,
)
from breakwater.partnership.organisations.access import acting_as
from breakwater_dev.testing import factories as make
from breakwater_dev.testing import training

pytestmark = pytest.mark.usefixtures("db")
WAITING = "training/keep/dates/<date>/"


@pytest.fixture
def keeper():
    return training.administrator()


@pytest.fixture
def team():
    return make.team("Safeguarding", of=make.organisation("Harbour School", "SCHOOL"))


@pytest.fixture
def lead(team):
    return make.membership("dsl", of=team)


@pytest.fixture
def date():
    return training.event(capacity=1)


def one_more(keeper, team, lead, date) -> None:
    """One more of everything that is listed."""
    group, now = CourseGroup.objects.get(code="dsl_formal"), timezone.now()
    course = training.course(group=group)
    who = training.delegate(of=make.team(of=make.organisation(kind="SCHOOL")), staff_groups=["dsl"])
    colleague = training.delegate(of=team, staff_groups=["dsl", "school_staff"])
    with acting_as(training.service()) as by:
        mine = Delegate.objects.filter(user=lead.user).first()
        mine = mine or training.delegate(of=team, user=lead.user, email=lead.user.email, staff_groups=["dsl"])
        held = training.event(course, starts_at=now - timedelta(hours=2))
        to_come = training.event(course, minimum=5, decide_by=london_date(now))
        booked = [training.booking(held, who), training.booking(to_come, colleague), training.booking(held, mine)]
        training.booking(to_come, mine)
        training.booking(date, who, state="WAITING")
        training.booking(to_come, who, state="WAITING", waits_for_approval=True, lapses_at=now + timedelta(days=9))
        for event in (held, to_come, date):
            Assignment.objects.create(event=event, trainer=training.trainer(team.organisation))
        for each in booked:
            session = each.event.sessions.get()
            each.attendances.create(session=session, came="WHOLE", minutes=180, at=now, by=by)
            Charge.objects.create(
                booking=each,
                organisation=team.organisation,
                keeper=each.keeper,
                area=each.area,
                reason="PLACE",
                pence=8000,
                due_on=london_date(now),
                made_at=now,
            )
            ExternalEvidence.objects.create(
                delegate=each.delegate, title="Elsewhere", completed_on=london_date(now), added_at=now, added_by=by
            )
        asked = {"organisation": team.organisation, "asked_at": now, "asked_by": by}
        Interest.objects.create(course=course, people=2, **asked)
        BespokeRequest.objects.create(
            area=team.area, team=keeper.team, asking_team=team, about="Inset", people=9, key=course_key(course), **asked
        )


def course_key(course):
    """A key of a form, another for each course."""
    return f"{course.pk:032x}"


@pytest.mark.parametrize(
    ("where", "whose"),
    [
        ("/training/", "keeper"),
        ("/training/keep/", "keeper"),
        ("/training/keep/?past=1", "keeper"),
        ("/training/keep/courses/", "keeper"),
        ("/training/keep/trainers/", "keeper"),
        ("/training/keep/charges/", "keeper"),
        (f"/{WAITING}", "keeper"),
        ("/training/due/", "keeper"),
        ("/training/leads/", "keeper"),
        ("/training/reports/", "keeper"),
        ("/training/evidence/", "keeper"),
        ("/training/mine/", "lead"),
        ("/training/yours/", "lead"),
        ("/training/team/", "lead"),
        ("/training/due/team/", "lead"),
    ],
)
def test_a_list_asks_as_often_with_four_rows_as_with_one(signed_in, keeper, team, lead, date, where, whose):
    browser = signed_in({"keeper": keeper, "lead": lead}[whose])
    there = where.replace("<date>", date.public_id)
    one_more(keeper, team, lead, date)
    browser.get(there)

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            answer = browser.get(there)
        assert answer.status_code == 200
        return len(asked)

    first = cost()
    for _ in range(3):
        one_more(keeper, team, lead, date)
    assert cost() == first
