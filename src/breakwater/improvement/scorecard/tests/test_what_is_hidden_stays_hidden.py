"""A thousand tables of small numbers: knowing every rule by which numbers are hidden, nobody works one of them back (SUP1, SUP2, SG-22)."""

from itertools import product
from random import Random

import pytest

from breakwater.foundation.figures.amounts import Amount
from breakwater.foundation.figures.suppression import BESIDE, BETWEEN, SMALL, suppress
from breakwater.improvement.scorecard.codes import FAMILIES, INDICATORS
from breakwater.improvement.scorecard.hidden import Numbers, cells_of, published, same_cell
from breakwater.improvement.scorecard.models import IndicatorValue
from breakwater.improvement.scorecard.shown import Shown

TOP = 10**6


def worked_back(hidden, lines, values) -> list:
    """The hidden cells that can have one value alone, by an exact search over whole numbers.

    Whoever searches knows that a number is not negative, that a small one is 1 to 4 and one beside it at least 5, every number
    that is shown, and what is the sum of what.
    """
    bounds = {cell: BETWEEN[why] for cell, why in hidden.items()}
    rows = []
    for line in lines:
        signs = {}
        for number, cell in enumerate(line):
            if cell in hidden:
                signs[cell] = signs.get(cell, 0) + (1 if number else -1)
        if signs:
            rows.append((signs, -_shown_sum(line, hidden, values)))
    assert narrowed(bounds, rows) is not None
    return [cell for cell in hidden if not has_another(cell, values[cell], bounds, rows)]


def known_closer(hidden, lines, values) -> list:
    """The small cells that a reader knows closer than 1 to 4, although a number of their lines is still shown."""
    bounds = {cell: BETWEEN[why] for cell, why in hidden.items()}
    rows = []
    for line in lines:
        signs = {cell: 1 if number else -1 for number, cell in enumerate(line) if cell in hidden}
        if signs:
            rows.append((signs, -_shown_sum(line, hidden, values)))
    shows = {cell for line in lines if any(values[each] and each not in hidden for each in line) for cell in line}
    small = [cell for cell, why in hidden.items() if why == SMALL and cell in shows]
    return [cell for cell in small if not all(fills(bounds | {cell: (end, end)}, rows) for end in BETWEEN[SMALL])]


def _shown_sum(line, hidden, values) -> int:
    """The total's sign is minus: parts less total are nothing."""
    return sum(values[cell] * (1 if number else -1) for number, cell in enumerate(line) if cell not in hidden)


def narrowed(bounds: dict, rows: list) -> dict | None:
    """The bounds that follow from each row by itself, again and again; None where they contradict one another."""
    bounds, changed = dict(bounds), True
    while changed:
        changed = False
        for signs, total in rows:
            for cell, sign in signs.items():
                low = total - sum(max(s * end for end in bounds[other]) for other, s in signs.items() if other != cell)
                high = total - sum(min(s * end for end in bounds[other]) for other, s in signs.items() if other != cell)
                ends = (low, high) if sign > 0 else (-high, -low)
                new = max(bounds[cell][0], ends[0]), min(bounds[cell][1], ends[1])
                if new[0] > new[1]:
                    return None
                if new != bounds[cell]:
                    bounds[cell], changed = new, True
    return bounds


def has_another(cell, value: int, bounds: dict, rows: list) -> bool:
    """Whether some way to fill in every hidden number gives this one another value."""
    held = narrowed(bounds, rows)
    low, high = held[cell]
    near = [other for step in range(1, 12) for other in (value - step, value + step) if low <= other <= high]
    return any(fills(held | {cell: (other, other)}, rows) for other in near)


def fills(bounds: dict, rows: list) -> bool:
    held = narrowed(bounds, rows)
    if held is None:
        return False
    open_ones = [cell for cell, (low, high) in held.items() if low < high]
    if not open_ones:
        return True
    cell = min(open_ones, key=lambda each: held[each][1] - held[each][0])
    low, high = held[cell]
    return any(fills(held | {cell: (value, value)}, rows) for value in range(low, min(high, low + 40) + 1))


def a_table(dice: Random) -> tuple[dict, list]:
    """Counts by two characteristics with every margin and the whole; most of them small."""
    down, across = dice.randint(2, 5), dice.randint(2, 4)
    most = dice.choice((3, 6, 9, 15, 40))
    cells = {at: dice.choice((0, dice.randint(0, most))) for at in product(range(down), range(across))}
    values, lines = dict(cells), []
    for row in range(down):
        parts = [(row, column) for column in range(across)]
        values["row", row] = sum(cells[each] for each in parts)
        lines.append([("row", row), *parts])
    for column in range(across):
        parts = [(row, column) for row in range(down)]
        values["column", column] = sum(cells[each] for each in parts)
        lines.append([("column", column), *parts])
    values["all"] = sum(cells.values())
    lines += [["all", *(("row", row) for row in range(down))], ["all", *(("column", each) for each in range(across))]]
    return values, lines


