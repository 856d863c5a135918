"""A clock that a test sets: the product runs on from the moment it is set to, and nothing of the product knows."""

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.utils import timezone


def set_to(clock: Path, moment: datetime) -> None:
    """From now on whatever follows `clock` takes this for the present moment."""
    written = clock.with_suffix(".new")
    written.write_text(str(moment.timestamp() - time.time()))
    written.replace(clock)


def follow(clock: Path) -> None:
    """Take the time of this process from `clock`. Call it before the product is imported."""

    def now() -> datetime:
        return datetime.now(UTC) + timedelta(seconds=float(clock.read_text()))

    timezone.now = now
