"""What must go on by itself: the worker, its queue, letters, backups."""

import os
from collections.abc import Iterator
from datetime import datetime

from django.conf import settings

from breakwater.foundation import jobs as queue
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.notifications import measures
from breakwater.partnership.organisations.models import Area

from .. import going_live
from ..backups import state as backup_state
from ..retention import last_run
from .findings import Finding


def worker(at: datetime) -> Iterator[Finding]:
    state = queue.state(at=at)
    figure = "none" if state.last_heartbeat is None else f"{(at - state.last_heartbeat).total_seconds():.0f}s"
    yield Finding("worker", figure, not state.is_stopped, "Start ./breakwater worker, or serve --with-worker")


def jobs(at: datetime) -> Iterator[Finding]:
    state = queue.state(at=at)
    minutes = 0 if state.oldest_due_at is None else int((at - state.oldest_due_at).total_seconds() // 60)
    yield Finding(
        "jobs-oldest", f"{minutes}min", not state.is_late, "Start one more worker, or see why this one is slow"
    )
    names = ", ".join(sorted({job.name for job in (*state.failed, *state.abandoned)}))
    broken = len(state.failed) + len(state.abandoned)
    yield Finding("jobs-failed", broken, not broken, f"Read the worker's log for {names}")


def outbox(at: datetime) -> Iterator[Finding]:
    state = measures.outbox_state(at=at)
    yield Finding(
        "mail-late", state.late, not state.late, "Call instead of relying on e-mail; see the worker and the mail"
    )
    yield Finding("mail-failed", state.failed, not state.failed, "See the worker's log, and the mail server's")


def backups(at: datetime) -> Iterator[Finding]:
    """The product's own backups; those of a server of one's own are its owner's to watch."""
    if os.environ.get("DATABASE_URL"):
        return
    known = backup_state.state(settings.BREAKWATER_DATA, is_set_up=bool(settings.BREAKWATER_BACKUP), at=at)
    if not known.is_set_up:
        yield Finding("backup-age", "none", False, "Set BREAKWATER_BACKUP and _BACKUP_KEYS (docs/restore.md)")
        return
    late = known.based_at is None or at - known.based_at > backup_state.OLD_AFTER
    yield Finding(
        "backup-age", _hours(known.based_at, at), not late, "Run ./breakwater backup, and see the worker's log"
    )
    late = known.reached_at is None or at - known.reached_at > backup_state.LATE_AFTER
    yield Finding(
        "backup-reach", _hours(known.reached_at, at), not late, "See that the worker runs and the folder is mounted"
    )
    late = known.rehearsed_at is None or at - known.rehearsed_at > backup_state.REHEARSED_WITHIN
    yield Finding(
        "restore-rehearsed",
        _hours(known.rehearsed_at, at),
        not late and known.rehearsal_passed,
        "Run ./breakwater rehearse --identity KEY (docs/restore.md)",
    )


def disposal(at: datetime) -> Iterator[Finding]:
    """Whether the night's work of the retention schedule is done: without it nothing is due, and nothing goes."""
    known = last_run.read()
    late = known is None or at - known > last_run.LATE_AFTER
    words = "Run ./breakwater dispose each night: breakwater-dispose.timer (docs/retention.md)"
    yield Finding("disposal-age", _hours(known, at), not late, words)


def areas(at: datetime) -> Iterator[Finding]:
    """What each area that somebody works in still lacks before it goes live, a line a thing."""
    worked_in = Area.objects.filter(teams__memberships__isnull=False).distinct().order_by("code")
    for area in worked_in:
        lacks = going_live.missing(area, london_date(at))
        words = f"See Before you go live, as {area.name}'s business manager"
        yield Finding(f"area-{area.code}", len(lacks), not lacks, words)
        for step in lacks:
            yield Finding(
                f"area-{area.code}-{step.id}", "missing", False, f"{step.words}: {step.do} {step.command}".rstrip()
            )


def _hours(since: datetime | None, at: datetime) -> str:
    return "never" if since is None else f"{(at - since).total_seconds() / 3600:.1f}h"
