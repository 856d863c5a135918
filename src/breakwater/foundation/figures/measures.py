"""A measure, defined once: what it is called, what it counts and of what, and where that is laid down."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Measure:
    """`table` is counted in the room's SQL. A rate is `part` of the part `of` (empty: of all); a count has no `part`.

    `splits` names the lines of the table (none: it is not split). `parts` names its columns where each is shown.
    """

    key: str
    title: str
    counts: str
    source: str
    table: str
    part: str = ""
    of: str = ""
    is_rate: bool = False
    split_by: str = ""
    splits: Callable[[], Mapping[str, str]] | None = None
    parts: Mapping[str, str] | None = None
    total: tuple[str, str, str] | None = None
    names_staff: bool = False

    @property
    def is_of_now(self) -> bool:
        return self.table.startswith("now_")

    @property
    def whole(self) -> tuple[str, str, str]:
        return self.total or (self.table, "", "")
