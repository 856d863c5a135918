import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.gb import nhs, upn

from breakwater.partnership.people.identifiers import (
    Checked,
    check_nhs_number,
    check_postcode,
    check_upn,
    check_uprn,
    show_nhs_number,
)

DIGITS = "0123456789"


@pytest.mark.parametrize(
    "value", ["R201100018042", "T20110001804V", "B801200005001", "b801 2000 05001", "\ufeffB801200005001\u00a0"]
)
def test_a_right_upn_is_valid_however_it_is_spaced(value):
    found = check_upn(value)
    assert (found.valid, found.reason) == (True, "")
    assert found.normalised == "".join(value.upper().strip("\ufeff").split())


@pytest.mark.parametrize(
    ("value", "normalised", "reason"),
    [
        ("", "", "Nothing was entered"),
        ("  ", "", "Nothing was entered"),
        ("A801200005001", "A801200005001", "The first letter does not fit the rest; a character is mistyped"),
        ("B80120000500", "", "A UPN has 13 characters; this has 12"),
        ("B8O1200005001", "", "A UPN never has the letters I, O or S; they may be the figures 1, 0 or 5"),
        ("X80120000A001", "", "A UPN is a letter and 12 figures; only the last figure may be a letter instead"),
        ("8.012E+11", "", "A spreadsheet has rounded this UPN; format the column as text and enter it again"),
        ("Ｂ801200005001", "", "A UPN is a letter and 12 figures; only the last figure may be a letter instead"),
        ("B80120000500١", "", "A UPN is a letter and 12 figures; only the last figure may be a letter instead"),
    ],
)
def test_a_wrong_upn_says_what_is_wrong(value, normalised, reason):
    assert check_upn(value) == Checked(value, False, normalised, reason)


def test_an_unknown_authority_is_a_warning_and_no_refusal():
    found = check_upn("K000400025001")
    assert found == Checked(
        "K000400025001", True, "K000400025001", "Check it: 000 is not the number of an authority in England"
    )


def test_an_authority_formed_lately_draws_no_warning():
    body = "941400025001"
    found = check_upn(upn.calc_check_digit(body) + body)
    assert (found.valid, found.reason) == (True, "")


@given(st.from_regex(r"[A-Z]8[05][0-2][0-9]{8}[0-9A-Z]", fullmatch=True))
def test_upns_of_known_authorities_are_right_exactly_when_python_stdnum_says_so(value):
    assert check_upn(value).valid == upn.is_valid(value) or check_upn(value).reason.startswith("Check it")


@given(st.text(DIGITS, min_size=12, max_size=12), st.sampled_from("ABCDEFGHJKLMNPQRTUVWXYZ"))
def test_exactly_one_check_letter_fits_by_the_published_sum(body, letter):
    letters = "ABCDEFGHJKLMNPQRTUVWXYZ"
    total = sum(int(digit) * weight for weight, digit in enumerate(body, start=2))
    assert check_upn(letter + body).valid == (letters[total % 23] == letter)


@pytest.mark.parametrize(
    "value", ["943 476 5919", "9434765919", "943-476-5919", "943–476–5919", "9990000018", "9990000123"]
)
def test_a_right_nhs_number_is_valid_however_it_is_spaced(value):
    found = check_nhs_number(value)
    assert (found.valid, found.reason) == (True, "")
    assert found.normalised == "".join(char for char in value if char in DIGITS)


@pytest.mark.parametrize(
    ("value", "normalised", "reason"),
    [
        ("", "", "Nothing was entered"),
        ("943476591", "", "An NHS number has 10 figures; this has 9"),
        ("943476591X", "", "An NHS number has figures only"),
        ("٩٤٣٤٧٦٥٩١٩", "", "An NHS number has figures only"),
        ("9.43E+09", "", "A spreadsheet has rounded this NHS number; format the column as text and enter it again"),
        (
            "9434765918",
            "9434765918",
            "The last figure does not fit the rest; a figure is mistyped or two are swapped",
        ),
    ],
)
def test_a_wrong_nhs_number_says_what_is_wrong(value, normalised, reason):
    assert check_nhs_number(value) == Checked(value, False, normalised, reason)


