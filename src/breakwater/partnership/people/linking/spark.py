"""The first stage on Apache Spark, for those who have a cluster: the same keys, levels and weights, so the same links.

Keys and levels are written once, in DuckDB's SQL, and told to Spark in its own. Cleaning and the second stage run where the
command runs; Spark carries what grows with the pairs. PySpark is no part of the usual installation (`requirements/spark.in`).
"""

import logging
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from . import blocking, levels
from .prepare import Prepared

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

LOCAL = "local[2]"
PARTS = "spark.sql.shuffle.partitions"
PARTS_A_CORE = 2  # so that a core that is done early has another to go on with
RECORDS_A_PART = 50_000  # some million pairs: what a core holds in memory with their texts
BROADCAST_UP_TO = 2_000_000  # records of which every worker may be given four narrow columns, some 100 MB
WIDEST_BROADCAST = (
    "64m"  # of a table that Spark may give to every worker without our word: names and how common they are
)
QUIET = Path(__file__).parent / "spark-log.properties"


class NoSpark(Exception):
    """Spark cannot be used here; the words say what is missing and how to bring it."""


def session(master: str = LOCAL) -> "SparkSession":
    """A Spark session on `master`. Raises NoSpark."""
    try:
        import_module("pyspark")  # asked first: Splink's own import of it says less
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError as problem:
        raise NoSpark(
            "PySpark is not installed. Bring it with: "
            ".venv/bin/python -m uv pip install --require-hashes -r requirements/spark.txt"
        ) from problem
    here = master.startswith("local")
    if here and not shutil.which("java"):
        raise NoSpark(
            "Spark on this machine needs Java 17 or later, for instance: apt-get install default-jre-headless"
        )
    build = SparkSession.builder.master(master).appName("breakwater link")
    build = build.config("spark.ui.showConsoleProgress", "false").config("spark.log.level", "ERROR")
    build = build.config("spark.driver.extraJavaOptions", f"-Dlog4j2.configurationFile={QUIET.as_uri()}")
    build = build.config(
        "spark.sql.adaptive.enabled", "true"
    )  # small parts are put together, and crowded ones parted, as it goes
    build = build.config("spark.sql.autoBroadcastJoinThreshold", WIDEST_BROADCAST)
    if here:
        os.environ["PYSPARK_PYTHON"] = sys.executable  # the likeness of texts runs in this very Python
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
        build = build.config("spark.ui.enabled", "false").config("spark.driver.host", "127.0.0.1")
    try:
        return build.getOrCreate()
    except (PySparkException, OSError) as problem:
        reason = str(problem).strip().splitlines()[0] if str(problem).strip() else type(problem).__name__
        raise NoSpark(f"Spark does not start on {master}: {reason}") from problem


def parts_for(records: int, cores: int) -> int:
    """Into how many parts Spark should cut its work: enough for every core, and none too large for one; not the 200 of always."""
    return max(1, PARTS_A_CORE * cores if cores > 1 else 1, ceil(records / RECORDS_A_PART))


