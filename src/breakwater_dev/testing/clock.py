"""A clock that a test sets: the product runs on from the moment it is set to, and nothing of the product knows."""

import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

from django.contrib.sessions.backends import base, db
from django.utils import timezone


def set_to(clock: Path, moment: datetime) -> None:
    """From now on whatever follows `clock` takes this for the present moment."""
    written = clock.with_suffix(".new")
    written.write_text(str(moment.timestamp() - time.time()))
    written.replace(clock)


def follow() -> None:
    """Take the time of this process from the file that BREAKWATER_TEST_CLOCK names. Call it before the product is imported.

    Sign-ins go by the machine's own time, as their clocks of idleness do: a week that is skipped signs nobody out.
    """
    base.timezone = db.timezone = SimpleNamespace(now=timezone.now)

    def now() -> datetime:
        named = os.environ.get("BREAKWATER_TEST_CLOCK")
        return datetime.now(UTC) + timedelta(seconds=float(Path(named).read_text()) if named else 0)

    timezone.now = now
