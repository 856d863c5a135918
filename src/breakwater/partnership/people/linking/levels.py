"""The first stage: Splink's Fellegi-Sunter model over the candidate pairs, with levels of our own.

The model is a JSON file of Splink's: levels as SQL, with m (how often the level is seen in records of one child) and u (in
records of two). m is learnt from records that share an identifier, u from random pairs; u of levels that random pairs
hardly ever reach is set here by hand. A model with a level that was never trained is refused.
"""

import json
import logging
from dataclasses import dataclass
from math import log2
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from . import edits
from .prepare import Prepared

LEAST_WEIGHT = -6.0  # bits; pairs below are no candidates for the second stage
# A child before birth has another date and no name; names exchanged are two others: what is true of such pairs speaks against them.
LEAST_OF_DISGUISED = -24.0


class ModelNotTrained(Exception):
    """The model has a level without m or u, so its weights would be guesses."""


def _level(sql: str, label: str, **more) -> dict:
    return {"sql_condition": sql, "label_for_charts": label, **more}


def _none(column: str) -> dict:
    return _level(f"{column}_l = '' or {column}_r = ''", "not known", is_null_level=True)


def _rare(sql: str, label: str, u: float, **more) -> dict:
    """A level whose u is set by hand: random pairs reach it too seldom to be counted."""
    return _level(sql, label, u_probability=u, fix_u_probability=True, **more)


def _by_hand(sql: str, label: str, m: float, u: float) -> dict:
    """A level with both set by hand: identifiers label the pairs that m is learnt from, so they cannot teach their own."""
    fixed = {"m_probability": m, "u_probability": u, "fix_m_probability": True, "fix_u_probability": True}
    return _level(sql, label, **fixed)


_ELSE = _level("ELSE", "differs")
_SWAPPED = "fn_l = sn_r and sn_l = fn_r"


def _same(column: str, label: str, least: float = 0.001) -> dict:
    return _level(
        f"{column}_l = {column}_r",
        label,
        tf_adjustment_column=column,
        tf_adjustment_weight=1.0,
        tf_minimum_u_value=least,
    )


