"""The family's plan: goals, how far they are, who does what by when, and what if things go wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from uuid import UUID

from django.db import transaction

from breakwater.casework.cases import operations as cases
from breakwater.casework.cases.models import Capacity
from breakwater.casework.chronology import operations as chronology
from breakwater.casework.clocks import operations as clocks
from breakwater.casework.models import Meeting, Task
from breakwater.casework.tasks import operations as tasks
from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date, moment
from breakwater.foundation.facts import values_of
from breakwater.foundation.refusals import ChangedMeanwhile, Refusal
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.models import Actor, Membership
from breakwater.partnership.people.models import Person
from breakwater.practice.early_help.episodes.leavers import leavers_in, settled_key
from breakwater.practice.early_help.episodes.operations.agreements import has_agreement
from breakwater.practice.early_help.episodes.operations.episodes import lock
from breakwater.practice.early_help.episodes.operations.leads import NobodyAgreed
from breakwater.practice.early_help.episodes.operations.reviews import agree_review, begin_review
from breakwater.practice.early_help.outcome_lists import vocabulary

from ..models import Action, ActionChange, ActionStep, Episode, Goal, Plan, Score
from ..pathway import PLAN

CLOSE_OF_DAY = time(17)


class ActionIsOver(Refusal):
    words = "It is done or stopped already. Put a new one into the plan."


class GoalIsOver(Refusal):
    words = "It has ended. Put a new one into the plan."


class NobodyLeft(Refusal):
    words = "Somebody has recorded this meanwhile, or no child of this plan left school."


@dataclass(frozen=True)
class GoalFacts:
    """What should be better, as one of the family says it, for one of them or for all (`about` None); `outcomes` as numbers.

    `scores` are how far it is at the beginning, by giver; changing the words of a goal leaves them as they are.
    """

    words: str
    said_by: str = ""
    about: Person | None = None
    worst: str = ""
    best: str = ""
    target: int = 7
    outcomes: Sequence[str] = ()
    scores: Mapping[str, int | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Progress:
    """How far a goal is, giver to number and giver to words; the meeting that said so; whether and how it has ended."""

    scores: Mapping[str, int | None]
    words: Mapping[str, str] | None = None
    meeting: Meeting | None = None
    state: str = Goal.State.OPEN
    ended_words: str = ""


@dataclass(frozen=True)
class ActionFacts:
    """What one owner does by a day. `membership` is the owner's post where they have one; `meeting` agreed it."""

    words: str
    owner_kind: str
    owner_name: str
    due_on: date
    goal: Goal | None = None
    meeting: Meeting | None = None
    membership: Membership | None = None
    for_whom: str = ""
    starts_on: date | None = None
    service: str = ""
    referral: str = ""


CORRECTED = ("words", "owner_kind", "owner_name", "membership", "service", "due_on")


@dataclass(frozen=True)
class ActionState:
    """Where an action stands now, and what happened; of a service, where the referral stands ("" as it was)."""

    status: str
    words: str = ""
    referral: str = ""


@dataclass(frozen=True)
class PlanFacts:
    """What if things go wrong, and when the plan is looked at again."""

    contingency: str
    review_on: date | None


@transaction.atomic
def save_plan(episode: Episode, facts: PlanFacts, *, revision: int, by: Actor, at: datetime) -> Plan:
    """Save the words of the plan and the day of its review. Raises ChangedMeanwhile, NobodyAgreed, EpisodeIsClosed."""
    episode = _agreed(episode)
    plan = Plan.objects.select_for_update().filter(episode=episode).first()
    values = values_of(facts)
    if plan is None:
        clocks.stop(case=episode.case, rule=PLAN, by=by, at=at)
        begin_review(episode=episode, on=facts.review_on, at=at)
        chronology.record(case=episode.case, kind="plan", what="The family’s plan made", by=by, at=at, significant=True)
        plan = Plan.objects.create(episode=episode, made_at=at, made_by=by, saved_at=at, saved_by=by, **values)
    else:
        _refuse_stale(plan, revision, values)
        _save(plan, **values, revision=plan.revision + 1, saved_at=at, saved_by=by)
        if facts.review_on is not None:
            agree_review(episode=episode, on=facts.review_on, by=by, at=at)
    audit.did("saved a plan", "case", episode.case_id)
    return plan


