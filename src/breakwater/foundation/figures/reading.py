"""Reading published figures: of an area, over some months, in one query. What is hidden comes back as bounds."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from .amounts import NOTHING, Amount, Rate, total
from .measures import Measure
from .published import Hidden, PublishedFigure
from .totals import Cell

HIDDEN = {Hidden.SMALL: Amount(1, 4), Hidden.FEW: Amount(0, 4), Hidden.BESIDE: Amount(5, None)}
EITHER_OR = {"YES": "NO", "NO": "YES", "OUT": "IN", "IN": "OUT"}


class Figures:
    """What is published of an area for some months. Everyone who reads it gets the same."""

    def __init__(self, kept: type[PublishedFigure], area: int, months: Iterable[date], *, everything: Cell):
        """`kept` is the room's table of figures; `everything` the cell by which a month is known to be worked out."""
        rows = kept.objects.filter(area=area, month__in=set(months)).values_list(
            "month", "name", "line", "part", "value", "hidden", "worked_out_at"
        )
        self._known: dict[tuple[date, Cell], Amount] = {}
        self.worked_out: dict[date, datetime] = {}
        for month, name, line, part, value, hidden, at in rows:
            self._known[month, (name, line, part)] = HIDDEN[hidden] if hidden else Amount(value, value)
            if (name, line, part) == everything:
                self.worked_out[month] = at

    def has(self, months: Iterable[date]) -> bool:
        """Whether every one of these months has been worked out."""
        return all(month in self.worked_out for month in months)

    def amount(self, measure: Measure, months: Iterable[date], line: str = "", part: str | None = None) -> Amount:
        """One number over some months: the sum of what is published of each, and so never more than that."""
        wanted = measure.part if part is None else part
        cell = (measure.table, line, wanted) if (line or wanted) else measure.whole
        return total(self._of(month, cell, measure) for month in months)

    def rate(self, measure: Measure, months: Iterable[date], line: str = "") -> Rate:
        months = list(months)
        of = self.amount(measure, months, line, part=measure.of)
        return Rate(self.amount(measure, months, line), of)

    def lines(self, measure: Measure, months: Iterable[date]) -> list[str]:
        """The lines of a measure's table that hold something in these months."""
        wanted = set(months)
        found = {cell[1] for month, cell in self._known if month in wanted and cell[0] == measure.table and cell[1]}
        return sorted(found)

    def parts(self, measure: Measure, months: Iterable[date]) -> set[str]:
        wanted = set(months)
        return {cell[2] for month, cell in self._known if month in wanted and cell[0] == measure.table and cell[2]}

    def _of(self, month: date, cell: Cell, measure: Measure) -> Amount:
        known = self._known.get((month, cell), NOTHING)
        other = EITHER_OR.get(cell[2])
        if known.is_exact or other is None:
            return known
        whole = self._known.get((month, (cell[0], cell[1], "") if cell[1] else measure.whole), NOTHING)
        rest = self._known.get((month, (cell[0], cell[1], other)), NOTHING)
        if not whole.is_exact:
            return known
        return known.within(whole.least - rest.most if rest.most is not None else 0, whole.least - rest.least)


def worked_out_last(figures: Figures, months: Iterable[date]) -> datetime | None:
    """When the oldest of these months' figures were worked out."""
    return min((figures.worked_out[month] for month in months if month in figures.worked_out), default=None)


def split(
    figures: Figures, measure: Measure, months: Iterable[date], names: Mapping[str, str]
) -> list[tuple[str, str]]:
    """The lines of a measure with their words, in the order of its list; what is no longer in the list comes last."""
    found = figures.lines(measure, months)
    order = {key: number for number, key in enumerate(names)}
    return [(key, names.get(key, key)) for key in sorted(found, key=lambda key: (order.get(key, 999), key))]