COMPARISONS = [
    {
        "output_column_name": "forename",
        "comparison_levels": [
            _level("fn_l = '' or fn_r = ''", "not known", is_null_level=True),
            _same("fn", "same forename", 0.0002),
            _rare(_SWAPPED, "forename and surname swapped", 0.00001),
            _level("fn_ph_l = fn_ph_r and jaro_winkler_similarity(fn_l, fn_r) >= 0.8", "forename sounds the same"),
            _level(
                f"jaro_winkler_similarity(fn_l, fn_r) >= 0.9 or {edits.one_in_name('fn')}",
                "forename spelt nearly the same",
            ),
            _level("list_has_any(fn_roots_l, fn_roots_r)", "forename can be short for the other"),
            _level("fn_ph_l = fn_ph_r", "forename has the same consonants"),
            _rare("fn1_l = mid1_r or mid1_l = fn1_r", "middle name used as the first", 0.004),
            _level(
                "substr(fn_l, 1, 1) = substr(fn_r, 1, 1) and (length(fn_l) = 1 or length(fn_r) = 1)",
                "same initial",
                u_probability=0.0008,
                fix_u_probability=True,
            ),
            _level("jaro_winkler_similarity(fn_l, fn_r) >= 0.8", "forename spelt something like it"),
            _ELSE,
        ],
    },
    {
        "output_column_name": "surname",
        "comparison_levels": [
            _none("sn"),
            _same("sn", "same surname", 0.0002),
            _rare(_SWAPPED, "forename and surname swapped", 0.00001),
            _rare(
                "former_l = sn_r or former_r = sn_l or (former_l <> '' and former_l = former_r)",
                "same former surname",
                0.0003,
            ),
            _level("sn_ph_l = sn_ph_r", "surname sounds the same"),
            _level(
                f"jaro_winkler_similarity(sn_l, sn_r) >= 0.92 or {edits.one_in_name('sn')}",
                "surname spelt nearly the same",
            ),
            _level("list_has_any(sn_parts_l, sn_parts_r)", "one part of the surname is the same"),
            _level("jaro_winkler_similarity(sn_l, sn_r) >= 0.82", "surname spelt something like it"),
            _ELSE,
        ],
    },
    {
        "output_column_name": "born",
        "comparison_levels": [
            _none("dob"),
            _level("dob_l = dob_r", "same date of birth"),
            _rare("dob_swapped_l = dob_r", "day and month swapped", 0.00008),
            _level(edits.some_in_date("dob", 1), "one figure of the date of birth differs"),
            _rare(
                "birthday_l = birthday_r and abs(yob_l - yob_r) <= 1",
                "same birthday, a year apart",
                0.0003,
            ),
            _rare(
                "(birthday_l = 101 or birthday_r = 101) and abs(yob_l - yob_r) <= 1",
                "1 January given for the day",
                0.0006,
            ),
            _by_hand("abs(date_diff('day', born_l, born_r)) <= 31", "born within a month", 0.003, 0.008),
            _level(edits.some_in_date("dob", 2), "two figures of the date of birth differ"),
            _level("yob_l = yob_r", "same year of birth"),
            _ELSE,
        ],
    },
    {"output_column_name": "sex", "comparison_levels": [_none("sex"), _level("sex_l = sex_r", "same sex"), _ELSE]},
    {
        "output_column_name": "home",
        "comparison_levels": [
            _none("pc"),
            _rare("house_l <> '' and house_l = house_r", "same house and postcode", 0.00006),
            _rare("pc_l = pc_r and (house_l = '' or house_r = '')", "same postcode", 0.0008),
            _rare("line_l = line_r and length(line_l) > 5", "same house, other postcode", 0.00004),
            _rare("pc_l = pc_r", "same postcode, other house", 0.0008),
            _rare(edits.one_in_postcode("pc"), "postcode differs by one character", 0.002),
            _by_hand(
                "substr(pc_l, 1, length(pc_l) - 2) = substr(pc_r, 1, length(pc_r) - 2)", "lives nearby", 0.01, 0.003
            ),
            _ELSE,
        ],
    },
    {
        "output_column_name": "school",
        "comparison_levels": [_none("school"), _level("school_l = school_r", "same school"), _ELSE],
    },
    {
        "output_column_name": "pupil_number",
        "comparison_levels": [
            _none("upn_written"),
            _by_hand("upn_l = upn_r and upn_l <> ''", "same unique pupil number", 0.96, 0.000001),
            _by_hand(edits.two_in_number("upn_written"), "unique pupil number nearly the same", 0.025, 0.00001),
            _by_hand("ELSE", "differs", 0.015, 0.99999),
        ],
    },
    {
        "output_column_name": "nhs_number",
        "comparison_levels": [
            _none("nhs_written"),
            _by_hand("nhs_l = nhs_r and nhs_l <> ''", "same NHS number", 0.96, 0.000001),
            _by_hand(
                "damerau_levenshtein(nhs_written_l, nhs_written_r) <= 1", "NHS number nearly the same", 0.03, 0.00005
            ),
            _by_hand("ELSE", "differs", 0.01, 0.99994),
        ],
    },
]
FIELDS = tuple(comparison["output_column_name"] for comparison in COMPARISONS)


def settings() -> dict:
    """The model before training."""
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "n",
        "probability_two_random_records_match": 0.0001,
        "comparisons": COMPARISONS,
        "blocking_rules_to_generate_predictions": [],
        "retain_matching_columns": False,
        "retain_intermediate_calculation_columns": True,
    }


def untrained(model: dict) -> list[str]:
    """The levels of a model that lack m or u, named for people; empty for a model that may be used."""
    lacking = []
    for comparison in model["comparisons"]:
        for level in comparison["comparison_levels"]:
            if not level.get("is_null_level") and not (
                _between(level.get("m_probability")) and _between(level.get("u_probability"))
            ):
                lacking.append(f"{comparison['output_column_name']}: {level.get('label_for_charts', '?')}")
    return lacking


