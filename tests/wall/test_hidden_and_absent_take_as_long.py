"""What is hidden and what never was cannot be told apart: neither by a word nor by how long an answer takes (TR-16, SG-13)."""

import random
import statistics
import time

import pytest

from breakwater.foundation.models import new_public_id, reference

pytestmark = [pytest.mark.slow]
SAMPLES, SHUFFLES = 200, 4000
# Four addresses are compared, each once a run: one run in a thousand would cry wolf four times in a thousand.
SURE = 0.001
KINDS = {
    "person": ("/people/{}/", lambda records: records.person.public_id, new_public_id),
    "case": ("/cases/{}/", lambda records: records.case.reference, lambda: reference("E", year=2026, number=900_001)),
    "contact": (
        "/mash/contacts/{}/",
        lambda records: records.contact.reference,
        lambda: reference("C", year=2026, number=900_001),
    ),
    "receipt": (
        "/contacts/{}",
        lambda records: records.receipt.reference,
        lambda: reference("S", year=2026, number=900_001),
    ),
}


def medians_differ_by_chance(one: list[float], other: list[float]) -> float:
    """How often shuffled samples are as far apart in their medians as these: a permutation test."""
    apart = abs(statistics.median(one) - statistics.median(other))
    pick, whole, half = random.Random(7), one + other, len(one)
    further = 0
    for _ in range(SHUFFLES):
        pick.shuffle(whole)
        further += abs(statistics.median(whole[:half]) - statistics.median(whole[half:])) >= apart
    return further / SHUFFLES


def test_the_permutation_test_sees_a_difference_and_none():
    pick = random.Random(3)
    base = [pick.gauss(20, 2) for _ in range(SAMPLES)]
    same = [pick.gauss(20, 2) for _ in range(SAMPLES)]
    slower = [pick.gauss(22, 2) for _ in range(SAMPLES)]
    assert (medians_differ_by_chance(base, same) > SURE, medians_differ_by_chance(base, slower) < SURE) == (True, True)


@pytest.mark.parametrize("kind", KINDS)
def test_sg_13_a_hidden_record_answers_like_one_that_never_was_and_as_fast(served, kind):
    pattern, key_of, absent_key = KINDS[kind]
    visitor = served.visitor(served.world.post("mash_manager"))
    hidden = pattern.format(key_of(served.world.records["sealed"]))
    absent = pattern.format(absent_key())
    took: dict[str, list[float]] = {hidden: [], absent: []}
    words: dict[str, set[int]] = {hidden: set(), absent: set()}
    for path in (hidden, absent) * 10:
        visitor.get(path)  # both are warm before anything is measured
    pick = random.Random(11)
    for _ in range(SAMPLES):
        for path in pick.sample([hidden, absent], 2):
            began = time.perf_counter()
            answer = visitor.get(path)
            took[path].append(time.perf_counter() - began)
            assert answer.status == 404
            words[path].add(len(answer.body))
    assert words[hidden] == words[absent]
    assert medians_differ_by_chance(took[hidden], took[absent]) > SURE
