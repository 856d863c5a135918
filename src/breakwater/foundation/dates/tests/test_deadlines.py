from datetime import date, time

import pytest

from breakwater.foundation.dates import (
    CalendarDays,
    Due,
    Hours,
    OfficeHours,
    SameDay,
    SchoolCalendar,
    SchoolDays,
    Span,
    SpecialHours,
    Term,
    WorkingCalendar,
    WorkingDays,
    WorkingHours,
    due,
    london,
)
from breakwater.foundation.dates.deadlines import NoSchoolCalendar

OFFICE = OfficeHours.weekdays(time(8, 30), time(17))
FRIDAY_EVENING = london(2026, 3, 6, 20, 0)


def test_sg_03_a_statutory_duty_is_shown_at_close_of_office_and_breached_when_the_day_is_over():
    assert due(WorkingDays(1), FRIDAY_EVENING, OFFICE) == Due(
        on=date(2026, 3, 9), shown_at=london(2026, 3, 9, 17), breach_at=london(2026, 3, 10)
    )


def test_the_last_minute_of_the_day_is_no_breach_and_midnight_is():
    duty = due(WorkingDays(1), FRIDAY_EVENING, OFFICE)
    assert not duty.is_breached(london(2026, 3, 9, 23, 59))
    assert duty.is_breached(london(2026, 3, 10))


def test_closing_early_moves_the_time_shown_and_never_the_day():
    closes_early = SpecialHours(date(2026, 3, 9), date(2026, 3, 9), (Span(time(9), time(12)),), "training")
    office = OfficeHours.weekdays(time(8, 30), time(17), special=(closes_early,))
    duty = due(WorkingDays(1), FRIDAY_EVENING, office)
    assert (duty.shown_at, duty.breach_at) == (london(2026, 3, 9, 12), london(2026, 3, 10))


def test_a_team_that_is_shut_on_the_due_day_does_not_move_a_statutory_day():
    shut_on_monday = OfficeHours(((), *OFFICE.week[1:]))
    duty = due(WorkingDays(1), FRIDAY_EVENING, shut_on_monday)
    assert (duty.on, duty.shown_at) == (date(2026, 3, 9), london(2026, 3, 9, 17))


def test_an_area_closure_moves_the_day_through_the_calendar_of_the_hours():
    area = WorkingCalendar.closed_also_on([date(2026, 3, 9)])
    assert due(WorkingDays(1), FRIDAY_EVENING, OfficeHours.weekdays(time(9), time(17), calendar=area)).on == date(
        2026, 3, 10
    )


def test_due_moments_follow_the_clocks_when_they_change_over_the_weekend():
    spring = due(WorkingDays(1), london(2026, 3, 27, 16, 40), OFFICE)
    assert spring.shown_at.isoformat() == "2026-03-30T16:00:00+00:00"
    assert spring.breach_at.isoformat() == "2026-03-30T23:00:00+00:00"
    autumn = due(WorkingDays(1), london(2026, 10, 23, 16, 40), OFFICE)
    assert autumn.shown_at.isoformat() == "2026-10-26T17:00:00+00:00"
    assert autumn.breach_at.isoformat() == "2026-10-27T00:00:00+00:00"


def test_elapsed_hours_are_counted_by_no_clock_on_a_wall():
    duty = due(Hours(48), london(2026, 3, 28, 16, 0), OFFICE)
    assert duty.shown_at == duty.breach_at == london(2026, 3, 30, 17, 0)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (london(2026, 3, 6, 10), london(2026, 3, 6, 14)),
        (london(2026, 3, 6, 13), london(2026, 3, 6, 17)),
        (london(2026, 3, 6, 16), london(2026, 3, 9, 11, 30)),
        (FRIDAY_EVENING, london(2026, 3, 9, 12, 30)),
        (london(2026, 5, 22, 16), london(2026, 5, 26, 11, 30)),
        (london(2026, 3, 27, 16), london(2026, 3, 30, 11, 30)),
    ],
)
def test_four_working_hours_run_while_the_office_is_open(start, end):
    duty = due(WorkingHours(4), start, OFFICE)
    assert duty.shown_at == duty.breach_at == end


@pytest.mark.parametrize(
    ("limit", "start", "day"),
    [
        (SameDay(), london(2026, 3, 6, 7), date(2026, 3, 6)),
        (SameDay(), london(2026, 3, 6, 16, 59), date(2026, 3, 6)),
        (SameDay(), london(2026, 3, 6, 17), date(2026, 3, 9)),
        (SameDay(), london(2026, 3, 7, 10), date(2026, 3, 9)),
        (SameDay(time(13)), london(2026, 3, 5, 13), date(2026, 3, 5)),
        (SameDay(time(13)), london(2026, 3, 5, 13, 1), date(2026, 3, 6)),
    ],
)
def test_same_day_is_the_offices_day_or_the_next_it_opens(limit, start, day):
    assert due(limit, start, OFFICE).on == day


def test_calendar_days_run_through_weekends_and_holidays():
    duty = due(CalendarDays(14), london(2026, 12, 11, 9), OFFICE)
    assert (duty.on, duty.breach_at) == (date(2026, 12, 25), london(2026, 12, 26))


def test_what_is_due_the_day_it_starts_after_closing_is_shown_at_the_end_of_that_day():
    duty = due(WorkingDays(0), FRIDAY_EVENING, OFFICE)
    assert duty == Due(on=date(2026, 3, 6), shown_at=london(2026, 3, 7), breach_at=london(2026, 3, 7))


def test_school_days_are_counted_over_terms_and_need_them():
    school = SchoolCalendar.of(
        [
            Term(date(2026, 9, 3), date(2026, 10, 23), "Autumn first half"),
            Term(date(2026, 11, 2), date(2026, 12, 18), "Autumn second half"),
        ]
    )
    assert due(SchoolDays(5), london(2026, 10, 20, 10), OFFICE, school=school).on == date(2026, 11, 3)
    with pytest.raises(NoSchoolCalendar):
        due(SchoolDays(5), london(2026, 10, 20, 10), OFFICE)


def test_a_day_and_night_team_is_due_at_the_end_of_the_day_it_is_due():
    duty = due(SameDay(), london(2026, 12, 25, 22), OfficeHours.always())
    assert duty == Due(on=date(2026, 12, 25), shown_at=london(2026, 12, 26), breach_at=london(2026, 12, 26))


@pytest.mark.parametrize(
    ("limit", "words"),
    [
        (WorkingDays(1), "1 working day"),
        (WorkingHours(4), "4 working hours"),
        (Hours(48), "48 hours"),
        (CalendarDays(14), "14 days"),
        (SchoolDays(5), "5 school days"),
        (SameDay(), "same day"),
        (SameDay(time(13)), "same day if by 13:00"),
    ],
)
def test_a_limit_is_said_as_people_say_it(limit, words):
    assert str(limit) == words


@pytest.mark.parametrize("n", [-1, 1.5, True, "1"])
def test_a_limit_is_a_whole_number(n):
    with pytest.raises(ValueError):
        WorkingDays(n)


def test_limits_of_different_kinds_are_never_equal():
    assert WorkingDays(1) != CalendarDays(1)
