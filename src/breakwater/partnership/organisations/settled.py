"""What organisations have configured, read once for as long as someone promises that nothing of it changes."""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_read: ContextVar[dict[Hashable, object] | None] = ContextVar("read", default=None)


@contextmanager
def settled() -> Iterator[None]:
    """For work that asks the same hours, closures, terms and actors again and again: a request, or the demo's making.

    Whoever changes hours, closures or terms takes `keeping.locking.lock`, which calls `forget`.
    """
    token = _read.set({})
    try:
        yield
    finally:
        _read.reset(token)


def forget() -> None:
    """Something of it changes after all: until `settled` ends everything is read again each time."""
    _read.set(None)


def once[T](what: Hashable, read: Callable[[], T]) -> T:
    """What `read` answers; within `settled`, what it answered the first time for the same `what`."""
    known = _read.get()
    if known is None:
        return read()
    if what not in known:
        known[what] = read()
    return known[what]
