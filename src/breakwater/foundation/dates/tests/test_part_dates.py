from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from breakwater.foundation.dates import PartDate
from breakwater.foundation.dates.partial import NotADate, age_in_words, age_on


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("2014", "2014"),
        ("about 2014", "2014~"),
        ("2014~", "2014~"),
        ("2014-03", "2014-03"),
        ("March 2014", "2014-03"),
        ("3/2014", "2014-03"),
        ("2014-03-09", "2014-03-09"),
        ("9/3/2014", "2014-03-09"),
        ("9.3.2014", "2014-03-09"),
        (" 9 3 2014 ", "2014-03-09"),
        ("9 Mar 2014", "2014-03-09"),
        ("9th March 2014", "2014-03-09"),
        ("c. March 2014", "2014-03~"),
    ],
)
def test_what_people_type_is_read_day_first(typed, stored):
    assert str(PartDate.parse(typed)) == stored


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("9/3/14", "Enter the year with four figures, for instance 2014"),
        ("March 14", "Enter the year with four figures, for instance 2014"),
        ("30/2/2014", "There is no such date as 2014-02-30"),
        ("3/13/2014", "There is no such date as 2014-13-03"),
        ("0000", "There is no such date as 0000"),
        ("Maerz 2014", "'maerz' is not a month; write for instance March 2014"),
        ("", "Enter a date such as 9 3 2014, a month such as March 2014, or a year such as 2014"),
        ("٢٠١٤", "Enter a date such as 9 3 2014, a month such as March 2014, or a year such as 2014"),
    ],
)
def test_a_date_that_cannot_be_read_says_what_to_do(typed, told):
    with pytest.raises(NotADate) as refusal:
        PartDate.parse(typed)
    assert str(refusal.value) == told


def read(text):
    try:
        return PartDate.parse(text)
    except NotADate as refusal:
        return str(refusal)


@given(st.text(max_size=20) | st.text("0123456789/-. ~", max_size=12))
def test_any_text_is_read_or_refused_in_words_and_what_is_stored_reads_back(text):
    found = read(text)
    assert found
    assert isinstance(found, str) or PartDate.parse(str(found)) == found


def test_a_day_without_its_month_is_refused():
    with pytest.raises(NotADate):
        PartDate(2014, day=9)


def test_a_part_date_says_the_days_it_may_be():
    assert (PartDate(2024, 2).earliest, PartDate(2024, 2).latest) == (date(2024, 2, 1), date(2024, 2, 29))
    assert (PartDate(2014).earliest, PartDate(2014).latest) == (date(2014, 1, 1), date(2014, 12, 31))
    assert PartDate(2014, 3).could_be(date(2014, 3, 9))
    assert PartDate(2014).could_be(PartDate(2014, 3))
    assert not PartDate(2014, 3).could_be(PartDate(2014, 4))


def test_a_return_that_demands_a_whole_date_gets_the_fifteenth_and_never_the_first():
    assert PartDate(2014, 3).stand_in == date(2014, 3, 15)
    assert PartDate(2014).stand_in == date(2014, 6, 15)
    assert PartDate(2014, 3, 9).stand_in == date(2014, 3, 9)


def test_a_part_date_is_read_aloud():
    assert PartDate(2014, 3, 9).in_words() == "9 March 2014"
    assert PartDate(2014, 3).in_words() == "March 2014"
    assert PartDate(2014, estimated=True).in_words() == "about 2014"


@pytest.mark.parametrize(
    ("born", "words"),
    [
        ("2026-11-24", "0 days"),
        ("2026-11-15", "9 days"),
        ("2026-11-11", "13 days"),
        ("2026-11-10", "2 weeks"),
        ("2026-09-30", "7 weeks"),
        ("2026-09-29", "1 month"),
        ("2026-11-04", "2 weeks"),
        ("2026-06-25", "4 months"),
        ("2024-11-25", "23 months"),
        ("2024-11-24", "2 years"),
        ("2014-03-09", "12 years"),
        ("2014-11-25", "11 years"),
        ("2020", "5 or 6 years"),
        ("2020-03", "6 years"),
        ("2020~", "about 5 or 6 years"),
        ("2024", "22 months to 2 years"),
        ("2026", "0 days to 10 months"),
        ("2026-12-01", "date of birth is in the future"),
    ],
)
def test_an_age_is_told_in_the_unit_that_matters_and_no_closer_than_it_is_known(born, words):
    assert age_in_words(born=PartDate.parse(born), on=date(2026, 11, 24)) == words


def test_someone_unborn_has_an_expected_date_instead_of_an_age():
    assert age_in_words(expected=date(2027, 3, 3), on=date(2026, 11, 24)) == "due 3 March"
    assert age_in_words(expected=date(2027, 9, 19), on=date(2026, 11, 24)) == "due 19 September"
    assert age_in_words(expected=date(2027, 9, 20), on=date(2026, 11, 24)) == "due 20 September 2027"
    assert age_in_words(expected=date(2026, 11, 24), on=date(2026, 11, 24)) == "due 24 November"
    assert age_in_words(expected=date(2026, 11, 20), on=date(2026, 11, 24)) == "was due 20 November"
    assert age_in_words(expected=date(2024, 3, 3), on=date(2026, 11, 24)) == "was due 3 March 2024"
    assert age_in_words(on=date(2026, 11, 24)) == ""


def test_someone_born_on_a_leap_day_grows_older_on_the_first_of_march():
    assert age_on(date(2008, 2, 29), date(2026, 2, 28)) == 17
    assert age_on(date(2008, 2, 29), date(2026, 3, 1)) == 18


def test_a_guessed_age_is_kept_as_an_estimated_year():
    assert str(PartDate.from_age(7, on=date(2026, 11, 24))) == "2019~"
