"""Deferring a job by its name, and saying what a job or a schedule does."""

import re
import uuid
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import wraps

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from breakwater.foundation.lost_database import has_lost_the_database, wait_for_the_database

# Five tries over about a quarter of an hour, then it counts as failed and shows.
RETRY = RetryStrategy(max_attempts=5, exponential_wait=4)
BEHIND = -10  # of a job that lets all others go first; theirs is 0
_CODE = re.compile(r"[A-Za-z0-9_.:-]{1,64}")

_jobs: dict[str, Callable] = {}


class NotAnId(Exception):
    """A job was given something other than ids and codes. The queue outlives the record, so names stay out of it."""


class DuplicateJob(Exception):
    """Two functions claim the same job name."""


def job(name: str, *, retry: RetryStrategy | bool = RETRY, lock: str | None = None) -> Callable[[Callable], Callable]:
    """Register the decorated function as what `defer(name, ...)` runs; only in modules called `jobs`.

    It may run twice (a worker can die between the work and the note of it), so it checks whether there is still
    something to do. It runs outside any transaction and without an actor: open `acting_as`. Jobs with the same `lock` run one
    after another. `retry=False` for work that must not be tried again. Raises DuplicateJob.
    """

    def register(function: Callable) -> Callable:
        _claim(name, function)
        app.task(name=name, retry=retry, lock=lock)(function)
        return function

    return register


def every(
    cron: str, *, name: str, retry: RetryStrategy | bool = False, alone: bool = True
) -> Callable[[Callable], Callable]:
    """Run the decorated function, which takes nothing, whenever `cron` (in UTC) says; one run at a time while it is `alone`.

    A run missed while the worker was stopped is made up once when it starts again, within a day
    (PROCRASTINATE_PERIODIC_DEFAULTS). A run that lost the database on its way is made once more when that is back, not by the queue: put
    back there it would meet the next one. For a London hour say both UTC hours and let the function look. Raises DuplicateJob.
    """

    def register(function: Callable) -> Callable:
        _claim(name, function)

        @wraps(function)
        def run(timestamp: int) -> None:
            again_if_the_database_was_lost(function)

        task = app.task(name=name, retry=retry, lock=name if alone else None, queueing_lock=name)(run)
        app.periodic(cron=cron)(task)
        return function

    return register


def again_if_the_database_was_lost(work: Callable[[], object]) -> None:
    """Do the work; where the database went away under it, also within `for_each`, once more from the start when it is back."""
    try:
        work()
    except Exception as fault:
        if not has_lost_the_database(fault):
            raise
        wait_for_the_database()
        work()


def defer(name: str, *, lock: str | None = None, run_at: datetime | None = None, **ids) -> int:
    """Put a job in the queue within the open transaction and return its number.

    Arguments are ids, dates as ISO text and short codes. `lock` makes jobs of one thing run one after another
    (`lock=f"case:{case.pk}"`); `run_at` is aware. Raises NotAnId.
    """
    arguments = _arguments(name, ids)
    options = {key: value for key, value in {"lock": lock, "schedule_at": run_at}.items() if value is not None}
    return app.configure_task(name, allow_unknown=True, **options).defer(**arguments)


def defer_each(name: str, each: Iterable[Mapping], *, waits: bool = False) -> None:
    """Put one job in the queue for each set of arguments, all with one question to the database. Raises NotAnId.

    With `waits` they let every other job go before them: thousands of bulletins never hold up what someone must know now.
    """
    several = [_arguments(name, ids) for ids in each]
    if several:
        app.configure_task(name, allow_unknown=True, priority=BEHIND if waits else 0).batch_defer(*several)


def _arguments(name: str, ids: Mapping) -> dict:
    for key, value in ids.items():
        if not _is_id(value):
            raise NotAnId(
                f"{name}({key}=...) takes ids and codes, not {type(value).__name__} that could be about someone"
            )
    return {key: str(value) if isinstance(value, uuid.UUID) else value for key, value in ids.items()}


def for_each[T](rows: Iterable[T], work: Callable[[T], object]) -> None:
    """Do the work for each row apart: one that fails keeps none of the others waiting, and fails the job at its end (ExceptionGroup)."""
    faults = []
    for row in rows:
        try:
            work(row)
        except Exception as fault:
            faults.append(fault)
    if faults:
        raise ExceptionGroup(f"{len(faults)} failed apart from the others", faults)


def known_jobs() -> dict[str, Callable]:
    """Every job and schedule by name, as the worker knows them."""
    return dict(_jobs)


def _claim(name: str, function: Callable) -> None:
    if name in _jobs:
        raise DuplicateJob(f"{name} is {_jobs[name].__module__}.{_jobs[name].__qualname__} already")
    _jobs[name] = function


def _is_id(value) -> bool:
    if value is None or isinstance(value, int | uuid.UUID):
        return True
    if isinstance(value, str):
        return _CODE.fullmatch(value) is not None
    return isinstance(value, list) and all(_is_id(item) for item in value)
