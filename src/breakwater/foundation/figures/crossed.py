"""Several tables of one whole, counted by line and column and suppressed together, so that none gives away what another hides (SG-22)."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from .amounts import Amount
from .measures import Measure
from .page import Table
from .reading import HIDDEN
from .suppression import suppress

ALL = "All"
Cell = tuple[Hashable, Hashable]


@dataclass(frozen=True)
class Crossed:
    """A cell is (line, column), a line (title of its table, code), and `ALL` the line beneath every table."""

    values: Mapping[Cell, int]
    hidden: Mapping[Cell, str]

    def amount(self, line: Hashable, column: Hashable) -> Amount:
        cell = line, column
        return (
            HIDDEN[self.hidden[cell]]
            if cell in self.hidden
            else Amount(self.values.get(cell, 0), self.values.get(cell, 0))
        )

    def table(
        self, title: str, heads: Sequence[str], names: Mapping[str, str], columns: Sequence, of: Measure
    ) -> Table:
        lines = [*(((title, code), words) for code, words in names.items()), (ALL, ALL)]
        rows = [[words, *(self.amount(line, column).short for column in columns)] for line, words in lines]
        return Table(title, heads, rows, of)


def crossed(values: Mapping[Cell, int], tables: Mapping[str, Iterable[str]], columns: Sequence) -> Crossed:
    """The tables by title, with the codes of their lines. The first column is the whole of the others."""
    of_table = {title: [(title, code) for code in codes] for title, codes in tables.items()}
    lines = [[(line, column) for column in columns] for line in (ALL, *chain(*of_table.values()))]
    lines += [[(ALL, column), *((line, column) for line in of)] for of in of_table.values() for column in columns]
    return Crossed(values, suppress(values, lines))
