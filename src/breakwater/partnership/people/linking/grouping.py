"""From pairs to whole children: which records of these lists are one child's."""

from collections import defaultdict

import numpy as np

UNSEEN = -25.0  # bits of a pair that is not there: it shares no key at all, or the rules hold it apart


def log_odds(probability: np.ndarray) -> np.ndarray:
    """Probabilities as log2 odds, in bits; a certainty as some forty."""
    held = np.clip(probability, 1e-12, 1 - 1e-12)
    return np.log2(held / (1 - held))


def hanging_together(left: np.ndarray, right: np.ndarray) -> list[list[int]]:
    """The records that hang together by pairs, however long the chain."""
    above: dict[int, int] = {}

    def top(n: int) -> int:
        while above.setdefault(n, n) != n:
            above[n] = n = above[above[n]]
        return n

    for a, b in zip(left.tolist(), right.tolist(), strict=True):
        above[top(a)] = top(b)
    found: dict[int, list[int]] = defaultdict(list)
    for n in above:
        found[top(n)].append(n)
    return list(found.values())


def of_one_child(left: np.ndarray, right: np.ndarray, weight: np.ndarray, *, least: float) -> list[list[int]]:
    """Groups whose records on average agree by at least `least` bits with one another; `weight` is log2 odds, one a pair.

    Average linkage within what hangs together: one mistaken pair between two well-knit groups is outvoted by all the pairs
    that speak against it, where a chain would join them. A pair not given counts `UNSEEN` bits. A record with no pair is in no group.
    """
    from scipy.cluster.hierarchy import average, fcluster

    bits = {(int(a), int(b)): float(w) for a, b, w in zip(left, right, weight, strict=True)}
    bits |= {(b, a): w for (a, b), w in bits.items()}
    parted = []
    chained = weight >= least
    for members in hanging_together(left[chained], right[chained]):
        if len(members) == 2:
            parted.append(members)
            continue
        apart = [-bits.get((a, b), UNSEEN) for at, a in enumerate(members) for b in members[at + 1 :]]
        lowest = min(apart)  # distances are counted from the best pair, as the library knows none below nought
        labels = fcluster(average(np.array(apart) - lowest), -least - lowest, criterion="distance")
        parted += [[members[n] for n in np.flatnonzero(labels == label)] for label in np.unique(labels)]
    return [members for members in parted if len(members) > 1]
