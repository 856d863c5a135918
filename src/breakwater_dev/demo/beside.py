"""Two parts of the invented area made at once: each keeps about one core busy, half in Python and half in the database."""

import multiprocessing
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection, connections


class OtherPartFailed(Exception):
    """What was made in the other process failed; it has printed why."""


@contextmanager
def beside(part: Callable[[], None]) -> Iterator[None]:
    """Make `part` in a second process, with a connection of its own, while this one goes on; ends when both are done.

    Neither sees what the other makes before that, and none may touch rows that the other changes: it would wait for it. If
    either fails, so does the whole. Within a transaction, which the other process could not look into, `part` is made first.
    """
    if connection.in_atomic_block:
        part()
        yield
        return
    connections.close_all()  # no process may speak on the other's connection
    other = multiprocessing.get_context("fork").Process(target=part)
    other.start()
    try:
        yield
        other.join()
    finally:
        other.terminate()
        other.join()
    if other.exitcode:
        raise OtherPartFailed(f"The other part ended with {other.exitcode}. What went wrong stands above.")
