"""Rooms whose meetings have a page of their own: whoever opens a meeting is led there."""

from collections.abc import Callable

from breakwater.foundation.registries import Registry
from breakwater.partnership.organisations.models import Actor

from .models import Meeting, Task

MEETING_PAGES: Registry[Callable[[Meeting, Actor], str]] = Registry(
    "pages of meetings", "The address of a room's own page of a meeting, for who may read it; else nothing"
)


def own_page(meeting: Meeting, actor: Actor) -> str:
    """The page of the room that a meeting belongs to; nothing where the kernel's is its page."""
    return next((address for page in MEETING_PAGES.values() if (address := page(meeting, actor))), "")


# What keeps somebody from saying that a task is done, in words; nothing where they may.
NOT_BY: Registry[Callable[[Task, Actor], str]] = Registry(
    "tasks not done by", "Why an actor may not mark a task as done, in words; nothing where they may"
)


def kept_from(task: Task, actor: Actor) -> str:
    return next((words for reason in NOT_BY.values() if (words := reason(task, actor))), "")


NAME_NEXT = "Name who works on it next: its worker has left"  # as `sql/leaving.sql` makes the task
