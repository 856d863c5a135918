"""Who serves a data folder: whoever does holds a lock there, so that `stop` finds and ends it and never another process of its number."""

import contextlib
import fcntl
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

NAME = "serving.pid"


@contextlib.contextmanager
def held(folder: Path) -> Iterator[None]:
    """While pages are served. Several may serve one folder: the first of them is the one that is named."""
    with (folder / NAME).open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield
            return
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def end(folder: Path, *, seconds: float) -> bool | None:
    """Ask whoever serves to end, in good order. None where nobody does; False where it did not end in time."""
    if _server_of(folder) is None:
        return None
    until, asked = time.monotonic() + seconds, set()
    while (pid := _server_of(folder)) is not None:
        if time.monotonic() > until:
            return False
        if pid and pid not in asked:
            asked.add(pid)
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)
        time.sleep(0.1)
    return True


def _server_of(folder: Path) -> int | None:
    """Its process number; 0 where it is about to write it."""
    try:
        file = (folder / NAME).open("r+")
    except FileNotFoundError:
        return None
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return int(file.read() or 0)
        return None
