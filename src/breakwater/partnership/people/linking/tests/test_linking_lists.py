"""Whole lists linked: an invented city, and inputs at the edges."""

from random import Random

import numpy as np
import pyarrow as pa
import pytest

from breakwater.partnership.people import cleaning
from breakwater.partnership.people.linking import engine, figures
from breakwater.partnership.people.linking.prepare import COLUMNS
from breakwater.partnership.people.linking.rules import Tier
from breakwater_dev.city import Rates, drawn_rates, make_city

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def city():
    return make_city(seed=404, children=900, rates=Rates(), crowded_lists=3.0)


@pytest.fixture(scope="module")
def links(city):
    return engine.link(city.records)


def by_id(links, records) -> dict:
    ids = records["record_id"].to_pylist()
    pairs = zip(links.left, links.right, links.tier, strict=True)
    return {frozenset((ids[a], ids[b])): tier for a, b, tier in pairs}


def test_a_city_is_linked_well_and_automatic_links_are_right(city, links):
    person = np.array(city.person)
    same = person[links.left] == person[links.right]
    counts = np.bincount(person)
    at = figures.at_thresholds(links.probability, same, int((counts * (counts - 1) // 2).sum()))
    assert at["best_f1"] > 0.95
    assert at["precision_at_95"] > 0.985
    automatic = np.array([tier == Tier.AUTOMATIC for tier in links.tier])
    assert automatic.sum() > 0.7 * same.sum()
    assert same[automatic].mean() > 0.995


def test_every_link_says_why_and_names_nobody(city, links):
    assert all(links.reasons)
    words = {word for reason in links.reasons for word in reason.replace(";", " ").replace(",", " ").split()}
    names = {name.casefold() for name in city.records["surname"].to_pylist() if len(name) > 5}
    assert not {word.casefold() for word in words} & names


def test_links_do_not_depend_on_the_order_of_the_records(city, links):
    order = np.random.default_rng(1).permutation(city.records.num_rows)
    shuffled = city.records.take(pa.array(order))
    again, first = by_id(engine.link(shuffled), shuffled), by_id(links, city.records)
    differing = {pair for pair in again.keys() | first.keys() if again.get(pair) != first.get(pair)}
    assert len(differing) <= 0.002 * len(first)  # ties may fall either way


def test_no_pair_comes_twice_or_joins_a_record_to_itself(links):
    pairs = list(zip(links.left.tolist(), links.right.tolist(), strict=True))
    assert len(set(pairs)) == len(pairs)
    assert all(a < b for a, b in pairs)


@pytest.mark.parametrize("rows", [0, 1, 2])
def test_lists_too_short_to_hold_a_pair_give_no_link(city, rows):
    alone = {name: pa.array(["", "x"][:rows] if name == "record_id" else [""] * rows, pa.string()) for name in COLUMNS}
    assert len(engine.link(pa.table(alone))) == 0


def test_an_invented_city_is_the_same_for_the_same_seed_and_holds_no_real_address():
    one, two = (make_city(seed=9, children=200, rates=drawn_rates(Random(9))) for _ in range(2))
    assert one.records.equals(two.records)
    postcodes = {cleaning.clean_postcode(text)[:2] for text in one.records["postcode"].to_pylist()} - {""}
    assert postcodes <= {"QX", "QY"}
    assert {text[1:4] for text in one.records["upn"].to_pylist() if cleaning.clean_upn(text)} == {"000"}
    assert {text[:3] for text in one.records["nhs_number"].to_pylist()} <= {"", "999"}
