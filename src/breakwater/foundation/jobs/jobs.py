"""The queue's own housekeeping."""

from datetime import datetime, timedelta

from asgiref.sync import async_to_sync
from django.utils import timezone
from procrastinate.contrib.django import app

from .queue import every

FAILED_KEPT = timedelta(days=30)
AGAIN_AFTER = timedelta(seconds=5)


@every("*/5 * * * *", name="jobs.take_up_abandoned")
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
    """Put every abandoned job back in the queue and return how many there were."""
    abandoned = list(async_to_sync(app.job_manager.get_stalled_jobs)())
    for job in abandoned:
        app.job_manager.retry_job_by_id(job_id=job.id, retry_at=at + AGAIN_AFTER)
    return len(abandoned)
