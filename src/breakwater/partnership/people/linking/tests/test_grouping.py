"""Whole children made of pairs: chains that hold, and one mistaken pair that is outvoted."""

import csv

import numpy as np
import pyarrow as pa

from breakwater.partnership.people.linking import figures, files
from breakwater.partnership.people.linking.engine import Links
from breakwater.partnership.people.linking.grouping import hanging_together, log_odds, of_one_child
from breakwater.partnership.people.linking.rules import Tier

KNIT = [(a, b, 20.0) for a, b in ((0, 1), (0, 2), (1, 2), (3, 4), (3, 5), (4, 5))]


def grouped(pairs, least=0.0):
    left, right, weight = (np.array(side) for side in zip(*pairs, strict=True))
    return sorted(sorted(members) for members in of_one_child(left, right, weight, least=least))


def test_one_mistaken_pair_does_not_join_two_children():
    bridged = [*KNIT, (2, 3, 5.0)]
    left, right, _ = (np.array(side) for side in zip(*bridged, strict=True))
    assert [len(members) for members in hanging_together(left, right)] == [6]
    assert grouped(bridged) == [[0, 1, 2], [3, 4, 5]]


def test_a_record_like_the_rest_on_average_stays_though_one_pair_of_it_says_no():
    assert grouped([*KNIT[:3], (0, 6, 12.0), (1, 6, 12.0), (2, 6, -8.0)]) == [[0, 1, 2, 6]]


def test_a_chain_is_parted_where_its_ends_share_nothing():
    assert grouped([(0, 1, 8.0), (1, 2, 6.0)]) == [[0, 1]]


def test_a_record_is_sure_of_its_child_only_where_no_link_leads_out_of_the_group(tmp_path):
    """Two children whom one mistaken link joins, automatic as it is, stay two, and the records it joins are not sure."""
    bridged = [(a, b, 0.9999) for a, b, _ in KNIT] + [(2, 3, 0.999)]
    left, right, probability = (np.array(side) for side in zip(*bridged, strict=True))
    links = Links(
        left,
        right,
        probability,
        log_odds(probability),
        [Tier.AUTOMATIC] * len(bridged),
        [""] * len(bridged),
        "",
        0,
        lambda n: [],
    )
    records = pa.table({"record_id": [f"r{n}" for n in range(7)], "source": ["a"] * 7})
    files.write_children(links, records, tmp_path / "children.csv")
    with (tmp_path / "children.csv").open() as file:
        rows = [(row["record_id"], row["child"], row["sure"]) for row in csv.DictReader(file)]
    assert rows == [
        ("r0", "1", "yes"),
        ("r1", "1", "yes"),
        ("r2", "1", "no"),
        ("r3", "2", "no"),
        ("r4", "2", "yes"),
        ("r5", "2", "yes"),
        ("r6", "3", "yes"),
    ]


def test_the_best_groups_are_found_whichever_way_they_are_made():
    person = np.array([1, 1, 1, 2, 2, 2])
    left, right, weight = (np.array(side) for side in zip(*KNIT, (2, 3, 5.0), strict=True))
    assert figures.grouped(left, right, weight, person)[0] == 1.0


def test_odds_of_a_certainty_are_finite():
    assert np.isfinite(log_odds(np.array([0.0, 1.0]))).all()
    assert log_odds(np.array([0.5]))[0] == 0
