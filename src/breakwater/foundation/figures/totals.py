"""The counts of one month as tables with their totals: what is the sum of what, so that nothing small can be worked out."""

from collections import defaultdict
from collections.abc import Iterable

from .suppression import Line

Cell = tuple[str, str, str]  # table, line, part; an empty line or part is a total
ALL = "ALL"


def cells_of(counts: Iterable[tuple[str, str, str, int]]) -> tuple[dict[Cell, int], dict[str, list[Cell]]]:
    """What was counted, by cell, and the inner cells of each table; `ALL` is a line or part that the table does not have."""
    values: dict[Cell, int] = defaultdict(int)
    inner: dict[str, list[Cell]] = defaultdict(list)
    for name, line, part, n in counts:
        cell = (name, "" if line == ALL else line, "" if part == ALL else part)
        if cell != (name, "", "") and cell not in values:
            inner[name].append(cell)
        values[cell] += n
    return values, inner


def summed(total: Cell, parts: list[Cell], values: dict[Cell, int]) -> list[Line]:
    """Put the sum of some cells in place, and say that it is their sum."""
    values[total] = sum(values[part] for part in parts)
    return [[total, *parts]]


def totals(name: str, cells: list[Cell], values: dict[Cell, int], *, everything: Cell) -> list[Line]:
    """Totals of each line, of each part, and of all (`everything`)."""
    by_line, by_part, made = defaultdict(list), defaultdict(list), []
    for cell in cells:
        by_line[cell[1]].append(cell)
        by_part[cell[2]].append(cell)
    if set(by_part) == {""}:
        return summed(everything, cells, values)
    if set(by_line) == {""}:
        return summed(everything, cells, values)
    for line, parts in by_line.items():
        made += summed((name, line, ""), parts, values)
    for part, lines in by_part.items():
        made += summed((name, "", part), lines, values)
    made += summed(everything, [(name, line, "") for line in by_line], values)
    made.append([everything, *((name, "", part) for part in by_part)])
    return made
