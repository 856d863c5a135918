"""The record of a strategy discussion: who was there or why not, what was decided, its clocks, and its actions followed through."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from breakwater.casework.models import Clock
from breakwater.foundation.dates.in_words import day_in_words
from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.front_door.strategy_discussions.operations import discussions as operations
from breakwater.practice.front_door.strategy_discussions.tests.discussions import (
    DECIDED,
    called,
    day,
    everyone_is_there,
)
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.browsers import signed_in


def test_the_record_begins_with_a_time_that_it_takes(contact, screener):
    made = called(contact, screener, planned_for=timezone.now() + timedelta(hours=3))
    page = signed_in(screener).get(f"/strategy/{made.case.reference}/record/").content.decode()
    assert f'value="{timezone.localtime(made.called_at):%H:%M}"' in page


def test_nothing_is_said_to_be_written_down_where_nothing_was_written(contact, screener):
    made = called(contact, screener, asked=[("POLICE", "A. Constable")])
    with acting_as(screener):
        attendee = made.attendees.get()
    page = signed_in(screener).post(f"/strategy/{made.case.reference}/said/{attendee.public_id}/", {"knows": ""})
    assert "Write what their agency knows, or say whether they are there" in page.content.decode()


def test_without_police_or_health_it_is_recorded_only_with_a_reason_and_a_managers_name(contact, screener):
    made = called(contact, screener, asked=[("SOCIAL_CARE", "A. Worker")])
    with acting_as(screener) as by:
        said = {"strategy": made, "held_at": timezone.now(), "by": by, "at": timezone.now()}
        why = {"absence_because": "The police could not be reached", "absence_manager": "A. Manager"}
        with pytest.raises(operations.NobodyThere):
            operations.record(**said, **DECIDED | why)
        attendee = made.attendees.get(agency="SOCIAL_CARE")
        operations.say(attendee=attendee, was_there=True, knows="", by=by, at=timezone.now())
        with pytest.raises(operations.AbsenceNotSaid):
            operations.record(**said, **DECIDED)
        done = operations.record(**said, **DECIDED | why)
        assert done.case.stage == "recorded"


def test_an_enquiry_starts_the_conference_clock_from_the_day_it_was_held(contact, screener):
    made = called(contact, screener)
    with acting_as(screener) as by:
        everyone_is_there(made, by)
        operations.record(strategy=made, held_at=timezone.now(), by=by, at=timezone.now(), **DECIDED)
        rules = set(Clock.objects.running().filter(case=made.case).values_list("rule", flat=True))
        assert rules == {"front_door.strategy_minute", "front_door.conference"}
        with pytest.raises(operations.EnquiryNotEnded):
            operations.conclude(strategy=made, enquiry_ended="", by=by, at=timezone.now())


def test_its_record_says_by_which_day_it_is_circulated_as_its_clock_does(contact, screener):
    made = called(contact, screener)
    with acting_as(screener) as by:
        everyone_is_there(made, by)
        here = timezone.localtime(operations.earliest_written(make.area(), timezone.now()) + timedelta(hours=12))
    decided = DECIDED | {"threshold_met": "yes", "time": f"{here:%H:%M}", **day("on", here)}
    page = signed_in(screener).post(f"/strategy/{made.case.reference}/record/", decided, follow=True).content.decode()
    with acting_as(screener):
        due = Clock.objects.running().get(case=made.case, rule="front_door.strategy_minute").due_on
    assert due < here.date() + timedelta(days=6)
    today = timezone.localdate()
    when = "today" if due == today else f"by {day_in_words(due, today=today)}"
    assert f"Circulate it {when}" in page


def test_it_is_not_recorded_before_it_is_held_and_not_changed_afterwards(contact, screener):
    made = called(contact, screener)
    with acting_as(screener) as by:
        everyone_is_there(made, by)
        tomorrow = timezone.now() + timedelta(days=1)
        with pytest.raises(operations.NotHeldYet):
            operations.record(strategy=made, held_at=tomorrow, by=by, at=timezone.now(), **DECIDED)
        operations.record(strategy=made, held_at=timezone.now(), by=by, at=timezone.now(), **DECIDED)
        with pytest.raises(operations.IsRecorded):
            operations.record(
                strategy=made, held_at=timezone.now(), by=by, at=timezone.now(), **DECIDED | {"rationale": "Another"}
            )


def test_it_is_concluded_when_its_actions_are_done(contact, screener):
    made = called(contact, screener)
    with acting_as(screener) as by:
        everyone_is_there(made, by)
        operations.record(
            strategy=made, held_at=timezone.now(), by=by, at=timezone.now(), **DECIDED | {"enquiry": "NONE"}
        )
        action = operations.add_action(
            strategy=made,
            what="Call the aunt",
            who="Social worker",
            due_at=timezone.now(),
            key=uuid4(),
            by=by,
            at=timezone.now(),
        )
        with pytest.raises(operations.ActionsOpen):
            operations.conclude(strategy=made, enquiry_ended="", by=by, at=timezone.now())
        operations.do_action(action=action, by=by, at=timezone.now())
        done = operations.conclude(strategy=made, enquiry_ended="", by=by, at=timezone.now())
        assert not done.case.is_open
        assert not Clock.objects.running().filter(case=made.case).exists()


def test_reasonable_cause_without_an_enquiry_is_not_recorded(contact, screener):
    made, here = called(contact, screener), timezone.localtime()
    with acting_as(screener) as by:
        everyone_is_there(made, by)
    decided = DECIDED | {"threshold_met": "yes", "enquiry": "NONE", "time": f"{here:%H:%M}", **day("on", here)}
    page = signed_in(screener).post(f"/strategy/{made.case.reference}/record/", decided).content.decode()
    assert "Where there is reasonable cause, an enquiry follows" in page


def test_what_was_written_down_before_stays_beside_the_newest(contact, screener):
    made = called(contact, screener, asked=[("POLICE", "An officer")])
    with acting_as(screener) as by:
        attendee = made.attendees.get()
        for knows in ("Called in June", "Called in June", "Called twice in June"):
            operations.say(attendee=attendee, was_there=True, knows=knows, by=by, at=timezone.now())
        assert [each.knows for each in attendee.said.order_by("pk")] == ["Called in June", "Called twice in June"]
        attendee.refresh_from_db()
        assert attendee.knows == "Called twice in June"
    page = signed_in(screener).get(f"/strategy/{made.case.reference}/").content.decode()
    assert "Recorded before: 1" in page
    assert page.index("Called twice in June") < page.index("<br>There. Called in June")
