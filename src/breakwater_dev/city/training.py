"""Teaching the linking: on invented cities alone, with rates drawn widely, in one command.

The pair model of one half of the cities judges the other half, so that the model of the surroundings learns from answers
as good as it will get in use; the calibration is learnt on cities that neither saw.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from random import Random

import duckdb
import numpy as np

from breakwater.partnership.people import cleaning
from breakwater.partnership.people.linking import blocking, context, figures, levels, likeness, rules, second
from breakwater.partnership.people.linking.prepare import Prepared, prepare

from . import City, Rates, drawn_rates, make_city

SEED = 20261124
PARAMETERS = {
    "objective": "binary",
    "learning_rate": 0.06,
    "num_leaves": 31,
    "min_data_in_leaf": 25,
    "feature_fraction": 0.7,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "lambda_l2": 3.0,
    "num_threads": 1,
    "verbosity": -1,
    "seed": 1,
    "deterministic": True,
    "force_row_wise": True,
    "max_bin": 127,
}


@dataclass
class Lesson:
    """A city's candidates with their features and whether they are one child."""

    prepared: Prepared
    scored: levels.Scored
    features: np.ndarray
    same: np.ndarray
    true_pairs: int
    city: City


def draw_city(random: Random, children: tuple[int, int]) -> City:
    """A city of its own rates and size: half of them careful or careless in everything, a quarter with many twins, some whose lists lack
    dates or homes.
    """
    times = 3.0 ** random.uniform(-1, 1) if random.random() < 0.5 else 1.0
    rates = drawn_rates(random, spread=random.choice((2.0, 3.0, 4.0)), times=times)
    if random.random() < 0.25:
        rates = replace(rates, twin=random.uniform(0.03, 0.18), twins_alike=random.uniform(0.15, 0.6))
    if random.random() < 0.3:
        rates = replace(rates, dob_missing=random.uniform(0.1, 0.6))
    if random.random() < 0.3:
        homes = random.uniform(0.2, 0.9)
        rates = replace(rates, address_missing=homes, postcode_missing=homes)
    return make_city(
        seed=random.randrange(2**31),
        children=random.randint(*children),
        rates=rates,
        crowded_lists=random.uniform(0.8, 4.0),
    )


