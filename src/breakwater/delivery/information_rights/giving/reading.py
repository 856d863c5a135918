"""What is read of a copy: record by record under its heading, what is the same once, and without how the record is kept, which is in the data."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from ..gathering.asker import squeezed
from ..masking.once import apart, is_long
from ..masking.titles import heading_given, title_given
from ..models import GatheredItem
from ..redaction import Fact

YOUR_WORDS = "You do not agree with this, and say"
Given = Sequence[tuple[GatheredItem, list[Fact]]]


@dataclass(frozen=True)
class Read:
    """Headings with their records, and how many records stand in the data alone."""

    sections: list[dict]
    in_data_alone: int


def sections_of(given: Given) -> list[dict]:
    """Everything, as the data has it."""
    return [
        {
            "title": heading,
            "items": [{"number": item.number, "title": title_given(item), "facts": facts} for item, facts in group],
        }
        for heading, group in groupby(given, key=lambda each: heading_given(each[0]))
    ]


def read(given: Given, disputed: Mapping[int, str]) -> Read:
    """What is printed. `disputed` has, by a row's number, what whoever asked says of it."""
    in_data_alone = apart(given)
    printed, seen = [], set()
    for item, facts in given:
        if item.number in in_data_alone:
            continue
        once = [*_once((fact for fact in facts if fact[0] != "Case" or fact[1] not in (item.heading or "")), seen)]
        if item.number in disputed:
            once.append((YOUR_WORDS, disputed[item.number]))
        if once:
            printed.append((item, once))
    return Read(sections_of(printed), len(in_data_alone))


def _once(facts: Iterable[Fact], seen: set[str]) -> Iterable[Fact]:
    for label, words in facts:
        same = squeezed(words)
        if not is_long(words):
            yield label, words
        elif same not in seen:
            seen.add(same)
            yield label, words
