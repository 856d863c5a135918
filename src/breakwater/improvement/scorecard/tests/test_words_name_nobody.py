"""What everyone reads of a value names nobody, no address and no number below 5 (DQ16, SG-22)."""

import pytest

from breakwater.improvement.learning.anonymity.nobody import few_in, somebody_in
from breakwater.improvement.scorecard import file
from breakwater.improvement.scorecard.forms import CommentForm
from breakwater.improvement.scorecard.of_period import OfPeriod
from breakwater_dev.testing.partnership import once

from .test_the_scorecard import TODAY, month


@pytest.mark.parametrize(
    ("words", "what"),
    [
        ("Decided late for Amy Smith and 2 brothers", "a name"),
        ("Oliver O'Neill’s school called", "a name"),
        ("The worker, Jessica Okafor, was ill", "a name"),
        ("Ms Okafor was ill", "a title and a name"),
        ("A family of 12 High Street", "an address"),
        ("Flat 3, 112b Queen's Road", "an address"),
        ("All of them live in PO1 2AB", "a postcode"),
        ("Call 023 9212 3456", "a telephone number"),
    ],
)
def test_who_is_named_or_where_somebody_lives_is_found(words, what):
    assert what in [found for found, _ in somebody_in(words)]


@pytest.mark.parametrize(
    "words",
    [
        "Enquiries in Charles Dickens, Cosham and St Thomas rose after the training in May 2026",
        "Queen Alexandra Hospital told us late; Portsmouth City Council and Hampshire Police did not",
        "Will Portsmouth agree? Mark Cosham for another look in April",
        "The refuge in the south opened in 2026: 12 places, and 15 more in Victoria Park",
        "Early Help and the Family Hub see 120 of 300 children within 10 days",
        "Children of 11 to 15 in two wards",
    ],
)
def test_wards_services_and_numbers_of_many_are_left_alone(words):
    assert not list(somebody_in(words))
    assert not list(few_in(words))


def test_sg_22_a_number_below_5_is_no_reason():
    for words in ("3 of them were in Copnor", "Two children were counted twice", "2 brothers", "4 young people"):
        assert list(few_in(words)), words
    for words in ("1 in 4 children", "3 children in ten", "13 of them", "2.3 children", "25 of these"):
        assert not list(few_in(words)), words


def test_a_comment_and_a_line_of_a_file_are_refused():
    about = OfPeriod.found("B1", month(0), TODAY)
    said = {"so_what": "Late for Amy Smith of 12 High Street PO1 2AB", "question": "Is it enough?"} | once()
    form = CommentForm(said, of=about)
    assert "a name, “Amy Smith”" in str(form.errors["so_what"])
    assert "a postcode" in str(form.errors["so_what"])
    assert CommentForm(said | {"so_what": "Later than a year ago"}, of=about).is_valid()
    head = f"indicator,period,numerator,denominator,denominator of,state,source,reason\nB1,{month(0)},30,60,Same,final,Return,"

    def read(reason: str):
        return file.lines_of(file.FILE.text_of((head + reason).encode(), "values.csv"), TODAY)[0]

    line = read("3 of them were in Copnor")
    assert "a number below 5" in line.fault
    assert not read("Late entries").fault
