"""Understanding what was typed, and answering it."""

from collections import Counter
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import connection

from breakwater.foundation.dates.london_time import london_date

from ..models import Home
from ..registry import OTHER_LANGUAGES, SEARCHED, Entry
from . import synonyms, wording
from .index import ALSO, Concept, Index
from .spelling import Vocabulary

ALL, OF_MANY = 30, 40
MOST = 14  # words of a sentence that are looked for
LEAST, BESIDE = 0.12, 0.35  # how well an answer fits at least, and at least of how well the best does
KEPT = 4  # areas whose site is held ready
SPELT = 0.85  # what a corrected word counts


@dataclass(frozen=True)
class Answer:
    """What was found, best first; what was typed as it was understood where that differs; how many of each kind fit."""

    found: list[Entry]
    understood: str = ""
    counts: Counter = field(default_factory=Counter)


@dataclass(frozen=True)
class Ready:
    """The site of an area, ready to be searched, as it was when it had this stamp."""

    stamp: Hashable
    index: Index
    vocabulary: Vocabulary
    meant: dict[synonyms.Phrase, list[str]]


_ready: dict[Hashable, Ready] = {}


def find(words: str, *, here: Home, at: datetime, only: str = "", for_families: bool = False) -> Answer:
    """What fits, best first, whatever it is; of one kind where only that is asked for, or pages written for families alone."""
    ready = _of(here, london_date(at))
    typed = _said(words)
    spelt, concepts = _understood(typed, ready)
    if not concepts:
        return Answer([])
    more = [
        entry
        for source in SEARCHED.values()
        if source.matching
        for entry in source.matching([list(each.said) for each in concepts], here.area, london_date(at), OF_MANY)
    ]
    best = [each for each in ready.index.best(concepts, more) if only in ("", each[1].kind)]
    best = [each for each in best if each[1].is_for_families] if for_families else best
    counts = Counter(entry.kind for _, entry in _fitting(best))
    if not only:  # in the reader's own language, if anything is
        best = [each for each in best if each[1].kind != OTHER_LANGUAGES] or best
    found = [entry for _, entry in _fitting(best)]
    return Answer(found[:ALL], " ".join(_as_meant(words, ready)) if spelt != typed else "", counts)


def _fitting(best: list[tuple[float, Entry]]) -> list[tuple[float, Entry]]:
    least = max(LEAST, best[0][0] * BESIDE) if best else 0
    return [each for each in best if each[0] >= least]


def ways_to_say(words: str, *, here: Home, at: datetime) -> list[list[str]]:
    """Each thing that is asked for, in the words in which it was typed and in those that the site has for it."""
    ready = _of(here, london_date(at))
    return [list(each.said) for each in _understood(_said(words), ready)[1]]


def called(codes: list[str], *, here: Home, at: datetime) -> list[Entry]:
    """What these codes name and still stands, in their order: everything but services, which are found one by one."""
    known = {each.entry.code: each.entry for each in _of(here, london_date(at)).index.weighed}
    return [known[code] for code in codes if code in known]


def _said(words: str) -> list[str]:
    said = wording.words(words)
    return ([word for word in said if word not in wording.SILENT] or said)[:MOST]


def _as_meant(words: str, ready: Ready) -> Iterator[str]:
    for word in wording.words(words):
        yield from (word,) if word in wording.SILENT else _spelt(word, ready)


def _understood(typed: list[str], ready: Ready) -> tuple[list[str], list[Concept]]:
    """The words as they are spelt, and what is asked for by them: phrases that stand for others first, the longest before the shorter."""
    spelt = [word for each in typed for word in _spelt(each, ready)]
    worth = {wording.stem(word): 1.0 if word in typed else SPELT for word in spelt}
    stems = [wording.stem(word) for word in spelt]
    concepts, at = [], 0
    while at < len(stems):
        length = next((n for n in range(min(5, len(stems) - at), 0, -1) if tuple(stems[at : at + n]) in ready.meant), 1)
        own = tuple(stems[at : at + length])
        also = ready.meant.get(own, [])
        ways = (
            (own, min(worth[stem] for stem in own)),
            *((wording.stemmed(wording.words(each)), ALSO) for each in also),
        )
        said = (" ".join(spelt[at : at + length]), *also)
        concepts.append(Concept(ways, said, is_weak=not also and spelt[at] in wording.WEAK))
        at += length
    return spelt, concepts


def _spelt(word: str, ready: Ready) -> Iterator[str]:
    if (
        word in wording.WEAK
        or word in ready.vocabulary.counts
        or ready.index.counts[wording.stem(word)]
        or (wording.stem(word),) in ready.meant
    ):
        yield word
    elif meant := ready.vocabulary.nearest(word):
        yield meant
    else:
        yield from ready.vocabulary.parted(word) or (word,)


def _of(here: Home, day: date) -> Ready:
    """The site as it is: made anew when anything that may be found has changed."""
    key = (connection.settings_dict["NAME"], here.pk)
    stamp = (day, hash(here.search_words), *(source.stamp(here.area, day) for source in SEARCHED.values()))
    ready = _ready.get(key)
    if ready is None or ready.stamp != stamp:
        entries = [entry for source in SEARCHED.values() if source.entries for entry in source.entries(here.area, day)]
        meant = synonyms.parse(here.search_words)
        ready = Ready(stamp, Index(entries), Vocabulary(_vocabulary(entries, here, day)), meant)
        while len(_ready) >= KEPT:
            _ready.pop(next(iter(_ready)))
        _ready[key] = ready
    return ready


def _vocabulary(entries: list[Entry], here: Home, day: date) -> Iterator[str]:
    for entry in entries:
        yield from wording.words(f"{entry.title} {entry.keywords} {entry.summary} {entry.body}")
    for source in SEARCHED.values():
        if source.words:
            yield from source.words(here.area, day)
    yield from wording.words(here.search_words)
