"""What a delegate was told holds: terms, a place signed in to, who approves; and nothing is done to a record by a slip."""

from datetime import timedelta

import pytest
from django.utils import timezone

from breakwater.foundation.dates.london_time import london_date
from breakwater.knowledge.training import measures, money
from breakwater.knowledge.training.attendance import operations as attendance
from breakwater.knowledge.training.completions import completions
from breakwater.knowledge.training.evaluations import operations as evaluations
from breakwater.knowledge.training.figures import counting
from breakwater.knowledge.training.models import Attendance, Event, Fee
from breakwater.knowledge.training.operations import delegates, events
from breakwater.partnership.organisations.access import acting_as
from breakwater_dev.testing import factories as make
from breakwater_dev.testing import training

pytestmark = pytest.mark.usefixtures("db")
NOW = timezone.now()
TODAY = london_date(NOW)


@pytest.fixture
def school():
    return make.team("Safeguarding", of=make.organisation("Harbour School", "SCHOOL"))


def fee(**facts) -> Fee:
    return Fee.objects.create(area=make.area(), whole_day=8000, half_day=8000, **facts)


def test_a_fee_set_later_changes_no_terms_of_a_booking_that_there_is(school):
    fee(in_force_from=make.LONG_AGO, in_force_to=TODAY)
    event = training.event()
    booking = training.booking(event, training.delegate(of=school))
    Fee.objects.create(
        area=event.area, whole_day=9000, half_day=9000, cancel_within=60, in_force_from=TODAY + timedelta(days=1)
    )
    with acting_as(training.service()):
        assert booking.pence == 8000
        charged = money.charge_for_place(booking, at=event.starts_at)
    assert charged.pence == 8000


@pytest.mark.parametrize(("minutes", "came"), [(20, "PART"), (40, "WHOLE")])
def test_who_is_late_is_as_the_fee_of_the_place_says(school, minutes, came):
    fee(in_force_from=make.LONG_AGO, late_minutes=minutes)
    event = training.event(starts_at=NOW - timedelta(minutes=30))
    booking = training.booking(event, training.delegate(of=school))
    with acting_as(training.service()) as by:
        assert attendance.arrive(event, booking, by=by, at=NOW).came == came


def test_who_signed_in_after_the_trainers_page_was_drawn_stays_signed_in(school):
    event = training.event(starts_at=NOW - timedelta(minutes=5))
    ann, bea = (training.booking(event, training.delegate(of=school)) for _ in range(2))
    session = event.sessions.get()
    with acting_as(training.service()) as by:
        attendance.arrive(event, ann, by=by, at=NOW)
        attendance.mark(event, session, here=[bea.public_id], seen=[], closes=True, by=by, at=NOW)
        assert set(Attendance.objects.values_list("came", flat=True)) == {"WHOLE"}
        attendance.mark(event, session, here=[bea.public_id], seen=[ann.public_id], closes=False, by=by, at=NOW)
        assert Attendance.objects.get(booking=ann).came == "NO"


def test_nobody_is_marked_before_the_session_and_the_register_is_not_closed_before_it_begins(school):
    far, soon = training.event(), training.event(starts_at=NOW + timedelta(minutes=30))
    early, ann = (training.booking(event, training.delegate(of=school)) for event in (far, soon))
    part = {"minutes": 60, "was_late": False, "at": NOW}
    with acting_as(training.service()) as by:
        for event, booking, closes in ((far, early, False), (far, early, True), (soon, ann, True)):
            with pytest.raises(attendance.NotBegun):
                attendance.mark(event, event.sessions.get(), here=[booking.public_id], closes=closes, by=by, at=NOW)
        with pytest.raises(attendance.NotBegun):
            attendance.mark_part(early, far.sessions.get(), by=by, **part)
        assert completions([early.delegate_id, ann.delegate_id]) == []
        assert attendance.mark(soon, soon.sessions.get(), here=[ann.public_id], closes=False, by=by, at=NOW) == 1


def test_nobody_names_themselves_as_the_manager_who_approves(school):
    own = make.membership("dsl", of=school)
    record = training.delegate(of=school, user=own.user, email=own.user.email)
    with acting_as(own) as by, pytest.raises(delegates.ApprovesThemselves):
        delegates.name_manager(record, own.user.email.upper(), by=by, at=NOW)


def test_staff_of_whom_no_duty_is_recorded_are_counted_apart(school):
    training.delegate(of=school)
    with acting_as(training.service()):
        table = counting._up_to_date(make.area(), NOW)
    assert table.rows[-1] == ["All", "1 to 4", "0", "0", "0", "1 to 4"]


def test_a_date_is_added_for_a_day_to_come_alone_and_a_draft_is_cancelled_whenever():
    keeper, course = training.administrator(), training.course()
    start = NOW.time().replace(hour=9, minute=0, second=0, microsecond=0)
    facts = events.DateFacts([TODAY - timedelta(days=1)], start, start.replace(hour=12), "ROOM", 10, place="Hall")
    with acting_as(keeper) as by:
        with pytest.raises(events.DateRefused):
            events.add(course, facts, by=by, at=NOW)
        draft = training.event(course, starts_at=NOW - timedelta(days=2), state="DRAFT")
        events.cancel(draft, why="Made by mistake", by=by, at=NOW)
    assert Event.objects.get(pk=draft.pk).state == "CANCELLED"


def test_two_dates_are_not_in_one_place_at_once_where_no_room_is_named():
    keeper, course = training.administrator(), training.course()
    start = NOW.time().replace(hour=9, minute=0, second=0, microsecond=0)
    facts = events.DateFacts([TODAY + timedelta(days=9)], start, start.replace(hour=12), "ROOM", 10, place="Hall")
    with acting_as(keeper) as by:
        events.add(course, facts, by=by, at=NOW)
        with pytest.raises(events.DateRefused) as refused:
            events.add(course, facts, by=by, at=NOW)
    assert refused.value.box == "room"
    assert measures.NOT_KNOWN not in refused.value.words


def test_a_course_taken_out_of_the_catalogue_is_put_back(signed_in):
    course, browser = training.course("Neglect"), signed_in(training.administrator())
    there = f"/training/keep/courses/{course.public_id}/"
    browser.post(f"{there}withdraw/")
    assert "Out of the catalogue (1)" in browser.get("/training/keep/courses/").content.decode()
    browser.post(f"{there}put-back/")
    assert "Put it back" not in browser.get(there).content.decode()
    course.refresh_from_db()
    assert course.withdrawn_on is None


def test_nothing_is_to_evaluate_of_a_date_that_was_cancelled(school):
    event = training.event()
    booking = training.booking(event, training.delegate(of=school), state="EVENT_OFF")
    with acting_as(training.service()):
        assert evaluations.wanted_now(booking, NOW) == ""
