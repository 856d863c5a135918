"""Who listens for which fact, and when they hear of it."""

import logging
from collections.abc import Callable
from dataclasses import is_dataclass
from functools import partial

from django.db import transaction

log = logging.getLogger(__name__)

_after_commit: dict[type, list[Callable]] = {}
_in_transaction: dict[type, list[Callable]] = {}


def subscribe(event_class: type, *, in_transaction: bool = False) -> Callable[[Callable], Callable]:
    """Have the decorated function called with every event of this class.

    After the commit by default: a failure is logged and neither undoes the work nor keeps other listeners from hearing,
    and a crash between commit and call loses the call. What must not be lost says `in_transaction=True`: it is called at once,
    inside the publisher's transaction, and should do no more than `jobs.defer(...)`; its failure undoes the work.
    Listeners run without an actor and open `acting_as` themselves.
    """
    if not (is_dataclass(event_class) and event_class.__dataclass_params__.frozen):
        raise TypeError(f"{event_class.__name__} must be a frozen dataclass")
    listeners = _in_transaction if in_transaction else _after_commit

    def remember(listener: Callable) -> Callable:
        listeners.setdefault(event_class, []).append(listener)
        return listener

    return remember


def publish_on_commit(event: object, *, using: str = "default") -> None:
    """Tell the listeners of the event's class; outside a transaction they hear of it at once."""
    for listener in _in_transaction.get(type(event), ()):
        listener(event)
    for listener in _after_commit.get(type(event), ()):
        # One callback a listener, so that no listener's failure or slowness hides another's.
        transaction.on_commit(partial(_tell, listener, event), using=using, robust=True)


def subscribers(event_class: type) -> list[Callable]:
    """Every listener of this class, those in the transaction first."""
    return [*_in_transaction.get(event_class, ()), *_after_commit.get(event_class, ())]


def _tell(listener: Callable, event: object) -> None:
    try:
        listener(event)
    except Exception:
        # The event itself is left out of the log line: it may one day carry more than ids.
        log.exception("%s failed on %s", f"{listener.__module__}.{listener.__qualname__}", type(event).__name__)
