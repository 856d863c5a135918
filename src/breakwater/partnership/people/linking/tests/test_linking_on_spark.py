"""Linking on Apache Spark gives the links that DuckDB gives. Java starts slowly, so one session serves the file."""

import os
import shutil

import numpy as np
import pytest

from breakwater.partnership.people.linking import blocking, engine, levels, second, spark
from breakwater_dev.city import Rates, make_city
from breakwater_dev.testing import coming


@pytest.fixture(scope="module")
def session():
    if lacking := coming.spark():
        pytest.skip(lacking)
    # A small set is done before a compiler of Java's or Spark's has paid for itself.
    os.environ["JAVA_TOOL_OPTIONS"] = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
    session = spark.session("local[1]")
    session.conf.set("spark.sql.codegen.wholeStage", "false")
    session.conf.set("spark.sql.codegen.factoryMode", "NO_CODEGEN")
    session.conf.set("spark.sql.shuffle.partitions", "1")
    yield session
    session.stop()
    del os.environ["JAVA_TOOL_OPTIONS"]


@pytest.mark.slow
def test_the_same_links_with_the_same_words_come_of_spark_and_of_duckdb(session, capfd):
    city = make_city(seed=404, children=250, rates=Rates().worse(2.0), crowded_lists=3.0)
    one, other = engine.link(city.records), engine.link(city.records, spark=session)
    assert (len(one), one.candidates) == (len(other), other.candidates)
    assert len(one) > 100
    assert np.array_equal(one.left, other.left)
    assert np.array_equal(one.right, other.right)
    assert np.allclose(one.probability, other.probability)
    assert (one.tier, one.reasons) == (other.tier, other.reasons)
    said = capfd.readouterr().err
    assert "\tat " not in said  # a stack trace looks like a crash
    assert "ERROR" not in said


@pytest.mark.parametrize(
    ("records", "cores", "parts"),
    [(300, 1, 1), (300, 2, 4), (60_000, 16, 32), (9_000_000, 16, 180), (9_000_000, 200, 400)],
)
def test_parts_are_as_many_as_the_cores_can_use_and_none_is_too_large(records, cores, parts):
    assert spark.parts_for(records, cores) == parts


def test_what_every_worker_is_given_whole_is_small():
    asked = levels.worth_judging("found", broadcast=True)
    assert "broadcast(one, other)" in asked
    assert "select n, nameless, fn_whole_ph, sn_ph from p" in asked
    assert "broadcast" not in levels.worth_judging("found", broadcast=False)


def test_every_key_and_level_can_be_said_in_sparks_words():
    model = spark.in_sparks_model(second.load().splink)
    said = " ".join(
        [spark.in_sparks_words(sql) for sql in blocking.STEPS.values()]
        + [level["sql_condition"] for comparison in model["comparisons"] for level in comparison["comparison_levels"]]
    )
    assert "arrays_overlap" in said.lower()
    assert not [word for word in ("list_", "unnest", "jarowinkler", "&&") if word in said.lower()]
    assert levels.untrained(model) == []


def test_without_pyspark_one_is_told_how_to_bring_it(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "pyspark", None)
    with pytest.raises(spark.NoSpark, match="requirements/spark.txt"):
        spark.session()


def test_without_java_one_is_told_what_to_install(monkeypatch):
    if lacking := coming.spark():
        pytest.skip(lacking)
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(spark.NoSpark, match="Java 17 or later"):
        spark.session()
