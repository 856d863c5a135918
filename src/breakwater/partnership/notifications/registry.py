"""The panels of Today: each room registers one, and draws in it what waits for this post.

    @TODAY_PANELS.register("front_door.board")
    def contacts_waiting(actor, now) -> Panel | None:
        '''Contacts that wait for this post.'''

A panel that answers None is not drawn for this post. A panel is asked inside the wall, as the actor.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from breakwater.foundation.registries.registry import Registry
from breakwater.partnership.organisations.models import Actor


@dataclass(frozen=True)
class Waiting:
    """One thing that waits: words, where to open it, and as wanted a hint, a tag, or a clock.

    `clock` holds the parameters of the component `design/components/clock.html`. `due_at` sorts by nearness.
    """

    text: str
    href: str
    hint: str = ""
    tag: str = ""
    tag_kind: str = ""
    due_at: datetime | None = None
    clock: dict | None = None


@dataclass(frozen=True)
class Panel:
    """A part of Today. `order`: 10 clocks, 20 handovers, 30 tasks, 40 and above one's own work.

    `later` is what may wait, folded under `later_title`: it is not counted.
    `total` is how many there are where `rows` shows only the nearest; `href` and `link` open the whole list.
    """

    title: str
    rows: Sequence[Waiting] = field(default_factory=tuple)
    empty_words: str = "Nothing waits for you here."
    order: int = 50
    total: int | None = None
    href: str = ""
    link: str = ""
    later: Sequence[Waiting] = field(default_factory=tuple)
    later_title: str = ""


TODAY_PANELS: Registry[Callable[[Actor, datetime], Panel | None]] = Registry(
    "today_panels", "What waits for a post on its Today page."
)
