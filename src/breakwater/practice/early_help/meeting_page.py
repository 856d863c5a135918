"""A family's meeting as its pages show it: who is asked and what they answered, what happened since last time."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings

from breakwater.casework.models import Attendance
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.design.moments import day

from .models import FamilyMeeting
from .operations.meetings import FAMILY


@dataclass(frozen=True)
class MeetingPage:
    called: FamilyMeeting
    asked: list[dict]
    missing: list[str]
    since: list[dict]
    is_to_come: bool
    is_ahead: bool


def meeting_page(called: FamilyMeeting, today: date) -> MeetingPage:
    """The page, in a fixed number of queries."""
    meeting = called.meeting
    rows = list(
        meeting.attendance.select_related("membership__user", "membership__team__organisation", "invite").order_by("pk")
    )
    return MeetingPage(
        called=called,
        asked=[_asked(row) for row in rows],
        missing=_missing(rows),
        since=_since(called, today),
        is_to_come=meeting.held_at is None and not meeting.cancelled_because,
        is_ahead=meeting.held_at is None and london_date(meeting.starts_at) > today,
    )


def address_of(token: str) -> str:
    return f"{settings.SITE_URL}/meeting-reply/{token}/"


def _asked(row: Attendance) -> dict:
    invite = getattr(row, "invite", None)
    state = row.get_state_display()
    if invite is not None and row.state == Attendance.State.INVITED:
        state = invite.get_answer_display() if invite.answer else "Asked by a link"
    return {
        "pk": row.pk,
        "who": row.membership.user.name if row.membership_id else row.name,
        "agency": row.membership.team.organisation.name if row.membership_id else row.agency,
        "state": state,
        "report": invite.words if invite is not None else "",
        "may_have_link": row.membership_id is None and row.agency != FAMILY and not (invite and invite.answer),
    }


def _missing(rows: list[Attendance]) -> list[str]:
    """Who a meeting is not whole without: one of the family, and one other agency beside the lead's (FD 4.4)."""
    family = any(row.agency == FAMILY for row in rows if row.membership_id is None)
    agencies = {row.membership.team.organisation.name if row.membership_id else row.agency for row in rows} - {
        FAMILY,
        "",
    }
    return ([] if family else ["one of the family"]) + ([] if len(agencies) > 1 else ["someone of another agency"])


def _since(called: FamilyMeeting, today: date) -> list[dict]:
    """What the plan asked for: done, late, still to do."""
    return [
        {"words": action.words, "who": action.owner_name, "due": day(action.due_on),
         "state": "Late" if action.is_open and action.due_on < today else action.get_status_display(),
         "kind": "amber" if action.is_open and action.due_on < today else "good" if action.status == "DONE" else ""}
        for action in called.episode.actions.order_by("due_on", "pk")
    ]  # fmt: skip
