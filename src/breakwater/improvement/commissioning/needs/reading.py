"""Figures of a measure as everybody reads them alike: small numbers hidden, and whatever else would give one away (SG-22, SUP1, SUP2).

Every ward, age band and group of a measure is suppressed together, so that no two of its tables taken together say what one hides.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache

from breakwater.foundation.figures.amounts import FEWEST, Amount, percent
from breakwater.foundation.figures.reading import HIDDEN
from breakwater.foundation.figures.suppression import SHOWN_FROM, suppress

from .. import wards
from ..models import AgeBand, NeedFigure, NeedMeasure

ALL, YES, NO, UNMET = "ALL", "YES", "NO", "UNMET"
CROSSED_FROM = 20  # of fewer no table by a protected characteristic is shown (SUP2)
EVERYONE = "", ""
COUNT = NeedFigure.Estimate.COUNT
Cell = tuple[str, str, str, str]  # ward, age band, characteristic, group


def cell_of(figure: NeedFigure) -> Cell:
    return figure.ward, figure.age_band, figure.characteristic, figure.group


@dataclass(frozen=True)
class Shown:
    """One figure as a page says it. `some` is how many, as far as it is shown; of a prevalence, nobody was counted."""

    figure: NeedFigure
    place: str
    some: Amount | None
    of: Amount

    @property
    def is_modelled(self) -> bool:
        return self.some is None

    @cached_property
    def rate(self) -> float | None:
        """From 0 to 1; None where it is not shown, or of too few."""
        if self.of.least < FEWEST or not self.of.is_exact:
            return None
        if self.some is None:
            return float(self.figure.rate) / 100
        return self.some.least / self.of.least if self.some.is_exact else None

    @property
    def share(self) -> str:
        return "–" if self.rate is None else f"{percent(self.rate)}%"

    @property
    def between(self) -> str:
        """The confidence interval. It stands around the rate, so it is hidden with it."""
        low, high = self.figure.low, self.figure.high
        return (
            "–"
            if self.rate is None or low is None
            else f"{percent(float(low) / 100)}% to {percent(float(high) / 100)}%"
        )

    @property
    def expected(self) -> tuple[int, int, int] | None:
        """(how many, the least, the most): prevalence times population, or what was counted; None where it is not shown."""
        if self.rate is None and self.some is None or self.some is not None and not self.some.is_exact:
            return None
        if self.some is not None:
            return self.some.least, self.some.least, self.some.least
        rate, base = self.figure.rate, self.figure.base
        low, high = (rate if end is None else end for end in (self.figure.low, self.figure.high))
        return tuple(round(each * base / 100) for each in (rate, low, high))

    @property
    def number(self) -> str:
        if self.some is not None:
            return self.some.short
        return "too few to show" if self.expected is None else ranged(*self.expected, "about ")


def ranged(middle: int, low: int, high: int, about: str = "") -> str:
    words = f"{about if low != high else ''}{middle:,}" + (f" ({low:,} to {high:,})" if low != high else "")
    return words.replace("-", "−")


@dataclass(frozen=True)
class Need:
    """A need in one place beside what meets it. Where either is hidden, so is the gap."""

    shown: Shown
    met: str
    gap: str


@dataclass(frozen=True)
class Inequality:
    """The most and the least affected of wards or groups, of those whose rate is shown."""

    most: str
    least: str
    most_share: str
    least_share: str
    points: int
    left_out: int

    @property
    def words(self) -> str:
        rest = f" {self.left_out} not compared: hidden, or of too few." if self.left_out else ""
        return (
            f"Most affected: {self.most}, {self.most_share}. Least affected: {self.least}, {self.least_share}. "
            f"The gap is {self.points} percentage {'point' if self.points == 1 else 'points'}.{rest}"
        )


@dataclass(frozen=True)
class Read:
    """A measure's standing figures by cell; what may not be shown at all is not among them. `unmet`: counted need less who is in a service."""

    measure: NeedMeasure
    cells: Mapping[Cell, Shown]
    is_less: bool = False  # whether groups are left out because one of them is too small
    unmet: Mapping[Cell, Amount] = field(default_factory=dict)

    @property
    def ages(self) -> list[AgeBand]:
        """The bands it has figures of, in their order."""
        have = {cell[1] for cell in self.cells}
        return [each for each in AgeBand if each.value in have]

    def by_ward(self, age: str) -> list[Shown]:
        found = [shown for cell, shown in self.cells.items() if cell[0] and cell[1] == age and cell[2:] == EVERYONE]
        return sorted(found, key=lambda each: each.place)

    def whole(self, age: str) -> Shown | None:
        return self.cells.get((wards.WHOLE, age, *EVERYONE))

    def groups(self, age: str) -> dict[str, list[Shown]]:
        """By characteristic, the groups of the whole area."""
        found: dict[str, list[Shown]] = {}
        for (ward, band, characteristic, _), shown in sorted(self.cells.items()):
            if not ward and band == age and characteristic:
                found.setdefault(NeedFigure.Characteristic(characteristic).label, []).append(shown)
        return found

    @property
    def newest(self) -> date | None:
        return max((each.figure.on for each in self.cells.values()), default=None)


