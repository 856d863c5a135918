"""After the death of a child no link of the family opens, what waits to leave does not, and nothing new goes out by mistake."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from breakwater.casework.cases import display as case_display
from breakwater.casework.cases import operations as cases
from breakwater.casework.cases.deaths import ChildHasDied
from breakwater.casework.models import Participant
from breakwater.foundation.dates.in_words import date_in_words
from breakwater.partnership.notifications.models import Notification, OutboxMessage
from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.early_help.deaths import TOLD
from breakwater.practice.early_help.episodes.operations import links
from breakwater.practice.early_help.family_links.operations import copies
from breakwater.practice.early_help.meetings import operations as meetings
from breakwater.practice.early_help.models import FamilyLink, FamilyMeeting
from breakwater.practice.early_help.two_weeks import two_weeks
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.deaths import dies


@pytest.fixture
def helped(opened, coordinator):
    """An episode whose mother has a link by mail, and a meeting to come to which a nurse is asked by a link."""
    episode, now = opened(), timezone.now()
    with acting_as(make.intake()) as by:
        episode.mother = make.person("Mo", "Example")
        cases.add_participant(case=episode.case, person=episode.mother, capacity="PARENT", by=by, at=now)
        episode.child = Participant.objects.get(case=episode.case, capacity="CHILD").person
    with acting_as(coordinator) as by:
        invitation = meetings.Invitation(
            kind="FIRST", starts_at=now + timedelta(days=3), others=[("A nurse", "Health")]
        )
        episode.meeting = meetings.call_family_meeting(episode, invitation, by=by, at=now)
    episode.given = given(episode, coordinator)
    return episode


def given(episode, coordinator):
    facts = copies.LinkFacts("EMAIL", "mo@example.org", is_safe=True, safe_words="Asked alone", may_know_place=False)
    with acting_as(coordinator) as by:
        return copies.give_link(episode, facts, person=episode.mother, by=by, at=timezone.now(), key=uuid4())


def mails() -> int:
    return OutboxMessage.objects.filter(to="mo@example.org").count()


def test_the_links_end_the_mail_that_waits_does_not_leave_and_the_meeting_is_called_off(helped, coordinator):
    assert mails() == 1
    recorded = dies(helped.child, coordinator)
    assert recorded.stopped == {"Family links ended": 1, "Meetings with the family called off": 1}
    assert mails() == 0
    assert links.door_behind(helped.given.token, at=timezone.now()) is None
    with acting_as(coordinator):
        meeting = FamilyMeeting.objects.select_related("meeting").get(pk=helped.meeting.pk).meeting
        assert meeting.cancelled_because
        helped.case.refresh_from_db()
    assert helped.case.is_open, "it stays with whoever holds it"


def test_no_new_link_and_no_invitation_goes_out(helped, coordinator):
    dies(helped.child, coordinator)
    with pytest.raises(ChildHasDied):
        given(helped, coordinator)
    with acting_as(coordinator) as by, pytest.raises(ChildHasDied):
        meetings.ask_by_link(helped.meeting, helped.meeting.meeting.attendance.get(), by=by, at=timezone.now())
    assert mails() == 0


def test_where_a_brother_is_helped_too_meetings_stand_and_a_worker_gives_a_new_link(helped, coordinator):
    with acting_as(make.intake()) as by:
        brother = make.person("Bo", "Example")
        cases.add_participant(case=helped.case, person=brother, capacity="CHILD", by=by, at=timezone.now())
    assert dies(helped.child, coordinator).stopped == {
        "Family links ended": 1,
        "Meetings with the family called off": 0,
    }
    assert given(helped, coordinator).token
    with acting_as(coordinator):
        assert FamilyLink.objects.filter(episode=helped, ended_at=None).count() == 1


def test_the_link_of_a_mother_who_dies_ends_and_nothing_else_does(helped, coordinator):
    assert dies(helped.mother, coordinator).stopped == {
        "Family links ended": 1,
        "Meetings with the family called off": 0,
    }
    with pytest.raises(ChildHasDied):
        given(helped, coordinator)


def test_what_stands_in_a_case_that_whoever_records_the_death_does_not_read_ends_too_and_its_readers_alone_are_told(
    helped, coordinator
):
    readers = [make.actor("mash_manager", of=coordinator.membership.team) for _ in range(2)]
    with acting_as(readers[0]), connection.cursor() as cursor:
        humans = [one.membership.user_id for one in readers]
        cursor.execute("select access.seal_row('case', %s, %s, 'A safe address', true, null)", [helped.case_id, humans])
    Notification.objects.all().delete()
    recorded = dies(helped.child, coordinator)
    assert not any(recorded.stopped.values()), "whoever records it learns nothing of a case that they do not read"
    assert links.door_behind(helped.given.token, at=timezone.now()) is None
    assert mails() == 0
    told = Notification.objects.filter(words=TOLD)
    assert {one.user_id for one in told} == set(humans)
    with acting_as(readers[0]):
        link = FamilyLink.objects.select_related("actor").get(episode=helped)
        meeting = FamilyMeeting.objects.select_related("meeting").get(pk=helped.meeting.pk).meeting
        assert (link.ended_by, bool(link.actor.link_ended_at)) == (coordinator, True)
        assert meeting.cancelled_because
        assert helped.case.chronology.filter(what__startswith="Family links ended").exists()


def test_whoever_keeps_it_reads_that_the_child_died_and_is_asked_for_nothing_with_the_family(
    helped, coordinator, signed_in
):
    def shown():
        with acting_as(coordinator) as by:
            panel = two_weeks(by, timezone.now())
            kinds = [each.words for day in panel.days for each in day.kinds] if panel else []
            return kinds, case_display.about([helped.case])[helped.case_id]

    before, named = shown()
    assert any(each.startswith("Due") for each in before)
    assert "died" not in named
    dies(helped.child, coordinator)
    assert not any(each.startswith("Due") for each in shown()[0])
    assert shown()[1] == f"{helped.child.name} (died {date_in_words(timezone.localdate())})"
    page = signed_in(coordinator).get(f"/early-help/{helped.reference}/").content.decode()
    assert "Do not call the family" in page
    assert f"{helped.child.name}, died {date_in_words(timezone.localdate())}" in page
