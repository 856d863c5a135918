"""Pairs: each once, left below right, and no record with one key of a kind twice, which would count it twice against the cap."""

import duckdb
import numpy as np
import pytest

from breakwater.partnership.people.linking import blocking
from breakwater.partnership.people.linking.prepare import prepare
from breakwater_dev.city import Rates, make_city


@pytest.fixture(scope="module")
def city():
    return prepare(make_city(seed=77, children=600, rates=Rates().worse(3.0), crowded_lists=3.0).records)


@pytest.mark.parametrize("kind", blocking.KEYS)
def test_a_record_has_a_key_of_a_kind_once(city, kind):
    sql, _ = blocking.KEYS[kind]
    with duckdb.connect() as connection:
        connection.register("p", city.table)
        (twice,) = connection.execute(
            f"select count(*) - count(distinct (n, key)) from ({sql}) t(n, key) where key <> ''"
        ).fetchone()
    assert twice == 0


def test_each_pair_comes_once_and_in_order(city):
    with duckdb.connect() as connection:
        left, right = blocking.candidate_pairs(city, connection)
    assert len(left) > 100
    assert (left < right).all()
    assert np.array_equal(np.lexsort((right, left)), np.arange(len(left)))
    assert len({*zip(left.tolist(), right.tolist(), strict=True)}) == len(left)


@pytest.mark.parametrize("numbers", [[], [3], [5, 1, 5, 5, 2, 1]])
def test_distinct_numbers_are_those_of_numpy(numbers):
    given = np.array(numbers, np.int64)
    assert np.array_equal(blocking.distinct(given), np.unique(given))
