"""How alike the two records of each candidate pair are, field by field: what the second stage is taught on.

Every feature is a number (NaN where one side is unknown). DIRECTION says of each whether more of it can only speak for (1),
only against (-1), or either (0), and the second stage is held to that.
"""

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA, JaroWinkler

from .. import cleaning
from .levels import FIELDS, Scored
from .prepare import NO_DAY, Prepared

FOR, AGAINST, EITHER = 1, -1, 0
DIRECTION = {
    "weight": FOR,
    **{f"bits_{field}": FOR for field in FIELDS},
    "forename_likeness": FOR,
    "forename_first_likeness": FOR,
    "forename_sound": FOR,
    "forename_slips": AGAINST,
    "forename_variant": FOR,
    "forename_initial": FOR,
    "forename_is_middle": FOR,
    "middle_likeness": FOR,
    "forename_within": FOR,
    "surname_likeness": FOR,
    "surname_sound": FOR,
    "surname_slips": AGAINST,
    "surname_part": FOR,
    "surname_former": FOR,
    "surname_variant": FOR,
    "swapped_likeness": FOR,
    "whole_likeness": FOR,
    "days_apart": AGAINST,
    "date_slips": AGAINST,
    "day_month_swapped": FOR,
    "same_birthday": FOR,
    "same_month": FOR,
    "first_of_january": EITHER,
    "years_apart": AGAINST,
    "postcode_slips": AGAINST,
    "house_same": FOR,
    "line_likeness": FOR,
    "house_number_same": FOR,
    "upn_slips": AGAINST,
    "nhs_slips": AGAINST,
    "upn_same": FOR,
    "nhs_same": FOR,
    "nameless": EITHER,
    "forename_rarity": EITHER,
    "surname_rarity": EITHER,
    "forename_length": EITHER,
    "born_before": EITHER,
    "one_source": EITHER,
    "known": EITHER,
}
FEATURES = tuple(DIRECTION)


def likenesses(prepared: Prepared, scored: Scored) -> np.ndarray:
    """A row of FEATURES for each pair."""
    pair = _Pair(prepared, scored.left, scored.right)
    columns = {"weight": scored.weight, **{f"bits_{field}": scored.bits[field] for field in FIELDS}}
    columns |= _forenames(pair) | _surnames(pair) | _births(pair) | _homes(pair) | _numbers(pair)
    columns["one_source"] = (prepared.sources[scored.left] == prepared.sources[scored.right]).astype(float)
    columns["known"] = sum((scored.level[field] >= 0).astype(float) for field in FIELDS)
    return np.column_stack([columns[name].astype(np.float32) for name in FEATURES])


