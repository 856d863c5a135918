"""How well what may be found fits what is asked. Rare words count more, titles and key words more than the text."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from ..registry import Entry
from . import wording
from .synonyms import Phrase

TITLE, KEYWORDS, SUMMARY, BODY, MORE = (
    5.0,
    4.0,
    2.0,
    1.0,
    0.25,
)  # of the first time a word stands there, and of each other
HALF = 1.5  # the weight at which a word counts half of what it can
ALSO, PART = 0.9, 0.45  # what another word for it counts, and what a part of a phrase does
WHOLE_TITLE, IN_TITLE = 1.5, 1.2


@dataclass(frozen=True)
class Concept:
    """One thing that is asked for: the ways to say it, by their stems, with what each counts; and the same in words."""

    ways: tuple[tuple[Phrase, float], ...]
    said: tuple[str, ...]
    is_weak: bool = False


@dataclass(frozen=True)
class Weighed:
    """Something that may be found, with the weight of each stem in it."""

    entry: Entry
    weights: dict[str, float]
    title: frozenset[str]


def weigh(entry: Entry) -> Weighed:
    weights: dict[str, float] = defaultdict(float)
    title = wording.stems(entry.title)
    for said, first in (
        (title, TITLE),
        (wording.stems(entry.keywords), KEYWORDS),
        (wording.stems(entry.summary), SUMMARY),
        (wording.stems(entry.body), BODY),
    ):
        for stem, count in Counter(said).items():
            weights[stem] += first + MORE * min(count - 1, 6)
    return Weighed(entry, weights, frozenset(title))


class Index:
    """What there is to find, weighed once; asked as often as anybody searches."""

    def __init__(self, entries: Iterable[Entry]):
        self.weighed = [weigh(each) for each in entries]
        self.counts = Counter(stem for each in self.weighed for stem in each.weights)
        self._where: dict[str, list[int]] = defaultdict(list)
        for number, each in enumerate(self.weighed):
            for stem in each.weights:
                self._where[stem].append(number)

    def rarity(self, stem: str) -> float:
        return math.log(1 + (len(self.weighed) + 1) / (self.counts[stem] + 0.5))

    def best(self, concepts: list[Concept], more: Iterable[Entry] = ()) -> list[tuple[float, Entry]]:
        """Everything that fits, with how well from 0 to about 2, best first. `more` was found elsewhere and is weighed beside it."""
        asked = {stem for concept in concepts for phrase, _ in concept.ways for stem in phrase}
        here = [self.weighed[number] for number in sorted({n for stem in asked for n in self._where.get(stem, ())})]
        counts = [self._counts(concept) for concept in concepts]
        scored = [(self._fit(each, concepts, counts), each.entry) for each in [*here, *map(weigh, more)]]
        return sorted((each for each in scored if each[0] > 0), key=lambda each: (-each[0], each[1].title))

    def _counts(self, concept: Concept) -> float:
        """What a concept counts among those asked for: as its rarest way that the site knows."""
        known = [
            sum(map(self.rarity, phrase)) / len(phrase)
            for phrase, _ in concept.ways
            if all(map(self.counts.get, phrase))
        ]
        return max(known, default=1.0) * (0.2 if concept.is_weak else 1)

    def _fit(self, one: Weighed, concepts: list[Concept], counts: list[float]) -> float:
        fits = [max(_how(one, phrase) * worth for phrase, worth in concept.ways) for concept in concepts]
        fit = sum(map(float.__mul__, map(float, fits), counts)) / sum(counts)
        strong = [concept for concept in concepts if not concept.is_weak] or concepts
        held = [phrase for concept in strong for phrase, _ in concept.ways if one.title.issuperset(phrase)]
        if all(any(one.title.issuperset(phrase) for phrase, _ in concept.ways) for concept in strong):
            fit *= WHOLE_TITLE if one.title == {stem for phrase in held for stem in phrase} else IN_TITLE
        return fit * one.entry.worth


def _how(one: Weighed, phrase: Phrase) -> float:
    """How well one way to say it is said there."""
    fits = [weight / (weight + HALF) for stem in phrase if (weight := one.weights.get(stem, 0.0))]
    if len(fits) == len(phrase):
        return sum(fits) / len(phrase)
    return PART * sum(fits) * len(fits) / len(phrase) ** 2
