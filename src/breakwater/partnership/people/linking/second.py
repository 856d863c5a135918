"""The second stage: two small gradient-boosted models over the candidates, and the probability that they give.

The first looks at a pair alone, the second at the same pair beside its rivals, third records and homes (`context`). Both are
held to the directions of their features (a better agreement never lowers a probability) and the last answer is
calibrated, so that of pairs said to be .9 nine in ten are one child.
"""

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from . import context, likeness
from .levels import Scored, read_model
from .prepare import Prepared

SHIPPED = Path(__file__).parent / "model"
PAIR, BESIDE, CARD, SPLINK = "pair.txt", "beside.txt", "card.json", "splink.json"
CLEARLY_NOT = 0.002  # the pair model's probability below which a pair is not looked at again


class ModelUnfit(Exception):
    """The model's files are missing, damaged or of another version of the features or the cleaning."""


@dataclass(frozen=True)
class Model:
    """A trained model as it lies in its folder; `card` states version, data and figures."""

    folder: Path
    card: dict
    splink: dict

    @cached_property
    def pair(self):
        return _booster(self.folder / PAIR)

    @cached_property
    def beside(self):
        return _booster(self.folder / BESIDE)

    @property
    def version(self) -> str:
        return self.card["version"]

    def calibrated(self, odds: np.ndarray) -> np.ndarray:
        """Probabilities of raw odds, by the steps learnt on cities that neither model saw."""
        steps = self.card["calibration"]
        return np.interp(odds, steps["odds"], steps["probability"])


def load(folder: Path | None = None) -> Model:
    """The model in `folder`, or the one shipped; ModelUnfit or ModelNotTrained says why it cannot be used."""
    folder = folder or SHIPPED
    try:
        card = json.loads((folder / CARD).read_text())
        splink = read_model(folder / SPLINK)
    except OSError as problem:
        missing = Path(problem.filename or folder).name
        raise ModelUnfit(f"There is no whole model in {folder}: {missing} cannot be read") from problem
    except ValueError as problem:
        raise ModelUnfit(f"There is no whole model in {folder}: {problem}") from problem
    _check(card, folder)
    return Model(folder, card, splink)


def _check(card: dict, folder: Path) -> None:
    from ..cleaning import VERSION

    if card.get("cleaning") != VERSION:
        raise ModelUnfit(
            f"The model in {folder} was taught with version {card.get('cleaning')} of the cleaning; this is version {VERSION}."
            " Teach it again with `./breakwater train-linker`."
        )
    if card.get("features") != [*likeness.FEATURES, *context.FEATURES]:
        raise ModelUnfit(
            f"The model in {folder} was taught on other features. Teach it again with `./breakwater train-linker`."
        )


NEEDS_OPENMP = (
    "Linking needs the system's OpenMP library, which is not installed. On Debian or Ubuntu:"
    " sudo apt-get install --no-install-recommends libgomp1"
)


def trees():
    """The library of boosted trees; ModelUnfit says what to install where the system lacks what it stands on."""
    try:
        import lightgbm
    except OSError as problem:  # its wheel brings no OpenMP
        raise ModelUnfit(NEEDS_OPENMP) from problem
    return lightgbm


def _booster(path: Path):
    return trees().Booster(model_str=path.read_text())


def judge(model: Model, prepared: Prepared, scored: Scored, *, threads: int = 1) -> np.ndarray:
    """The probability of each pair, calibrated."""
    odds = odds_of(model, prepared, scored, threads=threads)
    return np.where(np.isfinite(odds), model.calibrated(odds), 0.0)


def odds_of(model: Model, prepared: Prepared, scored: Scored, *, threads: int = 1) -> np.ndarray:
    """The odds of each pair before calibration (natural logarithm); minus infinity for what is clearly not one child."""
    features = likeness.likenesses(prepared, scored)
    odds = np.full(len(features), -np.inf)
    if not len(features):
        return odds
    alone = model.pair.predict(features, num_threads=threads)
    worth = alone >= CLEARLY_NOT
    left, right = scored.left[worth], scored.right[worth]
    beside = context.contexts(prepared, left, right, alone[worth])
    odds[worth] = model.beside.predict(np.column_stack([features[worth], beside]), raw_score=True, num_threads=threads)
    return odds
