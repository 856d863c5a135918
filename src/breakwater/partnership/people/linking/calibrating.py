"""What reviewers decided, for the probabilities of this installation's own model: nothing else of the model moves (SG-23).

Two numbers are learnt: how much steeper or flatter the model's odds should be, and how much higher or lower. They are held near "as
it was" as if some decisions more had agreed with the model, and are used only where they say better, on decisions kept
apart, what people decided. The order of pairs stays, and no link becomes automatic that was not before.
"""

import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from . import FEWEST, FEWEST_OF_EACH, second
from .context import logit

FOLDS = 5
HELD = 0.02  # how strongly the two numbers are held at 1 and 0, a decision
FLATTEST, STEEPEST = 0.2, 3.0


class TooFewDecisions(Exception):
    """Calibration on so few decisions would teach chance; the words say how many there are and how many it takes."""


class NoBetter(Exception):
    """On decisions kept apart the model as it is does as well; it stays."""


@dataclass(frozen=True)
class Said:
    """One decision: what the model said then, whether it is one child, and the version of the model."""

    probability: float
    same: bool
    model_version: str


def calibrate(model: second.Model, decisions: Sequence[Said], folder: Path, *, today: date) -> dict:
    """Write to `folder` the model as these decisions have it and return what the card says of them.

    Decisions on what another model said are left out. Raises TooFewDecisions, NoBetter; nothing is written then.
    """
    odds, same = _of_this_model(model, decisions)
    of_each = int(min(same.sum(), (~same).sum()))
    if len(same) < FEWEST or of_each < FEWEST_OF_EACH:
        raise TooFewDecisions(
            f"{len(same)} decisions were made on what this model said, {int(same.sum())} of them the same child. It takes {FEWEST},"
            f" with at least {FEWEST_OF_EACH} of each answer. The model stays as it is."
        )
    before, after = _kept_apart(odds, same)
    if after >= before:
        raise NoBetter(
            f"On decisions kept apart the model as it is says as well what people decided (log loss {before:.4f}, calibrated"
            f" {after:.4f}). It stays."
        )
    steeper, higher = fitted(odds, same)
    made = {
        "decisions": len(same),
        "same": int(same.sum()),
        "on": today.isoformat(),
        "steeper": round(steeper, 4),
        "higher": round(higher, 4),
        "log_loss_before": round(before, 4),
        "log_loss_after": round(after, 4),
        "of": "this installation's reviewers alone",
    }
    _write(model, made, folder)
    return made


def fitted(odds: np.ndarray, same: np.ndarray) -> tuple[float, float]:
    """(steeper, higher): one child has the odds steeper * odds + higher. By Newton's steps on a penalised log loss."""
    a, b, held = 1.0, 0.0, HELD * len(odds)
    for _ in range(50):
        said = 1 / (1 + np.exp(-(a * odds + b)))
        off, spread = said - same, said * (1 - said)
        slope = np.array([off @ odds + held * (a - 1), off.sum() + held * b])
        bend = np.array([[spread @ odds**2 + held, spread @ odds], [spread @ odds, spread.sum() + held]])
        step = np.linalg.solve(bend, slope)
        a, b = float(np.clip(a - step[0], FLATTEST, STEEPEST)), float(np.clip(b - step[1], -3, 3))
        if np.abs(step).max() < 1e-9:
            break
    return a, b


def _kept_apart(odds: np.ndarray, same: np.ndarray) -> tuple[float, float]:
    """The log loss of decisions that the fit did not see, before and after, over FOLDS parts."""
    part = np.random.default_rng(1).permutation(len(odds)) % FOLDS
    after = np.empty(len(odds))
    for n in range(FOLDS):
        a, b = fitted(odds[part != n], same[part != n])
        after[part == n] = a * odds[part == n] + b
    return _log_loss(odds, same), _log_loss(after, same)


def _log_loss(odds: np.ndarray, same: np.ndarray) -> float:
    return float(np.logaddexp(0, np.where(same, -odds, odds)).mean())


def _of_this_model(model: second.Model, decisions: Sequence[Said]) -> tuple[np.ndarray, np.ndarray]:
    """The odds that the shipped model gave, also where a calibrated one of it spoke, with the answers."""
    known = {base_of(model): (1.0, 0.0)} | {
        version: tuple(ab) for version, ab in model.card.get("calibrations", {}).items()
    }
    kept = [one for one in decisions if one.model_version in known]
    odds = logit(np.array([one.probability for one in kept], dtype=float))
    a, b = np.array([known[one.model_version] for one in kept], dtype=float).reshape(-1, 2).T
    return (odds - b) / a, np.array([one.same for one in kept], dtype=bool)


def base_of(model: second.Model) -> str:
    """The version of the shipped model that a calibrated one is of."""
    return model.version.split("+")[0]


def _write(model: second.Model, made: dict, folder: Path) -> None:
    card = json.loads(json.dumps(model.card))
    base = card.pop("calibrated_from", {key: card[key] for key in ("calibration", "automatic_from")})
    earlier = card.get("calibrations", {})
    version = f"{base_of(model)}+site.{len(earlier) + 1}"
    a, b = made["steeper"], made["higher"]

    def moved(probability):
        return 1 / (1 + np.exp(-(a * logit(np.asarray(probability, dtype=float)) + b)))

    steps = base["calibration"]
    card |= {
        "version": version,
        "calibrated_from": base,
        "calibration": {"odds": steps["odds"], "probability": np.round(moved(steps["probability"]), 6).tolist()},
        "automatic_from": round(float(max(base["automatic_from"], moved(base["automatic_from"]))), 6),
        "calibrations": earlier | {version: [a, b]},
        "calibrated_on": made,
    }
    beside = folder.with_name(folder.name + ".part")
    shutil.rmtree(beside, ignore_errors=True)
    shutil.copytree(model.folder, beside)
    (beside / second.CARD).write_text(json.dumps(card, indent=1) + "\n")
    second.load(beside)
    shutil.rmtree(folder, ignore_errors=True)
    beside.replace(folder)
