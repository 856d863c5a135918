"""Tasks that somebody must do, whatever becomes of the case: whoever does one says what they did."""

from collections.abc import Callable

from breakwater.foundation.registries import Registry

from .models import Task

DONE_IN_WORDS: Registry[Callable[[Task], bool]] = Registry(
    "tasks done in words", "Whether a task never ends by itself, and is done only by somebody who says what they did"
)


def asks_for_words(task: Task) -> bool:
    return any(asks(task) for asks in DONE_IN_WORDS.values())