def _between(probability) -> bool:
    return isinstance(probability, float) and 0 < probability <= 1


def read_model(path: Path) -> dict:
    """A saved model; ModelNotTrained when one of its levels is not trained."""
    model = json.loads(path.read_text())
    if lacking := untrained(model):
        raise ModelNotTrained(f"{path.name} has levels that were never trained: {', '.join(lacking)}")
    return model


@dataclass(frozen=True)
class Scored:
    """Candidate pairs (numbers of records, left below right), their weight in bits, and of each field its level and bits."""

    left: np.ndarray
    right: np.ndarray
    weight: np.ndarray
    level: dict[str, np.ndarray]
    bits: dict[str, np.ndarray]

    def __len__(self) -> int:
        return len(self.left)


def linker_for(prepared: Prepared, model: dict, connection: duckdb.DuckDBPyConnection):
    """A Splink linker over prepared records, on DuckDB."""
    from splink.backends.duckdb import DuckDBAPI

    api = DuckDBAPI(connection)
    return linker_on(api, prepared, model), api


def linker_on(api, prepared: Prepared, model: dict):
    """A Splink linker over prepared records, on whichever of its engines `api` speaks to."""
    from splink import Linker

    logging.getLogger("splink").setLevel(logging.ERROR)
    linker = Linker(api.register(prepared.table), model, log_level=None)
    for column, kind in (("fn", "forename"), ("sn", "surname")):
        values, _ = prepared.coded(column)
        worth = prepared.shares_of_values(column, kind)
        shares = pa.table({column: pa.array(values, pa.string()), f"tf_{column}": worth})
        named = shares.filter(pc.not_equal(shares[column], ""))
        linker.table_management.register_term_frequency_lookup(api.register(named), column)
    return linker


def score(
    prepared: Prepared,
    model: dict,
    left: np.ndarray,
    right: np.ndarray,
    connection: duckdb.DuckDBPyConnection,
    least: float = LEAST_WEIGHT,
) -> Scored:
    """The pairs whose weight is at least `least` (less where it is `disguised`), with levels and weights of each field."""
    linker, api = linker_for(prepared, model, connection)
    hidden = disguised(prepared, left, right)
    # Few pairs are; the others' floor is high, and what lies below it is never written down.
    found = [
        _predicted(linker, api, connection, left[these], right[these], floor)
        for these, floor in ((hidden, LEAST_OF_DISGUISED), (~hidden, least))
    ]
    values = {name: np.concatenate([part[name] for part in found]) for name in found[0]}
    order = np.lexsort((values["n_r"], values["n_l"]))
    return scored(model, {name: column[order] for name, column in values.items()})


