"""The numbers that stand large, their trends and the finding: honest with what is few, and silent about what is hidden (SG-22)."""

import pytest

from breakwater.foundation.figures.amounts import NOTHING, Amount, Rate
from breakwater.foundation.figures.finding import Finding, sentence
from breakwater.foundation.figures.measures import Good, Measure
from breakwater.foundation.figures.numbers import Link, Point, number_of, trend_of

FINDING = Finding("decision", "contacts", "were decided in time", "contacts came")
IN_TIME = Measure("decision", "Decided in time", "Decided.", "Here", "decision", is_rate=True, good=Good.MORE)


def exactly(number: int) -> Amount:
    return Amount(number, number)


def rate(some: int, of: int) -> Rate:
    return Rate(exactly(some), exactly(of))


@pytest.mark.parametrize(
    ("now", "before", "said"),
    [
        (rate(94, 101), rate(88, 100), "94 of 101 contacts in May were decided in time, better than April (88%)."),
        (rate(88, 100), rate(94, 101), "88 of 100 contacts in May were decided in time, worse than April (93%)."),
        (
            rate(94, 101),
            rate(93, 100),
            "94 of 101 contacts in May were decided in time, about the same as April (93%).",
        ),
        (rate(94, 101), rate(5, 5), "94 of 101 contacts in May were decided in time."),
        (rate(5, 5), None, "5 of 5 contacts in May were decided in time."),
        (Rate(Amount(97, 100), exactly(101)), None, "Between 96% and 99% of 101 contacts in May were decided in time."),
        (
            Rate(Amount(1, 4), exactly(9)),
            None,
            "101 contacts came in May: too few to say how many were decided in time.",
        ),
        (Rate(NOTHING, NOTHING), None, "101 contacts came in May."),
    ],
)
def test_the_finding_says_no_more_than_is_published(now, before, said):
    assert sentence(FINDING, Good.MORE, "May", exactly(101), now, ("April", before) if before else None) == said


def test_a_period_in_which_nothing_or_little_came_says_so():
    few, nothing = Amount(1, 4), Rate(NOTHING, NOTHING)
    assert sentence(FINDING, Good.MORE, "May", NOTHING, nothing, None) == "No contacts came in May."
    assert sentence(FINDING, Good.MORE, "May", few, nothing, None) == "Fewer than 5 contacts came in May."


@pytest.mark.parametrize(
    ("now", "before", "arrow", "said"),
    [
        (rate(94, 101), rate(88, 100), "▲", "Up, better. April: 88%"),
        (rate(70, 100), rate(88, 100), "▼", "Down, worse. April: 88%"),
        (rate(88, 100), rate(88, 100), "", "April: 88%. The same"),
        (rate(9, 20), rate(10, 20), "", "April: 50%. About the same"),  # one case more or less
        (rate(9, 9), rate(10, 20), "", "April: 50%. Too few to compare"),
    ],
)
def test_a_number_stands_beside_the_period_before_in_words(now, before, arrow, said):
    shown = number_of(IN_TIME, Point("May", now), Point("April", before), [])
    assert (shown.arrow, shown.before) == (arrow, said)


def test_a_count_that_still_grows_is_compared_with_nothing():
    count = Measure("contacts", "Contacts", "Contacts.", "Here", "outcome")
    shown = number_of(count, Point("May", exactly(9)), Point("April", exactly(90)), [], is_over=False)
    assert (shown.arrow, shown.before) == ("", "April: 90. The period is not over")


def test_sg_22_whoever_may_open_the_list_reads_its_number_and_what_is_published():
    shown = number_of(IN_TIME, Point("May", Rate(Amount(1, 4), exactly(9))), None, [], link=Link("Open", "/", "3 of 9"))
    assert (shown.value, shown.published) == ("3 of 9", "Published as: too few to show")


def test_sg_22_a_line_breaks_where_a_number_is_hidden():
    values = [exactly(10), exactly(20), Amount(1, 4), Amount(5, None), exactly(5), exactly(10)]
    trend = trend_of([Point(str(at), value) for at, value in enumerate(values)])
    assert (len(trend.lines), len(trend.dots), trend.has_gap) == (2, 4, True)
    assert "2: fewer than 5; 3: at least 5" in trend.said
    same = trend_of(
        [Point(str(at), value) for at, value in enumerate([*values[:2], Amount(1, 4), Amount(1, 4), *values[4:]])]
    )
    assert (same.lines, same.dots) == (trend.lines, trend.dots)


def test_a_line_begins_where_counting_began_and_one_point_is_no_line():
    points = [Point("March", None), Point("April", rate(5, 10)), Point("May", rate(10, 10))]
    trend = trend_of(points)
    assert (trend.first_words, trend.last_words, trend.has_gap, trend.top) == ("April", "May", False, "100%")
    assert trend_of(points[:2]) is None
