"""The data-quality rules of a value (PL 4.9): what blocks it, what must be explained, and the mark it gets. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from statistics import mean, stdev

from . import periods
from .codes import Indicator

CHANGE, SIGMAS, ENOUGH = 0.3, 3, 8  # DQ08: over 30%, or outside 3 sigma of at least so many values before it
SMALL_BASE, PROVISIONAL_FOR = 10, 90  # a share of fewer than so many; days after which a value should be final
NOT_KNOWN, MOST_UNKNOWN = ("not known", "unknown", "not recorded", "not stated"), 0.05  # DQ09
MARKS = "ABCD"


@dataclass(frozen=True)
class Part:
    dimension: str
    name: str
    number: int


@dataclass(frozen=True)
class ValueFacts:
    """A value as it is given: so many of so many, or an average; of what edition the denominator is, and why it is as it is."""

    first: date
    some: int | None
    of: int | None
    of_edition: str
    average: Decimal | None
    state: str
    source_words: str
    reason: str = ""
    parts: Sequence[Part] = field(default_factory=tuple)


def decimal_of(typed: str) -> Decimal | None:
    """A number from 0 to 99,999 with two decimals, after a point or a comma; None where it is none."""
    try:
        found = Decimal(typed.replace(",", "."))
        return found.quantize(Decimal("0.01")) if found.is_finite() and 0 <= found < 99_999.5 else None
    except InvalidOperation:
        return None


def blocked(indicator: Indicator, facts: ValueFacts, today: date) -> tuple[str, str] | None:
    """(box, words) of the first rule that a value breaks, or None."""
    for box, words, is_broken in _blocks(indicator, facts, today):
        if is_broken:
            return box, words
    return None


def _blocks(indicator: Indicator, facts: ValueFacts, today: date):
    begins = periods.begins(indicator, facts.first)
    yield "first", f"Enter the first day of the period: {begins:%d/%m/%Y}", facts.first != begins
    yield "first", "The period has not ended yet", periods.last_day(indicator, facts.first) >= today
    if indicator.unit == "average":
        yield "average", "Enter the average", facts.average is None
        yield "average", "An average is not less than nothing", facts.average is not None and facts.average < 0
        return
    yield "some", "Enter how many", facts.some is None
    if indicator.per:
        yield "of", "Enter of how many: at least 1", not facts.of
        above = bool(facts.some and facts.of) and indicator.is_share and facts.some > facts.of
        yield "of", "The numerator is greater than the denominator", above
        yield "of_edition", "Say of which year or return the denominator is", not facts.of_edition
    yield "parts", "No parts are taken of this indicator", bool(facts.parts) and not indicator.is_parted
    yield from _parts(facts)


def _parts(facts: ValueFacts):
    seen = [(part.dimension, part.name.casefold()) for part in facts.parts]
    yield "parts", "Two parts have the same name", len(seen) != len(set(seen))
    for dimension in {part.dimension for part in facts.parts}:
        total = sum(part.number for part in facts.parts if part.dimension == dimension)
        words = f"The parts add up to {total:,} and the number is {facts.some or 0:,}. Add the rest, for example as Not known"
        yield "parts", words, total != facts.some


def unusual(height: float | None, before: Sequence[float | None]) -> str:
    """What DQ08 asks to have explained, of numbers that everybody is shown. `before` are those before it, the last one last."""
    known = [each for each in before if each is not None]
    if height is None or not known:
        return ""
    last = known[-1]
    if last and abs(height - last) / last > CHANGE:  # by how much would tell the one before, should it be hidden later
        return f"More than {CHANGE:.0%} {'above' if height > last else 'below'} the value before it"
    if len(known) >= ENOUGH and (spread := stdev(known)) and abs(height - mean(known)) > SIGMAS * spread:
        return f"{'Above' if height > mean(known) else 'Below'} what {len(known)} periods before it lead one to expect"
    return ""


def _is_unknown(value) -> bool:
    """Whether a part that is not known is too large (DQ09), as far as both are shown."""
    return bool(value.least) and any(
        name.casefold() in NOT_KNOWN
        and least == most
        and value.least == value.most
        and least / value.least > MOST_UNKNOWN
        for _, name, least, most in value.parts
    )


@dataclass(frozen=True)
class Quality:
    """A mark from A to D, one lower for each thing that speaks against the value."""

    mark: str
    against: Sequence[str]

    @property
    def words(self) -> str:
        return "; ".join(self.against) or "Nothing speaks against it"


def quality(indicator: Indicator, value, today: date, given_on: date, *, is_said: bool = False) -> Quality:
    """Of a value as it is kept, of a period whose first value came on `given_on`: a correction is no less late; `is_said` where somebody wrote what it means."""
    is_room = value.source == value.Source.ROOM
    age = (today - periods.last_day(indicator, value.first)).days
    of = value.of_most if value.of_most is not None else value.of_least
    against = [
        (not is_room and given_on > periods.due_on(indicator, value.first), "It came late"),
        (bool(value.unusual) and not (value.reason or is_said), "It is unusual and not explained"),
        (
            not is_room and value.state == value.State.PROVISIONAL and age > PROVISIONAL_FOR,
            f"Provisional after {PROVISIONAL_FOR} days",
        ),
        (not is_room and value.revision > 2, "It was revised more than once"),
        (indicator.is_share and of is not None and of < SMALL_BASE, f"A share of fewer than {SMALL_BASE}"),
        (_is_unknown(value), f"More than {MOST_UNKNOWN:.0%} of it is not known by one of its parts"),
    ]
    found = [words for holds, words in against if holds]
    return Quality(MARKS[min(len(found), len(MARKS) - 1)], found)
