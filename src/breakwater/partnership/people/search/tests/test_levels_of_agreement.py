"""At which level names, births and homes agree: what tells one child from another, apart from any weight."""

from datetime import date

import pytest

from breakwater.foundation.dates.partial import PartDate
from breakwater.partnership.people.search import comparing

BORN = date(2014, 3, 9)


@pytest.mark.parametrize(
    ("asked", "known", "level"),
    [
        ("", "ella", "missing"),
        ("ella", "", "missing"),
        ("ella mae", "ellamae", "same"),
        ("e", "ella", "initial"),
        ("ella", "e", "initial"),
        ("e", "grace", "other"),
        ("ella mae", "ella rose", "first part"),
        ("a b", "a c", "sounds and looks"),
        ("stephen", "steven", "sounds and looks"),
        ("catherine", "kathryn", "sounds"),
        ("william", "bill", "variant"),
        ("mo", "mahamed", "variant"),
        ("marina", "martina", "alike"),
        ("katherine", "karen", "rather alike"),
        ("sha", "shanice", "shortened"),
        ("shanice", "sha", "shortened"),
        ("shen", "taroshen", "shortened"),
        ("hen", "taroshen", "other"),
        ("sa", "samantha", "other"),
        ("eth", "elizabeth", "other"),
        ("grace", "ella", "other"),
    ],
)
def test_forenames_agree_at_a_level(asked, known, level):
    assert comparing.forenames(asked, known)[0] == level


@pytest.mark.parametrize(
    ("asked", "known", "level"),
    [
        ("", "marsh", "missing"),
        ("marsh", "", "missing"),
        ("o neil", "oneil", "same"),
        ("m", "marsh", "initial"),
        ("h", "marsh", "other"),
        ("smith", "smyth", "sounds and looks"),
        ("fox", "fex", "sounds"),
        ("khan", "marsh khan", "part"),
        ("thompson", "thomson", "alike"),
        ("robertson", "roberts", "alike"),
        ("marsh", "brown", "other"),
    ],
)
def test_surnames_agree_at_a_level(asked, known, level):
    assert comparing.surnames(asked, known)[0] == level


@pytest.mark.parametrize(
    ("others", "agree"),
    [
        ([], (False, False)),
        ([("grace", "khan")], (False, False)),
        ([("grace", "khan"), ("ella", "brown")], (True, False)),
        ([("grace", "marsh")], (False, True)),
        ([("ella", "brown"), ("elly", "march")], (True, True)),
    ],
)
def test_names_agree_by_the_best_of_the_names_someone_has(others, agree):
    assert comparing.names_agree("ella", "marsh", others) == agree


@pytest.mark.parametrize(
    ("asked", "known", "precision", "level"),
    [
        (None, BORN, "DAY", "missing"),
        (PartDate(2014), None, "DAY", "missing"),
        (PartDate(2014), BORN, "DAY", "asked year"),
        (PartDate(2015), BORN, "DAY", "near year"),
        (PartDate(2016), BORN, "DAY", "other"),
        (PartDate(2016, estimated=True), BORN, "DAY", "near year"),
        (PartDate(2016, 3, 9), BORN, "ESTIMATED", "near year"),
        (PartDate(2016, 3, 9), BORN, "YEAR", "other"),
        (PartDate(2017, estimated=True), BORN, "DAY", "other"),
        (PartDate(2014, 3), BORN, "DAY", "asked month"),
        (PartDate(2014, 4), BORN, "DAY", "same year"),
        (PartDate(2015, 3), BORN, "DAY", "other"),
        (PartDate(2014, 3, 1), BORN, "MONTH", "asked month"),
        (PartDate(2014, 3, 9), BORN, "DAY", "same day"),
        (PartDate(2014, 9, 3), BORN, "DAY", "swapped"),
        (PartDate(2015, 9, 3), BORN, "DAY", "other"),
        (PartDate(2015, 3, 9), BORN, "DAY", "same day, next year"),
        (PartDate(2016, 3, 9), BORN, "DAY", "one figure"),
        (PartDate(2014, 3, 8), BORN, "DAY", "one figure"),
        (PartDate(2014, 3, 20), BORN, "DAY", "same month"),
        (PartDate(2014, 2, 27), date(2014, 3, 6), "DAY", "within a week"),
        (PartDate(2014, 2, 27), date(2014, 3, 7), "DAY", "same year"),
        (PartDate(2014, 1, 1), BORN, "DAY", "first of January"),
        (PartDate(2014, 11, 25), date(2014, 1, 1), "DAY", "first of January"),
        (PartDate(2014, 11, 25), BORN, "DAY", "same year"),
        (PartDate(2009, 11, 25), BORN, "DAY", "other"),
    ],
)
def test_births_agree_at_a_level(asked, known, precision, level):
    assert comparing.births(asked, known, precision) == level


@pytest.mark.parametrize(
    ("asked", "known", "level"),
    [
        ("", "PO12AB", "missing"),
        ("PO12AB", "", "missing"),
        ("PO12AB", "PO12AB", "same"),
        ("PO1", "PO12AB", "asked part"),
        ("PO12", "PO122AB", "asked part"),
        ("PO2", "PO12AB", "other"),
        ("PO12AB", "PO12XY", "same sector"),
        ("PO12AB", "PO13AB", "one character"),
        ("PO12AB", "PO34AB", "other"),
        ("PO12AB", "SO141AA", "other"),
    ],
)
def test_postcodes_agree_at_a_level(asked, known, level):
    assert comparing.postcodes(asked, known) == level


@pytest.mark.parametrize(
    ("asked", "known", "same_postcode", "level"),
    [
        ("", "12 fern road", True, "missing"),
        ("12 fern road", "", True, "missing"),
        ("12 fern road", "12 fern road", False, "same house, no postcode"),
        ("12 fern road", "12 fern street southsea", True, "same house"),
        ("rose cottage fern lane", "rose cottage fern lane southsea", True, "same house"),
        ("rose cottage", "rose cottage southsea", True, "other"),
        ("rose cottage a", "rose cottage b", True, "other"),
        ("14 fern road", "12 fern road", True, "other house"),
        ("7 fern road", "12 fern road", True, "other house"),
        ("12 fern road", "7 fern road", True, "other house"),
        ("14 fern road", "12 fern road", False, "same street"),
        ("rose cottage", "12 fern road", True, "other"),
        ("12 fern road", "rose cottage", True, "other"),
        ("14", "12", False, "other"),
    ],
)
def test_homes_agree_at_a_level(asked, known, same_postcode, level):
    assert comparing.addresses(asked, known, same_postcode) == level
