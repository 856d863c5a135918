"""The plan as one of the family may read it: made from the record by rule, then approved by a person, then kept as it was."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from breakwater.casework.cases.models import Capacity, Participant, WorkCapacity
from breakwater.casework.models import CaseWorker, Meeting
from breakwater.foundation.dates.london_time import start_of, to_london
from breakwater.foundation.design.moments import day
from breakwater.partnership.people.models import Person
from breakwater.practice.early_help.episodes.withholding import Withheld
from breakwater.practice.early_help.models import Action, ChildPart, Episode, FamilyMeeting, Goal, Plan, Score
from breakwater.practice.early_help.relied_on import CHILDS_WORDS

WHO = {Score.Giver.CHILD: "The child", Score.Giver.PARENT: "The parent or carer", Score.Giver.LEAD: "The lead worker"}
HOW_FAR = ((2, "A long way to go"), (4, "It has begun"), (6, "Half way"), (8, "Nearly there"), (10, "Good enough"))
LEFT_OUT = "left_out"  # what whoever approved kept back, by key: it stays back until someone says otherwise


@dataclass(frozen=True)
class Piece:
    """Something that whoever approves may leave out: a goal, an action, what a child said. `words` is how it would read."""

    key: str
    words: str


def _goals_of(episode: Episode):
    return episode.goals.select_related("about").prefetch_related("scores", "actions").order_by("made_at", "pk")


def build(
    episode: Episode, person: Person, *, withheld: Withheld, today: date, leaves_out: Collection[str] = ()
) -> dict:
    """The content of a copy made `today`. Places, workers and services stand in it only where nothing is `withheld`."""
    goals = [goal for goal in _goals_of(episode) if f"goal-{goal.public_id}" not in leaves_out]
    actions = [act for act in episode.actions.order_by("due_on", "pk") if f"action-{act.public_id}" not in leaves_out]
    plan = Plan.objects.filter(episode=episode).first()
    return {
        "shows_places": not withheld,
        "label": episode.label,
        "for": person.known_as or person.forename or person.name,
        "children": _children(episode),
        "goals": [_goal(goal, [act for act in actions if act.goal_id == goal.pk], withheld) for goal in goals],
        "actions": [_action(act, withheld) for act in actions if act.goal_id is None],
        "whatif": plan.contingency if plan and "whatif" not in leaves_out else "",
        "review": day(plan.review_on) if plan and plan.review_on else "",
        "meeting": _next_meeting(episode, withheld, today),
        "met": {} if withheld or "decided" in leaves_out else _last_decided(episode),
        "voices": [voice for voice in _voices(episode) if f"voice-{voice['key']}" not in leaves_out],
        "ask": "" if withheld else _lead(episode),
        LEFT_OUT: sorted(leaves_out),
    }


def pieces(episode: Episode) -> list[Piece]:
    """What may be left out, each as it would read."""
    made = [Piece(f"goal-{goal.public_id}", goal.words) for goal in _goals_of(episode)]
    made += [
        Piece(f"action-{act.public_id}", f"{act.words} ({act.owner_name})")
        for act in episode.actions.order_by("due_on", "pk")
    ]
    if Plan.objects.filter(episode=episode).exclude(contingency="").exists():
        made.append(Piece("whatif", "Contingency plan"))
    if met := _last_decided(episode):
        made.append(Piece("decided", f"What was decided on {met['on']}"))
    return made + [Piece(f"voice-{voice['key']}", f"What {voice['child']} said") for voice in _voices(episode)]


def texts_of(content: dict) -> list[str]:
    """Every word that people wrote in a copy, for the search of what must not be read."""
    found: list[str] = []

    def walk(held) -> None:
        if isinstance(held, dict):
            for key, value in held.items():
                if key not in ("id", "key", "at", "ends", LEFT_OUT):
                    walk(value)
        elif isinstance(held, list):
            for value in held:
                walk(value)
        elif isinstance(held, str):
            found.append(held)

    walk(content)
    return found


def _children(episode: Episode) -> list[str]:
    parts = Participant.objects.filter(case=episode.case, capacity=Capacity.CHILD, ends_at=None).select_related(
        "person"
    )
    return [part.person.known_as or part.person.forename for part in parts.order_by("pk")]


def _goal(goal: Goal, actions: list[Action], withheld: Withheld) -> dict:
    newest: dict[str, Score] = {}
    for score in sorted(goal.scores.all(), key=lambda one: (one.at, one.pk)):
        newest[score.giver] = score
    return {
        "id": goal.public_id,
        "words": goal.words,
        "about": (goal.about.known_as or goal.about.forename) if goal.about_id else "",
        "scale": goal.scale_in_words,
        "scores": [
            {
                "who": WHO[giver],
                "value": newest[giver].value,
                "far": how_far(newest[giver].value),
                "words": newest[giver].words,
            }
            for giver in Score.Giver
            if giver in newest
        ],
        "state": goal.get_state_display(),
        "actions": [_action(action, withheld) for action in actions],
    }


def how_far(value: int) -> str:
    """A number of the scale in words: nobody reads a bare score."""
    return next(words for most, words in HOW_FAR if value <= most)


def _action(action: Action, withheld: Withheld) -> dict:
    who = action.owner_name
    if withheld and action.owner_kind != Action.Owner.FAMILY:
        who = "A service" if action.owner_kind == Action.Owner.SERVICE else "A worker"
    return {"words": action.words, "who": who, "due": day(action.due_on), "state": action.get_status_display()}


def _next_meeting(episode: Episode, withheld: Withheld, today: date) -> dict:
    """When the family meets next and where, for those who may know; the others are told by the worker they trust."""
    to_come = (
        Meeting.objects.filter(case=episode.case, held_at=None, cancelled_because="", starts_at__gte=start_of(today))
        .order_by("starts_at", "pk")
        .first()
    )
    if to_come is None or withheld:
        return {}
    return meeting_said(to_come)


def meeting_said(meeting: Meeting) -> dict:
    """A meeting as a copy holds it."""
    return {
        "at": to_london(meeting.starts_at).isoformat(),
        "ends": to_london(meeting.ends_at).isoformat() if meeting.ends_at else "",
        "words": f"{day(meeting.starts_at)} at {to_london(meeting.starts_at):%H:%M}",
        "place": meeting.place,
        "id": meeting.public_id,
        "sequence": meeting.sequence,
    }


def _last_decided(episode: Episode) -> dict:
    """What the last meeting decided, once its minutes were checked and sent."""
    held = FamilyMeeting.objects.filter(episode=episode, minutes_sent_at__isnull=False).exclude(meeting__decisions="")
    last = held.select_related("meeting").order_by("-meeting__held_at", "-pk").first()
    if last is None:
        return {}
    return {"on": day(last.meeting.held_at), "decisions": last.meeting.decisions}


def _voices(episode: Episode) -> list[dict]:
    """What each child said, of those who let the family read it (SG-27)."""
    parts = ChildPart.objects.filter(assessment__episode=episode).select_related("person", "answers").order_by("pk")
    made = []
    for part in parts:
        values = part.answers.values
        words = [
            f"{title}: {values[key]}"
            for key, title in CHILDS_WORDS.items()
            if isinstance(values.get(key), str) and values[key]
        ]
        if values.get("family_may_read") == "yes" and words:
            child = part.person.known_as or part.person.forename
            made.append({"key": str(part.person.public_id), "child": child, "words": words})
    return made


def _lead(episode: Episode) -> str:
    lead = (
        CaseWorker.objects.filter(case=episode.case, capacity=WorkCapacity.LEAD_PROFESSIONAL, ends_at=None)
        .select_related("membership__user")
        .first()
    )
    return lead.membership.user.name if lead else ""
