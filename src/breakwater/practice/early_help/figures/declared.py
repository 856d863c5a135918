"""The figures of early help, as the kit works them out and draws them, and what is the sum of what."""

from collections.abc import Iterable, Mapping

from breakwater.foundation.figures.finding import Finding
from breakwater.foundation.figures.suppression import Line
from breakwater.foundation.figures.totals import Cell, cells_of, totals
from breakwater.partnership.kit.figures import ServiceFigures
from breakwater.practice.early_help.measures.definitions import EVERYTHING, HEADLINE, MEASURES
from breakwater.practice.early_help.models import Figure
from breakwater.practice.early_help.pathway import FIND_LEAD

OF_ALL_OPENED = ("lead_agency", "reentry")  # the same families, cut another way: they have one total between them
CLOCKS = ("call_family", "find_lead", "first_meeting", "assess")


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


EARLY_HELP = ServiceFigures(
    heading="Early help figures",
    kept=Figure,
    function="access.early_help_counts",
    tables=month_of,
    everything=EVERYTHING,
    measures=MEASURES,
    whole="opened",
    headline=HEADLINE,
    finding=Finding(
        "find_lead",
        "families whose help was opened",
        f"had a lead professional within {FIND_LEAD.allows}",
        "families began early help",
    ),
    overdue="now_overdue",
    overdue_what="deadlines passed in open episodes",
)
