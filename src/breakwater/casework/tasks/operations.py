"""Making, doing and passing on tasks."""

from datetime import datetime

from django.db import transaction

from breakwater.casework.cases.models import Case
from breakwater.foundation import audit
from breakwater.partnership.organisations.models import Actor, Membership, Team

from .models import Task


class TaskIsDone(Exception):
    """Someone has done this task already."""


def make(
    *, title: str, team: Team, due_at: datetime, by: Actor, at: datetime, case: Case | None = None,
    owner: Membership | None = None, detail: str = "",
) -> Task:  # fmt: skip
    """Make a task for a team, and in it perhaps for one person."""
    task = Task.objects.create(
        case=case, team=team, owner=owner, title=title, detail=detail, due_at=due_at, made_at=at, made_by=by
    )
    audit.did("made", "task", task.pk)
    return task


@transaction.atomic
def do(*, task: Task, by: Actor, at: datetime, outcome: str = "") -> Task:
    """Mark a task done. Raises TaskIsDone."""
    task = Task.objects.select_for_update().get(pk=task.pk)
    if task.done_at:
        raise TaskIsDone(task.pk)
    task.done_at, task.done_by, task.outcome = at, by, outcome
    task.save(update_fields=["done_at", "done_by", "outcome"])
    audit.did("done", "task", task.pk)
    return task


def reassign(*, task: Task, owner: Membership | None, by: Actor, at: datetime) -> Task:
    """Give a task to another person of the team, or back to the team."""
    task.owner = owner
    task.save(update_fields=["owner"])
    audit.did("reassigned", "task", task.pk)
    return task
