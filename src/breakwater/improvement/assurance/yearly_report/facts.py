"""A fact of a report as it was drawn: words, a value, its source, and the page of ours behind it. What is missing is said to be missing."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from breakwater.foundation.registries import Registry
from breakwater.partnership.organisations.models import Actor, Area


@dataclass(frozen=True)
class Fact:
    """`path` is of a page for staff: whoever reads the published report has the source in words."""

    words: str
    value: str
    source: str
    path: str = ""
    is_missing: bool = False

    def kept(self) -> dict:
        return {
            "words": self.words,
            "value": self.value,
            "source": self.source,
            "path": self.path,
            "is_missing": self.is_missing,
        }


def key_of(fact: Mapping) -> str:
    """By what a fact that was drawn is found: its words, value and source."""
    said = json.dumps([fact["words"], fact["value"], fact["source"]])
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def carried(before: Iterable[dict], drawn: list[dict]) -> list[dict]:
    """What is drawn anew, without what was left out before: also where its value changed, if it is still the only one of its words."""
    left = [each for each in before if each.get("left_out")]
    exact = {key_of(each): each["left_out"] for each in left}
    alone = Counter((each["words"], each["source"]) for each in drawn)
    named = {(each["words"], each["source"]): each["left_out"] for each in left}
    named = {name: why for name, why in named.items() if alone[name] == 1}
    whys = [exact.get(key_of(each)) or named.get((each["words"], each["source"])) for each in drawn]
    return [each | ({"left_out": why} if why else {}) for each, why in zip(drawn, whys, strict=True)]


@dataclass(frozen=True)
class Year:
    """What is drawn of: an area and a year to March, as at a moment and by whom."""

    area: Area
    ends: int
    by: Actor
    at: datetime

    @property
    def first(self) -> date:
        return date(self.ends - 1, 4, 1)

    @property
    def last(self) -> date:
        return date(self.ends, 3, 31)

    @property
    def after(self) -> date:
        return date(self.ends, 4, 1)


Drawer = Callable[[Year], Iterable[Fact]]


def missing(words: str, source: str, path: str = "") -> Fact:
    return Fact(words, "Not recorded", source, path, is_missing=True)


def some_or_missing(facts: Iterable[Fact], words: str, source: str, path: str = "") -> list[Fact]:
    """The facts, or that there are none on record: a gap is never passed over."""
    return list(facts) or [missing(words, source, path)]


def counted(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


Drawers = Mapping[str, tuple[Drawer, ...]]

FURTHER: Registry[tuple[str, Drawer]] = Registry(
    "further sources of a yearly report", "By name: the section, and what rooms above this one draw into it of a year"
)
