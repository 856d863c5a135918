"""The panels of Today: each room registers one, and draws in it what waits for this post.

    @TODAY_PANELS.register("front_door.board")
    def contacts_waiting(actor, now) -> Panel | None:
        '''Contacts that wait for this post.'''

A panel that answers None is not drawn for this post. A panel is asked inside the wall, as the actor.
"""

from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db.models import QuerySet

from breakwater.foundation.design.fortnight import Day
from breakwater.foundation.registries.registry import Registry
from breakwater.partnership.organisations.models import Actor

OVERDUE = "Overdue"
PRESSES = 9  # an `order` below it stands before everything else, across the page
FEW = 2  # rows of a panel that stands beside others


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

    def is_late(self, now: datetime) -> bool:
        """Whether its time has passed and nothing else on its row says so."""
        return self.due_at is not None and self.due_at < now and self.clock is None and self.tag != OVERDUE


@dataclass(frozen=True)
class Panel:
    """A part of Today. `order`: 10 clocks, 20 handovers, 30 tasks, 40 and above one's own work.

    `later` is what may wait, folded under `later_title`: it is not counted.
    `total` is how many there are where `rows` shows only the nearest; `href` and `link` open the whole list. At most `most` rows are
    shown; with `leaves_out` none that a panel above shows: see `in_order`. `mark` is then said there of what is left out. The `rest`
    is folded where no page lists it. `days` are drawn as a fortnight in place of rows.
    """

    title: str
    rows: Sequence[Waiting] = field(default_factory=tuple)
    empty_words: str = "Nothing outstanding."
    order: int = 50
    total: int | None = None
    href: str = ""
    link: str = ""
    later: Sequence[Waiting] = field(default_factory=tuple)
    later_title: str = ""
    most: int = 3
    leaves_out: bool = False
    mark: str = ""
    above: int = 0
    rest: Sequence[Waiting] = field(default_factory=tuple)
    days: Sequence[Day] = field(default_factory=tuple)

    @property
    def is_short(self) -> bool:
        """Whether it is drawn beside others, after the clocks: nothing in it presses, and no row has a clock."""
        return self.order >= PRESSES and not self.days and not any(row.clock for row in self.rows)

    @property
    def shown_at_most(self) -> int:
        return min(self.most, FEW) if self.is_short else self.most

    @property
    def is_drawn(self) -> bool:
        return bool(self.rows or self.later or self.above or self.days)

    @property
    def count(self) -> int:
        return len(self.rows) if self.total is None else self.total

    @property
    def more(self) -> int:
        """How many there are that are neither here nor above."""
        return max(0, self.count - len(self.rows) - self.above)


def nearest(found: Sequence | QuerySet, most: int) -> tuple[list, int]:
    """The first of what waits, and how many wait: a panel that reads some tells the number of all. Counted only where there are more."""
    rows = list(found[: most + 1])
    if len(rows) <= most:
        return rows, len(rows)
    return rows[:most], found.count() if isinstance(found, QuerySet) else len(found)


def in_order(panels: Sequence[Panel]) -> list[Panel]:
    """Panels in their order, those beside others last, each with its first few rows and how many of its rows are above.

    A panel that leaves out what is above leaves out rows of the same page with the same clock: another duty of the same contact stays.
    One that has a `mark` leaves out every row of the same page: the row above says the mark beside its own hint.
    """
    made, shown, said = [], set(), {}
    for panel in sorted(panels, key=lambda panel: (panel.is_short, panel.order, panel.title)):
        left_out = [row for row in panel.rows if panel.leaves_out and _is_above(row, shown, panel.mark)]
        own = [row for row in panel.rows if row not in left_out]
        rows, rest = own[: panel.shown_at_most], () if panel.href else own[panel.shown_at_most :]
        made.append(replace(panel, rows=rows, rest=rest, total=panel.count, above=len(left_out)))
        shown |= {place for row in rows for place in (_is_of(row), row.href)}
        said |= {row.href: panel.mark for row in left_out if panel.mark}
    return [replace(panel, rows=[_marked(row, said.get(row.href, "")) for row in panel.rows]) for panel in made]


def _marked(row: Waiting, mark: str) -> Waiting:
    """The row with what it says of itself, and the mark behind it."""
    return replace(row, hint=f"{row.hint}. {mark}" if row.hint else mark) if mark else row


def _is_above(row: Waiting, shown: Set, mark: str) -> bool:
    return (row.href if mark else _is_of(row)) in shown


def _is_of(row: Waiting) -> tuple[str, str]:
    return row.href, row.clock["name"] if row.clock else row.text


TODAY_PANELS: Registry[Callable[[Actor, datetime], Panel | None]] = Registry(
    "today_panels", "What waits for a role on its Today page."
)
