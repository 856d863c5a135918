"""The plan as its pages show it: what should be better, how far it is in words and numbers, who does what by when."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from breakwater.casework.cases.models import Capacity
from breakwater.foundation.design.moments import day
from breakwater.practice.early_help.episodes.leavers import Leaver, leavers_in
from breakwater.practice.early_help.outcome_lists import vocabulary as outcomes

from ..models import Action, Episode, Goal, Plan, Score

KIND_OF_ACTION = {"DONE": "good", "STOPPED": "quiet", "IN_PROGRESS": "info", "NOT_STARTED": ""}
GIVERS = {Score.Giver.CHILD: "The child says", Score.Giver.PARENT: "The parent says", Score.Giver.LEAD: "The lead says"}

RELATED = ("plan__saved_by__membership__user", "assessment__answers")  # read with the episode, in its one query


@dataclass(frozen=True)
class PlanPage:
    """All that the plan's page shows. `actions` are those of no goal."""

    plan: Plan | None
    goals: list[dict]
    actions: list[dict]
    is_all_theirs: bool
    to_take_over: list[dict]
    left_school: list[Leaver]
    person_ids: list[int]

    @property
    def asks_who_goes_on(self) -> bool:
        return any(not one.is_settled for one in self.left_school)

    @property
    def is_empty(self) -> bool:
        return not (self.goals or self.actions or self.plan)


def plan_page(episode: Episode, today: date) -> PlanPage:
    """The plan, in a fixed number of queries. Ask for the episode with RELATED it."""
    goals = list(episode.goals.select_related("about").prefetch_related("scores").order_by("made_at", "pk"))
    actions = list(episode.actions.order_by("due_on", "pk"))
    owners = {action.owner_kind for action in actions}
    children = episode.case.participants.filter(capacity=Capacity.CHILD, ends_at=None).values_list("person", flat=True)
    return PlanPage(
        plan=getattr(episode, "plan", None),
        goals=[goal_shown(goal, [one for one in actions if one.goal_id == goal.pk], today) for goal in goals],
        actions=[action_shown(action, today) for action in actions if action.goal_id is None],
        is_all_theirs=bool(actions) and Action.Owner.FAMILY not in owners,
        to_take_over=_to_take_over(episode, goals),
        left_school=leavers_in(episode, children, today=today),
        person_ids=[goal.about_id for goal in goals if goal.about_id],
    )


def priorities_of(episode: Episode) -> list[dict]:
    """What matters most, as the assessment says it: the plan begins from these (FD 4.3)."""
    assessed = getattr(episode, "assessment", None)
    rows = assessed.answers.values.get("priorities") if assessed else None
    return [
        row for row in rows or [] if isinstance(row, dict) and isinstance(row.get("what"), str) and row["what"].strip()
    ]


def _to_take_over(episode: Episode, goals: list[Goal]) -> list[dict]:
    """Those that no goal says yet, with the page that puts each into the plan."""
    there = {" ".join(goal.words.casefold().split()) for goal in goals}
    new_goal = reverse("early_help:goal_new", args=[episode.reference])
    return [
        {"text": row["what"], "href": f"{new_goal}?priority={at}"}
        for at, row in enumerate(priorities_of(episode))
        if " ".join(row["what"].casefold().split()) not in there
    ]


def goal_shown(goal: Goal, actions: list[Action], today: date) -> dict:
    scores = sorted(goal.scores.all(), key=lambda one: (one.at, one.pk))
    return {
        "words": goal.words,
        "about": goal.about.name if goal.about_id else "The whole family",
        "said_by": goal.said_by,
        "scale": goal.scale_in_words,
        "scores": [shown for giver in Score.Giver if (shown := _moved(giver, scores))],
        "target": goal.target,
        "state": goal.get_state_display(),
        "is_open": goal.state == Goal.State.OPEN,
        "kind": {"OPEN": "info", "ACHIEVED": "good"}.get(goal.state, "quiet"),
        "ended_words": goal.ended_words,
        "outcomes": outcomes.said(goal.framework, goal.outcomes),
        "actions": [action_shown(action, today) for action in actions],
        "public_id": goal.public_id,
        "href": reverse("early_help:goal_score", args=[goal.public_id]),
        "words_href": reverse("early_help:goal_words", args=[goal.public_id]),
    }


def _moved(giver: str, scores: list[Score]) -> dict:
    """What the drawing of a scale takes, and its words: "The parent says 6 of 10 (3 at the beginning): calmer since Easter"."""
    given = [one for one in scores if one.giver == giver]
    if not given:
        return {}
    first, last = given[0], given[-1]
    before = f" ({first.value} at the beginning)" if len(given) > 1 else ""
    return {
        "words": f"{GIVERS[Score.Giver(giver)]} {last.value} of 10{before}{f': {last.words}' if last.words else ''}",
        "first": first.value if len(given) > 1 else None,
        "latest": last.value,
    }


def action_shown(action: Action, today: date) -> dict:
    late = action.is_open and action.due_on < today
    return {
        "words": action.words,
        "owner": f"{action.owner_name}{f' ({action.service})' if action.service and action.service != action.owner_name else ''}",
        "for_whom": action.for_whom,
        "due": day(action.due_on),
        "status": "Late" if late else action.get_status_display(),
        "kind": "amber" if late else KIND_OF_ACTION[action.status],
        "referral": action.get_referral_display() if action.referral else "",
        "is_open": action.is_open,
        "href": reverse("early_help:action", args=[action.public_id]),
    }


def action_history(action: Action) -> list[dict]:
    """What became of an action and what it said before, newest first."""
    steps = action.steps.select_related("by__membership__user")
    changes = action.changes.select_related("by__membership__user")
    told = [(step.at, step.get_status_display(), step.words, step.by) for step in steps]
    told += [
        (one.at, "Corrected", f"It said: {one.words}. {one.owner_name}, by {day(one.due_on)}", one.by)
        for one in changes
    ]
    return [
        {"title": title, "when": day(at), "body": body, "who": by.membership.user.name if by.membership_id else ""}
        for at, title, body, by in sorted(told, key=lambda one: one[0], reverse=True)
    ]
