"""Which wards have high need, and no help for an age: the wards of one measure beside the services that reach each. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from breakwater.foundation.figures.amounts import percent
from breakwater.knowledge.directory import mapping

from .. import wards
from ..models import AgeBand, Provision
from ..models.made import Domain
from ..needs.reading import Read, Shown
from ..provision.flags import serves

SHADES = ("#ffffff", "#dce8ec", "#a9c8d3", "#5c9bb0", "#1f5d76")  # not shown, then from the least need to the most
OF_ANY_NEED = Domain.POPULATION, Domain.DEPRIVATION, Domain.VOICE  # no service is for these alone


@dataclass(frozen=True)
class Ward:
    """A ward with its need and what reaches it. `number` is its place in the table, which stands on the map as well."""

    number: int
    name: str
    code: str
    shown: Shown | None
    services: Sequence[Provision]
    ended: Sequence[Provision]  # open as the directory has it, but their contract has ended
    is_high: bool
    is_unsure: bool  # its range reaches the share above which need is high, so it may as well be on the other side
    shade: int

    @property
    def is_gap(self) -> bool:
        return self.is_high and not self.services


@dataclass(frozen=True)
class Outline:
    """A ward as it is drawn."""

    ward: Ward
    path: str
    x: float
    y: float
    fill: str


@dataclass(frozen=True)
class Answer:
    wards: Sequence[Ward]
    mean: str  # the share of all together, above which need is high
    is_whole: bool  # whether it is that of the whole area; else of the wards that are shown, together
    has_figures: bool  # whether there is any by ward for the age band, shown or hidden
    outlines: Sequence[Outline]
    width: float
    height: float

    @property
    def gaps(self) -> list[Ward]:
        return [each for each in self.wards if each.is_gap]

    @property
    def unsure(self) -> list[Ward]:
        """Wards whose range reaches the share of all."""
        return [each for each in self.wards if each.is_unsure]

    @property
    def hidden(self) -> list[Ward]:
        """Wards of whose need too little is shown to say whether it is high."""
        return [each for each in self.wards if each.shown is None or each.shown.rate is None]


def answer(
    read: Read, age: AgeBand, tier: str, services: Iterable[Provision], ended: Iterable[Provision] = ()
) -> Answer:
    """Every ward of the area, the highest need first. Need is high above the share of the whole area. A service reaches it that is
    recorded as for this need, or of which it is not recorded what for."""
    code, more = read.measure.area.code, read.measure.more_is_need
    by_ward = {each.figure.ward: each for each in read.by_ward(age)}
    rates = [each.rate for each in by_ward.values() if each.rate is not None]
    mean = _mean(read, age)
    reaching, reached = (
        [each for each in some if each.tier == tier and serves(each, age) and is_for(each, read.measure.domain)]
        for some in (services, ended)
    )
    named = wards.of_area(code)

    def order(ward: str):
        shown = by_ward.get(ward)
        rate = shown.rate if shown else None
        return rate is None, 0 if rate is None else -rate if more else rate, named[ward]

    found = []
    for number, ward in enumerate(sorted(named, key=order), 1):
        shown = by_ward.get(ward)
        rate = shown.rate if shown else None
        is_high = None not in (rate, mean) and (rate > mean if more else rate < mean)
        reach, before = ([each for each in of if not each.wards or ward in each.wards] for of in (reaching, reached))
        found.append(
            Ward(
                number,
                named[ward],
                ward,
                shown,
                reach,
                before,
                is_high,
                _unsure(shown, mean),
                _shade(rate, rates, more),
            )
        )
    drawn = mapping.wards_of(code)
    words = "" if mean is None else f"{percent(mean)}%"
    whole = read.whole(age)
    is_whole = whole is not None and whole.rate is not None
    return Answer(found, words, is_whole, bool(by_ward), *(_outlines(drawn, found) if drawn else ([], 0, 0)))


def is_for(provision: Provision, domain: str) -> bool:
    """Whether a service is recorded as for a kind of need; one without any recorded may be for all."""
    return not provision.domains or domain in provision.domains or domain in OF_ANY_NEED


def _unsure(shown: Shown | None, mean: float | None) -> bool:
    if shown is None or shown.rate is None or mean is None or shown.figure.low is None or shown.figure.high is None:
        return False
    return float(shown.figure.low) <= 100 * mean <= float(shown.figure.high)


def _mean(read: Read, age: AgeBand) -> float | None:
    """The share of the whole area as it is recorded; else of the wards together, of those whose numbers are shown."""
    if (whole := read.whole(age)) is not None and whole.rate is not None:
        return whole.rate
    rated = [each for each in read.by_ward(age) if each.rate is not None]
    base = sum(each.of.least for each in rated)
    return sum(each.rate * each.of.least for each in rated) / base if base else None


def _shade(rate: float | None, rates: Sequence[float], more: bool) -> int:
    if rate is None:
        return 0
    low, high = min(rates), max(rates)
    part = (rate - low) / (high - low) if high > low else 1
    return 1 + min(3, int(4 * (part if more else 1 - part)))


def _outlines(drawn, found: Sequence[Ward]) -> tuple[list[Outline], float, float]:
    width, height, shapes = drawn
    by_code = {each.code: each for each in found}
    known = [(each, by_code[each.code]) for each in shapes if each.code in by_code]
    outlines = [Outline(w, s.outline, s.x, s.y, SHADES[w.shade]) for s, w in known]
    return outlines, width, height
