"""What every page of figures holds, whichever service's figures they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from .measures import Measure
from .numbers import Link, Number


@dataclass(frozen=True)
class Table:
    """A table behind the numbers, with the rule by which it counts, and the list behind it for whoever may open one."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[object]]
    measure: Measure | None = None
    link: Link | None = None


@dataclass(frozen=True)
class Page:
    """The finding, at most six numbers, and the tables behind them."""

    finding: str
    numbers: Sequence[Number]
    tables: Sequence[Table]
    now: Sequence[Table]
    definitions: Sequence[Measure]
    worked_out_at: datetime | None
    is_over: bool = True
