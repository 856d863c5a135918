"""Who may open help, what an episode says comes next, what the plan takes from the assessment, and what ends with it."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from breakwater.casework.handovers import operations as handovers
from breakwater.casework.models import Clock, Meeting
from breakwater.foundation.dates.working_days import add_working_days
from breakwater.partnership.notifications.models import Notification
from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.early_help.assessments import operations as assessments
from breakwater.practice.early_help.episodes.operations import agreements, leads
from breakwater.practice.early_help.meetings import operations as meetings
from breakwater.practice.early_help.models import Goal
from breakwater.practice.early_help.plans import operations as plans
from breakwater.practice.early_help.standings import open_episodes
from breakwater_dev.testing import factories as make

TODAY = timezone.localdate()
TOO_LATE = TODAY + timedelta(weeks=9)


def of(name: str, episode, *more) -> str:
    return reverse(f"early_help:{name}", args=[episode.reference, *more])


def read(browser, where, **more) -> str:
    return browser.get(where, **more).content.decode()


def day_of(name: str, day) -> dict:
    return {f"{name}-day": day.day, f"{name}-month": day.month, f"{name}-year": day.year}


def mark_on(page: str) -> str:
    """The mark of what the page of closing shows as still open."""
    return page.split('name="open_mark" value="')[1].split('"')[0]


@pytest.fixture
def browser(signed_in, coordinator):
    return signed_in(coordinator)


def said(episode, by, responsibility: str, answer: str = "AGREES", **more) -> None:
    agreements.record_agreement(
        episode,
        agreements.AgreementFacts(
            name="Au Example",
            relation="Aunt",
            answer=answer,
            method="PHONE",
            given_on=TODAY,
            to_assessment=answer == "AGREES",
            responsibility=responsibility,
            **more,
        ),
        by=by,
        at=timezone.now(),
    )


def test_a_carer_who_may_not_decide_opens_no_help(browser, opened, coordinator):
    episode = opened()
    with acting_as(coordinator) as by:
        said(episode, by, "NONE")
        episode.case.refresh_from_db()
        assert (episode.case.stage, agreements.has_agreement(episode)) == ("offered", False)
        assert Clock.objects.running().filter(case=episode.case, rule="early_help.call_family").exists()
    page = read(browser, of("episode", episode))
    assert "Someone agrees who may not decide for the child" in page
    assert "Not yet by anyone who may decide" in page
    assert "Nobody in the family has agreed yet" in read(browser, of("lead", episode))
    with acting_as(coordinator) as by:
        said(episode, by, "HOLDS")
        episode.case.refresh_from_db()
        assert episode.case.stage == "agreed"


def test_whoever_was_asked_and_said_no_stands_in_what_comes_next(browser, opened, coordinator):
    episode, lead = opened(), make.actor("dsl", of=make.team(of=make.organisation(kind="SCHOOL")))
    with acting_as(coordinator) as by:
        said(episode, by, "HOLDS")
        asked = leads.invite_lead(
            episode, leads.LeadInvitation(lead=lead.membership, words="You know them"), by=by, at=timezone.now()
        )
    assert "waits for an answer. Withdraw it before you ask someone else" in read(browser, of("lead", episode))
    with acting_as(lead) as by:
        handovers.decline(handover=asked, reason="Twelve already.", by=by, at=timezone.now())
    said_no = f"{lead.membership.user.name} said no: Twelve already. Ask someone else."
    assert said_no in read(browser, of("episode", episode))
    other = make.actor("dsl", of=make.team(of=make.organisation(kind="SCHOOL")))
    with acting_as(coordinator) as by:
        again = leads.invite_lead(
            episode, leads.LeadInvitation(lead=other.membership, words="You know them too"), by=by, at=timezone.now()
        )
        handovers.withdraw(handover=again, reason="They are on leave", by=by, at=timezone.now())
    page = read(browser, of("episode", episode))
    assert said_no not in page, "another was asked after that answer"
    assert "Find the person who will lead" in page


def test_an_episode_leads_back_to_what_was_handed_over(browser, opened):
    assert "What was handed over" in read(browser, of("episode", opened()))


@pytest.fixture
def assessed(led, coordinator):
    """An episode whose assessment says what the family would like to change, and what matters most."""
    episode, lead = led()
    with acting_as(lead) as by:
        begun = assessments.start_assessment(episode=episode, by=by, at=timezone.now())
        for section, cleaned in (
            ("story", {"change": "Less shouting", "story_who": "Mo"}),
            ("priorities", {"priorities": [{"what": "A dry bedroom", "parent_score": 2, "lead_score": 4}]}),
        ):
            kept = assessments.save_section(
                begun.answers,
                assessments.SectionAsTyped(
                    section=section, cleaned=cleaned, drawn=assessments.Drawn(begun.answers.revision, {})
                ),
                by=by,
                at=timezone.now(),
            )
            begun.answers = kept
    return episode, lead


def test_what_the_family_said_in_the_assessment_is_read_among_their_words(signed_in, assessed):
    episode, lead = assessed
    page = read(signed_in(lead), of("episode", episode))
    assert "Less shouting" in page
    assert "Nobody has asked them yet" not in page


def test_the_plan_begins_from_what_matters_most_and_nothing_is_typed_again(signed_in, assessed):
    episode, lead = assessed
    browser = signed_in(lead)
    assert "?priority=0" in read(browser, of("plan", episode))
    asked = read(browser, f"{of('goal_new', episode)}?priority=0")
    assert 'value="A dry bedroom"' in asked
    for giver, score in (("parent", 2), ("lead", 4)):
        assert f'name="{giver}"' in asked
        assert f'value="{score}"' in asked
    kept = {
        "words": "A dry bedroom",
        "parent": "2",
        "lead": "4",
        "target": "7",
        "outcomes": ["9"],
        "idempotency": uuid4(),
    }
    assert browser.post(of("goal_new", episode), kept).status_code == 302
    assert "?priority=0" not in read(browser, of("plan", episode))
    for wrong in ("7", "x", "-1"):
        assert browser.get(f"{of('goal_new', episode)}?priority={wrong}").status_code == 200


def test_a_plan_is_looked_at_again_within_eight_weeks(browser, opened, coordinator):
    episode = opened()
    with acting_as(coordinator) as by:
        said(episode, by, "HOLDS")
        called = meetings.call_family_meeting(
            episode,
            meetings.Invitation(kind="FIRST", starts_at=timezone.now(), members=[coordinator.membership]),
            by=by,
            at=timezone.now(),
        )
    late = browser.post(
        of("plan_words", episode), {"contingency": "Call Nan", "revision": "0"} | day_of("review_on", TOO_LATE)
    )
    assert "at most eight weeks" in late.content.decode()
    record = reverse("early_help:taf_record", args=[called.public_id])
    held = {"voice": "NONE", "minutes": "We spoke", "overall": "SAME"}
    assert "at most eight weeks" in browser.post(record, held | day_of("next_on", TOO_LATE)).content.decode()
    next_on = add_working_days(TODAY, 25)
    assert browser.post(record, held | day_of("next_on", next_on)).status_code == 302
    asked = read(browser, of("plan_words", episode))
    assert f'value="{next_on.day}"' in asked, "the day that the meeting said is not asked again"


def test_what_ends_calls_its_meetings_off_and_says_what_stays(browser, led, coordinator):
    episode, lead = led()
    now = timezone.now()
    with acting_as(lead) as by:
        called = meetings.call_family_meeting(
            episode,
            meetings.Invitation(
                kind="REVIEW",
                starts_at=now + timedelta(days=3),
                members=[coordinator.membership],
                others=[("Tilly Marsh", "Housing")],
            ),
            by=by,
            at=now,
        )
        row = called.meeting.attendance.get(name="Tilly Marsh")
        asked = meetings.ask_by_link(called, row, by=by, at=now)
        plans.add_action(
            episode,
            plans.ActionFacts(
                words="Ask the GP",
                owner_kind="PROFESSIONAL",
                owner_name="Wanda",
                membership=coordinator.membership,
                due_on=TODAY + timedelta(days=9),
            ),
            by=by,
            at=now,
        )
    answer = reverse("early_help:taf_reply", args=[asked.token])
    assert "Will you come?" in read(Client(), answer)
    page = read(browser, of("close", episode))
    assert "Those without an account hear it from you: Tilly Marsh" in page
    assert "Ask the GP" in page
    moved = {
        "code": "C7",
        "moved_to": "Leeds",
        "onward": "NOBODY",
        "nobody": "Their new school was told",
        "words": "They moved",
        "informed": ["Nobody"],
        "confirmed": ["yes"],
    }
    said = dict.fromkeys(re.findall(r'name="(t[^"]{8,})"', page), "ENDS")
    ends = browser.post(of("close", episode), moved | said | {"open_mark": mark_on(page)})
    assert ends.status_code == 302
    with acting_as(coordinator):
        assert Meeting.objects.get(pk=called.meeting_id).cancelled_because == "The help has ended"
        assert not Goal.objects.exists()
    assert "Will you come?" not in read(Client(), answer)
    over = read(browser, of("episode", episode))
    assert f"{lead.membership.user.name}, {lead.membership.team.organisation.name}, until it ended" in over
    assert "To do" not in over


def test_a_meeting_that_took_place_is_not_called_off_when_the_help_ends(browser, led, coordinator):
    episode, lead = led()
    now = timezone.now()
    with acting_as(lead) as by:
        past, to_come = (
            meetings.call_family_meeting(
                episode,
                meetings.Invitation(
                    kind="REVIEW",
                    starts_at=now + timedelta(days=days),
                    members=[coordinator.membership],
                    others=[(name, "Housing")],
                ),
                by=by,
                at=now - timedelta(days=2),
            ).meeting
            for days, name in ((-1, "Tilly Marsh"), (3, "Rob Quay"))
        )
    page = read(browser, of("close", episode))
    assert "Meetings whose record is not written yet" in page
    assert reverse("casework:meeting", args=[past.public_id]) in page
    assert "hear it from you: Rob Quay" in page
    assert "hear it from you: Tilly Marsh" not in page, "nobody is called that what took place is off"
    moved = {
        "code": "C7",
        "moved_to": "Leeds",
        "onward": "NOBODY",
        "nobody": "Their new school was told",
        "words": "They moved",
        "informed": ["Nobody"],
        "confirmed": ["yes"],
    }
    ends = browser.post(of("close", episode), moved | {"open_mark": mark_on(page)})
    assert ends.status_code == 302
    with acting_as(coordinator):
        for meeting, said_off in ((past, ""), (to_come, "The help has ended")):
            meeting.refresh_from_db()
            assert meeting.cancelled_because == said_off


def test_whoever_is_asked_and_has_an_account_answers_and_the_caller_hears_of_it(browser, signed_in, led, coordinator):
    episode, lead = led()
    with acting_as(lead) as by:
        called = meetings.call_family_meeting(
            episode,
            meetings.Invitation(
                kind="REVIEW", starts_at=timezone.now() + timedelta(days=3), members=[coordinator.membership]
            ),
            by=by,
            at=timezone.now(),
        )
    page, answer = (
        reverse("early_help:taf", args=[called.public_id]),
        reverse("casework:meeting_answer", args=[called.public_id]),
    )
    assert "I will come" in read(browser, page)
    assert "I will come" not in read(signed_in(lead), page), "the lead is not asked by a line of their own"
    for way, state, words in (
        ("apologies", "APOLOGIES", "You said that you cannot come"),
        ("coming", "COMING", "You said that you come"),
    ):
        assert words in browser.post(answer, {"answer": way}, follow=True).content.decode()
        with acting_as(coordinator):
            assert called.meeting.attendance.get().state == state
    assert Notification.objects.filter(user=lead.membership.user, words="Someone answered about a meeting").exists()
    assert "You are not asked" in signed_in(lead).post(answer, {"answer": "coming"}, follow=True).content.decode()


def test_sg_09_colleagues_of_a_lead_elsewhere_are_not_asked_to_what_they_may_not_know(browser, signed_in, led):
    episode, lead = led()
    colleague = make.membership("dsl", of=lead.membership.team)
    asked = read(signed_in(lead), of("taf_new", episode))
    assert colleague.user.name not in asked
    assert lead.membership.user.name in asked


def test_whoever_calls_a_meeting_reads_with_whom_the_family_agreed_to_share(browser, opened, coordinator):
    episode = opened()
    with acting_as(coordinator) as by:
        said(episode, by, "HOLDS", to_sharing=True, shared_with="School and housing")
    assert "The family agreed to share with School and housing" in read(browser, of("taf_new", episode))


def test_only_whoever_may_decide_puts_a_child_on_a_schools_list(opened, coordinator):
    episode, school = opened(), make.organisation(kind="SCHOOL", name="Gullwing Primary")

    def listed() -> set[int]:
        _, found = open_episodes(episode.case.area, TODAY, timezone.now())[0]
        [child] = found.standings
        assert child.agreed is bool(child.schools)
        return set(child.schools)

    with acting_as(coordinator) as by:
        said(episode, by, "NONE", to_sharing=True, shared_with=school.name)
        assert listed() == set()
        said(episode, by, "HOLDS", to_sharing=True, shared_with=school.name)
        assert listed() == {school.pk}
        agreements.record_agreement(
            episode,
            agreements.AgreementFacts(
                name="au  example",
                relation="Aunt",
                answer="WITHDRAWN",
                method="PHONE",
                given_on=TODAY,
                risk="None seen",
            ),
            by=by,
            at=timezone.now(),
        )
        assert listed() == set(), "one name written in two ways is one person"
