"""The lessons behind a paragraph, a course or an audit question: what was learned is kept above the rooms that changed because of it."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from breakwater.foundation.registries import Registry


@dataclass(frozen=True)
class LearningLink:
    """One recommendation that changed something: its review's name, what it asked for, what is different now and since when, and its page."""

    title: str
    words: str
    since: date
    href: str


Places = Mapping[Hashable, Sequence[LearningLink]]
LEARNING_BEHIND: Registry[Callable[[Hashable, int | None], Places]] = Registry(
    "learning behind what changed",
    "By kind (policy, course, audit): the published recommendations behind places of a thing, for everyone who reads it",
)


def learning_behind(kind: str, of: Hashable, area: int | None = None) -> Places:
    """The published recommendations behind the places of a thing, of one area where it is named. Nothing where nobody keeps any."""
    find = LEARNING_BEHIND.get(kind)
    return find(of, area) if find else {}
