"""A measure, defined once: what it is called, what it counts and of what, and where that is laid down."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Good(StrEnum):
    """Which way a measure should go, as its reader is told."""

    MORE = "Higher is better"
    FEWER = "Lower is better"
    NEITHER = "Neither higher nor lower is better in itself"


@dataclass(frozen=True)
class Measure:
    """`table` is counted in the room's SQL. A rate is `part` of the part `of` (empty: of all); a count has no `part`.

    Its rule in words: it `counts` this, a rate `of_what`, and `when` says the month or day it belongs to. `splits` names the
    lines of the table (none: it is not split). `parts` names its columns where each is shown.
    """

    key: str
    title: str
    counts: str
    source: str
    table: str
    part: str = ""
    of: str = ""
    is_rate: bool = False
    of_what: str = ""
    when: str = ""
    good: Good = Good.NEITHER
    split_by: str = ""
    splits: Callable[[], Mapping[str, str]] | None = None
    parts: Mapping[str, str] | None = None
    total: tuple[str, str, str] | None = None
    names_staff: bool = False

    @property
    def is_of_now(self) -> bool:
        return self.table.startswith("now_")

    @property
    def is_its_own(self) -> bool:
        """Whether it is a number of its own: not another measure's whole cut another way, nor about members of staff."""
        return (self.is_rate or self.total is None) and not self.names_staff

    @property
    def whole(self) -> tuple[str, str, str]:
        return self.total or (self.table, "", "")
