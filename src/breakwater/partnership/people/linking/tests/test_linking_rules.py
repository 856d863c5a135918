"""What stands over any probability: twins, children before birth, numbers that differ, one partner in each other source."""

import numpy as np
import pyarrow as pa
import pytest

from breakwater.partnership.people.linking import levels, rules, second
from breakwater.partnership.people.linking.prepare import COLUMNS, prepare
from breakwater.partnership.people.linking.rules import Tier

ELLA = {
    "forename": "Ella",
    "surname": "Marsh",
    "dob": "2015-03-04",
    "sex": "F",
    "address": "12 Fern Road",
    "postcode": "QX1 2AB",
}


def records(*rows) -> pa.Table:
    full = [{"record_id": f"r{n}", "source": "school" if n == 0 else "police"} | row for n, row in enumerate(rows)]
    return pa.table({name: pa.array([row.get(name, "") for row in full], type=pa.string()) for name in COLUMNS})


def compared(*rows, probability=0.999):
    """Prepared records, every pair of them with its weights, and the rules' answer to a model that is sure."""
    import duckdb

    prepared = prepare(records(*rows))
    pairs = [(a, b) for a in range(len(rows)) for b in range(a + 1, len(rows))]
    left, right = (np.array(side, dtype=np.int64) for side in zip(*pairs, strict=True))
    scored = levels.score(prepared, second.load().splink, left, right, duckdb.connect(), least=-1000.0)
    given = np.full(len(scored), probability) if isinstance(probability, float) else np.array(probability)
    return prepared, scored, rules.hold(prepared, scored, given)


def test_one_child_twice_needs_nobody():
    _, _, ruled = compared(ELLA, ELLA)
    assert (ruled.probability[0], ruled.by_a_person[0]) == (0.999, False)


def test_twins_need_an_identifier_however_sure_the_model_is():
    prepared, scored, ruled = compared(ELLA, ELLA | {"forename": "Grace"})
    assert rules.tiers(prepared, scored.left, scored.right, ruled.probability, ruled.by_a_person, 0.97) == [Tier.REVIEW]
    assert "may be twins" in ruled.said[0][0]


def test_twins_whose_addresses_differ_need_an_identifier_as_well():
    _, _, ruled = compared(ELLA, ELLA | {"forename": "Grace", "address": "21 Fern Road"})
    assert ruled.by_a_person[0]


def test_another_forename_with_the_same_checked_number_is_no_twin():
    number = {"nhs_number": "9990000018"}
    _, _, ruled = compared(ELLA | number, ELLA | {"forename": "Grace"} | number)
    assert not ruled.by_a_person[0]


@pytest.mark.parametrize("forename", ["Ellie", "Ella-Mae", "Eleanor"])
def test_a_variant_or_part_of_the_forename_is_no_twin(forename):
    _, _, ruled = compared(ELLA, ELLA | {"forename": forename})
    assert not ruled.by_a_person[0]


@pytest.mark.parametrize("forename", ["Ela", "Ellsa", "E", "Bella"])
def test_a_forename_that_is_only_like_the_other_needs_a_person_or_a_number(forename):
    _, _, ruled = compared(ELLA, ELLA | {"forename": forename})
    assert (ruled.by_a_person[0], ruled.probability[0]) == (True, 0.999)
    number = {"nhs_number": "9990000018"}
    _, _, ruled = compared(ELLA | number, ELLA | {"forename": forename} | number)
    assert not ruled.by_a_person[0]


MOVED = {"address": "3 Elm Way", "postcode": "QX9 9ZZ"}


@pytest.mark.parametrize(
    ("differs", "words"),
    [
        ({"dob": ""} | MOVED, "no date of birth, and no home in common"),
        ({"dob": "", "address": "", "postcode": ""}, "no date of birth, and no home in common"),
        ({"dob": "", "forename": "Ela"}, "the forename is not the same, and no number says that it is one child"),
        ({"surname": "Holt"} | MOVED, "surname and home both differ"),
        ({"dob": "2016-03-04"}, "another date of birth"),
    ],
)
def test_sg_15_what_two_children_may_share_is_never_automatic_without_a_checked_number(differs, words):
    prepared, scored, ruled = compared(ELLA, ELLA | differs)
    tiers = rules.tiers(prepared, scored.left, scored.right, ruled.probability, ruled.by_a_person, 0.97)
    assert (tiers, words in ruled.said[0]) == ([Tier.REVIEW], True)
    number = {"nhs_number": "9990000018"}
    _, _, ruled = compared(ELLA | number, ELLA | differs | number)
    assert not ruled.by_a_person[0]


def test_day_and_month_exchanged_in_one_home_needs_nobody():
    _, _, ruled = compared(ELLA, ELLA | {"dob": "2015-04-03"})
    assert not ruled.by_a_person[0]


