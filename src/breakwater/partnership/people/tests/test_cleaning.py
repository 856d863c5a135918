"""Names made comparable: cleaned once and for all, and alike where they sound alike."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from breakwater.partnership.people import cleaning, columns


@given(st.text(max_size=200))
def test_cleaning_a_name_twice_changes_nothing(name):
    once = cleaning.clean_name(name)
    assert cleaning.clean_name(once) == once


@given(st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=0x24F), max_size=60))
def test_a_phonetic_key_fits_its_column_and_is_of_small_letters(name):
    key = cleaning.sound_of(cleaning.clean_name(name))
    assert len(key) <= cleaning.KEY_LENGTH
    assert all("a" <= char <= "z" for char in key)


@given(st.text(max_size=80))
def test_cleaning_an_address_line_twice_changes_nothing(line):
    once = cleaning.clean_line(line)
    assert cleaning.clean_line(once) == once


@pytest.mark.parametrize(
    ("typed", "cleaned"),
    [
        ("O’Brien", "obrien"),
        ("O Brien", "obrien"),
        ("Mc Donald", "mcdonald"),
        ("Smith-Jones", "smith jones"),
        ("  Zoë   ANNE ", "zoe anne"),
        ("Kamiński", "kaminski"),
        ("KamiÅ„ski", "kaminski"),
        ("ZoÃ«", "zoe"),
        ("Łukasz", "lukasz"),
        ("Nguyễn", "nguyen"),
        ("D'Souza", "dsouza"),
        ("محمد", "محمد"),
        ("1234", ""),
    ],
)
def test_a_name_is_cleaned(typed, cleaned):
    assert cleaning.clean_name(typed) == cleaned


@pytest.mark.parametrize(
    "spellings",
    [
        "Mohammed Muhammad Mohamed Mohammad",
        "Hussain Hussein Husayn Husain",
        "Khadija Khadijah",
        "Chaudhry Choudhury Chowdhury",
        "Zainab Zaynab",
        "Shevchenko Szewczenko",
        "Nowak Novak",
        "Kaminski Kaminska Kamiński",
        "Petrović Petrovich",
        "Sean Shaun Shawn",
        "Siobhan Shivaun Chevonne",
        "Niamh Neve",
        "Caoimhe Keeva",
        "Gallagher Gallaher",
        "Rhys Reece",
        "McDonald MacDonald",
        "Stephen Steven",
        "Abdulrahman Abdul-Rahman",
    ],
)
def test_spellings_of_one_name_sound_the_same(spellings):
    assert len({cleaning.sound_of(cleaning.clean_name(name)) for name in spellings.split()}) == 1


@pytest.mark.parametrize("pair", ["Smith Jones", "Ali Khan", "Emma Olivia", "Maria Marta", "Brown Green"])
def test_different_names_sound_different(pair):
    first, second = (cleaning.sound_of(cleaning.clean_name(name)) for name in pair.split())
    assert first != second


def test_nicknames_are_read_both_ways():
    assert "william" in cleaning.variants_of("bill")
    assert "bill" in cleaning.variants_of("william")


def test_the_vendored_lists_stay_small_and_say_their_licence():
    files = list(cleaning._NAMES.glob("*.txt"))
    assert sum(file.stat().st_size for file in files) < 200_000
    assert all("Open Government Licence" in file.read_text() for file in files)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("2016-05-01", date(2016, 5, 1)),
        ("01/05/2016", date(2016, 5, 1)),
        ("1.5.2016", date(2016, 5, 1)),
        ("20160501", date(2016, 5, 1)),
        ("2016-05-01T00:00:00", date(2016, 5, 1)),
        ("2016-25-01", date(2016, 1, 25)),
        ("2016-06-31", None),
        ("31/06/2016", None),
        ("01/05/16", None),
        ("2016", None),
        ("0216-05-01", None),
        ("unknown", None),
        ("", None),
    ],
)
def test_a_date_is_read_however_it_is_written_and_never_guessed(typed, read):
    assert cleaning.clean_date(typed) == read


def test_day_and_month_change_places_only_where_that_is_another_date():
    assert cleaning.swapped_date(date(2016, 5, 1)) == date(2016, 1, 5)
    assert cleaning.swapped_date(date(2016, 5, 13)) is None
    assert cleaning.swapped_date(date(2016, 5, 5)) is None


@pytest.mark.parametrize(
    "lines", ["Flat 27, 160 Balmoral Lane", "27 160 BALMORAL LN", "FLAT 27 160 Balmoral", "027, 160 Balmorel Lane"]
)
def test_a_house_is_its_numbers_and_its_postcode(lines):
    assert cleaning.house_of(cleaning.clean_line(lines), cleaning.clean_postcode("mb1 3rs")) == "27 160 MB13RS"


def test_half_an_address_is_no_house():
    assert cleaning.house_of("", "MB13RS") == ""
    assert cleaning.house_of("27 high street", "") == ""


@pytest.mark.parametrize("forename", ["", "Unborn", "Unborn Baby", "Baby", "Baby boy", "Not yet named", "BABY OF"])
def test_a_child_before_the_birth_has_no_forename(forename):
    assert cleaning.is_nameless(cleaning.clean_name(forename))


@pytest.mark.parametrize("forename", ["Bo", "A", "Boyd", "Noah", "Baby Rose", "I"])
def test_a_short_or_rare_forename_is_a_name(forename):
    assert not cleaning.is_nameless(cleaning.clean_name(forename))


def test_identifiers_count_only_with_their_check_right():
    assert cleaning.clean_upn(" b801200005001 ") == "B801200005001"
    assert cleaning.clean_upn("A801200005001") == ""
    assert cleaning.clean_nhs_number("999 000-0018") == "9990000018"
    assert cleaning.clean_nhs_number("9990000019") == ""


@pytest.mark.parametrize("pair", ["Enrico Hank", "Theodor Theodorius", "Maggie Peggy", "Bill William"])
def test_two_pet_names_of_one_name_may_be_one(pair):
    assert cleaning.may_be_one_forename(*pair.lower().split())


def test_different_forenames_are_not_one():
    assert not cleaning.may_be_one_forename("oliver", "amelia")


def test_a_lost_character_is_left_out():
    assert cleaning.clean_name("Kami?ski") == "kamiski"
    assert cleaning.clean_name("Who?") == "who"


FUNCTIONS = [
    cleaning.clean_name,
    cleaning.clean_line,
    cleaning.clean_postcode,
    cleaning.clean_upn,
    cleaning.clean_nhs_number,
    lambda name: cleaning.sound_of(cleaning.clean_name(name)),
    lambda name: cleaning.first_sound(cleaning.clean_name(name)),
]


@settings(deadline=None)
@given(st.lists(st.text(max_size=30) | st.none(), max_size=40))
def test_a_whole_column_is_cleaned_as_each_row_would_be(column):
    for function in FUNCTIONS:
        assert columns.each(function, column).to_pylist() == [function(value or "") for value in column]


@settings(deadline=None)
@given(st.lists(st.tuples(st.text(max_size=9), st.text(max_size=9)), max_size=30))
def test_a_house_over_columns_is_the_house_of_each_row(rows):
    lines, postcodes = [line for line, _ in rows], [postcode for _, postcode in rows]
    assert columns.each(cleaning.house_of, lines, postcodes).to_pylist() == [cleaning.house_of(*row) for row in rows]
