"""One line of text, read as names, a date, a place and numbers."""

from datetime import date

import pytest

from breakwater.foundation.dates.partial import PartDate
from breakwater.partnership.people.search.asked import (
    Names,
    asked_in_fields,
    asked_in_text,
    mark_of_home,
    without_dates,
)
from breakwater.partnership.people.search.matching import is_called


def read(text):
    asked = asked_in_text(text, swap=0.5, today=date(2026, 11, 24))
    names = (asked.readings[0].fn, asked.readings[0].sn) if asked.readings else ("", "")
    return *names, str(asked.born or ""), asked.pc, asked.line


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("jamal husain 2014", ("jamal", "husain", "2014", "", "")),
        ("o'brien sean 3 march 2015 PO2", ("obrien", "sean", "2015-03-03", "PO2", "")),
        ("O'Brien, Sean 03/04/2015", ("sean", "obrien", "2015-04-03", "", "")),
        ("selen atherstone 17/02/2014 mb108qh", ("selen", "atherstone", "2014-02-17", "MB108QH", "")),
        ("aisha khan dob 14.3.15 po1 2ab", ("aisha", "khan", "2015-03-14", "PO12AB", "")),
        ("tom smith march 2012", ("tom", "smith", "2012-03", "", "")),
        ("tom smith 03/25/2012", ("tom", "smith", "2012-03-25", "", "")),
        ("tom smith 31/02/2012", ("tom", "smith", "2012-02", "", "")),
        ("jo lee, 12 High St, Portsmouth PO1 2AB", ("jo", "lee", "", "PO12AB", "12 high street")),
        ("14032015", ("", "", "2015-03-14", "", "")),
        ("", ("", "", "", "", "")),
    ],
)
def test_a_line_is_read(text, meaning):
    assert read(text) == meaning


def test_a_valid_number_is_taken_out_of_the_line():
    asked = asked_in_text("sam lee 943 476 5919", swap=0.5, today=date(2026, 11, 24))
    assert asked.numbers == (("NHS", "9434765919"),)
    assert asked.readings[0].sn == "lee"


@pytest.mark.parametrize(
    ("typed", "swapped"),
    [
        ("3/4/2015", date(2015, 3, 4)),
        ("12/4/2015", date(2015, 12, 4)),
        ("13/4/2015", None),
        ("4/4/2015", None),
        ("2015", None),
    ],
)
def test_the_swap_of_day_and_month_is_another_date(typed, swapped):
    assert asked_in_text(f"sam lee {typed}", swap=0.5, today=date(2026, 11, 24)).day_swapped == swapped


@pytest.mark.parametrize(("forename", "surname"), [("Ella", ""), ("", "Marsh")])
def test_one_name_is_a_question(forename, surname):
    asked = asked_in_fields(forename=forename, surname=surname, born=None, postcode="", address="", swap=0.0)
    assert asked.readings == (Names(forename.lower(), surname.lower(), 0.0),)


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("marsh", [("marsh", ""), ("", "marsh")]),
        ("ella marsh", [("ella", "marsh")]),
        ("ella van berg", [("ella", "berg"), ("ella", "van berg"), ("ella van", "berg")]),
        ("Marsh, Ella", [("ella", "marsh")]),
    ],
)
def test_names_are_read_in_every_way_they_may_be_meant(text, readings):
    read = asked_in_text(text, swap=0.5, today=date(2026, 11, 24)).readings
    assert read == tuple(Names(fn, sn, 1.0 if "," in text else 0.5) for fn, sn in readings)


def test_sg_10_fields_state_what_was_searched():
    told = {"forename": "Ella", "surname": "Marsh", "postcode": "PO1 2AB", "address": "12 Fern Road"}
    assert asked_in_fields(**told, born=PartDate(2014, 3), swap=0.0).said == {
        "names": ["Ella Marsh"],
        "dates": ["March 2014"],
        "addresses": ["12 Fern Road PO1 2AB"],
    }
    nothing = dict.fromkeys(told, "")
    assert asked_in_fields(**nothing, born=None, swap=0.0).said == {"names": [], "dates": [], "addresses": []}


@pytest.mark.parametrize(("postcode", "read"), [("", "PO12AB"), ("PO2 8AA", "PO28AA")])
def test_a_postcode_in_the_address_counts_where_none_is_given(postcode, read):
    asked = asked_in_fields(
        forename="", surname="", born=None, postcode=postcode, address="12 Fern Road PO1 2AB", swap=0.0
    )
    assert (asked.pc, asked.line) == (read, "12 fern road")


def test_every_date_is_taken_out_of_a_line():
    dates, rest = without_dates("Ella, 9/3/2014, seen 4 May 2015", date(2026, 1, 1))
    assert (dates, rest.split()) == ([PartDate(2014, 3, 9), PartDate(2015, 5, 4)], ["Ella,", ",", "seen"])
    assert without_dates("Ella", date(2026, 1, 1)) == ([], "Ella")


@pytest.mark.parametrize(
    ("told", "may_be"),
    [
        ("Ella Marsh", True),
        ("Marsh Ella", True),
        ("Elly Marsh", True),
        ("Ella", True),
        ("Ella Brown", False),
        ("Grace Marsh", False),
        ("Brown", False),
        ("", False),
    ],
)
def test_somebody_told_by_a_name_may_be_the_one_where_a_part_agrees_and_none_speaks_against(told, may_be):
    day = date(2026, 11, 24)
    assert is_called(asked_in_text("ella marsh", swap=0.0, today=day), told, today=day) is may_be


@pytest.mark.parametrize(
    ("address", "home"),
    [
        ("7 Fern Road", "7 fern road"),
        ("12 Fern Road", "12 fern road"),
        ("Flat 2, 12 Fern Road", "flat 2 12 fern road"),
        ("Fern Road", ""),
        ("", ""),
    ],
)
def test_a_street_alone_is_nobodys_home_and_no_mark_of_one_is_kept(address, home):
    nobody = {"forename": "", "surname": "", "born": None, "postcode": "", "swap": 0.0}
    assert asked_in_fields(**nobody, address=address).house_and_street == home
    assert bool(mark_of_home(address)) == bool(home)
    assert mark_of_home(address) == mark_of_home(f"{address.upper()} PO1 2AB" if home else "")
