"""A value as everybody reads it. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from breakwater.foundation.figures.amounts import Amount, Rate, capital, compared

from .codes import Indicator
from .models import IndicatorValue


@dataclass(frozen=True)
class Shown:
    """`parts` are the value's, by dimension; of one that is hidden with all it counts there are none."""

    indicator: Indicator
    value: IndicatorValue
    some: Amount | None
    of: Amount | None
    parts: Mapping[str, Sequence[tuple[str, Amount]]]

    @property
    def rate(self) -> Rate | None:
        return Rate(self.some, self.of) if self.indicator.per and self.some and self.of else None

    @property
    def words(self) -> str:
        """As it stands large: "62%", "48.2", "94", "fewer than 5"."""
        if self.some is None:
            return f"{self.value.average:.1f} {self.indicator.measured_in}".rstrip()
        if self.indicator.is_share:
            return capital(self.rate.words)
        if self.rate and self.height is not None:
            return f"{self.height:.1f} per {self.indicator.per:,}"
        return capital(self.some.words)

    @property
    def of_words(self) -> str:
        """Beneath it, how many of how many."""
        if self.some is None:
            return ""
        if self.indicator.is_share:
            return self.rate.of_words if self.rate.is_shown else ""
        if self.rate:
            return f"{self.some.words} of {self.of.words}" if self.height is not None else "no rate of so few"
        return ""

    @property
    def height(self) -> float | None:
        """Where a drawing puts it; None where it is not shown."""
        if self.some is None:
            return float(self.value.average)
        if self.indicator.is_share:
            return 100 * self.rate.middle if self.rate.is_shown else None
        if not self.some.is_exact or self.of is not None and not self.of.is_exact:
            return None
        return self.indicator.per * self.some.least / self.of.least if self.rate else float(self.some.least)

    @property
    def is_exact(self) -> bool:
        return self.some is None or self.some.is_exact and (self.of is None or self.of.is_exact)

    @property
    def unusual(self) -> str:
        """What is unusual about it; of a number that is not shown nothing is told."""
        return self.value.unusual if self.height is not None else ""

    def way_from(self, before: "Shown") -> int | None:
        """1 for up, -1 for down, 0 for about the same; None where too little is known."""
        if self.some is None or before.some is None:
            return None if self.height is None or before.height is None else _sign(self.height - before.height)
        if self.rate and before.rate and not (self.indicator.is_share or self.height is not None):
            return None
        return compared(self.rate or self.some, before.rate or before.some)


def _sign(number: float) -> int:
    return (number > 0) - (number < 0)


def direction(now: Shown, before: Shown | None) -> tuple[str, str]:
    """(arrow, words): better or worse only where one way is better."""
    if before is None:
        return "", "Nothing before it to compare"
    way = now.way_from(before)
    if way is None:
        return "", "Too few to compare"
    if not way:
        return "", "About the same"
    better = {"high": 1, "low": -1}.get(now.indicator.polarity)
    said = "" if better is None else ", better" if way == better else ", worse"
    return ("▲", f"Up{said}") if way > 0 else ("▼", f"Down{said}")


def shown(indicator: Indicator, value: IndicatorValue) -> Shown:
    """A value with its parts, as it is published."""
    if value.least is None:
        return Shown(indicator, value, None, None, {})
    of = None if value.of_least is None else Amount(value.of_least, value.of_most)
    parts: dict[str, list] = {}
    for dimension, name, least, most in value.parts:
        parts.setdefault(dimension, []).append((name, Amount(least, most)))
    return Shown(indicator, value, Amount(value.least, value.most), of, parts)
