"""What is read once: rows that are on paper, and in each what no row before it said already. Used by whoever masks, whoever checks, and the copy."""

import re
from collections.abc import Iterable, Mapping, Sequence

from ..gathering.asker import squeezed
from ..gathering.called import KEPT_SO, SAID_TWICE
from ..models import GatheredItem
from ..redaction import Fact

AT_LEAST = 8  # words of an answer that is not read twice
Given = Sequence[tuple[GatheredItem, Sequence[Fact]]]


def is_long(words: str) -> bool:
    return len(re.findall(r"\w+", words)) >= AT_LEAST


def apart(given: Given) -> set[int]:
    """Rows, by their number, that are in the file of data alone: how the record is kept, and copies of what other rows say."""
    kept_so = {item.number for item, _ in given if item.source in KEPT_SO}
    said = (
        words
        for item, facts in given
        if item.number not in kept_so and item.source not in SAID_TWICE
        for _, words in facts
    )
    whole = squeezed("\n".join(said))
    return kept_so | {
        item.number
        for item, facts in given
        if item.source in SAID_TWICE and any(label == "Words" and squeezed(words) in whole for label, words in facts)
    }


def first_said(given: Given) -> dict[str, int]:
    """Of each long answer, squeezed, the number of the row that says it first."""
    first: dict[str, int] = {}
    for item, facts in given:
        for _, words in facts:
            if is_long(words):
                first.setdefault(squeezed(words), item.number)
    return first


def as_before(number: int, words: str, first: Mapping[str, int]) -> int | None:
    """The number of the row before this one that says the same."""
    said = first.get(squeezed(words)) if is_long(words) else None
    return said if said is not None and said < number else None


def numbers(listed: Iterable[int]) -> str:
    """ "rows 31, 32 and 58"; "row 31"."""
    said = [str(each) for each in listed]
    return f"row {said[0]}" if len(said) == 1 else f"rows {', '.join(said[:-1])} and {said[-1]}"
