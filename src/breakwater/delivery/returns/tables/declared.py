"""What a table is: its columns in words, and how its rows are read by whoever acts."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.organisations.models import Area


@dataclass(frozen=True)
class Column:
    """`holds` is the kind of value: id, code, date, number, yes or no, words."""

    name: str
    holds: str
    words: str


@dataclass(frozen=True)
class Period:
    """From the first moment to the first after it; `until` is the last day."""

    area: Area
    start: datetime
    end: datetime
    until: date


@dataclass(frozen=True)
class Table:
    """`rows` gives values in the order of the columns; `source` says whose definition it follows, and `months` how far back it looks."""

    key: str
    title: str
    source: str
    months: int
    columns: Sequence[Column]
    rows: Callable[[Period], Iterable[Sequence[object]]]


CHILD = (
    Column(
        "child_id",
        "id",
        "The authority's number for the child where it is recorded, otherwise ours; the same in every table",
    ),
    Column("sex", "code", "F, M or U (not known), as in the children in need census"),
    Column("ethnicity", "code", "As in the children in need census; empty where nobody has recorded it"),
    Column("born_on", "date", "Date of birth; the 15th where only the month is known, empty where not even that"),
    Column("age", "number", "Age in whole years on the last day of the period; empty without a date of birth"),
)


def as_text(value: object) -> str:
    """A value as a cell: dates as 2026-04-01, yes and no as 1 and 0, nothing as nothing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, datetime):
        return london_date(value).isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)


def age_on(born_on: date | None, day: date) -> int | None:
    if born_on is None or born_on > day:
        return None
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))
