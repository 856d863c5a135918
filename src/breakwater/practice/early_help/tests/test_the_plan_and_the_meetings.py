"""The plan in the family's words, meetings with those who help, reviews, and an end that says what was achieved."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from breakwater.casework.cases import operations as cases
from breakwater.casework.models import Clock, Meeting, Task
from breakwater.foundation.dates.working_days import add_working_days
from breakwater.partnership.notifications.models import Notification, OutboxMessage
from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.early_help.closing import operations as closing
from breakwater.practice.early_help.episodes.operations import agreements
from breakwater.practice.early_help.meetings import operations as meetings
from breakwater.practice.early_help.models import Action, Closing, Goal, MeetingInvite
from breakwater.practice.early_help.plans import operations as plans
from breakwater_dev.testing import factories as make

TODAY = timezone.localdate()
LATER = add_working_days(TODAY, 25)
GOAL = {
    "words": "Mornings without shouting",
    "said_by": "Mo",
    "parent": "3",
    "lead": "4",
    "target": "7",
    "outcomes": ["5"],
}


def day_of(name: str, day) -> dict:
    return {f"{name}-day": day.day, f"{name}-month": day.month, f"{name}-year": day.year}


def words_of(answer) -> str:
    return answer.content.decode()


def of(name: str, episode, *more) -> str:
    return reverse(f"early_help:{name}", args=[episode.reference, *more])


@pytest.fixture
def agreed(opened, coordinator):
    episode = opened()
    with acting_as(coordinator) as by:
        agreements.record_agreement(
            episode,
            agreements.AgreementFacts(
                name="Mo Example",
                relation="mother",
                answer="AGREES",
                method="PHONE",
                given_on=TODAY,
                to_assessment=True,
            ),
            by=by,
            at=timezone.now(),
        )
    return episode


@pytest.fixture
def browser(signed_in, coordinator):
    return signed_in(coordinator)


def add_goal(browser, episode) -> Goal:
    assert browser.post(of("goal_new", episode), GOAL | {"idempotency": uuid4()}).status_code == 302
    return Goal.objects.latest("pk")


def test_a_goal_an_action_and_how_far_it_is_read_in_words(browser, coordinator, agreed):
    with acting_as(coordinator):
        goal = add_goal(browser, agreed)
    act = {
        "words": "Lay out clothes the night before",
        "owner_kind": "FAMILY",
        "owner_name": "Mo Example",
        "goal": goal.public_id,
        "idempotency": uuid4(),
    } | day_of("due_on", LATER)
    for _ in range(2):  # sent twice, taken once
        assert browser.post(of("action_new", agreed), act).status_code == 302
    page = words_of(browser.get(of("plan", agreed)))
    assert page.count("Lay out clothes the night before") == 1
    assert "The parent says 3 of 10" in page
    with acting_as(coordinator):
        action = Action.objects.get()
    stopped = {"status": "STOPPED"}
    assert "Write why it was stopped" in words_of(
        browser.post(reverse("early_help:action", args=[action.public_id]), stopped)
    )
    assert (
        browser.post(
            reverse("early_help:action", args=[action.public_id]), {"status": "DONE", "idempotency": uuid4()}
        ).status_code
        == 302
    )
    further = {"parent": "6", "parent_words": "Calmer", "state": "OPEN", "idempotency": uuid4()}
    assert browser.post(reverse("early_help:goal_score", args=[goal.public_id]), further).status_code == 302
    assert "The parent says 6 of 10 (3 at the beginning): Calmer" in words_of(browser.get(of("plan", agreed)))


def test_an_action_of_someone_with_a_post_in_the_case_becomes_their_task(browser, coordinator, agreed):
    act = {
        "words": "Call the school",
        "owner_kind": "PROFESSIONAL",
        "member": coordinator.membership.public_id,
        "idempotency": uuid4(),
    } | day_of("due_on", LATER)
    assert browser.post(of("action_new", agreed), act).status_code == 302
    with acting_as(coordinator) as by:
        task = Task.objects.get(case=agreed.case, title="Call the school")
        assert task.owner == coordinator.membership
        plans.step_action(Action.objects.get(), plans.ActionState(status="DONE"), by=by, at=timezone.now())
        task.refresh_from_db()
        assert task.done_at


def test_two_people_who_write_what_if_see_both_texts(browser, signed_in, team, agreed):
    other = signed_in(make.actor("tier2_coordinator", of=team))
    where = of("plan_words", agreed)
    assert (
        browser.post(where, {"contingency": "Call Nan", "revision": "0"} | day_of("review_on", LATER)).status_code
        == 302
    )
    said = {"contingency": "Call the school", "revision": "1"} | day_of("review_on", LATER)
    assert browser.post(where, {**said, "contingency": "Call Nan first"}).status_code == 302
    page = words_of(other.post(where, said))
    assert "Someone else saved this meanwhile" in page
    assert "Call Nan first" in page
    assert "Call the school" in page
    revision = page.split('name="revision" value="')[1].split('"')[0]
    assert other.post(where, said | {"revision": revision}).status_code == 302


def test_agreement_withdrawn_stops_the_plan_and_keeps_what_was_said(browser, coordinator, agreed):
    with acting_as(coordinator):
        add_goal(browser, agreed)
    gone = {
        "name": "Mo Example",
        "relation": "mother",
        "answer": "WITHDRAWN",
        "method": "PHONE",
        "limits_explained": "yes",
        "idempotency": uuid4(),
    } | day_of("given_on", TODAY)
    assert "Write what it means for the children" in words_of(browser.post(of("agreement", agreed), gone))
    assert browser.post(of("agreement", agreed), gone | {"risk": "Safe with Nan"}).status_code == 302
    refused = words_of(browser.post(of("goal_new", agreed), GOAL | {"idempotency": uuid4()}))
    assert "Nobody in the family agrees now" in refused
    page = words_of(browser.get(of("episode", agreed)))
    assert "Safe with Nan" in page
    assert "Mornings without shouting" in page
    with acting_as(coordinator):
        assert not Clock.objects.running().filter(case=agreed.case, rule="early_help.assess").exists()


@pytest.fixture
def called(coordinator, agreed):
    with acting_as(coordinator) as by:
        return meetings.call_family_meeting(
            agreed,
            meetings.Invitation(
                kind="FIRST",
                starts_at=timezone.now() + timedelta(days=3),
                place="The library, Quay Street",
                family=["Mo Example"],
                others=[("Nia Nurse", "Community Health")],
            ),
            by=by,
            at=timezone.now(),
        )


def test_a_meeting_is_called_recorded_and_begins_the_plans_clock(browser, coordinator, agreed):
    asked = {
        "kind": "FIRST",
        "begins": "14:30",
        "ends": "15:30",
        "place": "The library",
        "others": "Nia Nurse, Community Health",
        "family_asked": "yes",
        "idempotency": uuid4(),
    } | day_of("on", TODAY + timedelta(days=2))
    assert browser.post(of("taf_new", agreed), asked).status_code == 302
    with acting_as(coordinator):
        taf = agreed.family_meetings.select_related("meeting").get()
        row = taf.meeting.attendance.get()
        goal = add_goal(browser, agreed)
    where = reverse("early_help:taf_record", args=[taf.meeting.public_id])
    said = {
        f"came_{row.pk}": "CAME",
        "voice": "LETTER",
        "voice_words": "I like Nia",
        "minutes": "We met",
        "overall": "BETTER",
        f"goal_{goal.pk}_PARENT": "5",
    }
    assert "Enter the day you meet next" in words_of(browser.post(where, said))
    # A meeting that is still to come meets no clock.
    assert "It is not held yet" in words_of(browser.post(where, said | day_of("next_on", LATER)))
    with acting_as(coordinator):
        Meeting.objects.filter(pk=taf.meeting_id).update(starts_at=timezone.now(), ends_at=None)
    wrong = browser.post(where, said | day_of("next_on", LATER) | {f"goal_{goal.pk}_PARENT": "11"})
    assert f"{goal.words}, the parent or carer: enter a number from 0 to 10" in words_of(wrong)
    assert browser.post(where, said | day_of("next_on", LATER)).status_code == 302
    page = words_of(browser.get(reverse("early_help:taf", args=[taf.meeting.public_id])))
    assert "I like Nia" in page
    with acting_as(coordinator):
        assert goal.scores.filter(giver="PARENT").count() == 2
        running = set(Clock.objects.running().filter(case=agreed.case).values_list("rule", flat=True))
    assert "early_help.plan" in running
    assert "early_help.first_meeting" not in running


def link_of(page: str) -> str:
    return page.split("/meeting-reply/")[1].split("/")[0]


def test_sg_27_an_outsider_answers_once_by_a_link_that_names_nobody(browser, client, coordinator, agreed, called):
    with acting_as(coordinator):
        row = called.meeting.attendance.get(name="Nia Nurse")
    made = browser.post(reverse("early_help:taf_link", args=[called.meeting.public_id]), {"attendance": row.pk})
    where = reverse("early_help:taf_reply", args=[link_of(words_of(made))])
    page = words_of(client.get(where))
    for kept in ("Ada", "Example", "Quay Street", agreed.reference):
        assert kept not in page
    assert client.post(where, {"answer": "COMING", "words": "She sleeps better"}).status_code == 200
    assert "does not work any more" in words_of(client.post(where, {"answer": "APOLOGIES"}))
    with acting_as(coordinator):
        invite = MeetingInvite.objects.get()
        assert (invite.answer, invite.words) == ("COMING", "She sleeps better")
    assert "She sleeps better" in words_of(browser.get(reverse("early_help:taf", args=[called.meeting.public_id])))
    told = Notification.objects.filter(user=coordinator.membership.user).latest("pk")
    assert "Ada" not in told.words
    assert not OutboxMessage.objects.filter(body__contains="Ada").exists()


def test_a_new_link_ends_the_one_before(browser, client, coordinator, called):
    with acting_as(coordinator):
        row = called.meeting.attendance.get(name="Nia Nurse")
    where = reverse("early_help:taf_link", args=[called.meeting.public_id])
    first, second = (link_of(words_of(browser.post(where, {"attendance": row.pk}))) for _ in range(2))
    assert "does not work any more" in words_of(client.get(reverse("early_help:taf_reply", args=[first])))
    assert "You are invited to a meeting" in words_of(client.get(reverse("early_help:taf_reply", args=[second])))


def test_an_episode_ends_well_only_with_its_goals_settled_and_a_what_if(browser, coordinator, agreed, closes):
    with acting_as(coordinator):
        goal = add_goal(browser, agreed)
    ends = {"code": "C1", "words": "Calm mornings", "family_view": "It is better"}
    assert "Say first what became of each goal" in words_of(closes(browser, agreed, **ends))
    achieved = {"parent": "8", "state": "ACHIEVED", "idempotency": uuid4()}
    browser.post(reverse("early_help:goal_score", args=[goal.public_id]), achieved)
    assert "Write into the plan first" in words_of(closes(browser, agreed, **ends))
    browser.post(of("plan_words", agreed), {"contingency": "Call Nan", "revision": "0"} | day_of("review_on", LATER))
    assert closes(browser, agreed, **ends).status_code == 302
    with acting_as(coordinator):
        kept = Closing.objects.get()
        assert kept.look_back_on > TODAY + timedelta(days=180)
        assert Task.objects.filter(case=agreed.case, title__startswith="Six months on").exists()
    page = words_of(browser.get(of("episode", agreed)))
    assert "It is better" in page
    assert "Achieved" in page


def test_each_way_of_ending_asks_for_what_belongs_to_it(browser, agreed):
    for code, asked in (
        ("C3", "Write what it means"),
        ("C4", "Write when and how you tried to reach them"),
        ("C5", "Enter the reference of the contact"),
        ("C10", "Write who was asked, and who decided"),
    ):
        assert asked in words_of(browser.post(of("close", agreed), {"code": code, "words": "So it is"})), code


def test_help_that_ended_within_six_months_is_said(signed_in, coordinator, agreed, opened):
    with acting_as(coordinator) as by:
        ending = closing.Ending(code="C9", words="Twice", details="E-1")
        closing.end_episode(episode=agreed, ending=ending, by=by, at=timezone.now())
    again = opened()
    with acting_as(make.intake()) as by:
        child = agreed.case.participants.get().person
        cases.add_participant(case=again.case, person=child, capacity="CHILD", by=by, at=timezone.now())
    page = words_of(signed_in(coordinator).get(of("episode", again)))
    assert "Helped before, within six months" in page
    assert agreed.reference in page


def test_plan_and_episode_ask_the_database_as_often_for_three_goals_as_for_one(browser, coordinator, agreed):
    def counted(name) -> int:
        browser.get(of(name, agreed))
        with CaptureQueriesContext(connection) as asked:
            browser.get(of(name, agreed))
        return len(asked)

    def with_one_more():
        with acting_as(coordinator) as by:
            goal = plans.add_goal(agreed, plans.GoalFacts(words="Better", scores={"LEAD": 2}), by=by, at=timezone.now())
            plans.add_action(
                agreed,
                plans.ActionFacts(goal=goal, words="Do it", owner_kind="FAMILY", owner_name="Mo", due_on=LATER),
                by=by,
                at=timezone.now(),
            )

    with_one_more()
    once = counted("plan"), counted("episode")
    with_one_more()
    with_one_more()
    assert (counted("plan"), counted("episode")) == once


def test_two_parents_of_whom_one_may_have_no_copy_are_asked_together_only_with_a_word_why(browser, coordinator, agreed):
    now = timezone.now()
    with acting_as(make.intake()) as by:
        mother, father = make.person("Mo", "Example"), make.person("Fa", "Example")
        for parent in (mother, father):
            cases.add_participant(case=agreed.case, person=parent, capacity="PARENT", by=by, at=now)
    asked = {
        "kind": "FIRST",
        "begins": "14:30",
        "place": "The library",
        "family": [mother.public_id, father.public_id],
        "idempotency": uuid4(),
    } | day_of("on", TODAY + timedelta(days=2))
    where = of("taf_new", agreed)
    assert "Why is it safe" not in words_of(browser.get(where))
    with acting_as(coordinator) as by:
        agreements.record_agreement(
            agreed,
            agreements.AgreementFacts(
                person=father,
                name=father.name,
                relation="father",
                answer="OBJECTS",
                method="PHONE",
                given_on=TODAY,
                decided="Mother agrees",
                may_have_copy=False,
                no_copy_because="She fears him",
            ),
            by=by,
            at=now,
        )
    refused = words_of(browser.post(where, asked))
    assert "It was decided that Fa Example is to have no copy of the plan" in refused
    assert "Why is it safe to ask them together?" in refused
    with acting_as(coordinator):
        assert not agreed.family_meetings.exists()
    assert browser.post(where, asked | {"family": [mother.public_id], "idempotency": uuid4()}).status_code == 302
    assert browser.post(where, asked | {"together_because": "Asked her alone: her sister comes"}).status_code == 302
    with acting_as(coordinator):
        assert agreed.family_meetings.count() == 2
    assert "her sister comes" in words_of(browser.get(of("episode", agreed)))
