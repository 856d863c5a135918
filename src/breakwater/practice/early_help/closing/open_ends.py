"""What is still open in an episode, as closing it asks about once: messages, actions, goals, meetings, tasks, the assessment."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.urls import reverse

from breakwater.casework.models import Meeting, Task
from breakwater.foundation.dates.in_words import exact_moment
from breakwater.foundation.design.moments import day
from breakwater.practice.early_help.episodes.agreed import shared_with
from breakwater.practice.early_help.episodes.operations.step_up import FOUR_WEEKS
from breakwater.practice.early_help.family_links.page import comments_of, parts_of
from breakwater.practice.early_help.models import Action, Assessment, Episode, FamilyMeeting, Goal


@dataclass(frozen=True)
class OpenEnd:
    """One thing that is still open: its kind (a heading of KINDS), in words, and where it is dealt with."""

    kind: str
    words: str
    href: str = ""


KINDS = {
    "front_door": "Stepped up to the MASH, which may not have decided yet",
    "message": "The family wrote, and nobody has answered",
    "goal": "Goals that nobody has closed",
    "action": "Actions of the plan that are still to do",
    "assessment": "The assessment is not finished",
    "record": "Meetings whose record is not written yet",
    "cancelled": "Meetings that are cancelled with it",
    "minutes": "Minutes that are not sent",
    "task": "Tasks: choose below what becomes of each",
}


def still_open(episode: Episode, at: datetime) -> list[OpenEnd]:
    """All that is open at a moment, in a fixed number of queries, kind by kind in the order of KINDS."""
    ref = episode.reference
    wrote = [one for one in [*comments_of(episode), *parts_of(episode)] if one["reply_href"]]
    ends = _brought_up(episode, at)
    ends += [OpenEnd("message", one["who"], one["reply_href"]) for one in wrote]
    for goal in episode.goals.filter(state=Goal.State.OPEN).order_by("made_at", "pk"):
        ends.append(OpenEnd("goal", goal.words, reverse("early_help:goal_score", args=[goal.public_id])))
    to_do = episode.actions.filter(status__in=(Action.Status.NOT_STARTED, Action.Status.IN_PROGRESS))
    for action in to_do.order_by("due_on", "pk"):
        words = f"{action.words}: {action.owner_name}, by {day(action.due_on)}"
        ends.append(OpenEnd("action", words, reverse("early_help:action", args=[action.public_id])))
    if Assessment.objects.filter(episode=episode, completed_at=None).exists():
        ends.append(OpenEnd("assessment", episode.label, reverse("early_help:assessment_whole", args=[ref])))
    ends += _meetings(episode, at)
    tasks = (
        Task.objects.open().filter(case=episode.case).exclude(pk__in=episode.actions.exclude(task=None).values("task"))
    )
    for task in tasks.select_related("owner__user", "team").order_by("due_at", "pk"):
        who = task.owner.user.name if task.owner_id else task.team.name
        ends.append(OpenEnd("task", f"{task.title}, {who}", reverse("casework:task", args=[task.public_id])))
    return ends


def _brought_up(episode: Episode, at: datetime) -> list[OpenEnd]:
    """That the family was brought to the front door within four weeks: help does not end over a question that is open there (SG-01)."""
    up = episode.stepped_up_at
    return [OpenEnd("front_door", exact_moment(up))] if up and at - up <= FOUR_WEEKS else []


def _meetings(episode: Episode, at: datetime) -> list[OpenEnd]:
    """Meetings that took place and have no record, those to come, and minutes that nobody has sent."""
    ends: dict[str, list[OpenEnd]] = {"record": [], "cancelled": [], "minutes": []}
    meetings = Meeting.objects.filter(case=episode.case, held_at=None, cancelled_because="")
    for meeting in meetings.order_by("starts_at", "pk").prefetch_related("attendance"):
        words, kind = f"{meeting.kind}, {day(meeting.starts_at)}", "record"
        if meeting.starts_at > at:
            kind, call = (
                "cancelled",
                ", ".join(row.name for row in meeting.attendance.all() if row.membership_id is None),
            )
            words += f". Those without an account hear it from you: {call}" if call else ""
        ends[kind].append(OpenEnd(kind, words, reverse("casework:meeting", args=[meeting.public_id])))
    held = FamilyMeeting.objects.filter(episode=episode, minutes_sent_at=None).exclude(meeting__held_at=None)
    for called in held.select_related("meeting").order_by("meeting__starts_at", "pk"):
        words = f"{called.meeting.kind}, {day(called.meeting.starts_at)}"
        ends["minutes"].append(OpenEnd("minutes", words, reverse("early_help:taf_send", args=[called.public_id])))
    return [end for kind in ends.values() for end in kind]


def mark_of(ends: Iterable[OpenEnd]) -> str:
    """A mark of what was shown, so that nobody closes over what came since; empty where nothing is open."""
    shown = sorted(f"{end.kind}\0{end.words}" for end in ends)
    return sha256("\0".join(shown).encode()).hexdigest()[:20] if shown else ""


def whom_to_inform(episode: Episode, family: Iterable[str], workers: Iterable[str]) -> list[str]:
    """Who may have to hear that the help ends, in words, each once: the family, those with a post in it, agencies, meetings."""
    asked = FamilyMeeting.objects.filter(episode=episode, meeting__attendance__membership=None)
    names = asked.values_list("meeting__attendance__name", "meeting__attendance__agency").distinct()
    others = [f"{name}, {agency}" for name, agency in names if name and agency and agency != "Family"]
    return list(dict.fromkeys([*family, *workers, *shared_with(episode), *sorted(others)]))