@pytest.mark.parametrize("seed", range(4))
def test_no_hidden_number_of_a_thousand_tables_is_worked_back(seed):
    dice = Random(seed)
    for number in range(250):
        values, lines = a_table(dice)
        hidden = suppress(values, lines)
        assert not worked_back(hidden, lines, values), (seed, number, values)
        assert not known_closer(hidden, lines, values), (seed, number, values)


def test_the_search_does_find_what_one_hidden_number_alone_gives_away():
    values = {"all": 30, "a": 3, "b": 27}
    assert worked_back({"a": SMALL}, [["all", "a", "b"]], values) == ["a"]
    seven_left = {"all": 37, "a": 1, "b": 6, "c": 30}
    assert known_closer({"a": SMALL, "b": BESIDE}, [["all", "a", "b", "c"]], seven_left) == ["a"]


def test_a_value_with_parts_hides_what_would_give_a_part_or_the_rest_away():
    few = alone("B1", Numbers(57, 60))
    assert not few.some.is_exact, "three were not in time"
    assert few.words == "Between 93% and 98%"
    assert alone("B1", Numbers(3, 9)).words == "Too few to show"
    wards = [("WARD", name, number) for name, number in (("A", 2), ("B", 11), ("C", 27))]
    by_ward = {name: amount for _, name, amount in published({"B1": Numbers(40, 60, wards)})["B1"].parts}
    assert [by_ward[name].is_exact for name in "ABC"] == [False, False, True]
    sexes = [("SEX", "Girls", 8), ("SEX", "Boys", 11)]
    assert not published({"B3": Numbers(19, 43_000, sexes)})["B3"].parts, "a characteristic needs twenty (SUP2)"


def alone(code: str, numbers: Numbers) -> Shown:
    found = published({code: numbers})[code]
    return Shown(INDICATORS[code], IndicatorValue(), found.some, found.of, {})


def test_a_number_under_several_indicators_is_hidden_under_all_of_them():
    found = published({"B4": Numbers(38, 40), "B5": Numbers(30, 38)})
    assert (found["B4"].of.is_exact, found["B5"].of.is_exact) == (True, False), "40 less 38 would be told"
    cared = Numbers(8, 43_000, [("KIND", "Unaccompanied", 4), ("KIND", "Others", 4)])
    assert not published({"D1": cared, "D2": Numbers(0, 8)})["D2"].of.is_exact
    room = {("A5", "some"): Amount(5, None)}
    assert published({"A7": Numbers(0, 12)}, room)["A7"].of == Amount(0, None), "the room hides its referrals"
    assert published({"A7": Numbers(4, 8)}, {("A5", "some"): Amount(8, 8)})["A7"].of == Amount(0, None)
    assert published({"A7": Numbers(10, 20)}, {("A5", "some"): Amount(20, 20)})["A7"].of == Amount(20, 20)


@pytest.mark.parametrize("family", sorted({tuple(sorted(each)) for each in FAMILIES.values() if len(each) > 1}))
def test_no_hidden_number_of_indicators_that_share_numbers_is_worked_back(family):
    dice = Random(str(family))
    for _ in range(40):
        given = a_family(dice, family)
        values, lines = cells_of(given)
        hidden = suppress(values, lines)
        assert not worked_back(hidden, lines, values), given
        for code, each in published(given).items():
            assert each.some.is_exact == (same_cell(code, "some", given) not in hidden)
            assert each.of is None or each.of.is_exact == (same_cell(code, "of", given) not in hidden)


def a_family(dice: Random, family) -> dict[str, Numbers]:
    """Numbers that agree: whoever counts the same has the same."""
    known: dict = {}
    given = {}
    for code in sorted(family, key=lambda each: (bool(INDICATORS[each].some_is or INDICATORS[each].of_is), each)):
        indicator = INDICATORS[code]
        of = known.get(tuple(indicator.of_is.split("."))) or dice.randint(0, 30) if indicator.per else None
        some = known.get(tuple(indicator.some_is.split("."))) if indicator.some_is else None
        some = (
            dice.randint(0, of if indicator.is_share else 30) if some is None or of is not None and some > of else some
        )
        one = dice.randint(0, some)
        parts = [("KIND", "One", one), ("KIND", "Other", some - one)] if dice.random() < 0.5 else []
        known |= {(code, "some"): some, (code, "of"): of}
        given[code] = Numbers(some, of, parts)
    return given
