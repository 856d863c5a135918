"""How alike the two records of each candidate pair are, field by field: what the second stage is taught on.

Every feature is a number (NaN where one side is unknown). DIRECTION says of each whether more of it can only speak for (1),
only against (-1), or either (0), and the second stage is held to that.
"""

from functools import cache

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
    def __init__(self, prepared: Prepared, left: np.ndarray, right: np.ndarray):
        self.prepared, self.left, self.right = prepared, left, right

    def texts(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        column = self.prepared.texts(name)
        return column[self.left], column[self.right]

    def known(self, name: str) -> np.ndarray:
        one, other = self.texts(name)
        return (one != "") & (other != "")

    def likeness(self, name: str, second: str = "") -> np.ndarray:
        """Jaro-Winkler of one column with itself or with `second`; NaN where either is empty."""
        one, other = self.texts(name)[0], self.texts(second or name)[1]
        return _where((one != "") & (other != ""), _compare(one, other, JaroWinkler.normalized_similarity))

    def slips(self, name: str, most: int) -> np.ndarray:
        one, other = self.texts(name)
        return _where((one != "") & (other != ""), np.minimum(_compare(one, other, OSA.distance), most))

    def same(self, name: str, second: str = "") -> np.ndarray:
        one, other = self.texts(name)[0], self.texts(second or name)[1]
        return _where((one != "") & (other != ""), (one == other).astype(float))

    def each(self, name: str, function) -> np.ndarray:
        """A function of both values, once for each distinct pair of them."""
        column = self.prepared.codes(name)
        values = self.prepared.texts(name)
        keys = column[self.left].astype(np.int64) * (len(values) + 2) + column[self.right]
        _, first, back = np.unique(keys, return_index=True, return_inverse=True)
        answers = [
            function(values[one], values[other]) for one, other in zip(self.left[first], self.right[first], strict=True)
        ]
        return np.array(answers, dtype=float)[back] if len(answers) else np.zeros(0)


def _compare(one: np.ndarray, other: np.ndarray, scorer) -> np.ndarray:
    return process.cpdist(one, other, scorer=scorer, dtype=np.float32) if len(one) else np.zeros(0, np.float32)


def _where(known: np.ndarray, values: np.ndarray) -> np.ndarray:
    return np.where(known, values, np.nan)


def _either(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    return np.fmax(one, other)


def _forenames(pair: _Pair) -> dict[str, np.ndarray]:
    prepared = pair.prepared
    known = pair.known("fn")
    rarity = -np.log10(prepared.shares("fn1", "forename"))
    lengths = np.array([len(name) for name in prepared.texts("fn")])
    middle = _either(pair.likeness("fn1", "mid1"), pair.likeness("mid1", "fn1"))
    return {
        "forename_likeness": pair.likeness("fn"),
        "forename_first_likeness": pair.likeness("fn1"),
        "forename_sound": pair.same("fn_ph"),
        "forename_slips": pair.slips("fn", 6),
        "forename_variant": _where(known, pair.each("fn1", lambda a, b: a == b or cleaning.may_be_one_forename(a, b))),
        "forename_initial": _where(known, pair.each("fn1", lambda a, b: a[:1] == b[:1])),
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
    known = pair.known("sn")
    rarity = -np.log10(prepared.shares("sn", "surname"))
    former = _either(_either(pair.likeness("former", "sn"), pair.likeness("sn", "former")), pair.likeness("former"))
    return {
        "surname_likeness": pair.likeness("sn"),
        "surname_sound": pair.same("sn_ph"),
        "surname_slips": pair.slips("sn", 6),
        "surname_part": _where(known, pair.each("sn", _part_likeness)),
        "surname_variant": _where(known, pair.each("sn", lambda a, b: a == b or cleaning.may_be_one_surname(a, b))),
        "surname_former": np.nan_to_num(former, nan=-1.0),
        "surname_rarity": np.minimum(rarity[pair.left], rarity[pair.right]),
        "swapped_likeness": np.fmin(pair.likeness("fn", "sn"), pair.likeness("sn", "fn")),
        "whole_likeness": _whole(pair),
    }


def _whole(pair: _Pair) -> np.ndarray:
    whole = pair.prepared.texts("fn") + " " + pair.prepared.texts("sn")
    return _compare(whole[pair.left], whole[pair.right], JaroWinkler.normalized_similarity)


def _part_likeness(one: str, other: str) -> float:
    """The best likeness of a half of either surname with the other or a half of it."""
    mine, others = cleaning.parts_of(one) or [one], cleaning.parts_of(other) or [other]
    return max(JaroWinkler.normalized_similarity(a, b) for a in mine for b in others)


def _births(pair: _Pair) -> dict[str, np.ndarray]:
    prepared = pair.prepared
    days = prepared.days
    one, other = days[pair.left], days[pair.right]
    known = (one != NO_DAY) & (other != NO_DAY)
    dates, others = pair.texts("dob")
    apart = np.abs(one - other).astype(float)
    nameless = prepared.table["nameless"].to_numpy(zero_copy_only=False)
    before = np.where(nameless[pair.left], one - other, other - one).astype(float)
    return {
        "days_apart": _where(known, np.minimum(apart, 9999)),
        "date_slips": pair.slips("dob", 5),
        "day_month_swapped": _where(known, (pair.texts("dob_swapped")[0] == others).astype(float)),
        "same_birthday": _where(known, pair.each("dob", lambda a, b: a[5:] == b[5:])),
        "same_month": _where(known, pair.each("dob", lambda a, b: a[:7] == b[:7])),
        "first_of_january": _where(known, pair.each("dob", lambda a, b: (a[5:] == "01-01") + (b[5:] == "01-01"))),
        "years_apart": _where(known, pair.each("dob", lambda a, b: abs(int(a[:4] or 0) - int(b[:4] or 0)))),
        "born_before": np.where(
            known & (nameless[pair.left] != nameless[pair.right]), np.clip(before, -400, 400), np.nan
        ),
    }


def _homes(pair: _Pair) -> dict[str, np.ndarray]:
    numbers_of = cache(_numbers_of)  # a line stands in many pairs
    numbers = pair.each("line", lambda one, other: _shared(numbers_of(one), numbers_of(other)))
    return {
        "postcode_slips": pair.slips("pc", 5),
        "house_same": pair.same("house"),
        "line_likeness": pair.likeness("line"),
        "house_number_same": _where(pair.known("line"), numbers),
    }


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
