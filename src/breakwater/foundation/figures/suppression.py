"""Which numbers of a set of tables must not be shown, so that none below 5 can be read or worked out (SG-22). Pure."""

from collections.abc import Hashable, Mapping, Sequence
from fractions import Fraction

from .published import Hidden

SHOWN_FROM = 5
SMALL, BESIDE = Hidden.SMALL, Hidden.BESIDE

Cell = Hashable
Line = Sequence[Cell]  # a total, then the parts it is the sum of


def suppress(values: Mapping[Cell, int], lines: Sequence[Line]) -> dict[Cell, Hidden]:
    """The cells to hide, each with why: SMALL for 1 to 4, BESIDE for one that would let a small one be worked out.

    A zero is shown. Every line is a total and the parts that make it up. Afterwards no hidden cell follows from its line
    (knowing that a SMALL one is 1 to 4 and a BESIDE one at least 5), nor from all the lines together by addition.
    """
    hidden = {cell: SMALL for cell, value in values.items() if 0 < value < SHOWN_FROM}
    while True:
        before = len(hidden)
        for line in lines:
            while _gives_away(line, values, hidden) and (cell := _next(line, values, hidden)) is not None:
                hidden[cell] = BESIDE
        if len(hidden) > before:
            continue
        for cell in worked_out(hidden, lines):
            beside = [_next(line, values, hidden) for line in lines if cell in line]
            beside = [other for other in beside if other is not None]
            if beside:
                hidden[min(beside, key=lambda other: (values.get(other, 0), str(other)))] = BESIDE
                break
        if len(hidden) == before:
            return hidden


def _next(line: Line, values: Mapping[Cell, int], hidden: Mapping) -> Cell | None:
    """The smallest part still shown that is not nothing; the total where no part is left."""
    total, *parts = line
    shown = [part for part in parts if part not in hidden and values.get(part, 0)]
    if shown:
        return min(shown, key=lambda part: (values[part], str(part)))
    return total if total not in hidden and values.get(total, 0) else None


def _gives_away(line: Line, values: Mapping[Cell, int], hidden: Mapping) -> bool:
    """Whether one of the hidden cells of a line can only have the value it has."""
    signs = {cell: -1 if number else 1 for number, cell in enumerate(line) if cell in hidden}
    if not signs:
        return False
    rest = sum(sign * values.get(cell, 0) for cell, sign in signs.items())
    for cell, sign in signs.items():
        low, high = _between(hidden[cell])
        others = [(other, how) for other, how in signs.items() if other != cell]
        least, most = Fraction(0), Fraction(0)
        for other, how in others:
            ends = sorted(how * end for end in _between(hidden[other]))
            least, most = least + ends[0], most + ends[1]
        ends = sorted((sign * (rest - least), sign * (rest - most)))
        if max(low, ends[0]) >= min(high, ends[1]):
            return True
    return False


def _between(why: Hidden) -> tuple[int, int]:
    return (1, SHOWN_FROM - 1) if why == SMALL else (SHOWN_FROM, 10**9)


def worked_out(hidden: Mapping[Cell, object], lines: Sequence[Line]) -> list[Cell]:
    """The hidden cells whose value follows from the lines by adding and taking away, whatever it is."""
    rows: dict[Cell, dict[Cell, Fraction]] = {}
    for line in lines:
        row = {cell: Fraction(-1 if number else 1) for number, cell in enumerate(line) if cell in hidden}
        for lead, known in rows.items():
            if lead in row:
                row = _less(row, known, row[lead])
        if not row:
            continue
        lead = next(iter(row))
        row = {cell: value / row[lead] for cell, value in row.items()}
        rows = {other: _less(known, row, known[lead]) if lead in known else known for other, known in rows.items()}
        rows[lead] = row
    return [lead for lead, row in rows.items() if len(row) == 1]


def _less(row: Mapping, other: Mapping, times: Fraction) -> dict:
    """`row` less `times` the other row, without what cancels out."""
    made = dict(row)
    for cell, value in other.items():
        left = made.get(cell, Fraction(0)) - times * value
        if left:
            made[cell] = left
        else:
            made.pop(cell, None)
    return made
