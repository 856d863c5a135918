"""The finding: what the figures of a period say, in one sentence."""

from dataclasses import dataclass

from .amounts import NOTHING, Amount, Rate, capital, compared
from .measures import Good


@dataclass(frozen=True)
class Finding:
    """What a room's finding says. It reads "94 of 101 `things` in October 2026 `done`".

    `rate` is the key of the measure whose share it gives, `came` the words for the whole ("contacts came to the MASH").
    """

    rate: str
    things: str
    done: str
    came: str


def sentence(said: Finding, good: Good, period: str, came: Amount, rate: Rate, before: tuple[str, Rate] | None) -> str:
    """The finding of a period, against the one before (its words and rate) where that can be compared.

    A share of a few is given as so many of so many, and what is not shown exactly is not said exactly.
    """
    if came == NOTHING:
        return f"No {said.came} in {period}."
    whole = f"{capital(came.words)} {said.came} in {period}"
    if rate.of == NOTHING:
        return f"{whole}."
    if not rate.is_shown and not rate.is_exact:
        return f"{whole}: too few to say how many {said.done}."
    share = f"{rate.of_words}" if rate.is_exact else f"{capital(rate.words)} of {rate.of.words}"
    return f"{share} {said.things} in {period} {said.done}{_against(good, rate, before)}."


def _against(good: Good, rate: Rate, before: tuple[str, Rate] | None) -> str:
    if before is None or not before[1].is_shown:
        return ""
    period, then = before
    way = compared(rate, then)
    if way is None:
        return f" ({period}: {then.words})"
    if not way:
        return f", about the same as {period} ({then.words})"
    better = (way > 0) == (good is Good.MORE)
    return f", {'better' if better else 'worse'} than {period} ({then.words})"