def compare(prepared: Prepared, model: dict, spark: "SparkSession", say) -> tuple[levels.Scored, int]:
    """The candidates worth judging, with levels and weights, and how many pairs were looked at. As `engine.on_duckdb`."""
    from splink.backends.spark import SparkAPI

    logging.getLogger("py4j").setLevel(logging.ERROR)
    if not spark.sparkContext.getConf().contains(
        PARTS
    ):  # whoever keeps the cluster may have said it for all that runs there
        spark.conf.set(PARTS, str(parts_for(len(prepared), spark.sparkContext.defaultParallelism)))
    say(f"Finding pairs that share a key, on Spark in {spark.conf.get(PARTS)} parts")
    spark.createDataFrame(prepared.table).persist().createOrReplaceTempView("p")
    for name, sql in blocking.STEPS.items():
        spark.sql(in_sparks_words(sql)).persist().createOrReplaceTempView(name)
    candidates = spark.table("paired").count()
    say(f"Comparing {candidates:,} pairs field by field, on Spark")
    _teach_functions(spark)
    api = SparkAPI(spark_session=spark, break_lineage_method="persist", register_udfs_automatically=False)
    linker = levels.linker_on(api, prepared, in_sparks_model(model))
    pairs = spark.sql("select cast(0 as tinyint) match_key, l join_key_l, r join_key_r from paired")
    linker.table_management.register_blocked_pairs_for_predict(api.register(pairs))
    with _step_by_step(spark):
        found = linker.inference.predict(
            threshold_match_weight=min(levels.LEAST_WEIGHT, levels.LEAST_OF_DISGUISED), warning_mode="never"
        )
        broadcast = len(prepared) <= BROADCAST_UP_TO
        got: pa.Table = spark.sql(levels.worth_judging(found.physical_name, broadcast=broadcast)).toArrow()
    got = got.sort_by([("n_l", "ascending"), ("n_r", "ascending")])
    spark.catalog.clearCache()
    return levels.scored(model, {name: np.asarray(got[name]) for name in got.column_names}), candidates


@contextmanager
def _step_by_step(spark: "SparkSession") -> Iterator[None]:
    """The weights of all fields in one method of Java's are larger than Java takes: Spark would say so by a stack trace, and do this."""
    fused = "spark.sql.codegen.wholeStage"
    before = spark.conf.get(fused)
    spark.conf.set(fused, "false")
    try:
        yield
    finally:
        spark.conf.set(fused, before)


def _teach_functions(spark: "SparkSession") -> None:
    """Likeness of texts by the library whose code DuckDB's is.

    The Java functions in Splink's wheel count letters in each other's place by halves, so that a pair near a bound would
    come out otherwise than on DuckDB.
    """
    from pyspark.sql.functions import arrow_udf

    @arrow_udf("double")
    def jaro_winkler(one: pa.Array, other: pa.Array) -> pa.Array:
        from rapidfuzz.distance import JaroWinkler

        pairs = zip(one.to_pylist(), other.to_pylist(), strict=True)
        return pa.array([JaroWinkler.normalized_similarity(a, b) for a, b in pairs], pa.float64())

    @arrow_udf("int")
    def damerau_levenshtein(one: pa.Array, other: pa.Array) -> pa.Array:
        from rapidfuzz.distance import DamerauLevenshtein

        pairs = zip(one.to_pylist(), other.to_pylist(), strict=True)
        return pa.array([DamerauLevenshtein.distance(a, b) for a, b in pairs], pa.int32())

    spark.udf.register("jaro_winkler", jaro_winkler)
    spark.udf.register("damerau_levenshtein", damerau_levenshtein)


def in_sparks_words(sql: str) -> str:
    """DuckDB's SQL of keys and levels in Spark's, with the functions that `compare` teaches it."""
    from sqlglot import exp, parse_one

    def told(node):
        if isinstance(node, exp.ArrayOverlaps):
            return exp.func("arrays_overlap", node.this, node.expression)
        if isinstance(node, exp.JarowinklerSimilarity):
            return exp.func("jaro_winkler", node.this, node.expression)
        if isinstance(node, exp.Anonymous) and node.name.lower() == "hash":
            return exp.func("xxhash64", *node.expressions)
        return node

    return parse_one(sql, read="duckdb").transform(told).sql("spark")


def in_sparks_model(model: dict) -> dict:
    """The model with its levels in Spark's words; every weight stays."""
    comparisons = [
        comparison
        | {
            "comparison_levels": [
                level
                if level["sql_condition"] == "ELSE"
                else level | {"sql_condition": in_sparks_words(level["sql_condition"])}
                for level in comparison["comparison_levels"]
            ]
        }
        for comparison in model["comparisons"]
    ]
    return model | {"comparisons": comparisons, "sql_dialect": "spark"}
