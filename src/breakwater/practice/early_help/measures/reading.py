"""Reading what is published of early help, and what is the sum of what."""

from collections.abc import Iterable, Mapping
from datetime import date

from breakwater.foundation.figures import reading
from breakwater.foundation.figures.suppression import Line
from breakwater.foundation.figures.totals import Cell, cells_of, totals
from breakwater.partnership.organisations.models import Area

from ..models import Figure
from .definitions import EVERYTHING

OF_ALL_OPENED = ("lead_agency", "reentry")  # the same families, cut another way: they have one total between them
CLOCKS = ("call_family", "find_lead", "first_meeting", "assess")


class Figures(reading.Figures):
    """Early help's figures of an area for some months."""

    def __init__(self, area: Area | int, months: Iterable[date]):
        super().__init__(Figure, area, months, everything=EVERYTHING)


def month_of(counts: Iterable[tuple[str, str, str, int]]) -> tuple[Mapping[Cell, int], list[Line]]:
    """The cells of one month with every total, and the lines that tie them: each a total and its parts."""
    values, inner = cells_of(counts)
    lines: list[Line] = []
    for name in sorted(inner):
        everything = EVERYTHING if name in OF_ALL_OPENED else (name, "", "")
        lines += totals(name, inner[name], values, everything=everything)
    values.setdefault(EVERYTHING, 0)
    # The same number in two tables: hidden in one, it is hidden in the other.
    twins = [(EVERYTHING, (name, "", "")) for name in CLOCKS]
    return dict(values), lines + [list(pair) for pair in twins if values.get(pair[1]) == values[EVERYTHING]]
