"""Open tasks of an episode that ends: each ends with it, or goes on with someone, as whoever closes it chooses."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from breakwater.casework.models import Task
from breakwater.casework.tasks import operations as tasks
from breakwater.casework.tasks.in_words import asks_for_words
from breakwater.foundation import audit
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.models import Actor
from breakwater.practice.early_help.models import Action, ActionStep, Episode

ENDS, TEAM, OWNER = "ENDS", "TEAM", "OWNER"
WORDS = "Ended with the help"


class TasksUnsettled(Refusal):
    """The episode has open tasks, and nobody has chosen what becomes of each."""

    words = "Something else is open since you opened this page. Read the list again, then close."


def open_tasks_of(episode: Episode) -> list[Task]:
    """The open tasks, the nearest first: one query."""
    found = Task.objects.open().filter(case=episode.case).select_related("owner__user", "owner__team", "team")
    return list(found.order_by("due_at", "pk"))


def ways_for(task: Task, episode: Episode) -> dict[str, str]:
    """What may become of a task. It stays with its owner where they still read the record: a post in the episode ends with it.

    One that somebody must do, whatever becomes of the case, does not end with it.
    """
    team = episode.case.responsible_team
    goes_on = {OWNER: f"It goes on with {task.owner.user.name}"} if task.owner and task.owner.team_id == team.pk else {}
    ends = {} if asks_for_words(task) else {ENDS: "It ends: it is no longer needed"}
    return {**ends, **goes_on, TEAM: f"It goes on with {team.name}"}


def settle(episode: Episode, found: Sequence[Task], ways: Mapping[str, str], *, by: Actor, at: datetime) -> None:
    """Do with each open task what was chosen, by its public id. Raises TasksUnsettled, and then does nothing."""
    if any(ways.get(task.public_id) not in ways_for(task, episode) for task in found):
        raise TasksUnsettled(episode.reference)
    agreed = Action.objects.filter(episode=episode, task__in=found).select_related("episode")
    actions = {action.task_id: action for action in agreed}
    for task in found:
        way, action = ways[task.public_id], actions.get(task.pk)
        if way == ENDS:
            tasks.do(task=task, by=by, at=at, outcome=WORDS)
            if action is not None and action.is_open:
                _stop(action, by=by, at=at)
        elif way == TEAM:
            tasks.give_to_team(task=task, team=episode.case.responsible_team, by=by, at=at)


def _stop(action: Action, *, by: Actor, at: datetime) -> None:
    """The action of the plan that the task was made from ends with it."""
    ActionStep.objects.create(action=action, status=Action.Status.STOPPED, words=WORDS, at=at, by=by)
    action.status = Action.Status.STOPPED
    action.save(update_fields=["status"])
    audit.did("moved an action", "case", action.episode.case_id)
