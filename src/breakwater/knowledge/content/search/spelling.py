"""Spelling, by a vocabulary of what the site says: no dictionary, so that it never leads to what is not there."""

from collections import Counter, defaultdict
from collections.abc import Iterable

SHORT, LONG = (
    5,
    7,
)  # letters from which a word is corrected at all, and from which it may have two slips; other words are that near
LOOKED_AT = 60  # words that share most pairs of letters with what was typed


class Vocabulary:
    """The words of the site, with how often each is said."""

    def __init__(self, said: Iterable[str]):
        self.counts = Counter(word for word in said if word.isalpha())
        self._by_pair: dict[str, list[str]] = defaultdict(list)
        for word in self.counts:
            for pair in _pairs(word):
                self._by_pair[pair].append(word)

    def nearest(self, word: str) -> str:
        """The word that was meant, or nothing. It begins alike; the fewest slips win, then what is said most."""
        if len(word) < SHORT or not word.isalpha() or word in self.counts:
            return ""
        most = 1 if len(word) < LONG else 2
        shared = Counter(each for pair in _pairs(word) for each in self._by_pair.get(pair, ()))
        alike = [
            each
            for each, _ in shared.most_common(LOOKED_AT)
            if abs(len(each) - len(word)) <= most and len(each) >= SHORT
        ]
        ranked = [(slips(word, each, most), -self.counts[each], each) for each in alike if each[0] == word[0]]
        best = min(ranked, default=None)
        is_another = best and len(word) == SHORT and len(best[-1]) == SHORT and sorted(best[-1]) != sorted(word)
        return best[-1] if best and best[0] <= most and not is_another else ""

    def parted(self, word: str) -> tuple[str, str] | None:
        """Two words that were written as one: foodbank."""
        ways = ((word[:at], word[at:]) for at in range(3, len(word) - 2))
        known = [way for way in ways if all(part in self.counts for part in way)]
        return max(known, key=lambda way: min(self.counts[part] for part in way), default=None)


def slips(one: str, other: str, most: int) -> int:
    """Letters wrong, missing, too many or changed over between two words; `most` + 1 where there are more."""
    before, row = [], list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        earlier, before, row = before, row, [at]
        for to, wanted in enumerate(other, 1):
            cost = min(before[to] + 1, row[to - 1] + 1, before[to - 1] + (letter != wanted))
            if at > 1 and to > 1 and letter == other[to - 2] and one[at - 2] == wanted:
                cost = min(cost, earlier[to - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]


def _pairs(word: str) -> set[str]:
    framed = f"_{word}_"
    return {framed[at : at + 2] for at in range(len(framed) - 1)}
