"""What meetings put on Today: for whoever keeps one its papers and minutes (K04); for everyone with a seat the meetings to come."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.urls import reverse

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import end_of, london_date
from breakwater.partnership.notifications.registry import OVERDUE, TODAY_PANELS, Panel, Waiting
from breakwater.partnership.organisations.access import Permission, may
from breakwater.partnership.organisations.models import Actor

from ..models import BoardMeeting
from . import lookup, pack, rules

SHOWN, SOON, BACK = 10, timedelta(days=14), timedelta(days=90)


@TODAY_PANELS.register("assurance.boards")
def boards_due(actor: Actor, now: datetime) -> Panel | None:
    """Meetings within two weeks, and for who keeps them what is due of each. None where there is nothing."""
    if actor.membership_id is None or not may(actor, Permission.PARTNERSHIP_READ):
        return None
    today = london_date(now)
    near = lookup.MEETINGS.filter(starts_at__gte=now - BACK, starts_at__lt=now + SOON).order_by("starts_at", "pk")
    found = sorted((each for meeting in near for each in _of(meeting, actor, today)), key=lambda each: each[0])
    audit.saw("board_meeting", *{meeting.pk for _, _, meeting in found})
    rows = [
        Waiting(
            text=words,
            href=reverse("assurance:meeting", args=[meeting.public_id]),
            hint=pack.called(meeting),
            tag=OVERDUE if by < today else "",
            tag_kind="red",
            due_at=end_of(by),
        )
        for by, words, meeting in found[:SHOWN]
    ]
    return Panel("Meetings", rows, order=47, total=len(found), href=reverse("assurance:meetings")) if rows else None


def _of(meeting: BoardMeeting, actor: Actor, today: date) -> Iterator[tuple[date, str, BoardMeeting]]:
    keeps = may(actor, Permission.PARTNERSHIP_KEEP, meeting)
    on = london_date(meeting.starts_at)
    if meeting.is_planned and keeps and meeting.papers_issued_at is None:
        yield rules.papers_due(meeting), "Send the agenda and papers", meeting
    elif meeting.is_planned and on >= today:
        yield on, "Meeting to come", meeting
    if meeting.is_planned and keeps and on < today:
        yield on, "Record the meeting as held", meeting
    if meeting.is_held and keeps and not meeting.minutes.exists():
        yield rules.minutes_due(meeting), "Draft the minutes", meeting
