"""Putting one room's counts in place of those before: suppressed first, so that nothing small is ever kept (SG-22)."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime

from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.dates.months import months_later

from .published import PublishedFigure
from .suppression import suppress
from .totals import Cell

MONTHS = 37  # this month and three years before it
Counted = Mapping[date, list[tuple[str, str, str, int]]]


def first_month(at: datetime) -> date:
    """The earliest month that is worked out."""
    return months_later(london_date(at).replace(day=1), 1 - MONTHS)


def by_month(rows: Iterable[tuple]) -> Counted:
    """Rows of (month, table, line, part, n), by month."""
    found = defaultdict(list)
    for month, *row in rows:
        found[month].append(tuple(row))
    return found


def publish(
    kept: type[PublishedFigure], *, area: int, counted: Counted, tables: Callable, everything: Cell, at: datetime
) -> int:
    """Replace an area's figures in the table `kept`. `tables` gives the cells of a month and the lines that tie them.

    Returns how many months there are. Within the caller's transaction, which holds the area.
    """
    months = [months_later(first_month(at), number) for number in range(MONTHS)]
    kept.objects.filter(area=area, month__gte=months[0]).delete()
    kept.objects.filter(area=area, name__startswith="now_").delete()
    made = []
    for month in months:
        values, lines = tables(counted[month])
        hidden = suppress(values, lines)
        made += [
            kept(
                area_id=area,
                month=month,
                name=cell[0],
                line=cell[1],
                part=cell[2],
                worked_out_at=at,
                value=None if cell in hidden else value,
                hidden=hidden.get(cell, ""),
            )
            for cell, value in values.items()
            if value or cell in hidden or cell == everything
        ]
    kept.objects.bulk_create(made, batch_size=1000)
    return len(months)
