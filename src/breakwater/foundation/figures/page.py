"""What every page of figures holds, whichever room's figures they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from breakwater.foundation.dates.months import months_later

from .drawing import Drawing, Shown, Table
from .periods import Period

SPAN = 13  # months on a line: this one and the year before it


@dataclass(frozen=True)
class Page:
    """The finding in words, charts whose titles say what they show, and every number with its definition."""

    period: Period
    beside: Sequence[Period]
    is_over: bool
    finding: str
    rates: Sequence[Shown]
    counts: Sequence[Shown]
    drawings: Sequence[Drawing]
    tables: Sequence[Table]
    now: Sequence[Table]
    worked_out_at: datetime | None
    now_at: datetime | None


def months_of_the_line(period: Period) -> list[date]:
    """The months on a line, the first one first."""
    return sorted(months_later(period.last, -number) for number in range(SPAN))


def months_wanted(period: Period, today: date) -> set[date]:
    """Every month a page reads: the period, the one before, a year before, the months on the line, and this one."""
    line = months_of_the_line(period)
    return {*period.months, *period.before.months, *period.year_before.months, *line, today.replace(day=1)}
