from datetime import date, time, timedelta

import pytest

from breakwater.foundation.dates import Hours, OfficeHours, WorkingDays, due, london
from breakwater.foundation.dates.in_words import (
    ago,
    day_in_words,
    due_in_words,
    exact_moment,
    moment_in_words,
    time_left,
)

OFFICE = OfficeHours.weekdays(time(8, 30), time(17))
THURSDAY = london(2026, 3, 5, 10, 0)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 3, 5), "today"),
        (date(2026, 3, 6), "tomorrow"),
        (date(2026, 3, 4), "yesterday"),
        (date(2026, 3, 9), "Monday"),
        (date(2026, 3, 11), "Wednesday"),
        (date(2026, 3, 12), "Thursday 12 March"),
        (date(2026, 2, 26), "Thursday 26 February"),
        (date(2027, 3, 5), "Friday 5 March 2027"),
    ],
)
def test_a_day_is_named_as_people_name_it(day, words):
    assert day_in_words(day, today=date(2026, 3, 5)) == words


def test_a_moment_is_read_on_londons_clocks():
    assert moment_in_words(london(2026, 3, 6, 16, 40), now=THURSDAY) == "tomorrow 16:40"
    assert moment_in_words(london(2026, 3, 30, 9, 5), now=london(2026, 3, 27, 9)) == "Monday 09:05"
    assert exact_moment(london(2026, 7, 3, 16, 40)) == "Friday 3 July 2026 at 16:40"


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (london(2026, 3, 5, 13, 0), "3 working hours left"),
        (london(2026, 3, 5, 11, 59), "1 working hour left"),
        (london(2026, 3, 5, 10, 20), "20 working minutes left"),
        (london(2026, 3, 5, 11, 0), "1 working hour left"),
        (london(2026, 3, 5, 10, 1), "1 working minute left"),
        (THURSDAY + timedelta(seconds=59), "less than a minute left"),
        (london(2026, 3, 6, 9, 0), "7 working hours left"),
        (london(2026, 3, 6, 9, 30), "8 working hours left"),
        (london(2026, 3, 9, 17, 0), "2 working days left"),
        (london(2026, 3, 5, 10, 0), ""),
    ],
)
def test_what_is_left_is_told_in_working_time(at, words):
    assert time_left(at, now=THURSDAY, hours=OFFICE) == words


def test_time_that_runs_out_while_the_office_is_shut_is_told_as_it_passes():
    assert time_left(london(2026, 3, 7, 12), now=london(2026, 3, 7, 9, 30), hours=OFFICE) == "2 hours left"


def test_time_that_runs_past_closing_is_told_as_it_passes_though_the_office_opens_before_it_is_over():
    night = london(2026, 3, 6, 5, 39)
    assert time_left(london(2026, 3, 6, 9, 37), now=night, hours=None) == "3 hours left"
    duty = due(Hours(4), night, OFFICE)
    assert due_in_words(duty, now=night, hours=None) == "today 09:39, 4 hours left"
    assert due_in_words(duty, now=london(2026, 3, 6, 10, 39), hours=None) == "was due today 09:39, 1 hour ago"


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (london(2026, 3, 5, 10, 0), "just now"),
        (london(2026, 3, 5, 9, 59), "1 minute ago"),
        (london(2026, 3, 5, 9, 40), "20 minutes ago"),
        (london(2026, 3, 5, 7, 0), "3 hours ago"),
        (london(2026, 3, 4, 23, 0), "yesterday"),
        (london(2026, 3, 3, 23, 0), "2 working days ago"),
        (london(2026, 2, 27, 9, 0), "4 working days ago"),
    ],
)
def test_what_is_past_is_told_in_working_days(at, words):
    assert ago(at, now=THURSDAY) == words


def test_days_without_a_working_day_are_told_as_days():
    assert ago(london(2026, 3, 6, 20), now=london(2026, 3, 8, 12)) == "2 days ago"


def test_a_duty_is_told_on_a_work_list():
    duty = due(WorkingDays(1), london(2026, 3, 6, 16, 40), OFFICE)
    assert due_in_words(duty, now=london(2026, 3, 6, 16, 45), hours=OFFICE) == "Monday 17:00, 1 working day left"
    assert due_in_words(duty, now=london(2026, 3, 8, 22), hours=OFFICE) == "tomorrow 17:00, 1 working day left"
    assert due_in_words(duty, now=london(2026, 3, 9, 14), hours=OFFICE) == "today 17:00, 3 working hours left"
    assert due_in_words(duty, now=london(2026, 3, 9, 17), hours=OFFICE) == "today 17:00, late after midnight"
    assert due_in_words(duty, now=london(2026, 3, 9, 18), hours=OFFICE) == "today 17:00, late after midnight"
    assert due_in_words(duty, now=london(2026, 3, 11, 9), hours=OFFICE) == "was due Monday 17:00, 2 working days ago"


def test_a_duty_tomorrow_says_how_many_working_hours_are_left():
    duty = due(Hours(26), london(2026, 3, 5, 15), OFFICE)
    assert due_in_words(duty, now=london(2026, 3, 5, 22), hours=OfficeHours.weekdays(time(14), time(18))) == (
        "tomorrow 17:00, 3 working hours left"
    )
