"""Whether the worker lives and the queue moves, for Today, the board and `./breakwater doctor`."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connections

# The worker notes that it lives every ten seconds.
SILENT_AFTER = timedelta(minutes=1)
LATE_AFTER = timedelta(minutes=10)
SHOWN = 20

# One statement: the board and Today ask at every opening, and six short ones cost more to plan than to run.
STATE = """
with due as (
    select coalesce(job.scheduled_at, deferred.at) as at
    from procrastinate_jobs job
    left join lateral (
        select max(event.at) as at from procrastinate_events event where event.job_id = job.id
    ) deferred on true
    where job.status = 'todo'
), abandoned as (
    select job.id, job.task_name as name,
        (select max(event.at) from procrastinate_events event where event.job_id = job.id) as at
    from procrastinate_jobs job
    left join procrastinate_workers worker on worker.id = job.worker_id
    where job.status = 'doing' and (worker.id is null or worker.last_heartbeat < %(silent_since)s)
    order by job.id limit %(shown)s
), failed as (
    select job.id, job.task_name as name, event.at
    from procrastinate_jobs job
    join procrastinate_events event on event.job_id = job.id and event.type = 'failed'
    where job.status = 'failed' and event.at >= %(failed_since)s
    order by event.at desc, event.id desc limit %(shown)s
)
select
    (select max(last_heartbeat) from procrastinate_workers),
    (select count(*) from due where at <= %(now)s),
    (select min(at) from due where at <= %(now)s),
    array(select id from abandoned order by id),
    array(select name from abandoned order by id),
    array(select at from abandoned order by id),
    array(select id from failed order by at desc, id desc),
    array(select name from failed order by at desc, id desc),
    array(select at from failed order by at desc, id desc)
"""


@dataclass(frozen=True)
class FailedJob:
    """A job that failed or was left half done: its number, its name, and when that was last noted."""

    id: int
    name: str
    at: datetime | None


@dataclass(frozen=True)
class QueueState:
    """The queue at one moment. `in_words` is what a person needs to be told, empty while all is well."""

    at: datetime
    last_heartbeat: datetime | None
    due: int
    oldest_due_at: datetime | None
    abandoned: tuple[FailedJob, ...]
    failed: tuple[FailedJob, ...]

    @property
    def is_stopped(self) -> bool:
        return self.last_heartbeat is None or self.at - self.last_heartbeat > SILENT_AFTER

    @property
    def is_late(self) -> bool:
        return self.oldest_due_at is not None and self.at - self.oldest_due_at > LATE_AFTER

    @property
    def in_words(self) -> list[str]:
        words = []
        if self.is_stopped:
            words.append("The worker is stopped: messages, reminders and checks of files are not being dealt with.")
        if self.is_late:
            minutes = int((self.at - self.oldest_due_at).total_seconds() // 60)
            words.append(f"Jobs waiting: {self.due}, the oldest for {minutes} minutes.")
        if self.abandoned:
            words.append(f"Jobs left half done by a worker that stopped: {_counted(self.abandoned)}.")
        if self.failed:
            words.append(f"Jobs that failed in the last day: {_counted(self.failed)}.")
        return words


def heartbeat(*, using: str = "default") -> datetime | None:
    """When a worker last said it lives, or None when none is running; a worker that stops in good order signs off."""
    with connections[using].cursor() as cursor:
        cursor.execute("select max(last_heartbeat) from procrastinate_workers")
        return cursor.fetchone()[0]


def state(*, at: datetime, using: str = "default") -> QueueState:
    """How the queue stands at `at` (aware): the last heartbeat, what waits, what was left half done, what failed in a day."""
    asked = {"now": at, "silent_since": at - SILENT_AFTER, "failed_since": at - timedelta(days=1), "shown": SHOWN}
    with connections[using].cursor() as cursor:
        cursor.execute(STATE, asked)
        last_heartbeat, due, oldest, *jobs = cursor.fetchone()
    return QueueState(at, last_heartbeat, due, oldest, abandoned=_jobs(*jobs[:3]), failed=_jobs(*jobs[3:]))


def _jobs(ids: list[int], names: list[str], moments: list[datetime | None]) -> tuple[FailedJob, ...]:
    return tuple(FailedJob(*facts) for facts in zip(ids, names, moments, strict=True))


def _counted(jobs: tuple[FailedJob, ...]) -> str:
    return f"{SHOWN} or more" if len(jobs) == SHOWN else str(len(jobs))
