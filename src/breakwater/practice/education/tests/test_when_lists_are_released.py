"""Lists go out on alternate Tuesdays of each half-term, never in a closure, and the last before a holiday is marked."""

from datetime import date

from breakwater.foundation.dates.terms import SchoolCalendar, Term
from breakwater.partnership.organisations.models import SchoolTerm
from breakwater.practice.education.fortnights import calendar
from breakwater_dev.testing import factories as make


def releases(*terms):
    return [(one.on, one.is_before_holiday) for one in calendar.releases(SchoolCalendar.of(terms))]


def test_alternate_tuesdays_of_each_half_term():
    found = releases(
        Term(date(2026, 11, 2), date(2026, 12, 18), "Autumn"), Term(date(2027, 1, 4), date(2027, 2, 12), "Spring")
    )
    assert found[:4] == [
        (date(2026, 11, 3), False),
        (date(2026, 11, 17), False),
        (date(2026, 12, 1), False),
        (date(2026, 12, 15), True),
    ]
    assert found[4] == (date(2027, 1, 5), False)


def test_a_release_in_a_closure_goes_out_on_the_next_school_day():
    closed = frozenset({date(2026, 11, 17), date(2026, 11, 18)})
    assert date(2026, 11, 19) in [
        on for on, _ in releases(Term(date(2026, 11, 2), date(2026, 12, 18), "Autumn", closed))
    ]


def test_schools_are_closed_at_weekends_between_terms_and_after_the_last_that_is_entered(db):
    area = make.area()
    SchoolTerm.objects.create(area=area, label="Autumn", starts_on=date(2026, 11, 2), ends_on=date(2026, 12, 18))
    days = [date(2026, 12, 1), date(2026, 12, 5), date(2026, 12, 29), date(2026, 1, 6)]
    assert [calendar.is_closed(area, day) for day in days] == [False, True, True, False]


def test_without_terms_there_is_no_release():
    assert releases() == []