def _agreed(episode: Episode) -> Episode:
    """The episode, locked, while someone in the family agrees: without that there is no plan (FD 4.2)."""
    episode = lock(episode)
    if not has_agreement(episode):
        raise NobodyAgreed(episode.reference)
    return episode


def _refuse_stale(row: Plan | Goal | Action, revision: int, values: Mapping[str, object]) -> None:
    """Raise ChangedMeanwhile where someone saved after `revision`, unless they saved the same."""
    if revision != row.revision and any(getattr(row, name) != value for name, value in values.items()):
        raise ChangedMeanwhile(row)


def _save(row: Plan | Goal | Action, **values) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=list(values))


@transaction.atomic
def add_goal(episode: Episode, facts: GoalFacts, *, by: Actor, at: datetime, key: UUID | None = None) -> Goal:
    """Put into the plan what should be better, with how far it is now by giver. The same `key` again adds none. Raises NobodyAgreed."""
    episode = _agreed(episode)
    known = cases.sent_before(Goal, case=episode.case, key=key)
    if known:
        return known
    framework = vocabulary.in_force(episode.case.area_id, london_date(at)).key
    goal = Goal.objects.create(episode=episode, framework=framework, key=key, made_at=at, by=by, **_goal_values(facts))
    _add_scores(goal, Progress(facts.scores), by=by, at=at)
    audit.did("added a goal", "case", episode.case_id)
    return goal


def _goal_values(facts: GoalFacts) -> dict:
    names = ("words", "said_by", "about", "worst", "best", "target")
    return values_of(facts, *names) | {"outcomes": list(facts.outcomes)}


@transaction.atomic
def change_goal(goal: Goal, facts: GoalFacts, *, revision: int, by: Actor, at: datetime) -> Goal:
    """Change the words of a goal. Raises ChangedMeanwhile, GoalIsOver, EpisodeIsClosed."""
    goal, values = _open_goal(goal), _goal_values(facts)
    _refuse_stale(goal, revision, values)
    _save(goal, **values, revision=goal.revision + 1)
    audit.did("changed a goal", "case", goal.episode.case_id)
    return goal


def _open_goal(goal: Goal) -> Goal:
    goal = Goal.objects.select_for_update(of=("self",)).select_related("episode__case").get(pk=goal.pk)
    lock(goal.episode)
    if goal.state != Goal.State.OPEN:
        raise GoalIsOver(goal.pk)
    return goal


@transaction.atomic
def score_goal(goal: Goal, facts: Progress, *, by: Actor, at: datetime, key: UUID | None = None) -> Goal:
    """Add how far a goal is, by giver, and perhaps that it has ended. The same `key` again adds nothing.

    Raises GoalIsOver, EpisodeIsClosed.
    """
    if cases.sent_before(Score, case=goal.episode.case, key=key):
        return goal
    goal = _open_goal(goal)
    _add_scores(goal, facts, by=by, at=at, key=key)
    if facts.state != Goal.State.OPEN:
        _save(goal, state=facts.state, ended_at=at, ended_words=facts.ended_words)
    audit.did("scored a goal", "case", goal.episode.case_id)
    return goal


def _add_scores(goal: Goal, facts: Progress, *, by: Actor, at: datetime, key: UUID | None = None) -> None:
    words = facts.words or {}
    Score.objects.bulk_create(
        Score(
            goal=goal,
            giver=giver,
            value=value,
            words=words.get(giver, ""),
            meeting=facts.meeting,
            key=key,
            at=at,
            by=by,
        )
        for giver, value in facts.scores.items()
        if value is not None
    )


@transaction.atomic
def add_action(episode: Episode, facts: ActionFacts, *, by: Actor, at: datetime, key: UUID | None = None) -> Action:
    """Say who does what by when. Someone with a post in the case gets it as a task. The same `key` again adds none.

    Raises NobodyAgreed, EpisodeIsClosed.
    """
    episode = _agreed(episode)
    known = cases.sent_before(Action, case=episode.case, key=key)
    if known:
        return known
    action = Action(episode=episode, key=key, made_at=at, by=by, **values_of(facts))
    action.task = _task_for(action, by=by, at=at)
    action.save()
    audit.did("added an action", "case", episode.case_id)
    return action


def _task_for(action: Action, *, by: Actor, at: datetime) -> Task | None:
    owner, case = action.membership, action.episode.case
    if owner is None or not case.workers.filter(membership=owner, ends_at=None).exists():
        return None
    title, due_at = action.words[:200], moment(action.due_on, CLOSE_OF_DAY)
    return tasks.make(tasks.ToDo(title=title, owner=owner, due_at=due_at), team=owner.team, case=case, by=by, at=at)


