"""The family's plan: goals, how far they are, who does what by when, and what if things go wrong."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from uuid import UUID

from django.db import transaction

from breakwater.casework.cases import operations as cases
from breakwater.casework.chronology import operations as chronology
from breakwater.casework.clocks import operations as clocks
from breakwater.casework.models import Meeting, Task
from breakwater.casework.tasks import operations as tasks
from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date, moment
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.models import Actor, Membership
from breakwater.partnership.people.models import Person

from .. import outcomes as vocabulary
from ..models import Action, ActionChange, ActionStep, Episode, Goal, Plan, Score
from ..pathway import PLAN
from .agreements import has_agreement
from .episodes import lock
from .leads import NobodyAgreed
from .reviews import agree_review, begin_review

CLOSE_OF_DAY = time(17)


class PlanChanged(Exception):
    """Someone else saved meanwhile: `theirs` is what stands now, and nothing of one's own is lost."""

    def __init__(self, theirs):
        self.theirs = theirs
        super().__init__("changed meanwhile")


class ActionIsOver(Exception):
    """The action is done or stopped; make another."""


class GoalIsOver(Exception):
    """The goal has ended; make another."""


@transaction.atomic
def save_plan(
    *, episode: Episode, contingency: str, review_on: date | None, revision: int, by: Actor, at: datetime
) -> Plan:
    """Keep what if things go wrong, and when the plan is looked at again. Raises PlanChanged, NobodyAgreed, EpisodeIsClosed."""
    episode = _agreed(episode)
    plan = Plan.objects.select_for_update().filter(episode=episode).first()
    if plan is None:
        plan = Plan(episode=episode, made_at=at, made_by=by, revision=0)
        clocks.stop(case=episode.case, rule=PLAN, by=by, at=at)
        begin_review(episode=episode, on=review_on, at=at)
        chronology.record(
            case=episode.case, kind="early_help", what="The family’s plan made", by=by, at=at, significant=True
        )
    elif revision != plan.revision and (plan.contingency, plan.review_on) != (contingency, review_on):
        raise PlanChanged(plan)
    plan.contingency, plan.review_on = contingency, review_on
    plan.revision, plan.saved_at, plan.saved_by = plan.revision + 1, at, by
    if plan.pk is None:
        plan.save()
    else:
        plan.save(update_fields=["contingency", "review_on", "revision", "saved_at", "saved_by"])
        if review_on is not None:
            agree_review(episode=episode, on=review_on, by=by, at=at)
    audit.did("saved a plan", "case", episode.case_id)
    return plan


def _agreed(episode: Episode) -> Episode:
    """The episode, held, while someone in the family agrees: without that there is no plan (FD 4.2)."""
    episode = lock(episode)
    if not has_agreement(episode):
        raise NobodyAgreed(episode.reference)
    return episode


@transaction.atomic
def add_goal(
    *,
    episode: Episode,
    words: str,
    by: Actor,
    at: datetime,
    said_by: str = "",
    about: Person | None = None,
    worst: str = "",
    best: str = "",
    target: int = 7,
    outcomes: Sequence[str] = (),
    scores: Mapping[str, int] | None = None,
    key: UUID | None = None,
) -> Goal:
    """Put into the plan what should be better, with how far it is now by giver. The same `key` again adds none. Raises NobodyAgreed."""
    episode = _agreed(episode)
    known = cases.sent_before(Goal, case=episode.case, key=key)
    if known:
        return known
    goal = Goal.objects.create(
        episode=episode,
        words=words,
        said_by=said_by,
        about=about,
        worst=worst,
        best=best,
        target=target,
        framework=vocabulary.in_force(episode.case.area_id, london_date(at)).key,
        outcomes=list(outcomes),
        key=key,
        made_at=at,
        by=by,
    )
    _keep_scores(goal, scores or {}, {}, meeting=None, by=by, at=at)
    audit.did("added a goal", "case", episode.case_id)
    return goal


@transaction.atomic
def change_goal(*, goal: Goal, revision: int, by: Actor, at: datetime, **facts) -> Goal:
    """Say a goal anew (`facts`: words, said_by, about, worst, best, target, outcomes). Raises PlanChanged, GoalIsOver."""
    goal = _open_goal(goal)
    if revision != goal.revision and any(getattr(goal, name) != value for name, value in facts.items()):
        raise PlanChanged(goal)
    for name, value in facts.items():
        setattr(goal, name, value)
    goal.revision += 1
    goal.save(update_fields=[*facts, "revision"])
    audit.did("changed a goal", "case", goal.episode.case_id)
    return goal


def _open_goal(goal: Goal) -> Goal:
    held = Goal.objects.select_for_update(of=("self",)).select_related("episode__case").get(pk=goal.pk)
    lock(held.episode)
    if held.state != Goal.State.OPEN:
        raise GoalIsOver(held.pk)
    return held


@transaction.atomic
def score_goal(
    *,
    goal: Goal,
    scores: Mapping[str, int],
    by: Actor,
    at: datetime,
    words: Mapping[str, str] | None = None,
    meeting: Meeting | None = None,
    state: str = Goal.State.OPEN,
    ended_words: str = "",
    key: UUID | None = None,
) -> Goal:
    """Add how far a goal is, by giver, and perhaps that it has ended. The same `key` again adds nothing.

    Raises GoalIsOver, EpisodeIsClosed.
    """
    if cases.sent_before(Score, case=goal.episode.case, key=key):
        return goal
    goal = _open_goal(goal)
    _keep_scores(goal, scores, words or {}, meeting=meeting, by=by, at=at, key=key)
    if state != Goal.State.OPEN:
        goal.state, goal.ended_at, goal.ended_words = state, at, ended_words
        goal.save(update_fields=["state", "ended_at", "ended_words"])
    audit.did("scored a goal", "case", goal.episode.case_id)
    return goal