@pytest.mark.parametrize("digit", DIGITS)
def test_ten_equal_figures_pass_the_sum_and_are_refused(digit):
    found = check_nhs_number(digit * 10)
    assert found == Checked(digit * 10, False, digit * 10, "All ten figures are the same; this is nobody's NHS number")
    assert nhs.is_valid(digit * 10)


@given(st.text(DIGITS, min_size=10, max_size=10).filter(lambda number: len(set(number)) > 1))
def test_nhs_numbers_are_right_by_the_published_sum_and_by_python_stdnum(number):
    check = 11 - sum(int(digit) * (10 - i) for i, digit in enumerate(number[:9])) % 11
    right = check != 10 and check % 11 == int(number[9])
    assert check_nhs_number(number).valid == nhs.is_valid(number) == right


def test_an_nhs_number_is_shown_as_it_is_read_out():
    assert show_nhs_number("9434765919") == "943 476 5919"


@pytest.mark.parametrize(
    ("value", "normalised"),
    [
        ("po12ab", "PO1 2AB"),
        (" PO1  2AB ", "PO1 2AB"),
        ("PO1\u00a02AB", "PO1 2AB"),
        ("SW1A 1AA", "SW1A 1AA"),
        ("EC1A 1BB", "EC1A 1BB"),
        ("W1A 0AX", "W1A 0AX"),
        ("M1 1AE", "M1 1AE"),
        ("B33 8TH", "B33 8TH"),
        ("CR2 6XH", "CR2 6XH"),
        ("DN55 1PT", "DN55 1PT"),
        ("GIR 0AA", "GIR 0AA"),
        ("BF1 2AA", "BF1 2AA"),
        ("PO41 0AB", "PO41 0AB"),
    ],
)
def test_a_right_postcode_is_kept_in_capitals_with_one_space(value, normalised):
    assert check_postcode(value) == Checked(value, True, normalised)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("", "Nothing was entered"),
        ("P01 2AB", "This is not a postcode. Did you mean PO1 2AB?"),
        ("PO1 OAB", "This is not a postcode. Did you mean PO1 0AB?"),
        ("POI 2AB", "This is not a postcode. Did you mean PO1 2AB?"),
        ("MI 1AE", "This is not a postcode. Did you mean M1 1AE?"),
        ("PO1", "This is the first half of a postcode; the second half is missing"),
        ("PO1 2CB", "This is not a postcode; write for instance PO1 2AB"),
        ("QQ1 2AB", "This is not a postcode; write for instance PO1 2AB"),
        ("ZZ99 3VZ", "ZZ99 codes mean no fixed address; record 'no fixed address' instead"),
        ("ＰＯ１ ２ＡＢ", "This is not a postcode; write for instance PO1 2AB"),
    ],
)
def test_a_wrong_postcode_says_what_to_do_and_is_never_put_right_silently(value, reason):
    assert check_postcode(value) == Checked(value, False, "", reason)


@pytest.mark.parametrize(
    ("value", "normalised"), [("100062344123", "100062344123"), ("000010033456", "10033456"), (" 1775 ", "1775")]
)
def test_a_right_uprn_loses_its_padding(value, normalised):
    assert check_uprn(value) == Checked(value, True, normalised)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("", "Nothing was entered"),
        ("0000", "A UPRN is never nought"),
        ("1234567890123", "A UPRN has at most 12 figures; this has 13"),
        ("12-34", "A UPRN has figures only"),
        ("1.00062E+11", "A spreadsheet has rounded this UPRN; format the column as text and enter it again"),
    ],
)
def test_a_wrong_uprn_says_what_is_wrong(value, reason):
    assert check_uprn(value) == Checked(value, False, "", reason)


@given(st.sampled_from([check_upn, check_nhs_number, check_postcode, check_uprn]), st.text(max_size=30))
def test_any_text_gets_an_answer_and_a_normalised_form_checks_the_same(check, text):
    found = check(text)
    assert found.value == text
    assert found.valid or found.reason
    if found.normalised:
        assert dataclasses.replace(check(found.normalised), value=text) == found
