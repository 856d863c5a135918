"""The queue's own housekeeping."""

from datetime import datetime, timedelta

from asgiref.sync import async_to_sync
from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status

from .queue import every

FAILED_KEPT = timedelta(days=30)
AGAIN_AFTER = timedelta(seconds=5)


# Not alone: one left half done by a worker that died would hold up the next, and with it everything that others left.
@every("*/5 * * * *", name="jobs.take_up_abandoned", alone=False)
def take_up_abandoned_jobs() -> None:
    """Give jobs left half done by a worker that died to the next worker."""
    take_up(at=timezone.now())


@every("20 2 * * *", name="jobs.forget_finished")
def forget_finished_jobs() -> None:
    """Delete jobs done or failed a month ago: the queue is no archive."""
    hours = int(FAILED_KEPT.total_seconds() // 3600)
    async_to_sync(app.job_manager.delete_old_jobs)(
        hours, include_failed=True, include_cancelled=True, include_aborted=True
    )


def take_up(*, at: datetime) -> int:
    """Put every abandoned job back in the queue and return how many there were.

    A run of a schedule whose next run waits already is ended for good: the next one does its work, which it would hold up.
    """
    abandoned = list(async_to_sync(app.job_manager.get_stalled_jobs)())
    for job in abandoned:
        try:
            with transaction.atomic():
                app.job_manager.retry_job_by_id(job_id=job.id, retry_at=at + AGAIN_AFTER)
        except UniqueViolation:
            async_to_sync(app.job_manager.finish_job_by_id_async)(job.id, Status.ABORTED, delete_job=False)
    return len(abandoned)
