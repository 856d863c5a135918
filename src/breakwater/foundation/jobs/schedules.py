"""The clock of each schedule: when it ran last, when it runs next, and whether it is late."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import connection
from procrastinate.contrib.django import app

from .queue import known_jobs
from .watching import LATE_AFTER

LAST = """
select named.name, to_timestamp(last.defer_timestamp), job.status::text,
       (select max(event.at) from procrastinate_events event where event.job_id = job.id)
  from unnest(%(names)s::text[]) named(name)
  left join lateral (
      select defer_timestamp, job_id from procrastinate_periodic_defers
       where task_name = named.name order by defer_timestamp desc limit 1
  ) last on true
  left join procrastinate_jobs job on job.id = last.job_id
"""
WAITING = """
select task_name, count(*), count(*) filter (where attempts > 0) from procrastinate_jobs
 where status = 'todo' and (scheduled_at is null or scheduled_at <= %(now)s) group by task_name order by 2 desc, 1
"""
FAILED, OPEN = "failed", ("todo", "doing")
MADE_UP_WITHIN = timedelta(days=1)  # PROCRASTINATE_PERIODIC_DEFAULTS: an older run is not made up


@dataclass(frozen=True)
class Schedule:
    """One schedule at a moment: its name, what it does, when it was last due and what came of that, and when it is due again."""

    name: str
    does: str
    due_at: datetime | None
    status: str
    ended_at: datetime | None
    next_at: datetime
    is_late: bool

    @property
    def has_failed(self) -> bool:
        return self.status == FAILED


@dataclass(frozen=True)
class Waiting:
    """How many jobs of one name are due, and how many of these were tried before."""

    name: str
    count: int
    tried: int


def schedules(*, at: datetime) -> list[Schedule]:
    """Every schedule by name, in one question. One that never ran is late where it should have run in the last day: the worker
    makes up no older run."""
    tasks = {task.task.name: task for task in app.periodic_registry.periodic_tasks.values()}
    with connection.cursor() as cursor:
        cursor.execute(LAST, {"names": sorted(tasks)})
        rows = cursor.fetchall()
    return [
        _schedule(tasks[name], due_at, status or "", ended_at, at) for name, due_at, status, ended_at in sorted(rows)
    ]


def _schedule(task, due_at, status: str, ended_at, at: datetime) -> Schedule:
    should_have = _moment(task.croniter.get_prev(ret_type=float, start_time=(at - LATE_AFTER).timestamp()))
    if due_at is None:
        is_late = at - should_have < MADE_UP_WITHIN
    else:
        is_late = due_at < should_have or (status in OPEN and due_at < at - LATE_AFTER)
    return Schedule(
        name=task.task.name,
        does=(known_jobs()[task.task.name].__doc__ or "").strip().partition("\n")[0],
        due_at=due_at,
        status=status,
        ended_at=None if status in OPEN else ended_at,
        next_at=_moment(task.croniter.get_next(ret_type=float, start_time=at.timestamp())),
        is_late=is_late,
    )


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(round(seconds), UTC)


def waiting(*, at: datetime) -> Sequence[Waiting]:
    """The jobs that are due, by name, the most first."""
    with connection.cursor() as cursor:
        cursor.execute(WAITING, {"now": at})
        return [Waiting(*row) for row in cursor.fetchall()]
