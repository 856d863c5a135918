"""Names made comparable: cleaned once and for all, and alike where they sound alike."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from breakwater.partnership.people import cleaning


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
    assert sum(file.stat().st_size for file in files) < 100_000
    assert all("Open Government Licence" in file.read_text() for file in files)
