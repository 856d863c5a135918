"""A published number as its reader knows it: exact, or between two bounds where something was too small to show. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import floor

WIDEST = 0.1  # a share known no better than within so much says nothing to its reader
FEWEST = 10  # of fewer than so many no share is given: one more or less would move it by a tenth


@dataclass(frozen=True)
class Amount:
    """`most` is None where only a least is known."""

    least: int
    most: int | None

    @property
    def is_exact(self) -> bool:
        return self.least == self.most

    @property
    def words(self) -> str:
        if self.is_exact:
            return f"{self.least:,}"
        if self.most is not None and self.most < 5:
            return "fewer than 5"
        return f"at least {self.least:,}" if self.most is None else f"{self.least:,} to {self.most:,}"

    @property
    def short(self) -> str:
        """As `words`, for a narrow column: "1 to 4", "5 or more"."""
        return (
            f"{self.least:,} or more"
            if self.most is None
            else f"{self.least:,} to {self.most:,}"
            if not self.is_exact
            else self.words
        )

    @property
    def middle(self) -> float:
        """Where a drawing puts it."""
        return self.least if self.most is None else (self.least + self.most) / 2

    def within(self, least: int, most: int | None) -> "Amount":
        """The same, with what else is known of it."""
        tops = [top for top in (self.most, most) if top is not None]
        return Amount(max(self.least, least), max(min(tops), self.least) if tops else None)


NOTHING = Amount(0, 0)


def total(amounts: Iterable[Amount]) -> Amount:
    least, most = 0, 0
    for amount in amounts:
        least += amount.least
        most = None if most is None or amount.most is None else most + amount.most
    return Amount(least, most)


@dataclass(frozen=True)
class Rate:
    """So many of so many."""

    some: Amount
    of: Amount

    @property
    def bounds(self) -> tuple[float, float] | None:
        """The least and the most it can be, from 0 to 1; None of nothing, or where nothing is known."""
        if self.of.most == 0 or not self.of.least or self.of.most is None:
            return None
        most = self.of.most if self.some.most is None else self.some.most
        return self.some.least / self.of.most, min(1.0, most / self.of.least)

    @property
    def middle(self) -> float | None:
        return sum(self.bounds) / 2 if self.bounds else None

    @property
    def is_exact(self) -> bool:
        return self.some.is_exact and self.of.is_exact

    @property
    def is_shown(self) -> bool:
        """Whether it is given as a share."""
        return self.bounds is not None and self.bounds[1] - self.bounds[0] <= WIDEST and self.of.least >= FEWEST

    @property
    def words(self) -> str:
        """ "97%", "between 96% and 98%", "7 of 9", "none to count", "too few to show"."""
        if self.of == NOTHING:
            return "none to count"
        if not self.is_shown:
            return self.of_words if self.is_exact else "too few to show"
        low, high = (percent(value) for value in self.bounds)
        return f"{low}%" if low == high else f"between {low}% and {high}%"

    @property
    def short(self) -> str:
        """As `words`, where it stands large: "96–98%"."""
        if not self.is_shown:
            return self.words
        low, high = (percent(value) for value in self.bounds)
        return f"{low}%" if low == high else f"{low}–{high}%"

    @property
    def of_words(self) -> str:
        return f"{self.some.words} of {self.of.words}"


def compared(now: "Amount | Rate", then: "Amount | Rate") -> int | None:
    """1 for up, -1 for down, 0 for about the same; None where too little is known of either to say.

    A share that one case more or less would have moved as far is about the same.
    """
    if isinstance(now, Rate):
        if not (now.is_shown and then.is_shown):
            return None
        (low, high), (least, most) = now.bounds, then.bounds
        one = 1 / min(now.of.least, then.of.least)
        return 1 if low > most + one else -1 if high < least - one else 0
    if now.is_exact and then.is_exact:
        return (now.least > then.least) - (now.least < then.least)
    if then.most is not None and now.least > then.most:
        return 1
    return -1 if now.most is not None and now.most < then.least else None


def capital(words: str) -> str:
    """Words as they begin a line."""
    return words[:1].upper() + words[1:]


def percent(value: float) -> int:
    """To the nearest whole one, but 100 only for all and 0 only for none: 199 of 200 are 99%."""
    if 0 < value < 1:
        return min(99, max(1, floor(100 * value + 0.5)))
    return round(100 * value)
