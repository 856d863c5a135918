"""What stands around a pair: its rivals, third records that speak for or against it, and the two homes.

Worked out from the probabilities that the pair model gave, so that a pair is judged beside every other answer there is: two
brothers who are both like a record cannot both be it.
"""

import numpy as np
from scipy import sparse

from .blocking import distinct
from .likeness import AGAINST, EITHER, FOR
from .prepare import Prepared

DIRECTION = {
    "alone": FOR,
    "rivals": AGAINST,
    "lesser_rivals": AGAINST,
    "rival_gap": FOR,
    "supported": FOR,
    "contradicted": AGAINST,
    "homes_together": FOR,
    "home_size": EITHER,
    "twin_near": EITHER,
    "namesakes": AGAINST,
    "same_home_other_name": EITHER,
    "surname_at_home": FOR,
    "twins_here": AGAINST,
}
FEATURES = tuple(DIRECTION)
_LEAST = 0.02
USUAL_TWINS = 0.09  # of records: another forename, born on the day, is in the home
AS_SURE_AS = 2000  # the usual counts as so many records


def contexts(prepared: Prepared, left: np.ndarray, right: np.ndarray, probability: np.ndarray) -> np.ndarray:
    """A row of FEATURES for each pair; `probability` is the pair model's."""
    odds = logit(probability)
    rival_left, rival_right = _rivals(prepared, left, right, odds)
    supported, contradicted = _third_records(left, right, probability, len(prepared))
    columns = {
        "alone": odds,
        "rivals": np.maximum(rival_left, rival_right),
        "lesser_rivals": np.minimum(rival_left, rival_right),
        "rival_gap": np.clip(odds - np.maximum(rival_left, rival_right), -15, 15),
        "supported": supported,
        "contradicted": contradicted,
        "homes_together": _homes_together(prepared, left, right, probability),
        "namesakes": _namesakes(prepared, left, right),
        "surname_at_home": _surname_at_home(prepared, left, right),
        **_home(prepared, left, right),
    }
    return np.column_stack([columns[name].astype(np.float32) for name in FEATURES])


def logit(probability: np.ndarray) -> np.ndarray:
    held = np.clip(probability, 1e-6, 1 - 1e-6)
    return np.log(held / (1 - held))


NONE = -14.0


def _rivals(prepared: Prepared, left, right, odds) -> tuple[np.ndarray, np.ndarray]:
    """For the left and the right record of each pair, the odds of its best other candidate in the partner's source."""
    sources = prepared.sources
    record, source = np.concatenate([left, right]), np.concatenate([sources[right], sources[left]])
    key = record.astype(np.int64) * (sources.max() + 2 if len(sources) else 1) + source
    both = np.concatenate([odds, odds])
    order = np.lexsort((-both, key))
    starts = np.r_[True, key[order][1:] != key[order][:-1]] if len(order) else np.zeros(0, bool)
    group = np.cumsum(starts) - 1
    first = np.flatnonzero(starts)
    best = both[order][first]
    second = np.full(len(first), NONE)
    has_second = first + 1 < np.r_[first[1:], len(order)]
    second[has_second] = both[order][first[has_second] + 1]
    other = np.where(starts, second[group], best[group])
    back = np.empty(len(order))
    back[order] = other
    return back[: len(left)], back[len(left) :]


def _third_records(left, right, probability, records: int) -> tuple[np.ndarray, np.ndarray]:
    kept = probability > _LEAST
    p = sparse.coo_matrix((probability[kept], (left[kept], right[kept])), shape=(records, records)).tocsr()
    p = p + p.T
    through = np.asarray(p[left].multiply(p[right]).sum(axis=1)).ravel()
    degree = np.asarray(p.sum(axis=1)).ravel()
    own = np.where(kept, probability, 0.0)
    against = (degree[left] - own - through).clip(0) + (degree[right] - own - through).clip(0)
    return np.minimum(through, 4.0), np.minimum(against, 6.0)


