"""One line of text, read as names, a date, a place and numbers."""

from datetime import date

import pytest

from breakwater.foundation.dates.partial import PartDate
from breakwater.partnership.people.search.asked import asked_in_text


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


def test_the_swap_of_day_and_month_is_another_date():
    asked = asked_in_text("sam lee 3/4/2015", swap=0.5, today=date(2026, 11, 24))
    assert (asked.born, asked.day_swapped) == (PartDate(2015, 4, 3), date(2015, 3, 4))