def test_names_exchanged_and_spelt_otherwise_are_judged_though_both_fields_speak_against():
    import duckdb

    other = {"forename": "Marche", "surname": "Ela", "address": "", "postcode": "", "sex": ""}
    prepared = prepare(records(ELLA, ELLA | other, ELLA | other | {"forename": "Grace", "surname": "Holt"}))
    left, right = np.array([0, 0]), np.array([1, 2])
    scored = levels.score(prepared, second.load().splink, left, right, duckdb.connect())
    assert [(int(a), int(b)) for a, b in zip(scored.left, scored.right, strict=True)] == [(0, 1)]
    assert levels.LEAST_OF_DISGUISED < scored.weight[0] < levels.LEAST_WEIGHT


def test_names_in_each_others_place_are_no_twin():
    _, _, ruled = compared(ELLA, ELLA | {"forename": "Marsh", "surname": "Ella"})
    assert not ruled.by_a_person[0]


def test_a_child_before_birth_is_linked_by_a_person_alone():
    unborn = ELLA | {"forename": "Unborn Baby", "dob": "2015-03-10", "sex": ""}
    prepared, scored, ruled = compared(ELLA, unborn)
    assert rules.tiers(prepared, scored.left, scored.right, ruled.probability, ruled.by_a_person, 0.97) == [Tier.REVIEW]


def test_a_child_born_years_before_the_date_expected_is_not_that_child():
    unborn = ELLA | {"forename": "Unborn", "dob": "2019-03-10"}
    _, _, ruled = compared(ELLA, unborn)
    assert ruled.probability[0] < rules.REVIEW_FROM


def test_two_checked_numbers_in_one_list_are_not_one_child_without_a_person():
    here = {"source": "school"}
    _, _, ruled = compared(ELLA | here | {"nhs_number": "9990000018"}, ELLA | here | {"nhs_number": "9990000026"})
    assert ruled.by_a_person[0]
    assert ruled.probability[0] < 0.5


def test_one_entry_of_a_list_without_a_number_does_not_differ_from_the_other():
    here = {"source": "school"}
    _, _, ruled = compared(ELLA | here | {"nhs_number": "9990000018"}, ELLA | here)
    assert (ruled.probability[0], ruled.by_a_person[0]) == (0.999, False)


def test_one_pupil_number_on_two_different_children_is_an_alert_and_no_link():
    number = {"upn": "B801200005001"}
    other = {"forename": "Tobias", "surname": "Quill", "dob": "2009-11-30", "address": "", "postcode": ""}
    _, _, ruled = compared(ELLA | number, other | number)
    assert ruled.probability[0] < rules.REVIEW_FROM
    assert "check the number" in ruled.said[0][0]


def test_a_record_has_one_partner_in_each_other_source_the_likeliest():
    prepared, scored, _ = compared(ELLA, ELLA, ELLA | {"forename": "Elsa"})
    probability = np.array([0.98, 0.97, 0.1])  # (0, 1), (0, 2), (1, 2): the last two are one source
    assert rules.one_to_one(prepared, scored, probability).tolist() == [True, False, True]


def test_a_record_of_the_second_source_has_one_partner_in_the_first():
    prepared, scored, _ = compared(ELLA, ELLA | {"source": "school", "forename": "Elsa"}, ELLA)
    assert rules.one_to_one(prepared, scored, np.array([0.1, 0.98, 0.97])).tolist() == [True, True, False]
    assert rules.one_to_one(prepared, scored, np.array([0.9, 0.98, 0.97])).tolist() == [True, True, True]


def test_both_entries_of_one_child_in_a_list_stay():
    prepared, scored, _ = compared(ELLA, ELLA, ELLA)
    assert rules.one_to_one(prepared, scored, np.array([0.98, 0.97, 0.9])).tolist() == [True, True, True]


def test_a_group_with_two_pupil_numbers_goes_to_a_person_whole():
    one, two = {"upn": "B801200005001"}, {"upn": "K000400025001"}
    rows = [ELLA | one, ELLA | {"source": "health"}, ELLA | two | {"source": "police"}]
    prepared = prepare(records(*rows))
    left, right = np.array([0, 1]), np.array([1, 2])
    given = rules.tiers(prepared, left, right, np.array([0.999, 0.999]), np.array([False, False]), 0.99)
    assert given == [Tier.REVIEW, Tier.REVIEW]


def test_a_group_larger_than_a_childs_records_can_be_goes_to_a_person():
    rows = [ELLA] * (rules.LARGEST + 1)
    prepared = prepare(records(*rows))
    left, right = np.arange(rules.LARGEST), np.arange(1, rules.LARGEST + 1)
    sure, nobody = np.full(rules.LARGEST, 0.999), np.zeros(rules.LARGEST, bool)
    assert set(rules.tiers(prepared, left, right, sure, nobody, 0.99)) == {Tier.REVIEW}


def test_reasons_say_what_agrees_and_what_does_not_and_name_nobody():
    _, scored, _ = compared(ELLA, ELLA | {"dob": "2015-04-03", "sex": "M"})
    said = rules.reasons_of(scored, levels.labels(second.load().splink), 0, [])
    assert "same forename" in said
    assert "day and month swapped" in said
    assert "against: another sex" in said
    assert not any(word in said for word in ("Ella", "Marsh", "2015", "Fern", "QX1"))
