"""The counts of one month as tables with their totals: what is the sum of what, so that nothing small can be worked out."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from .suppression import Line

Cell = tuple[str, str, str]  # table, line, part; an empty line or part is a total

ALL, NONE, DECIDED, REFERRAL, NO_ACTION = "ALL", "NONE", "DECIDED", "REFERRAL", "O13"
REFERRALS = ("O6", "O7", "O8")
EVERYTHING: Cell = ("outcome", "", "")
# Tables of the same contacts, cut another way: they have one total between them.
OF_ALL_CONTACTS = ("channel", "weekday", "hour", "hours")


def month_of(counts: Iterable[tuple[str, str, str, int]]) -> tuple[dict[Cell, int], list[Line]]:
    """The cells of one month with every total, and the lines that tie them: each a total and its parts."""
    values: dict[Cell, int] = defaultdict(int)
    inner: dict[str, list[Cell]] = defaultdict(list)
    for name, line, part, n in counts:
        cell = (name, "" if line == ALL else line, "" if part == ALL else part)
        if cell != (name, "", "") and cell not in values:
            inner[name].append(cell)
        values[cell] += n
    lines: list[Line] = []
    for name in sorted(inner):
        lines += _outcomes(inner[name], values) if name == "outcome" else _totals(name, inner[name], values)
    values.setdefault(EVERYTHING, 0)
    return dict(values), lines + _twins(values)


def _sum(total: Cell, parts: list[Cell], values: dict[Cell, int]) -> list[Line]:
    values[total] = sum(values[part] for part in parts)
    return [[total, *parts]]


def _totals(name: str, cells: list[Cell], values: dict[Cell, int]) -> list[Line]:
    """Totals of each line, of each part, and of all."""
    by_line, by_part, made = defaultdict(list), defaultdict(list), []
    for cell in cells:
        by_line[cell[1]].append(cell)
        by_part[cell[2]].append(cell)
    everything = EVERYTHING if name in OF_ALL_CONTACTS else (name, "", "")
    if set(by_part) == {""}:
        return _sum(everything, cells, values)
    if set(by_line) == {""}:
        return _sum(everything, cells, values)
    for line, parts in by_line.items():
        made += _sum((name, line, ""), parts, values)
    for part, lines in by_part.items():
        made += _sum((name, "", part), lines, values)
    made += _sum(everything, [(name, line, "") for line in by_line], values)
    made.append([everything, *((name, "", part) for part in by_part)])
    return made


def _outcomes(cells: list[Cell], values: dict[Cell, int]) -> list[Line]:
    """Outcomes by source, with what was decided at all and what became a referral."""
    lines = sorted({cell[1] for cell in cells})
    made: list[Line] = []
    for part in sorted({cell[2] for cell in cells}):
        made += _sum(("outcome", "", part), [cell for cell in cells if cell[2] == part], values)
    for line in ["", *lines]:
        parts = sorted(cell[2] for cell in values if cell[0] == "outcome" and cell[1] == line and cell[2])
        at = {part: ("outcome", line, part) for part in (*parts, DECIDED, REFERRAL, NONE)}
        made += _sum(at[REFERRAL], [at[part] for part in parts if part in REFERRALS], values)
        made += _sum(
            at[DECIDED], [at[REFERRAL], *(at[part] for part in parts if part not in (*REFERRALS, NONE))], values
        )
        made += _sum(("outcome", line, ""), [at[DECIDED], *([at[NONE]] if NONE in parts else [])], values)
    for part in (DECIDED, REFERRAL, ""):
        made.append([("outcome", "", part), *(("outcome", line, part) for line in lines)])
    return made


def _twins(values: Mapping[Cell, int]) -> list[Line]:
    """The same number in two tables: hidden in one, it is hidden in the other."""
    pairs = [
        (("outcome", line, REFERRAL), ("rereferral", line, ""))
        for name, line, part in values
        if name == "rereferral" and not part
    ]
    pairs += [
        (("outcome", "", DECIDED), ("dispensed", "", "")),
        (EVERYTHING, ("decision", "", "")),
        (EVERYTHING, ("acknowledge", "", "")),
    ]
    pairs += [
        (("repeat_12", line, ""), ("repeat_3", line, ""))
        for name, line, part in values
        if name == "repeat_12" and not part
    ]
    pairs += [
        (("outcome", line, ""), ("repeat_12", line, ""))
        for name, line, part in values
        if name == "repeat_12" and not part
    ]
    return [list(pair) for pair in pairs if pair[0] in values and values[pair[0]] == values.get(pair[1])]
