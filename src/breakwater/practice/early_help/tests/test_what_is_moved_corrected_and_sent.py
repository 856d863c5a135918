"""A meeting that is moved, an action that is corrected, minutes that are sent: what was before stays, and everyone hears."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from breakwater.casework.cases import operations as cases
from breakwater.casework.models import Attendance, Meeting, MeetingMove, Task
from breakwater.foundation.dates.working_days import add_working_days
from breakwater.partnership.notifications.models import Notification, OutboxMessage
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.people.models import Person, Relationship
from breakwater.practice.early_help.episodes.operations import agreements
from breakwater.practice.early_help.family_links.operations import copies as family
from breakwater.practice.early_help.meetings import operations as meetings
from breakwater.practice.early_help.meetings.page import to_be_sent
from breakwater.practice.early_help.models import Action, ActionChange, MeetingInvite, MinutesTold
from breakwater.practice.early_help.plans import operations as plans
from breakwater_dev.testing import factories as make

TODAY = timezone.localdate()


def words_of(answer) -> str:
    return answer.content.decode()


def day_of(name: str, day) -> dict:
    return {f"{name}-day": day.day, f"{name}-month": day.month, f"{name}-year": day.year}


@pytest.fixture
def whole(led, coordinator):
    """A family that a teacher leads, with a mother, and a meeting to which all are asked in three days."""
    episode, lead = led()
    now = timezone.now()
    with acting_as(make.intake()) as by:
        mother, child = make.person("Mo", "Example"), episode.case.participants.get(capacity="CHILD").person
        cases.add_participant(case=episode.case, person=mother, capacity="PARENT", by=by, at=now)
        Relationship.objects.create(person=mother, other=child, code="PAR", lives_in_household=True)
    with acting_as(coordinator) as by:
        called = meetings.call_family_meeting(
            episode,
            meetings.Invitation(
                kind="FIRST",
                starts_at=now + timedelta(days=3),
                place="Seagull Hall",
                people=[mother],
                members=[lead.membership, coordinator.membership],
                others=[("Nia Nurse", "Health")],
            ),
            by=by,
            at=now,
        )
    episode.lead, episode.mother, episode.meeting = lead, mother, called
    return episode


@pytest.fixture
def browser(signed_in, coordinator):
    return signed_in(coordinator)


def moved(browser, called, **more):
    said = day_of("on", TODAY + timedelta(days=10)) | {
        "begins": "15:30",
        "place": "Seagull Hall",
        "because": "The hall is shut",
    }
    return browser.post(reverse("casework:meeting_move", args=[called.public_id]), said | more)


def test_a_called_meeting_is_moved_and_all_are_asked_again(browser, signed_in, client, coordinator, whole):
    """It had to be called off and called again."""
    called = whole.meeting
    page = reverse("early_help:taf", args=[called.public_id])
    assert reverse("casework:meeting_move", args=[called.public_id]) in words_of(browser.get(page))
    with acting_as(coordinator) as by:
        nurse = called.meeting.attendance.get(name="Nia Nurse")
        first = meetings.ask_by_link(called, nurse, by=by, at=timezone.now())
    teacher = signed_in(whole.lead)
    teacher.post(reverse("casework:meeting_answer", args=[called.public_id]), {"answer": "coming"})
    reply = reverse("early_help:taf_reply", args=[first.token])
    assert "call these" in words_of(browser.get(reverse("casework:meeting_move", args=[called.public_id]))).lower()
    assert "Enter the reason" in words_of(moved(browser, called, because=""))
    assert "Enter a time after the start" in words_of(moved(browser, called, ends="14:00"))
    for _ in range(2):  # sent twice, moved once
        assert moved(browser, called).status_code == 302
    with acting_as(coordinator):
        assert MeetingMove.objects.count() == 1
        assert Meeting.objects.get(pk=called.meeting_id).sequence == 1
        assert set(Attendance.objects.values_list("state", flat=True)) == {"INVITED"}
        told = Notification.objects.filter(user=whole.lead.membership.user, words__contains="moved")
        assert told.count() == 1
    shown = words_of(browser.get(page))
    for kept in ("The hall is shut", f"{whole.lead.membership.user.name}: Will come", "Was on"):
        assert kept in shown
    calendar = words_of(browser.get(reverse("casework:meeting_file", args=[called.public_id])))
    assert "SEQUENCE:1" in calendar
    assert f"UID:{called.public_id}@breakwater" in calendar
    assert "moved to" in words_of(browser.get(reverse("early_help:episode", args=[whole.reference])))
    # The link that was not used says the new time, and works until the day after it.
    assert "15:30" in words_of(client.get(reply))
    assert client.post(reply, {"answer": "COMING", "words": "She sleeps"}).status_code == 200
    assert moved(browser, called, begins="16:00").status_code == 302
    assert "does not work any more" in words_of(client.get(reply))
    with acting_as(coordinator) as by:
        invite = MeetingInvite.objects.get()
        assert (invite.answer, invite.words) == ("", "She sleeps")
        again = meetings.ask_by_link(called, nurse, by=by, at=timezone.now())
    assert "16:00" in words_of(client.get(reverse("early_help:taf_reply", args=[again.token])))
    assert not OutboxMessage.objects.filter(body__contains="Seagull").exists()


def test_whoever_opens_a_familys_meeting_is_led_to_its_own_page(browser, whole):
    """The kernel's page offered to record it on any day, with no child's views and no day to meet next."""
    page = browser.get(reverse("casework:meeting", args=[whole.meeting.public_id]))
    assert page.url == reverse("early_help:taf", args=[whole.meeting.public_id])


def test_a_meeting_that_was_held_or_called_off_is_not_moved(browser, coordinator, whole):
    browser.post(reverse("casework:meeting_call_off", args=[whole.meeting.public_id]), {"because": "Ill"})
    assert "held or called off already" in words_of(moved(browser, whole.meeting))


def test_the_family_reads_the_new_time_and_no_place_that_nobody_approved(browser, client, coordinator, whole):
    now = timezone.now()
    with acting_as(coordinator) as by:
        made = family.give_link(
            whole,
            family.LinkFacts(way="PAPER", reach="", is_safe=True, safe_words="Asked alone", may_know_place=True),
            person=whole.mother,
            by=by,
            at=now,
            key=uuid4(),
        )
        family.approve_copy(whole, family.CopyFacts(leaves_out=[]), person=whole.mother, by=by, at=timezone.now())
    client.post(reverse("early_help:family_enter", args=[made.token]), {"number": made.number})
    plan = reverse("early_help:family_plan")
    assert "Seagull Hall" in words_of(client.get(plan))
    moved(browser, whole.meeting)
    shown = words_of(client.get(plan))
    assert "has moved" in shown
    assert "at 15:30, Seagull Hall" in shown
    assert "SEQUENCE:1" in words_of(client.get(reverse("early_help:family_calendar")))
    moved(browser, whole.meeting, place="The Wharf")
    shown = words_of(client.get(plan))
    assert "Ask your worker where" in shown
    assert "The Wharf" not in shown
    assert "It has changed since" in words_of(browser.get(reverse("early_help:family", args=[whole.reference])))
    assert client.get(reverse("early_help:family_pdf")).content.startswith(b"%PDF")


def test_an_action_is_corrected_and_what_it_said_is_kept(browser, signed_in, coordinator, whole):
    """Its words, its owner and its day stood for ever."""
    with acting_as(coordinator) as by:
        action = plans.add_action(
            whole,
            plans.ActionFacts(
                words="Rnig the nurse",
                owner_kind="PROFESSIONAL",
                owner_name=whole.lead.membership.user.name,
                membership=whole.lead.membership,
                due_on=TODAY + timedelta(days=9),
            ),
            by=by,
            at=timezone.now(),
        )
    where = reverse("early_help:action_words", args=[action.public_id])
    assert where in words_of(browser.get(reverse("early_help:action", args=[action.public_id])))
    later = TODAY + timedelta(days=20)
    same = {
        "words": "Call the nurse",
        "owner_kind": "PROFESSIONAL",
        "member": whole.lead.membership.public_id,
        "owner_name": "",
        "revision": "1",
        "idempotency": uuid4(),
    } | day_of("due_on", later)
    assert "Write what will be done" in words_of(browser.post(where, same | {"words": ""}))
    for _ in range(2):
        assert browser.post(where, same).status_code == 302
    with acting_as(coordinator):
        kept = ActionChange.objects.get()
        assert (kept.words, kept.due_on) == ("Rnig the nurse", TODAY + timedelta(days=9))
        task = Task.objects.get(pk=action.task_id)
        assert (task.title, timezone.localdate(task.due_at)) == ("Call the nurse", later)
        assert (
            Notification.objects.filter(user=whole.lead.membership.user, words__contains="Who does what").count() == 1
        )
    # Someone else with the page as it was before sees what stands now, and loses nothing.
    stale = words_of(browser.post(where, same | {"words": "Call the doctor", "idempotency": uuid4()}))
    assert "Someone else saved this meanwhile" in stale
    assert "Call the doctor" in stale
    to_mother = same | {"owner_kind": "FAMILY", "owner_name": "Mo Example", "revision": "2", "idempotency": uuid4()}
    assert browser.post(where, to_mother).status_code == 302
    with acting_as(coordinator):
        assert Task.objects.get(pk=action.task_id).outcome == "It is for Mo Example now"
        assert (Action.objects.get().membership_id, Action.objects.get().task_id) == (None, None)
    history = words_of(browser.get(reverse("early_help:action", args=[action.public_id])))
    assert "It said: Rnig the nurse" in history
    assert coordinator.membership.user.name in history
    browser.post(
        reverse("early_help:action", args=[action.public_id]),
        {"status": "DONE", "words": "She called", "idempotency": uuid4()},
    )
    over = words_of(browser.get(reverse("early_help:action", args=[action.public_id])))
    assert "She called" in over, "what became of it was read by nobody once it was done"
    assert "done or stopped already" in words_of(
        browser.post(where, same | {"revision": "3", "words": "Again", "idempotency": uuid4()})
    )


@pytest.fixture
def held(whole, coordinator):
    with acting_as(coordinator) as by:
        Meeting.objects.filter(pk=whole.meeting.meeting_id).update(starts_at=timezone.now(), ends_at=None)
        whole.meeting.meeting.refresh_from_db()
        record = meetings.Minutes(
            minutes="We spoke of mornings",
            decisions="Nan comes on Mondays",
            attendance={},
            voice="CAME",
            overall="SAME",
            next_on=add_working_days(TODAY, 15),
        )
        meetings.record_family_meeting(whole.meeting, record, by=by, at=timezone.now())
        whole.meeting.meeting.refresh_from_db()
    return whole


def ways_of(coordinator, held) -> dict[str, str]:
    with acting_as(coordinator):
        return {
            row.called: f"way_{row.pk}" for row in held.meeting.meeting.attendance.select_related("membership__user")
        }


def test_minutes_are_checked_sent_and_seen_as_sent(browser, signed_in, coordinator, held):
    """They were written, and nothing said that anyone ever had them."""
    page, where = (reverse(f"early_help:{name}", args=[held.meeting.public_id]) for name in ("taf", "taf_send"))
    assert "Minutes not sent yet" in words_of(browser.get(page))
    assert "Check and send the minutes" in words_of(browser.get(reverse("early_help:episode", args=[held.reference])))
    asks = words_of(browser.get(where))
    mark = asks.split('name="read"')[1].split('value="')[1].split('"')[0]
    ways = ways_of(coordinator, held)
    teacher, helper = held.lead.membership.user, coordinator.membership.user
    said = {
        "read": mark,
        "checked_by": "Wanda",
        "right": "yes",
        ways[teacher.name]: "ACCOUNT",
        ways[helper.name]: "ACCOUNT",
        ways["Nia Nurse"]: "SECURE",
        ways["Mo Example"]: "COPY",
    }
    assert "Read them, then tick" in words_of(
        browser.post(where, {name: value for name, value in said.items() if name != "right"})
    )
    unsent = words_of(browser.post(where, said | {ways["Nia Nurse"]: "NOT"}))
    assert "Write why Nia Nurse has none" in unsent
    assert "Someone changed the minutes" in words_of(browser.post(where, said | {"read": "before"}))
    for _ in range(2):
        assert browser.post(where, said).status_code == 302
    with acting_as(coordinator):
        assert MinutesTold.objects.count() == 4
    told = Notification.objects.filter(words__contains="minutes")
    assert [one.user_id for one in told] == [teacher.pk]
    shown = words_of(browser.get(page))
    for kept in ("Minutes sent", "checked by Wanda", "By secure e-mail"):
        assert kept in shown
    assert "We spoke of mornings" in words_of(
        signed_in(held.lead).get(reverse("casework:meeting", args=[held.meeting.public_id]), follow=True)
    )
    assert "Check and send" not in words_of(browser.get(reverse("early_help:episode", args=[held.reference])))
    with acting_as(coordinator) as by:  # what is changed after it was sent is sent again
        record = meetings.Minutes("We spoke of evenings", "", {}, next_on=add_working_days(TODAY, 15))
        meetings.record_family_meeting(held.meeting, record, by=by, at=timezone.now())
    assert "Minutes not sent yet" in words_of(browser.get(page))


def test_sg_27_whoever_is_to_have_no_copy_has_no_minutes_either(browser, coordinator, held):
    with acting_as(coordinator) as by:
        agreements.record_agreement(
            held,
            agreements.AgreementFacts(
                person=held.mother,
                name=held.mother.name,
                relation="mother",
                answer="OBJECTS",
                method="PHONE",
                given_on=TODAY,
                decided="Father agrees",
                may_have_copy=False,
                no_copy_because="She passes it on",
            ),
            by=by,
            at=timezone.now(),
        )
    where, ways = reverse("early_help:taf_send", args=[held.meeting.public_id]), ways_of(coordinator, held)
    asks = words_of(browser.get(where))
    assert "She passes it on" in asks
    only = asks.split(f'name="{ways["Mo Example"]}"')
    assert len(only) == 2, "one way is offered: not sent"
    assert 'value="NOT"' in only[1].split(">")[0] + only[0][-300:]
    mark = asks.split('name="read"')[1].split('value="')[1].split('"')[0]
    forced = {"read": mark, "checked_by": "W", "right": "yes"} | dict.fromkeys(ways.values(), "PAPER")
    assert browser.post(where, forced).status_code == 200
    with acting_as(coordinator):
        assert not MinutesTold.objects.exists()


def test_sg_27_what_is_kept_from_one_is_kept_under_a_name_that_nobody_has_now(coordinator, held):
    """A name corrected since the meeting was called matched nobody: no rule was asked, and the minutes went out on paper."""

    def ways(name="Mo Example") -> set[str]:
        with acting_as(coordinator):
            people = Person.objects.filter(pk=held.mother.pk)
            return next(set(row["ways"]) for row in to_be_sent(held.meeting, people) if row["who"] == name)

    assert ways() == {"COPY", "PAPER", "ALOUD", "NOT"}
    with acting_as(coordinator) as by:
        agreements.record_agreement(
            held,
            agreements.AgreementFacts(
                person=held.mother,
                name=held.mother.name,
                relation="mother",
                answer="OBJECTS",
                method="PHONE",
                given_on=TODAY,
                decided="Father agrees",
            ),
            by=by,
            at=timezone.now(),
        )
    assert ways() == {"ALOUD", "NOT"}, "her copy does not hold what was decided"
    with acting_as(make.intake()):
        Person.objects.filter(pk=held.mother.pk).update(forename="Maureen")
    assert ways() == {"ALOUD", "NOT"}


def test_what_was_decided_stands_in_the_familys_copy_once_it_is_sent_and_can_be_left_out(coordinator, held):
    def decided(leaves_out=()) -> dict:
        with acting_as(coordinator) as by:
            made = family.approve_copy(
                held, family.CopyFacts(leaves_out=leaves_out), person=held.mother, by=by, at=timezone.now()
            )
        return made.content["met"]

    with acting_as(coordinator) as by:
        family.give_link(
            held,
            family.LinkFacts(way="PAPER", reach="", is_safe=True, safe_words="Asked alone", may_know_place=True),
            person=held.mother,
            by=by,
            at=timezone.now(),
            key=uuid4(),
        )
    assert decided() == {}
    with acting_as(coordinator) as by:
        meetings.send_minutes(
            held.meeting,
            meetings.Sending(read=meetings.minutes_mark(held.meeting.meeting), checked_by="W", ways={}),
            by=by,
            at=timezone.now(),
        )
    assert decided()["decisions"] == "Nan comes on Mondays"
    assert decided(["decided"]) == {}


def test_those_who_help_hear_that_a_link_was_guessed_at_until_it_ended(browser, client, coordinator, whole):
    """Their page went on saying that she reads the plan, and nobody heard that someone guessed or that she could not read."""
    with acting_as(coordinator) as by:
        made = family.give_link(
            whole,
            family.LinkFacts(way="PAPER", reach="", is_safe=True, safe_words="Asked alone", may_know_place=True),
            person=whole.mother,
            by=by,
            at=timezone.now(),
            key=uuid4(),
        )
        family.approve_copy(whole, family.CopyFacts(leaves_out=[]), person=whole.mother, by=by, at=timezone.now())
    where, wrong = reverse("early_help:family", args=[whole.reference]), f"{(int(made.number) + 1) % 1000000:06d}"
    assert "Reads the plan as approved" in words_of(browser.get(where))
    for _ in range(6):
        client.post(reverse("early_help:family_enter", args=[made.token]), {"number": wrong})
    shown = words_of(browser.get(where))
    assert "the number was wrong five times" in shown
    assert "Reads the plan as approved" not in shown
    heard = Notification.objects.filter(words__contains="wrong five times")
    told = [one.user_id for one in heard]
    assert whole.lead.membership.user_id in told
    assert len(told) == len(set(told)), "each once"


def test_a_meeting_that_is_past_and_not_recorded_is_not_promised_to_the_family(coordinator, whole):
    with acting_as(coordinator) as by:
        Meeting.objects.filter(pk=whole.meeting.meeting_id).update(starts_at=timezone.now() - timedelta(days=2))
        family.give_link(
            whole,
            family.LinkFacts(way="PAPER", reach="", is_safe=True, safe_words="Asked alone", may_know_place=True),
            person=whole.mother,
            by=by,
            at=timezone.now(),
            key=uuid4(),
        )
        made = family.approve_copy(
            whole, family.CopyFacts(leaves_out=[]), person=whole.mother, by=by, at=timezone.now()
        )
    assert made.content["meeting"] == {}
