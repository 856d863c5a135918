"""What was counted, in full, for whoever may open the list behind a number (SG-22): never kept, never shown without that list."""

from collections import Counter
from collections.abc import Mapping

from .measures import Measure
from .working_out import Counted


def totals_of(counted: Counted) -> dict[str, int]:
    """How many each table counts."""
    totals: Counter[str] = Counter()
    for month in counted.values():
        for name, _, _, n in month:
            totals[name] += n
    return totals


def lines_of(counted: Counted, table: str) -> Counter[str]:
    """How many stand on each line of a table."""
    lines: Counter[str] = Counter()
    for month in counted.values():
        for name, line, _, n in month:
            if name == table:
                lines[line] += n
    return lines


def exactly(counted: Counted, measures: Mapping[str, Measure]) -> dict[str, str]:
    """Each measure in words, by key: "4", or "3 of 4" of a rate. `counted` has the months of the list, whoever may see them."""
    rows = [row for month in counted.values() for row in month]
    return {key: _words(rows, measure) for key, measure in measures.items()}


def _words(rows: list, measure: Measure) -> str:
    of_table = [(part, n) for name, _, part, n in rows if name == measure.table]
    some = sum(n for part, n in of_table if measure.part in ("", part))
    return f"{some:,} of {sum(n for _, n in of_table):,}" if measure.is_rate else f"{some:,}"
