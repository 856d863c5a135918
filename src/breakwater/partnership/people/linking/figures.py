"""How well links were found, where the truth is known: for the bench, the model's card and tests. Never used to link."""

import numpy as np


def at_thresholds(probability: np.ndarray, same: np.ndarray, true_pairs: int) -> dict:
    """F1 at the best threshold and at .95, with precision, recall and the count of false links; recall at precision .999."""
    order = np.argsort(-probability, kind="stable")
    found = np.cumsum(same[order])
    asked = np.arange(1, len(order) + 1)
    # Pairs of one probability stand or fall together.
    last = np.r_[probability[order][1:] != probability[order][:-1], True] if len(order) else np.zeros(0, bool)
    precision, recall = found[last] / asked[last], found[last] / max(true_pairs, 1)
    f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-12)
    best = int(f1.argmax()) if len(f1) else 0
    at = probability >= 0.95
    p95 = float(same[at].mean()) if at.any() else 0.0
    r95 = float(same[at].sum() / max(true_pairs, 1))
    sure = np.flatnonzero(precision >= 0.999)
    return {
        "best_f1": round(float(f1[best]), 4) if len(f1) else 0.0,
        "best_threshold": round(float(probability[order][last][best]), 4) if len(f1) else 1.0,
        "f1_at_95": round(2 * p95 * r95 / max(p95 + r95, 1e-12), 4),
        "precision_at_95": round(p95, 4),
        "recall_at_95": round(r95, 4),
        "false_at_95": int((~same[at]).sum()),
        "recall_at_precision_999": round(float(recall[sure[-1]]), 4) if len(sure) else 0.0,
        "recall_of_all": round(float(same.sum() / max(true_pairs, 1)), 4),
    }


def calibration(
    probability: np.ndarray, same: np.ndarray, bounds=(0.05, 0.2, 0.4, 0.6, 0.8, 0.9, 0.95, 0.99, 1.01)
) -> list[dict]:
    """Of the pairs given a probability in each band, how many are one child."""
    bands = []
    for low, high in zip(bounds, bounds[1:], strict=False):
        within = (probability >= low) & (probability < high)
        if within.any():
            bands.append(
                {
                    "from": low,
                    "to": min(high, 1.0),
                    "pairs": int(within.sum()),
                    "said": round(float(probability[within].mean()), 4),
                    "right": round(float(same[within].mean()), 4),
                }
            )
    return bands


def grouped(left, right, weight, person: np.ndarray, bounds=range(-14, 11, 2)) -> tuple[float, int]:
    """The best pairwise F1 of whole groups, however they are made of the pairs, and the least bits of agreement that gave it."""
    from .grouping import hanging_together, of_one_child

    counts = np.bincount(person)
    true = int((counts * (counts - 1) // 2).sum())
    best = (0.0, 0)
    ways = [
        (least, found)
        for least in bounds
        for found in (
            hanging_together(left[weight >= least], right[weight >= least]),
            of_one_child(left, right, weight, least=least),
        )
    ]
    for least, found in ways:
        said = sum(len(members) * (len(members) - 1) // 2 for members in found)
        hit = 0
        for members in found:
            _, sizes = np.unique(person[members], return_counts=True)
            hit += int((sizes * (sizes - 1) // 2).sum())
        best = max(best, (round(2 * hit / max(said + true, 1), 4), least))
    return best