def disguised(prepared: Prepared, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Whether a pair has a record before birth, or forename and surname in one another's place however they are spelt."""
    nameless = np.asarray(prepared.table["nameless"])
    forename, surname = _one_code(prepared, "fn_whole_ph", "sn_ph")
    exchanged = (
        (forename[left] == surname[right]) & (surname[left] == forename[right]) & (forename[left] != forename[right])
    )
    return nameless[left] | nameless[right] | exchanged


def _one_code(prepared: Prepared, *columns: str) -> list[np.ndarray]:
    """Columns of text as numbers that are equal where the text is, in any of them."""
    known: dict[str, int] = {}
    coded = [prepared.coded(column) for column in columns]
    return [
        np.array([known.setdefault(value, len(known)) for value in values], dtype=np.int64)[places]
        for values, places in coded
    ]


def _predicted(linker, api, connection, left: np.ndarray, right: np.ndarray, least: float) -> dict[str, np.ndarray]:
    """What the second stage judges by, of the pairs that reach the weight."""
    pairs = pa.table({"match_key": pa.array(np.zeros(len(left), np.int8)), "join_key_l": left, "join_key_r": right})
    linker.table_management.register_blocked_pairs_for_predict(api.register(pairs))
    found = linker.inference.predict(threshold_match_weight=least, warning_mode="never")
    got = connection.execute(f"select {_judged_by()} from {found.physical_name}").fetchnumpy()
    found.drop_table_from_database_and_remove_from_cache()
    return {name: np.asarray(values) for name, values in got.items()}


def worth_judging(predicted: str, *, broadcast: bool) -> str:
    """Spark's SQL of the pairs for the second stage, of a table of Splink's predictions and the prepared records `p`; as `score` chooses.

    With `broadcast` every worker is given what is asked of the records, so that the pairs stay where they are.
    """
    asked = "(select n, nameless, fn_whole_ph, sn_ph from p)"
    return (
        f"select {'/*+ broadcast(one, other) */ ' if broadcast else ''}{_judged_by()} from {predicted}"
        f" join {asked} one on one.n = n_l join {asked} other on other.n = n_r"
        f" where match_weight >= {LEAST_WEIGHT} or one.nameless or other.nameless or (one.fn_whole_ph = other.sn_ph"
        " and one.sn_ph = other.fn_whole_ph and one.fn_whole_ph <> other.fn_whole_ph)"
    )


def scored(model: dict, values: dict[str, np.ndarray]) -> Scored:
    """Scored pairs of the columns of `worth_judging`."""
    return Scored(
        left=values["n_l"],
        right=values["n_r"],
        weight=values["match_weight"],
        level={field: _levels(model, field, values[f"mw_{field}"]) for field in FIELDS},
        bits={field: values[f"mw_{field}"] + values.get(f"mw_tf_adj_{field}", 0.0) for field in FIELDS},
    )


def _judged_by() -> str:
    columns = [f"mw_{field}" for field in FIELDS] + ["mw_tf_adj_forename", "mw_tf_adj_surname"]
    return f"n_l, n_r, match_weight, {', '.join(columns)}"


def _levels(model: dict, field: str, bits: np.ndarray) -> np.ndarray:
    """The level of each pair, read back from its weight (Splink keeps the level only beside all columns); -1 not known."""
    weights = np.array([log2(level["m_probability"] / level["u_probability"]) for level in _known(model, field)])
    nearest = np.abs(bits[:, None] - weights[None, :]).argmin(axis=1) if len(bits) else np.zeros(0, int)
    return np.where(bits == 0.0, -1, nearest)


def _known(model: dict, field: str) -> list[dict]:
    comparison = next(c for c in model["comparisons"] if c["output_column_name"] == field)
    return [level for level in comparison["comparison_levels"] if not level.get("is_null_level")]


def labels(model: dict) -> dict[str, list[str]]:
    """What the levels of each field are called, the strongest first."""
    return {field: [level["label_for_charts"] for level in _known(model, field)] for field in FIELDS}


def learn(prepared: Prepared, connection: duckdb.DuckDBPyConnection, *, seed: int, max_pairs: float = 4e5) -> dict:
    """Train the first stage: m from records that share a checked identifier, u from random pairs (and by hand)."""
    linker, _ = linker_for(prepared, settings(), connection)
    linker.training.estimate_u_using_random_sampling(max_pairs=max_pairs, seed=seed, min_count_per_level=None)
    for column in ("upn_label", "nhs_label"):
        linker.training.estimate_m_from_label_column(column)
    return linker.misc.save_model_to_json(None)


def adapted(model: dict, prepared: Prepared, connection: duckdb.DuckDBPyConnection, *, seed: int = 1) -> dict:
    """The model with m and u learnt from these records, for people unlike those it was taught on; where they do not show a
    level, its own stay.
    """
    learnt = learn(prepared, connection, seed=seed)
    comparisons = []
    for ours, theirs in zip(model["comparisons"], learnt["comparisons"], strict=True):
        pairs = zip(ours["comparison_levels"], theirs["comparison_levels"], strict=True)
        levels = [
            own | {key: there[key] for key in ("m_probability", "u_probability") if _between(there.get(key))}
            for own, there in pairs
        ]
        comparisons.append(ours | {"comparison_levels": levels})
    return model | {"comparisons": comparisons}
