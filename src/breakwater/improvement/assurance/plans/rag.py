"""What stands for how work goes, and a rate as others read it. Pure."""

from collections.abc import Iterable

from ..models import Rag

FEWEST, FEW = 10, 5
DEFINITIONS = {
    Rag.GREEN: "On track: it will be done by its day",
    Rag.AMBER: "At risk: its day is in doubt, and a recovery plan says what is done about it",
    Rag.RED: "Off track: it will not be done by its day",
    Rag.BLUE: "Complete",
    Rag.GREY: "Not started",
}
WORST_FIRST = (Rag.RED, Rag.AMBER, Rag.GREEN, Rag.GREY, Rag.BLUE)
RULE = "The status of a priority is the worst of its work: off track, then at risk, on track, not started; complete once all of it is."
UNITS = {100: "%", 1000: "per 1,000", 10_000: "per 10,000"}


def overall(rags: Iterable[str]) -> Rag | None:
    """How the whole of several pieces of work stands; None of none."""
    found = set(rags)
    return next((each for each in WORST_FIRST if each in found), None)


def rate(some: int, of: int, per: int) -> float:
    return round(per * some / of, 1)


def in_words(value: float, per: int) -> str:
    """ "82%", "14.5 per 10,000"."""
    number = f"{value:,.1f}".removesuffix(".0")
    return f"{number}{UNITS[per]}" if per == 100 else f"{number} {UNITS[per]}"


def is_small(some: int, of: int) -> bool:
    """Whether a rate would tell of few people: of fewer than ten, or of one to four on either side (SG-22)."""
    return of < FEWEST or 0 < some < FEW or 0 < of - some < FEW


def shown(some: int, of: int, per: int) -> str:
    """As everyone may read it."""
    return "Too few to show" if is_small(some, of) else in_words(rate(some, of, per), per)
