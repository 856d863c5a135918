"""A family's meeting as its pages show it: who is asked and what they answered, what happened since last time."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.urls import reverse

from breakwater.casework.models import Attendance, Meeting
from breakwater.casework.tasks.calendar_files import moves_of
from breakwater.casework.tasks.registry import MEETING_PAGES
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.design.moments import day
from breakwater.partnership.organisations.access import Permission, may
from breakwater.partnership.organisations.models import Actor
from breakwater.partnership.people.models import Person
from breakwater.practice.early_help.episodes.withholding import withheld_from

from ..models import FamilyMeeting, MinutesTold, Plan
from .operations import FAMILY


@dataclass(frozen=True)
class MeetingPage:
    called: FamilyMeeting
    asked: list[dict]
    missing: list[str]
    since: list[dict]
    moves: list[dict]
    is_to_come: bool
    is_ahead: bool
    agreed: list[dict]
    now_on: date | None = None


def meeting_page(called: FamilyMeeting, today: date) -> MeetingPage:
    """The page, in a fixed number of queries."""
    meeting = called.meeting
    rows = list(
        meeting.attendance.select_related("membership__user", "membership__team__organisation", "invite").order_by("pk")
    )
    told = _told(called)
    return MeetingPage(
        called=called,
        asked=[_asked(row, told) for row in rows],
        missing=_missing(rows),
        since=_since(called, today),
        moves=moves_of(meeting),
        is_to_come=meeting.held_at is None and not meeting.cancelled_because,
        is_ahead=meeting.held_at is None and london_date(meeting.starts_at) > today,
        agreed=[
            {"words": one.words, "who": one.owner_name, "due": day(one.due_on), "state": one.get_status_display()}
            for one in meeting.plan_actions.order_by("due_on", "pk")
        ],
        now_on=_moved_since(called, today),
    )


def _moved_since(called: FamilyMeeting, today: date) -> date | None:
    """The day of the next review as the plan says it now, where it is to come and another than this meeting said."""
    if called.next_on is None or called.next_on < today:
        return None
    now_on = Plan.objects.filter(episode=called.episode_id).values_list("review_on", flat=True).first()
    return now_on if now_on != called.next_on else None


@MEETING_PAGES.register("early_help")
def page_of_a_familys(meeting: Meeting, actor: Actor) -> str:
    """A family's meeting has its page here, for posts that read episodes; the kernel's asks less of its record."""
    called = FamilyMeeting.objects.select_related("episode__case").filter(meeting=meeting).first()
    if called is None or not may(actor, Permission.EPISODE_READ, called.episode):
        return ""
    return reverse("early_help:taf", args=[meeting.public_id])


def address_of(token: str) -> str:
    return f"{settings.SITE_URL}/meeting-reply/{token}/"


def _asked(row: Attendance, told: Mapping[int, str]) -> dict:
    invite = getattr(row, "invite", None)
    state = row.get_state_display()
    if invite is not None and row.state == Attendance.State.INVITED:
        state = invite.get_answer_display() if invite.answer else "Asked by a link"
    return {
        "pk": row.pk,
        "who": row.membership.user.name if row.membership_id else row.name,
        "agency": row.membership.team.organisation.name if row.membership_id else row.agency,
        "state": state,
        "minutes": told.get(row.pk, ""),
        "report": invite.words if invite is not None else "",
        "may_have_link": row.membership_id is None and row.agency != FAMILY and not (invite and invite.answer),
    }


def _told(called: FamilyMeeting) -> dict[int, str]:
    """How each of those asked had the minutes, as they were last sent; of minutes changed since, nothing."""
    if called.minutes_sent_at is None:
        return {}
    rows = called.told.filter(at=called.minutes_sent_at)
    return {row.attendance_id: row.because if row.way == MinutesTold.Way.NOT else row.get_way_display() for row in rows}


def to_be_sent(called: FamilyMeeting, people: Iterable[Person]) -> list[dict]:
    """Those asked, and the ways by which each may have the minutes: one of the family who is to have no copy has none.

    One of the family by whose name nobody of the case is found now may be any of them: what is kept from one is kept from them.
    """
    people = list(people)
    by_name: dict[str, list[Person]] = {}
    for person in people:
        by_name.setdefault(person.name, []).append(person)
    rows = called.meeting.attendance.select_related("membership__user").order_by("pk")
    return [_to_be_sent(called, row, by_name.get(row.name, []), people) for row in rows]


def _to_be_sent(called: FamilyMeeting, row: Attendance, persons: list[Person], family: list[Person]) -> dict:
    way = MinutesTold.Way
    if row.membership_id:
        return {"pk": row.pk, "who": row.called, "ways": [way.ACCOUNT, way.NOT], "kept": ""}
    if row.agency != FAMILY:
        return {"pk": row.pk, "who": row.called, "ways": [way.SECURE, way.PAPER, way.ALOUD, way.NOT], "kept": ""}
    withheld = [withheld_from(person, called.episode, may_know_place=True) for person in persons or family]
    if not persons:
        return {"pk": row.pk, "who": row.called} | _for_one_unknown(any(one or one.no_copy for one in withheld))
    if no_copy := next((one.no_copy for one in withheld if one.no_copy), ""):
        kept = f"It was decided that they have no copy: {no_copy}"
        return {"pk": row.pk, "who": row.called, "ways": [way.NOT], "kept": kept[:240]}
    because = [reason for one in withheld for reason in one.because]
    kept = f"{'. '.join(because)}. Not the whole minutes: read out what is theirs." if because else ""
    # What was decided stands in no copy of one from whom anything is withheld.
    ways = [way.ALOUD, way.NOT] if because else [way.COPY, way.PAPER, way.ALOUD, way.NOT]
    return {"pk": row.pk, "who": row.called, "ways": ways, "kept": kept}


def _for_one_unknown(is_withheld: bool) -> dict:
    """The ways for a name that nobody of the case has: a friend of the family, or someone whose record was corrected or left."""
    way = MinutesTold.Way
    if not is_withheld:
        return {"ways": [way.PAPER, way.ALOUD, way.NOT], "kept": ""}
    kept = "Nobody of the case has this name now, and something is kept from one of the family. Not the whole minutes: read out what is theirs."
    return {"ways": [way.ALOUD, way.NOT], "kept": kept}


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
        {
            "words": action.words,
            "who": action.owner_name,
            "due": day(action.due_on),
            "state": "Late" if action.is_open and action.due_on < today else action.get_status_display(),
            "kind": "amber" if action.is_open and action.due_on < today else "good" if action.status == "DONE" else "",
        }
        for action in called.episode.actions.order_by("due_on", "pk")
    ]
