"""Which of these records are the same children? One function from records to links; it reads and writes nothing else."""

from collections.abc import Callable
from dataclasses import dataclass

import duckdb
import numpy as np
import pyarrow as pa

from . import blocking, levels, rules, second
from .prepare import Prepared, prepare


@dataclass(frozen=True)
class Links:
    """Links between rows of the records given (`left`, `right` are row numbers), with tier and reasons in words."""

    left: np.ndarray
    right: np.ndarray
    probability: np.ndarray
    weight: np.ndarray
    tier: list[rules.Tier]
    reasons: list[str]
    model_version: str
    candidates: int  # pairs looked at
    weigh: Callable[[int], list[dict]]  # the reasons of a link as {"text", "side", "weight"}, for a chart

    def __len__(self) -> int:
        return len(self.left)

    def count(self, tier: rules.Tier) -> int:
        return sum(one == tier for one in self.tier)


def tables(*, threads: int) -> duckdb.DuckDBPyConnection:
    """A database in memory that fetches no extension of itself, so that no statement makes it ask anybody."""
    return duckdb.connect(config={"threads": threads, "autoinstall_known_extensions": False})


def link(
    records: pa.Table,
    *,
    model: second.Model | None = None,
    threads: int = 2,
    spark=None,
    say: Callable[[str], None] = lambda words: None,
) -> Links:
    """Link records (text columns named as `prepare.COLUMNS`, each row with its source).

    Guarded identities must not be among them (SG-13): whoever calls leaves them out. The first stage runs on DuckDB, or in
    the Spark session given. `say` hears of progress.
    """
    model = model or second.load()
    say(f"Cleaning {records.num_rows:,} records")
    prepared = prepare(records)
    scored, candidates = (
        on_spark(prepared, model.splink, spark, say) if spark else on_duckdb(prepared, model.splink, threads, say)
    )
    say(f"Judging {len(scored):,} of them beside their rivals and homes")
    probability = second.judge(model, prepared, scored, threads=threads)
    return settle(prepared, scored, probability, model, candidates=candidates)


def on_duckdb(prepared: Prepared, splink: dict, threads: int, say) -> tuple[levels.Scored, int]:
    """The candidates worth judging, with levels and weights, and how many pairs were looked at."""
    with tables(threads=threads) as connection:
        say("Finding pairs that share a key")
        left, right = blocking.candidate_pairs(prepared, connection)
        say(f"Comparing {len(left):,} pairs field by field")
        return levels.score(prepared, splink, left, right, connection), len(left)


def on_spark(prepared: Prepared, splink: dict, session, say) -> tuple[levels.Scored, int]:
    from . import spark  # few have it

    return spark.compare(prepared, splink, session, say)


def settle(
    prepared: Prepared, scored: levels.Scored, probability: np.ndarray, model: second.Model, *, candidates: int
) -> Links:
    """Links from judged pairs: hard rules, one partner in each other source, tiers, reasons."""
    ruled = rules.hold(prepared, scored, probability)
    kept = np.flatnonzero(rules.one_to_one(prepared, scored, ruled.probability))
    left, right, held = scored.left[kept], scored.right[kept], ruled.probability[kept]
    tier = rules.tiers(prepared, left, right, held, ruled.by_a_person[kept], model.card["automatic_from"])
    labels = levels.labels(model.splink)
    reasons = rules.reasons_of_each(scored, labels, kept, ruled.said)

    def weigh(n: int) -> list[dict]:
        said = [{"text": words, "side": "against"} for words in ruled.said.get(int(kept[n]), [])]
        whole = [*rules.weighed(scored, labels, int(kept[n])), *said]
        return [reason | {"text": reason["text"][:1].upper() + reason["text"][1:]} for reason in whole]

    return Links(left, right, held, scored.weight[kept], tier, reasons, model.version, candidates, weigh)
