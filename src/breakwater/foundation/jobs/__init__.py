"""Work done after the answer: deferred inside the transaction, run by the worker, watched so that a stop is seen.

An operation says `jobs.defer("notifications.send", message=message.pk)`; the room's module `jobs` holds
`@jobs.job("notifications.send")`. Schedules say `@jobs.every("*/5 * * * *", name="clocks.sweep")`. procrastinate keeps the queue
in the same database, so work is deferred exactly when its cause is committed.
"""

from .queue import DuplicateJob, NotAnId, defer, defer_each, every, for_each, job, known_jobs
from .schedules import schedules, waiting
from .watching import FailedJob, QueueState, heartbeat, state

__all__ = [
    "DuplicateJob",
    "FailedJob",
    "NotAnId",
    "QueueState",
    "defer",
    "defer_each",
    "every",
    "for_each",
    "heartbeat",
    "job",
    "known_jobs",
    "schedules",
    "state",
    "waiting",
]