@transaction.atomic
def change_action(action: Action, facts: ActionFacts, *, revision: int, by: Actor, at: datetime) -> Action:
    """Correct who does what by when (the facts in CORRECTED). What it said before is kept.

    Whoever has it as a task is told, and whoever had it and has it no more. Raises ChangedMeanwhile, ActionIsOver, EpisodeIsClosed.
    """
    action, values = _open_action(action), values_of(facts, *CORRECTED)
    if all(getattr(action, name) == value for name, value in values.items()):
        return action
    _refuse_stale(action, revision, values)
    said = {name: getattr(action, name) for name in ("words", "owner_name", "service", "due_on")}
    ActionChange.objects.create(action=action, at=at, by=by, **said)
    before = action.membership
    _save(action, **values, revision=action.revision + 1)
    _carry_to_task(action, before, by=by, at=at)
    audit.did("corrected an action", "case", action.episode.case_id)
    return action


def _open_action(action: Action) -> Action:
    found = Action.objects.select_for_update(of=("self",)).select_related(
        "episode__case", "task", "membership__user", "membership__team"
    )
    action = found.get(pk=action.pk)
    action.episode = lock(action.episode)
    if not action.is_open:
        raise ActionIsOver(action.pk)
    return action


def _carry_to_task(action: Action, before: Membership | None, *, by: Actor, at: datetime) -> None:
    """The task follows what its action says now: the same one for the same owner, another for the next."""
    open_task = action.task if action.task_id and action.task.done_at is None else None
    if before == action.membership and open_task:
        tasks.reword(task=open_task, title=action.words[:200], due_at=moment(action.due_on, CLOSE_OF_DAY), by=by, at=at)
    elif before != action.membership:
        if open_task:
            tasks.do(task=open_task, by=by, at=at, outcome=f"It is for {action.owner_name} now")
        _save(action, task=_task_for(action, by=by, at=at))
    mover = by.membership.user_id if by.membership_id else None
    owners = {one.user_id: one.user for one in (before, action.membership) if one is not None and one.user_id != mover}
    notifications.tell(
        users=list(owners.values()),
        words="Who does what in a family’s plan has changed",
        path=f"/early-help/actions/{action.public_id}/",
        by=by,
        at=at,
    )


@transaction.atomic
def step_action(action: Action, facts: ActionState, *, by: Actor, at: datetime, key: UUID | None = None) -> Action:
    """Say what became of an action; its task is done with it. The same `key` again adds nothing.

    Raises ActionIsOver, EpisodeIsClosed.
    """
    if cases.sent_before(ActionStep, case=action.episode.case, key=key):
        return action
    action = _open_action(action)
    ActionStep.objects.create(action=action, key=key, at=at, by=by, **values_of(facts))
    _save(action, status=facts.status, referral=facts.referral or action.referral)
    if not action.is_open and action.task_id and action.task.done_at is None:
        tasks.do(task=action.task, by=by, at=at, outcome=facts.words)
    audit.did("moved an action", "case", action.episode.case_id)
    return action


@transaction.atomic
def settle_leavers(episode: Episode, words: str, *, by: Actor, at: datetime) -> Episode:
    """Say who goes on with the plan of those who left school (SG-09). It is by name whoever says it. Raises NobodyLeft."""
    episode = lock(episode)
    children = episode.case.participants.filter(capacity=Capacity.CHILD, ends_at=None).values_list("person", flat=True)
    found = leavers_in(episode, children, today=london_date(at))
    left = [one for one in found if not one.is_settled]
    if not left and not any(one.settled and one.settled.outcome == words for one in found):  # sent twice
        raise NobodyLeft
    for one in left:
        what = f"{one.place.person.name} left {one.place.school.name}"
        todo = tasks.ToDo(title=f"Agree who goes on: {what}"[:200], due_at=at)
        key = settled_key(episode, one.place)
        task = tasks.make(todo, team=episode.case.responsible_team, case=episode.case, key=key, by=by, at=at)
        tasks.do(task, outcome=words, by=by, at=at)
        chronology.record(
            case=episode.case,
            person=one.place.person,
            kind="early_help",
            what=f"{what}: who goes on with the plan was agreed",
            detail=words,
            by=by,
            at=at,
        )
    return episode
