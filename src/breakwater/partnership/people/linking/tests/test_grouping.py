"""Whole children made of pairs: chains that hold, and one mistaken pair that is outvoted."""

import numpy as np
import pytest

from breakwater.partnership.people.linking import figures
from breakwater.partnership.people.linking.grouping import hanging_together, log_odds, of_one_child

KNIT = [(a, b, 20.0) for a, b in ((0, 1), (0, 2), (1, 2), (3, 4), (3, 5), (4, 5))]


def grouped(pairs, least=0.0, **more):
    left, right, weight = (np.array(side) for side in zip(*pairs, strict=True))
    return sorted(sorted(members) for members in of_one_child(left, right, weight, least=least, **more))


def test_one_mistaken_pair_does_not_join_two_children():
    bridged = [*KNIT, (2, 3, 5.0)]
    left, right, _ = (np.array(side) for side in zip(*bridged, strict=True))
    assert [len(members) for members in hanging_together(left, right)] == [6]
    assert grouped(bridged) == [[0, 1, 2], [3, 4, 5]]


def test_a_record_like_the_rest_on_average_stays_though_one_pair_of_it_says_no():
    assert grouped([*KNIT[:3], (0, 6, 12.0), (1, 6, 12.0), (2, 6, -8.0)]) == [[0, 1, 2, 6]]


@pytest.mark.parametrize(("unseen", "groups"), [(-4.0, [[0, 1, 2]]), (-25.0, [[0, 1]])])
def test_a_pair_nobody_proposed_counts_as_much_as_is_said(unseen, groups):
    assert grouped([(0, 1, 8.0), (1, 2, 6.0)], unseen=unseen) == groups


def test_the_best_groups_are_found_whichever_way_they_are_made():
    person = np.array([1, 1, 1, 2, 2, 2])
    left, right, weight = (np.array(side) for side in zip(*KNIT, (2, 3, 5.0), strict=True))
    assert figures.grouped(left, right, weight, person)[0] == 1.0


def test_odds_of_a_certainty_are_finite():
    assert np.isfinite(log_odds(np.array([0.0, 1.0]))).all()
    assert log_odds(np.array([0.5]))[0] == 0
