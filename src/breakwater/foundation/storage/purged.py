"""The record of what was destroyed for good, outside the database: a restore to an earlier moment brings none of it back.

One line each: when, what kind of thing, and its random name, which says nothing of anybody. `./breakwater backup` copies it within
the minute, takes what it names out of the backups of files and keys, and `./breakwater restore` repeats it.
"""

import os
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

KEY, FILE = "key", "file"


def note(kind: str, name: str) -> None:
    """Write down, before it is done, that a key or a file goes for good."""
    path = Path(settings.BREAKWATER_PURGED)
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(descriptor, f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ} {kind} {name}\n".encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def names(record: str, kind: str) -> set[str]:
    """The names of one kind in the text of a record."""
    lines = (line.split(" ", 2) for line in record.splitlines())
    return {line[2] for line in lines if len(line) == 3 and line[1] == kind}