def lesson(city: City, splink: dict, connection: duckdb.DuckDBPyConnection) -> Lesson:
    prepared = prepare(city.records)
    scored = levels.score(prepared, splink, *blocking.candidate_pairs(prepared, connection), connection)
    person = np.array(city.person)
    counts = np.bincount(person)
    return Lesson(
        prepared,
        scored,
        likeness.likenesses(prepared, scored),
        person[scored.left] == person[scored.right],
        int((counts * (counts - 1) // 2).sum()),
        city,
    )


def learn_first_stage(connection: duckdb.DuckDBPyConnection, *, seed: int = SEED, children: int = 9000) -> dict:
    """Splink's model, from one invented city with crowded lists whose truth it does not see.

    Its slips are twice the usual, so that every level is reached by pairs that share an identifier.
    """
    city = make_city(seed=seed, children=children, rates=Rates().worse(2.0), crowded_lists=9.0)
    return levels.learn(prepare(city.records), connection, seed=seed)


def train(
    folder: Path,
    *,
    cities: int = 72,
    children: tuple[int, int] = (400, 6500),
    rounds: int = 300,
    seed: int = SEED,
    today: date,
    say: Callable[[str], None] = print,
) -> dict:
    """Teach a model and write it to `folder`; returns its card. `say` hears of progress."""
    random, connection = Random(seed), duckdb.connect(config={"threads": 2})
    say("First stage: levels and their weights")
    splink = learn_first_stage(connection, seed=seed)
    if lacking := levels.untrained(splink):
        raise levels.ModelNotTrained(f"These levels were never reached: {', '.join(lacking)}")
    lessons = []
    for n in range(cities):
        kept_back = n >= cities - _kept_back(cities)
        lessons.append(
            lesson(draw_city(random, as_large_as_authorities(children) if kept_back else children), splink, connection)
        )
        say(f"City {n + 1} of {cities}: {len(lessons[-1].prepared):,} records, {len(lessons[-1].scored):,} pairs")
    return teach(folder, splink, lessons, children=children, rounds=rounds, seed=seed, today=today, say=say)


def _kept_back(cities: int) -> int:
    """How many of the cities are kept for calibration, the last ones."""
    return max(2, cities // 5)


def as_large_as_authorities(children: tuple[int, int]) -> tuple[int, int]:
    """The sizes of the cities kept back: the more children, the more of them are alike, and the less the same odds mean."""
    return children[1], 2 * children[1]


def teach(
    folder: Path,
    splink: dict,
    lessons: list[Lesson],
    *,
    children: tuple[int, int],
    rounds: int,
    seed: int,
    today: date,
    say: Callable[[str], None],
) -> dict:
    """The second stage of `lessons`, the last fifth of which is kept back for its calibration."""
    held = _kept_back(len(lessons))
    taught, kept = lessons[:-held], lessons[-held:]
    say(f"Second stage: each pair alone ({sum(len(one.same) for one in taught):,} pairs)")
    halves = taught[::2], taught[1::2]
    crossed = [_pair_model(half, rounds) for half in halves]
    pair = _pair_model(taught, rounds)
    say("Second stage: each pair beside its rivals")
    rows, answers = [], []
    for half, model in ((halves[0], crossed[1]), (halves[1], crossed[0])):
        for one in half:
            features, same, _ = _beside(one, model)
            rows.append(features)
            answers.append(same)
    beside = _boosted(np.vstack(rows), np.concatenate(answers), _DIRECTIONS, rounds)
    say("Calibration on cities that were kept back")
    card = _card(today, seed, lessons, held, children, rounds)
    write(folder, card, splink, pair, beside)
    card["calibration"] = calibrated(second.load(folder), kept)
    write(folder, card, splink, pair, beside)
    card["automatic_from"], card["figures"] = _measured(second.load(folder), kept)
    write(folder, card, splink, pair, beside)
    return card


def calibrated(model: second.Model, kept: list[Lesson]) -> dict:
    """Steps from odds to probability, right of the pairs that are left when rules and one partner a list have chosen.

    A first calibration, of all pairs, chooses them; those whose probability a rule has set say nothing of the model's. Each city
    counts alike: a careless one has most of the doubtful pairs, and would speak for all.
    """
    odds = [second.odds_of(model, one.prepared, one.scored, threads=2) for one in kept]
    worth = [np.isfinite(of_one) for of_one in odds]
    at_first = isotonic(
        np.concatenate([of_one[these] for of_one, these in zip(odds, worth, strict=True)]),
        np.concatenate([one.same[these] for one, these in zip(kept, worth, strict=True)]),
    )
    left_odds, left_same, weights = [], [], []
    for one, of_one, these in zip(kept, odds, worth, strict=True):
        said = np.where(these, np.interp(of_one, at_first["odds"], at_first["probability"]), 0.0)
        ruled = rules.hold(one.prepared, one.scored, said)
        left = rules.one_to_one(one.prepared, one.scored, ruled.probability) & (ruled.probability == said)
        left_odds.append(of_one[left])
        left_same.append(one.same[left])
        doubtful = np.count_nonzero((said[left] > rules.REVIEW_FROM) & (said[left] < SURE))
        weights.append(np.full(np.count_nonzero(left), DOUBTFUL_IN_A_CITY / max(doubtful, FEWEST_DOUBTFUL)))
    steps = isotonic(np.concatenate(left_odds), np.concatenate(left_same), np.concatenate(weights))
    tail = [step for step in zip(at_first["odds"], at_first["probability"], strict=True) if step[0] < steps["odds"][0]]
    return {
        "odds": [*(odds for odds, _ in tail), *steps["odds"]],
        "probability": [*(min(share, steps["probability"][0]) for _, share in tail), *steps["probability"]],
    }


SURE, DOUBTFUL_IN_A_CITY, FEWEST_DOUBTFUL = 0.95, 100, 20


AUTOMATIC_IS_RIGHT = 0.99995  # on the cities kept back, so that 1 wrong in 10,000 holds with a margin


LEAST_AUTOMATIC = 0.998  # however right the cities kept back were


def _measured(model: second.Model, kept: list[Lesson]) -> tuple[float, dict]:
    """The probability from which a link needs nobody, and the figures, after rules and one-to-one on the kept cities."""
    sure, sure_same, all_p, all_same, true_pairs = [], [], [], [], 0
    for one in kept:
        ruled = rules.hold(one.prepared, one.scored, second.judge(model, one.prepared, one.scored))
        chosen = rules.one_to_one(one.prepared, one.scored, ruled.probability)
        alone = chosen & ~ruled.by_a_person
        sure.append(ruled.probability[alone])
        sure_same.append(one.same[alone])
        all_p.append(ruled.probability[chosen])
        all_same.append(one.same[chosen])
        true_pairs += one.true_pairs
    p, same = np.concatenate(sure), np.concatenate(sure_same)
    order = np.argsort(-p, kind="stable")
    right = np.cumsum(same[order]) / np.arange(1, len(order) + 1)
    reached = np.flatnonzero(right >= AUTOMATIC_IS_RIGHT)
    automatic_from = float(max(p[order][reached[-1]], LEAST_AUTOMATIC)) if len(reached) else 1.01
    return round(automatic_from, 5), figures.at_thresholds(np.concatenate(all_p), np.concatenate(all_same), true_pairs)


_DIRECTIONS = [*likeness.DIRECTION.values(), *context.DIRECTION.values()]


def _pair_model(lessons: list[Lesson], rounds: int):
    features, same = np.vstack([one.features for one in lessons]), np.concatenate([one.same for one in lessons])
    return _boosted(features, same, list(likeness.DIRECTION.values()), rounds)


def _beside(one: Lesson, pair) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    alone = pair.predict(one.features, num_threads=2)
    worth = alone >= second.CLEARLY_NOT
    beside = context.contexts(one.prepared, one.scored.left[worth], one.scored.right[worth], alone[worth])
    return np.column_stack([one.features[worth], beside]), one.same[worth], worth


def _boosted(features: np.ndarray, same: np.ndarray, directions: list[int], rounds: int):
    lightgbm = second.trees()
    data = lightgbm.Dataset(features, label=same.astype(int), free_raw_data=True)
    return lightgbm.train({**PARAMETERS, "monotone_constraints": directions}, data, num_boost_round=rounds)


def isotonic(odds: np.ndarray, same: np.ndarray, weight: np.ndarray | None = None, *, most: int = 60) -> dict:
    """Rising steps from odds to the share of pairs that are one child (pool adjacent violators), thinned to `most`."""
    order = np.argsort(odds, kind="stable")
    weight = np.ones(len(odds)) if weight is None else weight / weight.mean()
    pools: list[list[float]] = []  # [sum of truths, count, sum of odds], each pair by its weight
    for value, truth, counts in zip(odds[order], same[order], weight[order], strict=True):
        pools.append([float(truth) * counts, counts, float(value) * counts])
        while len(pools) > 1 and pools[-2][0] * pools[-1][1] >= pools[-1][0] * pools[-2][1]:
            last = pools.pop()
            pools[-1] = [a + b for a, b in zip(pools[-1], last, strict=True)]
    # One true and one false pair more on each step: no step says never or always.
    at = np.array([pool[2] / pool[1] for pool in pools])
    share = np.array([(pool[0] + 0.5) / (pool[1] + 1.0) for pool in pools])
    share = np.maximum.accumulate(share)
    if len(at) > most:
        kept = np.unique(np.linspace(0, len(at) - 1, most).astype(int))
        at, share = at[kept], share[kept]
    return {"odds": [round(x, 4) for x in at.tolist()], "probability": [round(x, 6) for x in share.tolist()]}


def _card(today, seed, lessons: list[Lesson], held: int, children, rounds: int) -> dict:
    return {
        "version": f"{today:%Y-%m-%d}",
        "cleaning": cleaning.VERSION,
        "taught_on": {
            "what": "invented cities alone; no real child's record",
            "cities": len(lessons) - held,
            "kept_back_for_calibration": held,
            "children_each": list(children),
            "records": sum(len(one.prepared) for one in lessons),
            "pairs": sum(len(one.scored) for one in lessons),
            "true_pairs": sum(one.true_pairs for one in lessons),
            "seed": seed,
            "rounds": rounds,
        },
        "features": [*likeness.FEATURES, *context.FEATURES],
        "calibration": {"odds": [-10.0, 10.0], "probability": [0.0, 1.0]},
    }


def write(folder: Path, card: dict, splink: dict, pair, beside) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / second.PAIR).write_text(pair.model_to_string())
    (folder / second.BESIDE).write_text(beside.model_to_string())
    (folder / second.SPLINK).write_text(json.dumps(splink, indent=1) + "\n")
    (folder / second.CARD).write_text(json.dumps(card, indent=1) + "\n")
