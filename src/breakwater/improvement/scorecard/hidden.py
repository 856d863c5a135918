"""What may be published of numbers of indicators and one period: small ones hidden, with what would give them away (SUP1, SUP2, SG-22). Pure.

One number may stand under several indicators: what is hidden of all that share numbers is worked out together.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from breakwater.foundation.figures.amounts import Amount
from breakwater.foundation.figures.reading import HIDDEN
from breakwater.foundation.figures.suppression import suppress

from .codes import INDICATORS, Indicator
from .models import Dimension

CHARACTERISTICS = (Dimension.AGE, Dimension.SEX, Dimension.ETHNICITY, Dimension.DISABILITY)
BASE = 20  # SUP2, local: fewer are not parted by a characteristic
SOME, OF, REST = "some", "of", "rest"
UNKNOWN = Amount(0, None)
Cell = tuple  # the code of an indicator, and SOME, OF, REST, or the dimension and the name of a part


@dataclass(frozen=True)
class Numbers:
    """So many, of so many, with parts: each its dimension, its name and how many."""

    some: int
    of: int | None = None
    parts: Sequence[tuple[str, str, int]] = ()


@dataclass(frozen=True)
class Published:
    """What everyone reads of `Numbers`."""

    some: Amount
    of: Amount | None
    parts: Sequence[tuple[str, str, Amount]] = ()


def published(given: Mapping[str, Numbers], rooms: Mapping[Cell, Amount] | None = None) -> dict[str, Published]:
    """By code, of numbers of one period. `rooms` are those that rooms publish of it, which nothing here can hide any more."""
    rooms, kept = rooms or {}, dict(given)
    while True:
        values, lines = cells_of(kept)
        hidden = suppress(values, lines)
        told = {code for code in kept if _tells_a_room(code, kept, rooms, hidden)}
        if not told:
            break
        kept = {code: numbers for code, numbers in kept.items() if code not in told}
    amounts = {cell: HIDDEN[hidden[cell]] if cell in hidden else Amount(n, n) for cell, n in values.items()}
    return {code: _one(code, numbers, kept, amounts) for code, numbers in given.items()}


def _tells_a_room(code: str, given: Mapping[str, Numbers], rooms: Mapping, hidden: Mapping) -> bool:
    """Whether a number of this indicator is a room's as well that the room hides, or that would have to be hidden and is shown there."""
    for which, other in _shares(INDICATORS[code]):
        amount, number = rooms.get(other), _number(given[code], which)
        if amount is None or number is None or number < amount.least or (amount.most or number) < number:
            continue
        if not amount.is_exact or same_cell(code, which, given) in hidden:
            return True
    return False


def _shares(indicator: Indicator) -> Iterable[tuple[str, Cell]]:
    for which, said in ((SOME, indicator.some_is), (OF, indicator.of_is)):
        if said:
            yield which, tuple(said.split("."))


def _number(numbers: Numbers, which: str) -> int | None:
    return numbers.some if which == SOME else numbers.of


def same_cell(code: str, which: str, given: Mapping[str, Numbers]) -> Cell:
    """The one cell of a number that stands under several indicators, where all have the same."""
    cell = (code, which)
    for mine, other in _shares(INDICATORS[code]):
        if mine == which:
            held = given.get(other[0])
            if held is not None and _number(held, other[1]) == _number(given[code], which):
                return same_cell(other[0], other[1], given)
    return cell


def cells_of(given: Mapping[str, Numbers]) -> tuple[dict, list]:
    """The numbers, and the lines that tie them: each a total and the parts that make it up."""
    values, lines = {}, []
    for code, numbers in given.items():
        some, of = same_cell(code, SOME, given), same_cell(code, OF, given)
        values[some] = numbers.some
        if numbers.of is not None:
            values[of] = numbers.of
        if numbers.of is not None and INDICATORS[code].is_share:
            values[code, REST] = numbers.of - numbers.some
            lines.append([of, some, (code, REST)])
        by_dimension: dict[str, list] = {}
        for dimension, name, number in _parts(numbers):
            values[code, dimension, name] = number
            by_dimension.setdefault(dimension, []).append((code, dimension, name))
        lines += [[some, *cells] for cells in by_dimension.values()]
    return values, lines


def _parts(numbers: Numbers) -> list:
    return [part for part in numbers.parts if numbers.some >= BASE or part[0] not in CHARACTERISTICS]


def _one(code: str, numbers: Numbers, kept: Mapping[str, Numbers], amounts: Mapping[Cell, Amount]) -> Published:
    if code not in kept:
        return Published(UNKNOWN, UNKNOWN if numbers.of is not None else None)
    some, of = amounts[same_cell(code, SOME, kept)], None
    if numbers.of is not None:
        of = amounts[same_cell(code, OF, kept)]
    rest = amounts.get((code, REST))
    if rest is not None and of.is_exact and not some.is_exact and rest.most is not None:
        some = some.within(of.least - rest.most, of.least - rest.least)
    return Published(some, of, [(each, name, amounts[code, each, name]) for each, name, _ in _parts(numbers)])
