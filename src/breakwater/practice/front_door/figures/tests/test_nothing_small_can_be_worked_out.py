"""SG-22: numbers below 5 are not shown, and cannot be worked out from the numbers beside them."""

import itertools
import random

import pytest

from breakwater.foundation.figures.amounts import Amount, Rate, total
from breakwater.foundation.figures.suppression import BESIDE, SMALL, suppress, worked_out
from breakwater.practice.front_door.figures.measures.tables import month_of


def one_way(numbers):
    values = {f"part {number}": value for number, value in enumerate(numbers)}
    line = ["total", *values]
    return values | {"total": sum(numbers)}, [line]


def could_be(values, line, hidden, most=14):
    """For each hidden cell, every value it could have for a reader of what is shown, tried one by one."""
    cells = [cell for cell in line if cell in hidden]
    total, *parts = line
    possible = {cell: set() for cell in cells}
    ranges = [range(1, 5) if hidden[cell] == SMALL else range(5, most + values["total"]) for cell in cells]
    for guess in itertools.product(*ranges):
        known = values | dict(zip(cells, guess, strict=True))
        if known[total] == sum(known[part] for part in parts):
            for cell, value in zip(cells, guess, strict=True):
                possible[cell].add(value)
    return possible


@pytest.mark.parametrize("seed", range(60))
def test_sg_22_no_hidden_number_of_a_row_has_one_possible_value(seed):
    chance = random.Random(seed)
    values, lines = one_way([chance.choice([0, 0, 1, 1, 2, 4, 4, 5, 6, 9]) for _ in range(chance.randint(1, 4))])
    hidden = suppress(values, lines)
    assert all(cell in hidden for cell, value in values.items() if 0 < value < 5)
    assert not any(values[cell] == 0 for cell in hidden)
    for cell, possible in could_be(values, lines[0], hidden).items():
        assert len(possible) > 1, (values, hidden, cell)
        if hidden[cell] == SMALL and values["total"] >= 5:  # else the parts are no more than their small total
            assert possible == {1, 2, 3, 4}, (values, hidden, cell)


@pytest.mark.parametrize(
    ("numbers", "hidden"),
    [
        ([3, 20, 30], {"part 0": SMALL, "part 1": BESIDE}),
        ([20, 30], {}),
        ([3, 0, 0], {"part 0": SMALL, "total": SMALL}),
        ([4, 4, 0], {"part 0": SMALL, "part 1": SMALL, "total": BESIDE}),
        ([1, 1, 9], {"part 0": SMALL, "part 1": SMALL, "part 2": BESIDE}),
        ([2, 3, 9], {"part 0": SMALL, "part 1": SMALL}),
        ([3, 4, 30], {"part 0": SMALL, "part 1": SMALL, "part 2": BESIDE}),  # else each is 3 or 4
        ([1, 6, 8, 15], {"part 0": SMALL, "part 1": BESIDE, "part 2": BESIDE}),  # else 7 are left: 1 or 2
        ([1, 6], {"part 0": SMALL, "part 1": BESIDE, "total": BESIDE}),
    ],
)
def test_sg_22_the_smallest_number_beside_a_small_one_is_hidden_with_it(numbers, hidden):
    assert suppress(*one_way(numbers)) == hidden


@pytest.mark.parametrize("seed", range(60))
def test_sg_22_no_hidden_number_of_a_month_follows_by_adding_and_taking_away(seed):
    chance = random.Random(seed)
    sources, outcomes = ["SCHOOL", "POLICE", "HEALTH", "PUBLIC"], ["O1", "O6", "O7", "O8", "O13", "NONE"]
    outcome = [
        ("outcome", s, o, chance.choice([1, 2, 3, 6, 9, 30]))
        for s in sources
        for o in outcomes
        if chance.random() < 0.8
    ]
    referred = [("rereferral", s, "YES", chance.choice([1, 4, 7])) for s in sources]
    values, lines = month_of([*outcome, *referred, ("channel", "PHONE", "ALL", 3)])
    hidden = suppress(values, lines)
    assert worked_out(hidden, lines) == []
    assert all(cell in hidden for cell, value in values.items() if 0 < value < 5)
    for total_cell, *parts in lines:
        assert len([cell for cell in [total_cell, *parts] if cell in hidden]) != 1 or len(parts) == 1
    assert suppress(values, lines) == hidden  # the same again


def test_sg_22_a_number_between_two_hidden_squares_follows_from_them_and_is_found():
    """Each row and column has two hidden cells or three, and yet one of them can be worked out."""
    columns = {row: [(row, column) for column in range(4)] for row in range(4)}
    lines = [[f"row {row}", *cells] for row, cells in columns.items()]
    lines += [[f"column {column}", *((row, column) for row in range(4))] for column in range(4)]
    hidden = {(0, 0), (0, 1), (1, 0), (1, 1), (2, 2), (2, 3), (3, 2), (3, 3), (1, 2)}
    assert worked_out(dict.fromkeys(hidden, SMALL), lines) == [(1, 2)]


def test_sg_22_months_added_up_say_no_more_than_the_months():
    shown = total([Amount(12, 12), Amount(1, 4), Amount(5, None)])
    assert (shown.words, total([Amount(12, 12), Amount(1, 4)]).words) == ("at least 18", "13 to 16")


def test_a_rate_of_almost_all_is_never_said_to_be_all():
    assert Rate(Amount(199, 199), Amount(200, 200)).words == "99%"
    assert Rate(Amount(0, 0), Amount(0, 0)).words == "none to count"
    assert Rate(Amount(1, 4), Amount(5, None)).words == "too few to show"
    assert Rate(Amount(1, 4), Amount(9, 9)).words == "too few to show"  # 11 to 44 in a hundred tells nobody anything
    assert Rate(Amount(35, 38), Amount(39, 39)).words == "between 90% and 97%"
    assert Rate(Amount(796, 799), Amount(800, 800)).words == "99%"
