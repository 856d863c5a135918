"""A partnership told in few words: who keeps it, a group with its members, a meeting held."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

from breakwater.improvement.assurance.boards import lookup
from breakwater.improvement.assurance.boards.operations import groups, meetings
from breakwater.improvement.assurance.models import BoardGroup, BoardMeeting
from breakwater.improvement.assurance.models.meetings import Attendance
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.models import Actor

SINCE = date(2024, 4, 1)
FIRST = datetime(2026, 3, 3, 10, tzinfo=UTC)
TERMS = groups.TermsFacts(SINCE, 3, True, 6, 5, 10, "The executive directs the partnership.")
PARTNERS = (("Ana Authority", "LA"), ("Hal Health", "ICB"), ("Pol Police", "POLICE"))


def a_group(
    keeper: Actor, *members: tuple[Actor, str, str], restricted: bool = False, name: str = "Executive"
) -> BoardGroup:
    """A group with the three partners, by name alone, and `members`: an actor, a partner and a part each."""
    facts = groups.GroupFacts("cases" if restricted else "executive", name, "Direction and risk", restricted, TERMS)
    with acting_as(keeper) as by:
        group = groups.set_up(facts, by=by, at=FIRST, key=uuid4())
        for who, partner in PARTNERS:
            _join(group, groups.SeatFacts(who, f"{who} body", partner, "MEMBER"), by)
        for one, partner, part in members:
            user = one.membership.user
            _join(group, groups.SeatFacts(user.name, "Their body", partner, part, user.email), by)
    return group


def _join(group: BoardGroup, facts: groups.SeatFacts, by: Actor) -> None:
    groups.join(group, facts, SINCE, by=by, at=FIRST, key=uuid4())


def a_meeting(group: BoardGroup, keeper: Actor, at: datetime = FIRST) -> BoardMeeting:
    """A meeting arranged three weeks before."""
    facts = meetings.MeetingFacts(at, at + timedelta(hours=2), "Civic Offices")
    with acting_as(keeper) as by:
        return meetings.arrange(group, facts, by=by, at=at - timedelta(weeks=3), key=uuid4())


def attended(meeting: BoardMeeting, keeper: Actor, *absent: str) -> BoardMeeting:
    """Everyone attended but those named."""
    with acting_as(keeper) as by:
        came = {
            each: (Attendance.APOLOGIES if each.name in absent else Attendance.ATTENDED, "")
            for each in lookup.seats_of(meeting)
        }
        now = BoardMeeting.objects.get(pk=meeting.pk).revision
        return meetings.record_attendance(meeting, came, revision=now, by=by, at=meeting.ends_at)


def held(meeting: BoardMeeting, keeper: Actor) -> BoardMeeting:
    with acting_as(keeper) as by:
        return meetings.hold(meeting, by=by, at=meeting.ends_at)
