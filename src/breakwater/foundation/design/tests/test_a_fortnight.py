"""Ten weekdays in two rows of five, with what falls on each."""

import re
from datetime import date, timedelta

import pytest
from django.template import engines

from breakwater.foundation.dates.working_days import WorkingCalendar
from breakwater.foundation.design.fortnight import Falls, fortnight, span

MONDAY = date(2026, 12, 21)
PLAIN = WorkingCalendar()


def falls(on: date, kind: str = "Meeting", text: str = "Harbour Primary", time: str = "") -> Falls:
    return Falls(on, kind, text, "/somewhere/", time)


@pytest.mark.parametrize("weekday", range(5))
def test_it_begins_on_the_monday_of_the_week_and_has_ten_weekdays(weekday):
    days = fortnight([], today=MONDAY + timedelta(days=weekday), calendar=PLAIN)
    assert [day.on for day in days] == [MONDAY + timedelta(days=n) for n in (0, 1, 2, 3, 4, 7, 8, 9, 10, 11)]
    assert [day.is_today for day in days].index(True) == weekday
    assert sum(day.is_past for day in days) == weekday


@pytest.mark.parametrize("weekend", [5, 6])
def test_at_a_weekend_it_begins_on_the_coming_monday(weekend):
    assert span(MONDAY + timedelta(days=weekend)) == (MONDAY + timedelta(days=7), MONDAY + timedelta(days=18))


def test_bank_holidays_and_closures_are_named():
    closed = WorkingCalendar.closed_also_on([date(2026, 12, 29)])
    days = {day.on: day.closed for day in fortnight([], today=MONDAY, calendar=closed)}
    assert days[date(2026, 12, 25)] == "Bank holiday: Christmas Day"
    assert days[date(2026, 12, 28)].startswith("Bank holiday: Boxing Day")
    assert days[date(2026, 12, 29)] == "Closed"
    assert days[MONDAY] == ""


def test_an_hour_comes_before_a_day_and_many_of_a_kind_are_counted():
    things = [falls(MONDAY, "Call by", f"School {n}") for n in range(9)]
    things += [
        falls(MONDAY, "Call arranged", "Late School", "15:30"),
        falls(MONDAY, "Call arranged", "Early School", "09:00"),
    ]
    day = fortnight([*things, falls(MONDAY + timedelta(days=5))], today=MONDAY, calendar=PLAIN)[0]
    assert [(kind.words, len(kind.shown), kind.more) for kind in day.kinds] == [
        ("Call arranged", 2, 0),
        ("Call by", 3, 6),
    ]
    assert [one.text for one in day.kinds[0].shown] == ["Early School", "Late School"]


def test_the_page_draws_a_list_item_a_day_and_says_today_in_a_word():
    days = fortnight([falls(MONDAY, time="10:00")], today=MONDAY, calendar=PLAIN)
    macro = '{% from "design/components/fortnight.html" import fortnight %}{{ fortnight(days, "Two weeks") }}'
    drawn = engines["jinja2"].from_string(macro).render({"days": days})
    assert len(re.findall('<li class="bw-fortnight__day', drawn)) == 10
    assert drawn.count("<strong>Today</strong>") == 1
    assert drawn.count("bw-fortnight__day--empty") == 6, "all but today, two days of Christmas and New Year's Day"