def _homes_together(prepared: Prepared, left, right, probability) -> np.ndarray:
    """How surely other children moved between the two homes: the sum of other pairs' probabilities, from home to home."""
    home = prepared.codes("house")
    one, other = home[left], home[right]
    apart = (one >= 0) & (other >= 0) & (one != other)
    low, high = np.minimum(one, other), np.maximum(one, other)
    key = np.where(apart, low.astype(np.int64) * (home.max() + 2) + high, -1)
    _, back = np.unique(key, return_inverse=True)
    total = np.bincount(back, weights=np.where(apart, probability, 0.0))
    return np.where(apart, np.minimum(total[back] - probability, 4.0), 0.0)


def _namesakes(prepared: Prepared, left, right) -> np.ndarray:
    """How many records of the pair's sources bear the whole name of either, as a logarithm."""
    _, places = prepared.whole_names
    counts = np.bincount(places)[places]
    return np.log1p(np.maximum(counts[left], counts[right]))


def _surname_at_home(prepared: Prepared, left, right) -> np.ndarray:
    """How many others in the home of either bear the other's surname, at most 3: a child may take a family's name or lose it."""
    home, sound = prepared.codes("house").astype(np.int64), prepared.codes("sn_ph").astype(np.int64)
    many = sound.max(initial=0) + 2
    known = (home >= 0) & (sound >= 0)
    keys, counts = np.unique(home[known] * many + sound[known], return_counts=True)

    def others(of: np.ndarray, at: np.ndarray) -> np.ndarray:
        wanted = home[at] * many + sound[of]
        place = np.minimum(np.searchsorted(keys, wanted), max(len(keys) - 1, 0))
        there = (
            np.where((keys[place] == wanted) & (home[at] >= 0) & (sound[of] >= 0), counts[place], 0) if len(keys) else 0
        )
        themselves = (home[of] == home[at]).astype(int) + (sound[of] == sound[at])
        return np.maximum(there - themselves, 0)

    return np.minimum(np.maximum(others(left, right), others(right, left)), 3).astype(float)


def _home(prepared: Prepared, left, right) -> dict[str, np.ndarray]:
    home = prepared.codes("house")
    size = np.bincount(home[home >= 0], minlength=1)
    sizes = np.where(home >= 0, size[np.maximum(home, 0)], 0)
    twin, other_name = _others_at_home(prepared, home)
    return {
        "home_size": np.minimum(np.maximum(sizes[left], sizes[right]), 20).astype(float),
        "twin_near": np.maximum(twin[left], twin[right]).astype(float),
        "same_home_other_name": np.where(
            home[left] == home[right], np.minimum(other_name[left], other_name[right]), -1
        ).astype(float),
        "twins_here": np.full(len(left), _twins_here(twin)),
    }


def _twins_here(twin: np.ndarray) -> float:
    """How common twins are among these records, in half powers of two: where many are, another forename is seldom a slip.

    In steps, and a short list counts as usual, so that no town is known by it.
    """
    share = (twin.sum() + USUAL_TWINS * AS_SURE_AS) / (len(twin) + AS_SURE_AS)
    return round(2 * float(np.log2(share))) / 2


def _others_at_home(prepared: Prepared, home: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For each record: whether its home holds another forename born on the day, and how many other forenames."""
    sound, day = prepared.codes("fn_ph").astype(np.int64), prepared.codes("dob").astype(np.int64)
    named = (home >= 0) & (sound >= 0)
    by_day = _distinct(home * (day.max() + 2) + day, sound, named & (day >= 0))
    by_home = _distinct(home.astype(np.int64), sound, named)
    return (by_day > 1).astype(int), np.maximum(by_home - 1, 0)


def _distinct(group: np.ndarray, value: np.ndarray, kept: np.ndarray) -> np.ndarray:
    """How many distinct values each row's group holds; 0 for rows left out."""
    counts = np.zeros(len(group), int)
    if kept.any():
        _, members = np.unique(group[kept], return_inverse=True)
        many = int(value.max()) + 1
        counts[kept] = np.bincount(distinct(members * many + value[kept]) // many)[members]
    return counts