def read(measure: NeedMeasure, figures: Mapping[NeedMeasure, Iterable[NeedFigure]]) -> Read:
    """What may be shown of the standing figures of a measure. `figures` are its own and those of every measure that meets it or that it
    meets, however far: one page says the one less the other, so all are suppressed together."""
    kept, small = {}, {}
    for each, listed in sorted(figures.items(), key=lambda one: one[0].pk or 0):
        by_cell = {cell_of(figure): figure for figure in listed}
        small[each] = {(cell[2], bool(cell[0])) for cell, one in by_cell.items() if cell[2] and one.base < CROSSED_FROM}
        kept[each] = {cell: one for cell, one in by_cell.items() if (cell[2], bool(cell[0])) not in small[each]}
    places = {each.pk: number for number, each in enumerate(kept)}
    met = tuple((places[each.pk], places[each.met_by_id]) for each in kept if each.met_by_id in places)
    sets = tuple(
        tuple((cell, one.number, one.base, one.estimate == COUNT) for cell, one in sorted(own.items()))
        for own in kept.values()
    )
    hidden, values = _suppressed(sets, met)
    here, code = places[measure.pk], measure.area.code

    def amount(cell: Cell, part: str) -> Amount:
        key = here, (cell, part)
        return HIDDEN[hidden[key]] if key in hidden else Amount(values[key], values[key])

    shown = {
        cell: Shown(
            each,
            each.group or wards.name_in(code, each.ward),
            None if each.number is None else amount(cell, YES),
            amount(cell, ALL),
        )
        for cell, each in kept[measure].items()
    }
    unmet = {cell: amount(cell, UNMET) for cell in shown if (here, (cell, UNMET)) in values}
    return Read(measure, shown, bool(small[measure]), unmet)


@lru_cache(maxsize=64)
def _suppressed(
    sets: tuple[tuple[tuple[Cell, int | None, int, bool], ...], ...], met: tuple[tuple[int, int], ...]
) -> tuple[Mapping, Mapping]:
    """What is hidden, and every value, by the number of its set. Of an area with two hundred wards it takes a second, so it is done
    once for the same figures. `met` names the sets of a need and of those in a service for it: of a cell that both count, need is
    those met and those not."""
    values: dict[tuple, int] = {}
    lines: list[Sequence[tuple]] = []
    last: set[tuple] = set()
    for place, figures in enumerate(sets):
        own: dict[tuple, int] = {}
        for cell, number, base, _ in figures:
            own[cell, ALL] = base
            if number is not None:
                own |= {(cell, YES): number, (cell, NO): base - number}
        found, rests = _lines([cell for cell, *_ in figures], own)
        values |= {(place, key): value for key, value in own.items()}
        lines += [[(place, key) for key in line] for line in found]
        last |= {(place, key) for key in rests}
    counted = [{cell for cell, _, _, is_counted in figures if is_counted} for figures in sets]
    for need, by in met:
        for cell in sorted(counted[need] & counted[by]):
            line = [(need, (cell, YES)), (by, (cell, YES)), (need, (cell, UNMET))]
            rest = values[line[0]] - values[line[1]]
            if rest >= 0:
                values[line[2]] = rest
                lines.append(line)
    return suppress(values, lines, last), values