class _Pair:
    """The two records of each pair. What a text costs to compare is spent only where both are known and differ."""

    def __init__(self, prepared: Prepared, left: np.ndarray, right: np.ndarray):
        self.prepared, self.left, self.right = prepared, left, right

    def places(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        """The numbers of both values of a column, -1 where there is none."""
        codes = self.prepared.codes(name)
        return codes[self.left], codes[self.right]

    def known(self, name: str) -> np.ndarray:
        one, other = self.places(name)
        return (one >= 0) & (other >= 0)

    def likeness(self, name: str, second: str = "") -> np.ndarray:
        """Jaro-Winkler of one column with itself or with `second`; NaN where either is empty."""
        if not second:
            return self._scored(name, JaroWinkler.normalized_similarity, 1.0)
        one, other = self.places(name)[0], self.places(second)[1]
        return self._measured(
            (one >= 0) & (other >= 0),
            (self.prepared.coded(name)[0], one),
            (self.prepared.coded(second)[0], other),
            JaroWinkler.normalized_similarity,
        )

    def slips(self, name: str, most: int) -> np.ndarray:
        return np.minimum(self._scored(name, OSA.distance, 0.0), most)

    def _scored(self, name: str, scorer, of_equals: float) -> np.ndarray:
        (one, other), values = self.places(name), self.prepared.coded(name)[0]
        found = self._measured((one >= 0) & (other >= 0) & (one != other), (values, one), (values, other), scorer)
        return np.where((one >= 0) & (one == other), np.float32(of_equals), found)

    def _measured(self, which: np.ndarray, one, other, scorer) -> np.ndarray:
        found = np.full(len(which), np.nan, np.float32)
        (values, places), (others, other_places) = one, other
        found[which] = _compare(values[places[which]], others[other_places[which]], scorer)
        return found

    def same(self, name: str) -> np.ndarray:
        one, other = self.places(name)
        return _where((one >= 0) & (other >= 0), (one == other).astype(float))

    def each(self, name: str, function) -> np.ndarray:
        """A function of both values, once for each distinct pair of them; 1 where they are the same, NaN where either is empty."""
        (one, other), values = self.places(name), self.prepared.coded(name)[0]
        known = (one >= 0) & (other >= 0)
        differ = known & (one != other)
        keys, back = np.unique(one[differ].astype(np.int64) * len(values) + other[differ], return_inverse=True)
        answers = [function(values[a], values[b]) for a, b in zip(*divmod(keys, max(1, len(values))), strict=True)]
        found = np.where(known, 1.0, np.nan)
        found[differ] = np.array(answers, dtype=float)[back]
        return found

    def of_both(self, name: str, function, kind: type = np.int32) -> tuple[np.ndarray, np.ndarray]:
        """A function of each value of a column, for both records."""
        worked_out = self.prepared.of_each(name, function, kind)
        return worked_out[self.left], worked_out[self.right]


def _compare(one: np.ndarray, other: np.ndarray, scorer) -> np.ndarray:
    return process.cpdist(one, other, scorer=scorer, dtype=np.float32) if len(one) else np.zeros(0, np.float32)


def _where(known: np.ndarray, values: np.ndarray) -> np.ndarray:
    return np.where(known, values, np.nan)


def _either(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    return np.fmax(one, other)


def _forenames(pair: _Pair) -> dict[str, np.ndarray]:
    prepared = pair.prepared
    known = pair.known("fn")
    initial, other_initial = pair.of_both("fn1", lambda name: ord(name[0]) if name else 0)
    rarity = -np.log10(prepared.shares("fn1", "forename"))
    lengths = prepared.of_each("fn", len, int)
    middle = _either(pair.likeness("fn1", "mid1"), pair.likeness("mid1", "fn1"))
    return {
        "forename_likeness": pair.likeness("fn"),
        "forename_first_likeness": pair.likeness("fn1"),
        "forename_sound": pair.same("fn_ph"),
        "forename_slips": pair.slips("fn", 6),
        "forename_variant": _where(known, pair.each("fn1", cleaning.may_be_one_forename)),
        "forename_initial": _where(known, (initial == other_initial).astype(float)),
        "forename_within": _where(known, pair.each("fn1", lambda a, b: a.startswith(b) or b.startswith(a))),
        "forename_is_middle": np.nan_to_num(middle, nan=-1.0),
        "middle_likeness": pair.likeness("mid1"),
        "nameless": (prepared.table["nameless"].to_numpy(zero_copy_only=False)[pair.left]).astype(float)
        + prepared.table["nameless"].to_numpy(zero_copy_only=False)[pair.right],
        "forename_rarity": np.minimum(rarity[pair.left], rarity[pair.right]),
        "forename_length": np.minimum(lengths[pair.left], lengths[pair.right]).astype(float),
    }


def _surnames(pair: _Pair) -> dict[str, np.ndarray]:
    prepared = pair.prepared
    rarity = -np.log10(prepared.shares("sn", "surname"))
    former = _either(_either(pair.likeness("former", "sn"), pair.likeness("sn", "former")), pair.likeness("former"))
    return {
        "surname_likeness": pair.likeness("sn"),
        "surname_sound": pair.same("sn_ph"),
        "surname_slips": pair.slips("sn", 6),
        "surname_part": pair.each("sn", _part_likeness),
        "surname_variant": pair.each("sn", cleaning.may_be_one_surname),
        "surname_former": np.nan_to_num(former, nan=-1.0),
        "surname_rarity": np.minimum(rarity[pair.left], rarity[pair.right]),
        "swapped_likeness": np.fmin(pair.likeness("fn", "sn"), pair.likeness("sn", "fn")),
        "whole_likeness": _whole(pair),
    }


def _whole(pair: _Pair) -> np.ndarray:
    values, places = pair.prepared.whole_names
    one, other = places[pair.left], places[pair.right]
    found = np.ones(len(one), np.float32)
    differ = one != other
    found[differ] = _compare(values[one[differ]], values[other[differ]], JaroWinkler.normalized_similarity)
    return found


def _part_likeness(one: str, other: str) -> float:
    """The best likeness of a half of either surname with the other or a half of it."""
    mine, others = cleaning.parts_of(one) or [one], cleaning.parts_of(other) or [other]
    return max(JaroWinkler.normalized_similarity(a, b) for a in mine for b in others)


def _births(pair: _Pair) -> dict[str, np.ndarray]:
    prepared = pair.prepared
    days = prepared.days
    one, other = days[pair.left], days[pair.right]
    known = (one != NO_DAY) & (other != NO_DAY)
    date, other_date = pair.of_both("dob", figures)
    apart = np.abs(one - other).astype(float)
    nameless = prepared.table["nameless"].to_numpy(zero_copy_only=False)
    before = np.where(nameless[pair.left], one - other, other - one).astype(float)
    return {
        "days_apart": _where(known, np.minimum(apart, 9999)),
        "date_slips": pair.slips("dob", 5),
        "day_month_swapped": _where(known, (pair.of_both("dob_swapped", figures)[0] == other_date).astype(float)),
        "same_birthday": _where(known, (date % 10_000 == other_date % 10_000).astype(float)),
        "same_month": _where(known, (date // 100 == other_date // 100).astype(float)),
        "first_of_january": _where(
            known, (date % 10_000 == FIRST_OF_JANUARY).astype(float) + (other_date % 10_000 == FIRST_OF_JANUARY)
        ),
        "years_apart": _where(known, np.abs(date // 10_000 - other_date // 10_000).astype(float)),
        "born_before": np.where(
            known & (nameless[pair.left] != nameless[pair.right]), np.clip(before, -400, 400), np.nan
        ),
    }


FIRST_OF_JANUARY = 101


def figures(iso: str) -> int:
    """2015-03-04 as 20150304; 0 for no date."""
    return int(iso.replace("-", "") or 0)


def _homes(pair: _Pair) -> dict[str, np.ndarray]:
    return {
        "postcode_slips": pair.slips("pc", 5),
        "house_same": pair.same("house"),
        "line_likeness": pair.likeness("line"),
        "house_number_same": _where(pair.known("line"), _shared_numbers(pair)),
    }


def _shared_numbers(pair: _Pair) -> np.ndarray:
    """Of the numbers in both lines, the share that stands in both. Lines that hold the same ones are of one kind."""
    kinds: dict[frozenset[str], int] = {}
    one, other = pair.of_both("line", lambda line: kinds.setdefault(_numbers_of(line), len(kinds)))
    keys, back = np.unique(one.astype(np.int64) * len(kinds) + other, return_inverse=True)
    numbers = list(kinds)
    shares = [_shared(numbers[a], numbers[b]) for a, b in zip(*divmod(keys, max(1, len(kinds))), strict=True)]
    return np.array(shares, dtype=float)[back]


def _numbers_of(line: str) -> frozenset[str]:
    return frozenset(word for word in line.split() if word[:1].isdigit())


def _shared(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / max(1, len(one | other))


def _numbers(pair: _Pair) -> dict[str, np.ndarray]:
    return {
        "upn_slips": pair.slips("upn_written", 6),
        "nhs_slips": pair.slips("nhs_written", 5),
        "upn_same": pair.same("upn"),
        "nhs_same": pair.same("nhs"),
    }
