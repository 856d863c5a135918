"""Minutes take actions and people nobody asked into the plan at once; one day of the next review everywhere; clocks that end with their own meeting."""

from datetime import date, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from breakwater.casework.cases import operations as cases
from breakwater.casework.clocks import operations as clocks
from breakwater.casework.clocks import time_left
from breakwater.casework.clocks.rules import CLOCK_RULES
from breakwater.casework.models import Attendance, Clock, Meeting, Task
from breakwater.foundation.dates.london_time import moment
from breakwater.foundation.dates.working_days import add_working_days, is_working_day
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.models import Closure
from breakwater.practice.early_help.measures import behind
from breakwater.practice.early_help.meetings import operations as meetings
from breakwater.practice.early_help.models import Action, Plan
from breakwater.practice.early_help.plans import operations as plans
from breakwater_dev.testing import factories as make

TODAY = timezone.localdate()
NEXT = add_working_days(TODAY, 20)
FRIDAY = date(2026, 11, 27)


def words_of(answer) -> str:
    return answer.content.decode()


def of(name: str, *args) -> str:
    return reverse(f"early_help:{name}", args=args)


def day_of(name: str, day) -> dict:
    return {f"{name}-day": day.day, f"{name}-month": day.month, f"{name}-year": day.year}


SAID = {"voice": "CAME", "minutes": "We spoke", "overall": "SAME"}


@pytest.fixture
def helped(led):
    episode, lead = led()
    with acting_as(make.intake()) as by:
        mother = make.person("Mo", "Example")
        cases.add_participant(case=episode.case, person=mother, capacity="PARENT", by=by, at=timezone.now())
    return episode, lead


def called(episode, by, kind: str = "FIRST", hours: int = -1):
    return meetings.call_family_meeting(
        episode,
        meetings.Invitation(
            kind=kind,
            starts_at=timezone.now() + timedelta(hours=hours),
            members=[by.membership],
            others=[("Nia Nurse", "School nursing")],
        ),
        by=by,
        at=timezone.now(),
    )


def running(episode, rule: str) -> Clock | None:
    return Clock.objects.running().filter(case=episode.case, rule=f"early_help.{rule}").first()


def test_what_the_minutes_agree_and_who_else_came_is_in_the_plan_at_once(helped, signed_in):
    episode, lead = helped
    with acting_as(lead) as by:
        meeting = called(episode, by)
    browser, where = signed_in(lead), of("taf_record", meeting.public_id)
    sent = (
        SAID
        | day_of("next_on", NEXT)
        | {
            "came_too": "Hal Harbour, Housing",
            "act_1_words": "Lay out clothes",
            "act_1_who": "mo example",
            "act_2_words": "Look at the damp",
            "act_2_who": "Hal Harbour",
            **day_of("act_2_due", add_working_days(TODAY, 3)),
            "act_3_words": "Keep a place at breakfast club",
            "act_3_who": lead.membership.user.name,
        }
    )
    assert browser.post(where, sent).status_code == 302
    page = words_of(browser.get(of("plan", episode.reference)))
    for agreed in ("Lay out clothes", "Look at the damp", "Keep a place at breakfast club"):
        assert agreed in page
    with acting_as(lead):
        kinds = dict(Action.objects.values_list("words", "owner_kind"))
        assert kinds["Lay out clothes"] == "FAMILY"
        assert kinds["Look at the damp"] == "PROFESSIONAL"
        assert Action.objects.get(words="Lay out clothes").due_on == NEXT
        assert Task.objects.open().get(title="Keep a place at breakfast club").owner == lead.membership
        assert Attendance.objects.get(name="Hal Harbour").state == "CAME"
    assert "Hal Harbour" in words_of(browser.get(of("taf", meeting.public_id)))


def test_the_same_minutes_sent_twice_agree_once(helped, signed_in):
    episode, lead = helped
    with acting_as(lead) as by:
        meeting = called(episode, by)
    sent = (
        SAID | day_of("next_on", NEXT) | {"came_too": "Hal Harbour, Housing", "act_1_words": "Call", "act_1_who": "Nan"}
    )
    for _ in range(2):
        signed_in(lead).post(of("taf_record", meeting.public_id), sent)
    with acting_as(lead):
        assert Action.objects.count() == 1
        assert Attendance.objects.filter(name="Hal Harbour").count() == 1


def test_an_action_without_a_name_or_words_is_said_and_nothing_typed_is_lost(helped, signed_in):
    episode, lead = helped
    with acting_as(lead) as by:
        meeting = called(episode, by)
    page = words_of(
        signed_in(lead).post(
            of("taf_record", meeting.public_id), SAID | day_of("next_on", NEXT) | {"act_1_words": "Call the GP"}
        )
    )
    assert "Write who does action 1" in page
    assert "Call the GP" in page
    with acting_as(lead):
        assert Meeting.objects.get().held_at is None


