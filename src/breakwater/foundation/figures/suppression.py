"""Which numbers of a set of tables must not be shown, so that none below 5 can be read or worked out (SG-22). Pure."""

from collections.abc import Collection, Hashable, Mapping, Sequence
from fractions import Fraction

from .published import Hidden

SHOWN_FROM = 5
MOST = 10**9
SMALL, BESIDE, FEW = Hidden.SMALL, Hidden.BESIDE, Hidden.FEW
BETWEEN = {SMALL: (1, SHOWN_FROM - 1), FEW: (0, SHOWN_FROM - 1), BESIDE: (SHOWN_FROM, MOST)}
ROUNDS = 40  # by then bounds that draw together have met
EXACT, NEAR, TRIES = 48, 12, 400  # cells that are searched, how far from what they are, and how often

Cell = Hashable
Line = Sequence[Cell]  # a total, then the parts it is the sum of


def suppress(values: Mapping[Cell, int], lines: Sequence[Line], last: Collection[Cell] = ()) -> dict[Cell, Hidden]:
    """The cells to hide, each with why: SMALL for 1 to 4, BESIDE for one that would let a small one be worked out.

    A zero is shown. Every line is a total and the parts that make it up. Afterwards no hidden cell follows from its line
    (knowing that a SMALL one is 1 to 4 and a BESIDE one at least 5), nor from all the lines together by addition or by drawing
    their bounds together. Nor is a SMALL one known closer than 1 to 4, unless the total of its line is small too: with one beside it
    that is 5 or more, seven left of a line would say 1 or 2. Where everything that is not nothing is hidden and a cell still follows, its neighbours are FEW: 0 to 4.
    Of the parts of a line those `last` are hidden after all others: a remainder, say, which no page shows.
    """
    order = {**values, **dict.fromkeys((cell for cell in last if values.get(cell, 0) >= SHOWN_FROM), MOST)}
    hidden = {cell: SMALL for cell, value in values.items() if 0 < value < SHOWN_FROM}
    while True:
        _hide_beside(values, order, lines, hidden)
        pinned = tied_down(values, lines, hidden)
        if pinned and _loosen(pinned, order, lines, hidden):
            continue
        closer = [] if pinned else closer_known(values, lines, hidden)
        if not closer or not _hide_more(closer, order, lines, hidden):
            return hidden


def _hide_beside(
    values: Mapping[Cell, int], order: Mapping[Cell, int], lines: Sequence[Line], hidden: dict[Cell, Hidden]
) -> None:
    while True:
        before = len(hidden)
        for line in lines:
            while _gives_away(line, values, hidden) and (cell := _next(line, order, hidden)) is not None:
                hidden[cell] = BESIDE
        if len(hidden) > before:
            continue
        for cell in worked_out(hidden, lines):
            beside = [_next(line, order, hidden) for line in lines if cell in line]
            beside = [other for other in beside if other is not None]
            if beside:
                hidden[min(beside, key=lambda other: (order.get(other, 0), str(other)))] = BESIDE
                break
        if len(hidden) == before:
            return


Bounds = dict[Cell, tuple[int, int]]
Row = tuple[list[tuple[Cell, int]], int]


def tied_down(values: Mapping[Cell, int], lines: Sequence[Line], hidden: Mapping[Cell, Hidden]) -> list[Cell]:
    """The hidden cells that can have one value alone: by addition, by what the lines leave of their bounds, and among no more
    than `EXACT` that hang together by looking for another way to fill them in. A line that is no sum of these numbers says nothing of them; the others still do."""
    rows = _rows(values, lines, hidden)
    bounds = _drawn_together({cell: BETWEEN[why] for cell, why in hidden.items()}, rows)
    if bounds is None:  # a value beyond what its reason says of it: nothing is known to be safe
        return list(hidden)
    found = [cell for cell, (low, high) in bounds.items() if low == high] or worked_out(hidden, lines)
    if found:
        return found
    for cells, of in _apart(rows):
        if len(cells) <= EXACT:
            own = {cell: bounds[cell] for cell in cells}
            if found := [cell for cell in cells if not _has_another(cell, values, own, of)]:
                return found
    return []


def closer_known(values: Mapping[Cell, int], lines: Sequence[Line], hidden: Mapping[Cell, Hidden]) -> list[Cell]:
    """The SMALL cells of which more is known than that they are 1 to 4: they cannot be the least of it, or not the most."""
    rows = _rows(values, lines, hidden)
    bounds = _drawn_together({cell: BETWEEN[why] for cell, why in hidden.items()}, rows)
    if bounds is None:
        return []
    small = [cell for cell, why in hidden.items() if why == SMALL]
    if found := [cell for cell in small if bounds[cell] != BETWEEN[SMALL]]:
        return found
    for cells, of in _apart(rows):
        if len(cells) <= EXACT:
            own = {cell: bounds[cell] for cell in cells}
            ends = ((cell, end) for cell in small if cell in cells for end in BETWEEN[SMALL] if end != values[cell])
            if found := [cell for cell, end in ends if not _fills(own | {cell: (end, end)}, of, values, [TRIES])]:
                return found
    return []


