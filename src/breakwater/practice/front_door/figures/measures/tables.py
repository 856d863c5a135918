"""The counts of one month as tables with their totals: what is the sum of what, so that nothing small can be worked out."""

from collections.abc import Iterable, Mapping

from breakwater.foundation.figures.suppression import Line
from breakwater.foundation.figures.totals import Cell, cells_of, summed, totals

NONE, DECIDED, REFERRAL, NO_ACTION = "NONE", "DECIDED", "REFERRAL", "O13"
REFERRALS = ("O6", "O7", "O8")
EVERYTHING: Cell = ("outcome", "", "")
# Tables of the same contacts, cut another way: they have one total between them.
OF_ALL_CONTACTS = ("channel", "weekday", "hour", "hours")


def month_of(counts: Iterable[tuple[str, str, str, int]]) -> tuple[dict[Cell, int], list[Line]]:
    """The cells of one month with every total, and the lines that tie them: each a total and its parts."""
    values, inner = cells_of(counts)
    lines: list[Line] = []
    for name in sorted(inner):
        lines += (
            _outcomes(inner[name], values)
            if name == "outcome"
            else totals(name, inner[name], values, everything=EVERYTHING if name in OF_ALL_CONTACTS else (name, "", ""))
        )
    values.setdefault(EVERYTHING, 0)
    return dict(values), lines + _twins(values)


def _outcomes(cells: list[Cell], values: dict[Cell, int]) -> list[Line]:
    """Outcomes by source, with what was decided at all and what became a referral."""
    lines = sorted({cell[1] for cell in cells})
    made: list[Line] = []
    for part in sorted({cell[2] for cell in cells}):
        made += summed(("outcome", "", part), [cell for cell in cells if cell[2] == part], values)
    for line in ["", *lines]:
        parts = sorted(cell[2] for cell in values if cell[0] == "outcome" and cell[1] == line and cell[2])
        at = {part: ("outcome", line, part) for part in (*parts, DECIDED, REFERRAL, NONE)}
        made += summed(at[REFERRAL], [at[part] for part in parts if part in REFERRALS], values)
        made += summed(
            at[DECIDED], [at[REFERRAL], *(at[part] for part in parts if part not in (*REFERRALS, NONE))], values
        )
        made += summed(("outcome", line, ""), [at[DECIDED], *([at[NONE]] if NONE in parts else [])], values)
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