def test_a_review_falls_on_a_working_day_in_minutes_and_plan(helped, signed_in):
    episode, lead = helped
    with acting_as(lead) as by:
        meeting = called(episode, by)
    sunday = TODAY + timedelta(days=(6 - TODAY.weekday()) % 7 + 7)
    browser = signed_in(lead)
    record = SAID | day_of("next_on", sunday)
    plan = {"contingency": "Call Nan", "revision": "0"} | day_of("review_on", sunday)
    for where, sent in ((of("taf_record", meeting.public_id), record), (of("plan_words", episode.reference), plan)):
        assert "is no working day. Choose a working day, for example" in words_of(browser.post(where, sent))


def test_minutes_plan_and_today_say_one_day(helped, signed_in):
    episode, lead = helped
    with acting_as(lead) as by:
        plans.save_plan(
            episode,
            plans.PlanFacts(contingency="Nan", review_on=add_working_days(TODAY, 10)),
            revision=0,
            by=by,
            at=timezone.now(),
        )
        assert running(episode, "review").due_on == add_working_days(TODAY, 10)
        meeting = called(episode, by)
    browser = signed_in(lead)
    browser.post(of("taf_record", meeting.public_id), SAID | day_of("next_on", NEXT))
    with acting_as(lead):
        assert Plan.objects.get().review_on == NEXT
        assert running(episode, "review").due_on == NEXT
    later = add_working_days(TODAY, 22)
    browser.post(
        of("plan_words", episode.reference), {"contingency": "Nan", "revision": "1"} | day_of("review_on", later)
    )
    with acting_as(lead):
        assert running(episode, "review").due_on == later


def test_a_review_whose_day_was_moved_counts_once_and_an_overdue_one_stays_overdue(helped):
    episode, lead = helped
    now = timezone.now()
    with acting_as(lead) as by:
        for revision, days in enumerate((10, 12, 14)):
            plans.save_plan(
                episode,
                plans.PlanFacts(contingency="Nan", review_on=add_working_days(TODAY, days)),
                revision=revision,
                by=by,
                at=now,
            )
        (counted,) = behind.not_moved(Clock.objects.filter(case=episode.case, rule="early_help.review"))
        assert counted.due_on == add_working_days(TODAY, 14)
        late = now + timedelta(weeks=5)
        plans.save_plan(
            episode,
            plans.PlanFacts(contingency="Nan", review_on=add_working_days(TODAY, 40)),
            revision=3,
            by=by,
            at=late,
        )
        assert running(episode, "review").due_on == add_working_days(TODAY, 14)


def test_without_a_day_agreed_a_review_is_due_on_a_working_day():
    rule = CLOCK_RULES["early_help.review"]
    for start in range(14):
        at = moment(FRIDAY + timedelta(days=start), time(10))
        assert is_working_day(clocks.due(rule.allows, at).on)


def test_another_meeting_does_not_end_the_clock_of_the_first(helped):
    episode, lead = helped
    with acting_as(lead) as by:
        first, other = called(episode, by), called(episode, by, "REVIEW", hours=-2)
        record = meetings.Minutes("We spoke", "", {}, next_on=NEXT)
        meetings.record_family_meeting(other, record, by=by, at=timezone.now())
        assert running(episode, "first_meeting") is not None
        meetings.record_family_meeting(first, record, by=by, at=timezone.now())
        assert running(episode, "first_meeting") is None


def test_an_emergency_meeting_is_no_first_meeting(helped):
    episode, lead = helped
    with acting_as(lead) as by:
        record = meetings.Minutes("We spoke", "", {}, next_on=NEXT)
        meetings.record_family_meeting(called(episode, by, "EMERGENCY"), record, by=by, at=timezone.now())
        assert running(episode, "first_meeting") is not None


def test_a_clock_of_twenty_days_never_shows_twenty_one(helped):
    episode, lead = helped
    area = make.area()
    Closure.objects.create(area=area, day=date(2026, 12, 24), reason="The council is closed")
    at = moment(FRIDAY, time(10))
    with acting_as(lead):
        Clock.objects.running().filter(case=episode.case, rule="early_help.assess").update(
            stopped_at=at, stopped_by=lead
        )
        clock = clocks.start(
            case=episode.case, rule=CLOCK_RULES["early_help.assess"], team=episode.case.responsible_team, at=at
        )
        words = time_left.due_words(clock, now=at)
    assert "20 working days left" in words


def test_a_meeting_whose_time_is_past_is_not_said_to_come(helped, signed_in):
    episode, lead = helped
    with acting_as(lead) as by:
        past, ahead = called(episode, by), called(episode, by, "REVIEW", hours=3)
    browser = signed_in(lead)
    for meeting, said, unsaid in (
        (past, "Minutes not written yet", "To come"),
        (ahead, "To come", "Minutes not written yet"),
    ):
        for route in (of("taf", meeting.public_id), reverse("casework:meeting", args=[meeting.public_id])):
            page = words_of(browser.get(route, follow=True))
            assert said in page
            assert unsaid not in page