def _rows(values: Mapping[Cell, int], lines: Sequence[Line], hidden: Mapping[Cell, Hidden]) -> list[Row]:
    """What each line says of its hidden cells; one that is no sum of these numbers says nothing."""
    rows: list[Row] = []
    for line in lines:
        signs = [(cell, 1 if number else -1) for number, cell in enumerate(line)]
        if sum(sign * values.get(cell, 0) for cell, sign in signs):
            continue
        if unknown := [(cell, sign) for cell, sign in signs if cell in hidden]:
            rows.append((unknown, -sum(sign * values.get(cell, 0) for cell, sign in signs if cell not in hidden)))
    return rows


def _drawn_together(bounds: Bounds, rows: Sequence[Row]) -> Bounds | None:
    """The least and the most that each cell can be, as every line narrows what the others leave; None where they contradict."""
    bounds = dict(bounds)
    for _ in range(ROUNDS):
        before = dict(bounds)
        for unknown, total in rows:
            least = sum(bounds[cell][0] if sign > 0 else -bounds[cell][1] for cell, sign in unknown)
            most = sum(bounds[cell][1] if sign > 0 else -bounds[cell][0] for cell, sign in unknown)
            for cell, sign in unknown:
                low, high = bounds[cell]
                if sign > 0:
                    new = max(low, total - (most - high)), min(high, total - (least - low))
                else:
                    new = max(low, least + high - total), min(high, most + low - total)
                if new[0] > new[1]:
                    return None
                if new != (low, high):
                    bounds[cell] = new
                    least += sign * (new[0] - low) if sign > 0 else high - new[1]
                    most += sign * (new[1] - high) if sign > 0 else low - new[0]
        if bounds == before:
            break
    return bounds


def _apart(rows: Sequence[Row]) -> list[tuple[set[Cell], list[Row]]]:
    """The hidden cells that hang together by the lines they stand in, with those lines."""
    groups: list[tuple[set[Cell], list[Row]]] = []
    for row in rows:
        cells, of, others = {cell for cell, _ in row[0]}, [row], []
        for group in groups:
            if group[0] & cells:
                cells, of = cells | group[0], of + group[1]
            else:
                others.append(group)
        groups = [*others, (cells, of)]
    return groups


def _has_another(cell: Cell, values: Mapping[Cell, int], bounds: Bounds, rows: Sequence[Row]) -> bool:
    """Whether every hidden cell can be filled in with another value for this one. The search is given up as found after `TRIES`."""
    tries = [TRIES]
    here, (low, high) = values[cell], bounds[cell]
    others = sorted(range(max(low, here - NEAR), min(high, here + NEAR) + 1), key=lambda other: abs(other - here))
    return any(_fills(bounds | {cell: (other, other)}, rows, values, tries) for other in others if other != here)


def _fills(bounds: Bounds, rows: Sequence[Row], values: Mapping[Cell, int], tries: list[int]) -> bool:
    tries[0] -= 1
    held = _drawn_together(bounds, rows)
    if held is None or tries[0] < 0:
        return held is not None
    left = [cell for cell, (low, high) in held.items() if low < high]
    if not left:
        return all(sum(sign * held[cell][0] for cell, sign in unknown) == total for unknown, total in rows)
    cell = min(left, key=lambda each: (held[each][1] - held[each][0], str(each)))
    (low, high), here = held[cell], values[cell]
    near = sorted(range(max(low, here - NEAR), min(high, here + NEAR) + 1), key=lambda other: abs(other - here))
    return any(_fills(held | {cell: (other, other)}, rows, values, tries) for other in near)


def _loosen(pinned: Sequence[Cell], values: Mapping[Cell, int], lines: Sequence[Line], hidden: dict) -> bool:
    """Hide one more of the lines that tie down a cell, the nearest first; where none is left, let those that are small be nothing too."""
    reached, near = set(pinned), [line for line in lines if any(cell in line for cell in pinned)]
    while near:
        found = [cell for line in near for cell in [_next(line, values, hidden)] if cell is not None]
        found += [line[0] for line in near if line[0] not in hidden and values.get(line[0], 0)]
        if found:
            hidden[min(found, key=lambda cell: (values.get(cell, 0), str(cell)))] = BESIDE
            return True
        wider = reached | {cell for line in near for cell in line if cell in hidden}
        if wider == reached:
            break
        reached = wider
        near = [line for line in lines if any(cell in reached for cell in line)]
    few = {
        cell
        for line in near
        for cell in line
        if hidden.get(cell) == SMALL or cell not in hidden and not values.get(cell, 0)
    }
    hidden |= dict.fromkeys(few, FEW)
    return bool(few)


def _hide_more(closer: Sequence[Cell], values: Mapping[Cell, int], lines: Sequence[Line], hidden: dict) -> bool:
    """Hide one more of the lines of these cells, a part before a total. A total that is small itself is hidden already."""
    near = [line for line in lines if any(cell in line for cell in closer)]
    found = [cell for line in near for cell in [_next(line, values, hidden)] if cell is not None]
    if found:
        hidden[min(found, key=lambda cell: (values.get(cell, 0), str(cell)))] = BESIDE
    return bool(found)


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
        low, high = BETWEEN[hidden[cell]]
        others = [(other, how) for other, how in signs.items() if other != cell]
        least, most = Fraction(0), Fraction(0)
        for other, how in others:
            ends = sorted(how * end for end in BETWEEN[hidden[other]])
            least, most = least + ends[0], most + ends[1]
        ends = sorted((sign * (rest - least), sign * (rest - most)))
        if max(low, ends[0]) >= min(high, ends[1]):
            return True
    return False


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