def _keep_scores(
    goal,
    scores: Mapping[str, int],
    words: Mapping[str, str],
    *,
    meeting,
    by: Actor,
    at: datetime,
    key: UUID | None = None,
) -> None:
    Score.objects.bulk_create(
        Score(goal=goal, giver=giver, value=value, words=words.get(giver, ""), meeting=meeting, key=key, at=at, by=by)
        for giver, value in scores.items()
        if value is not None
    )


@transaction.atomic
def add_action(
    *,
    episode: Episode,
    words: str,
    owner_kind: str,
    owner_name: str,
    due_on: date,
    by: Actor,
    at: datetime,
    goal: Goal | None = None,
    meeting: Meeting | None = None,
    membership: Membership | None = None,
    for_whom: str = "",
    starts_on: date | None = None,
    service: str = "",
    referral: str = "",
    key: UUID | None = None,
) -> Action:
    """Say who does what by when. Someone with a post in the case gets it as a task. The same `key` again adds none.

    Raises NobodyAgreed, EpisodeIsClosed.
    """
    episode = _agreed(episode)
    known = cases.sent_before(Action, case=episode.case, key=key)
    if known:
        return known
    task = _task_for(episode, membership, words=words, due_on=due_on, by=by, at=at)
    action = Action.objects.create(
        episode=episode,
        goal=goal,
        words=words,
        owner_kind=owner_kind,
        owner_name=owner_name,
        membership=membership,
        task=task,
        meeting=meeting,
        for_whom=for_whom,
        starts_on=starts_on,
        due_on=due_on,
        service=service,
        referral=referral,
        key=key,
        made_at=at,
        by=by,
    )
    audit.did("added an action", "case", episode.case_id)
    return action


def _task_for(
    episode: Episode, membership: Membership | None, *, words: str, due_on: date, by: Actor, at: datetime
) -> Task | None:
    if membership is None or not episode.case.workers.filter(membership=membership, ends_at=None).exists():
        return None
    return tasks.make(
        title=words[:200],
        team=membership.team,
        owner=membership,
        case=episode.case,
        due_at=moment(due_on, CLOSE_OF_DAY),
        by=by,
        at=at,
    )


@transaction.atomic
def change_action(*, action: Action, revision: int, by: Actor, at: datetime, **facts) -> Action:
    """Correct who does what by when (`facts`: words, owner_kind, owner_name, membership, service, due_on). What it said is kept.

    Whoever has it as a task is told, and whoever had it and has it no more. Raises PlanChanged, ActionIsOver, EpisodeIsClosed.
    """
    held = Action.objects.select_for_update(of=("self",)).select_related(
        "episode__case", "task", "membership__user", "membership__team"
    )
    action = held.get(pk=action.pk)
    episode = lock(action.episode)
    if not action.is_open:
        raise ActionIsOver(action.pk)
    if all(getattr(action, name) == value for name, value in facts.items()):
        return action
    if revision != action.revision:
        raise PlanChanged(action)
    ActionChange.objects.create(
        action=action,
        words=action.words,
        owner_name=action.owner_name,
        service=action.service,
        due_on=action.due_on,
        at=at,
        by=by,
    )
    before = action.membership
    for name, value in facts.items():
        setattr(action, name, value)
    action.revision += 1
    _carry_to_task(action, episode, before, by=by, at=at)
    action.save(update_fields=[*facts, "revision", "task"])
    audit.did("corrected an action", "case", episode.case_id)
    return action


def _carry_to_task(action: Action, episode: Episode, before: Membership | None, *, by: Actor, at: datetime) -> None:
    """The task follows what its action says now: the same one for the same owner, another for the next."""
    open_task = action.task if action.task_id and action.task.done_at is None else None
    if before == action.membership and open_task:
        tasks.reword(task=open_task, title=action.words[:200], due_at=moment(action.due_on, CLOSE_OF_DAY), by=by, at=at)
    elif before != action.membership:
        if open_task:
            tasks.do(task=open_task, by=by, at=at, outcome=f"It is for {action.owner_name} now")
        action.task = _task_for(episode, action.membership, words=action.words, due_on=action.due_on, by=by, at=at)
    mover = by.membership.user_id if by.membership_id else None
    told = {one.user_id: one.user for one in (before, action.membership) if one is not None and one.user_id != mover}
    notifications.tell(
        users=list(told.values()),
        words="Who does what in a family’s plan has changed",
        path=f"/early-help/actions/{action.public_id}/",
        by=by,
        at=at,
    )


@transaction.atomic
def step_action(
    *,
    action: Action,
    status: str,
    by: Actor,
    at: datetime,
    words: str = "",
    referral: str = "",
    key: UUID | None = None,
) -> Action:
    """Say what became of an action; its task is done with it. The same `key` again adds nothing.

    Raises ActionIsOver, EpisodeIsClosed.
    """
    if cases.sent_before(ActionStep, case=action.episode.case, key=key):
        return action
    action = Action.objects.select_for_update(of=("self",)).select_related("episode__case", "task").get(pk=action.pk)
    lock(action.episode)
    if not action.is_open:
        raise ActionIsOver(action.pk)
    ActionStep.objects.create(action=action, status=status, referral=referral, words=words, key=key, at=at, by=by)
    action.status, action.referral = status, referral or action.referral
    action.save(update_fields=["status", "referral"])
    if not action.is_open and action.task_id and action.task.done_at is None:
        tasks.do(task=action.task, by=by, at=at, outcome=words)
    audit.did("moved an action", "case", action.episode.case_id)
    return action
