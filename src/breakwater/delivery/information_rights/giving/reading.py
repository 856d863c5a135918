"""What is read of a copy: record by record under its heading, what is the same once, and without how the record is kept, which is in the data."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from ..gathering.asker import squeezed
from ..gathering.called import KEPT_SO, SAID_TWICE
from ..masking.titles import heading_given, title_given
from ..models import GatheredItem
from ..redaction import Fact

AT_LEAST = 8  # words of an answer that is not printed twice
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
    kept_so = [item for item, _ in given if item.source in KEPT_SO]
    rest = [(item, facts) for item, facts in given if item.source not in KEPT_SO]
    whole = squeezed("\n".join(words for item, facts in rest if item.source not in SAID_TWICE for _, words in facts))
    printed, seen = [], set()
    for item, facts in rest:
        if item.source in SAID_TWICE and any(label == "Words" and squeezed(words) in whole for label, words in facts):
            kept_so.append(item)
            continue
        once = [*_once((fact for fact in facts if fact[0] != "Case" or fact[1] not in (item.heading or "")), seen)]
        if item.number in disputed:
            once.append((YOUR_WORDS, disputed[item.number]))
        if once:
            printed.append((item, once))
    return Read(sections_of(printed), len(kept_so))


def _once(facts: Iterable[Fact], seen: set[str]) -> Iterable[Fact]:
    for label, words in facts:
        same = squeezed(words)
        if len(re.findall(r"\w+", words)) < AT_LEAST:
            yield label, words
        elif same not in seen:
            seen.add(same)
            yield label, words