def _lines(cells: Sequence[Cell], values: dict[tuple, int]) -> tuple[list[Sequence[tuple]], set[tuple]]:
    """Every total and its parts: those with the need and those without, wards of the area, bands of all ages, groups of everyone.

    Where the parts are not all there, or are of different days, the rest is one more part, which no page shows. It is added to the
    values and named apart, to be hidden last: hiding what nobody sees protects nothing. Parts that add up to more than their total
    are no parts of it, and nothing follows. Those without a need follow from the others, and are added up only where few are without it.
    """
    parts: dict[tuple, list[Cell]] = {}
    for ward, age, characteristic, group in cells:
        if ward:
            parts.setdefault(("ward", (wards.WHOLE, age, characteristic, group)), []).append(
                (ward, age, characteristic, group)
            )
        if age != AgeBand.ALL:
            parts.setdefault(("age", (ward, AgeBand.ALL.value, characteristic, group)), []).append(
                (ward, age, characteristic, group)
            )
        if characteristic:
            parts.setdefault((characteristic, (ward, age, *EVERYONE)), []).append((ward, age, characteristic, group))
    lines: list[Sequence[tuple]] = [[(c, ALL), (c, YES), (c, NO)] for c in cells if (c, YES) in values]
    rests: set[tuple] = set()
    for (kind, whole), found in parts.items():
        for part in (ALL, YES, NO):
            total, of = (whole, part), [(each, part) for each in found if (each, part) in values]
            follows = part == NO and not any(0 < values[each] < SHOWN_FROM for each in of)
            if total not in values or not of or follows:
                continue
            rest = values[total] - sum(values[each] for each in of)
            if rest < 0:
                continue
            if rest:
                of.append((("rest", kind, whole), part))
                values[of[-1]] = rest
                rests.add(of[-1])
            lines.append([total, *of])
    return lines, rests


def beside(need: Read, met: Read | None, age: str) -> list[Need]:
    """By ward, the whole area last: what is expected, who is in a service, and the gap with its range."""
    listed = [*need.by_ward(age), *filter(None, [need.whole(age)])]
    return [
        _need(each, *((met.cells.get(cell), need.unmet.get(cell)) if met else (None, None)))
        for each in listed
        for cell in [cell_of(each.figure)]
    ]


def _need(shown: Shown, met: Shown | None, unmet: Amount | None) -> Need:
    if met is None or met.some is None:
        return Need(shown, "–", "–")
    if unmet is not None:
        return Need(shown, met.number, unmet.short)
    is_asked = NeedFigure.Estimate.SURVEY in (
        shown.figure.estimate,
        met.figure.estimate,
    )  # of those who answered, not of all
    if is_asked or shown.expected is None or not met.some.is_exact:
        return Need(shown, met.number, "–")
    gap = [each - met.some.least for each in shown.expected]
    return Need(shown, met.number, ranged(*gap))


def inequality(listed: Sequence[Shown], *, more_is_need: bool) -> Inequality | None:
    """None where fewer than two rates are shown."""
    rated = sorted((each for each in listed if each.rate is not None), key=lambda each: each.rate)
    if len(rated) < 2:
        return None
    least, most = (rated[0], rated[-1]) if more_is_need else (rated[-1], rated[0])
    points = abs(percent(most.rate) - percent(least.rate))
    return Inequality(most.place, least.place, most.share, least.share, points, len(listed) - len(rated))
