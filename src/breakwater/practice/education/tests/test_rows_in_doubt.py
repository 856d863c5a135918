"""Rows of which nobody is sure stand in somebody's queue, who is told for which lists and by when; co-ordinators read how many."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse

from breakwater.casework.cases.standings import DOUBTS, Doubts
from breakwater.foundation.dates.in_words import date_in_words
from breakwater.foundation.dates.london_time import LONDON
from breakwater.partnership.notifications.models import Notification
from breakwater.partnership.organisations.access import Permission
from breakwater.partnership.organisations.access.acting import actor_of
from breakwater.practice.education import jobs
from breakwater.practice.education.cohorts import operations as cohorts
from breakwater.practice.education.fortnights.calendar import Release
from breakwater.practice.education.lists.operations import doubts
from breakwater_dev.testing import factories as make

TWO = Doubts(
    "SEN register", 2, datetime(2026, 11, 20, 9, tzinfo=LONDON), 3, 1, Permission.LIST_SETTLE, "/agencies-lists/rows/"
)


@pytest.fixture
def two(city, monkeypatch):
    """Two rows of a source wait, and what is asked of the source."""
    asked = []

    def ask(area, codes, since):
        asked.append(codes)
        return [TWO]

    monkeypatch.setattr(DOUBTS, "_rows", {"test": ask})
    with make.acting_as(city.lists) as by:
        cohorts.take_up(area=city.area, by=by, at=city.now)
    return asked


@pytest.fixture
def manager(city):
    return make.membership("mash_manager", of=city.front_door)


@pytest.fixture
def coming(monkeypatch):
    """Lists come out on a Tuesday and are first made on the Monday: rows are settled by the Friday before."""
    monkeypatch.setattr(doubts.release_calendar, "next_release", lambda area, after: Release(date(2026, 12, 1), False))


@pytest.fixture
def soon(city, monkeypatch):
    """Lists come out in a fortnight from today, whenever that is."""
    monkeypatch.setattr(
        doubts.release_calendar, "next_release", lambda area, after: Release(after + timedelta(14), False)
    )
    return doubts.needed(city.area, city.today)


def test_the_last_day_is_the_working_day_before_the_lists_are_first_made(city, coming, monkeypatch):
    """It was the day on which they are checked: what was settled then was missing from every list checked by then."""
    made = []
    monkeypatch.setattr(jobs, "_areas", lambda: [city.area])
    monkeypatch.setattr(jobs.building, "build", lambda **said: made.append(said["lists_on"]))
    for day in range(26, 31):
        monkeypatch.setattr(jobs.timezone, "now", lambda day=day: datetime(2026, 11, day, 4, 30, tzinfo=LONDON))
        jobs.build_lists()
    assert made == [date(2026, 11, 30)]
    assert doubts.needed(city.area, date(2026, 11, 26)).by == date(2026, 11, 27)


def test_after_the_last_day_it_is_said_that_the_lists_are_made_and_what_to_do(city, coming):
    assert "wait for it: decide by 27 November 2026" in doubts.needed(city.area, date(2026, 11, 27)).words()
    assert "decide at once and tell the co-ordinators" in doubts.needed(city.area, date(2026, 11, 30)).words()


def test_only_cohorts_that_a_school_may_see_are_asked_about(city, two):
    doubts.counted_once(city.area, at=city.now)
    assert "CPP" in two[0]
    assert not {"PREV", "LADO", "S47"} & two[0]


def test_a_co_ordinator_reads_how_many_wait_with_whom_by_when_and_what_came_of_them(
    signed_in, city, two, manager, soon
):
    """They were told to ring the MASH, and not whom, by when, or what became of a row."""
    page = signed_in(actor_of(city.coordinator)).get(reverse("education:in_doubt")).content.decode()
    due = f"The lists of {date_in_words(soon.lists_of)} need them by {date_in_words(soon.by)}."
    for told in ("SEN register", manager.user.name, due):
        assert told in page
    assert "Nobody has a role" not in page


def test_it_is_said_where_nobody_holds_the_post(signed_in, city, two):
    page = signed_in(actor_of(city.coordinator)).get(reverse("education:in_doubt")).content.decode()
    assert "Nobody has a role that can decide some of these rows" in page


@pytest.mark.parametrize(("day", "told"), [(25, 0), (26, 1), (27, 1), (30, 0)])
def test_those_who_settle_are_asked_two_working_days_before_and_on_the_last(city, two, manager, coming, day, told):
    at = datetime(2026, 11, day, 7, tzinfo=LONDON)
    doubts.ask_those_who_settle(area=city.area, at=at)
    found = Notification.objects.filter(words="Schools’ lists wait for rows that you decide")
    with make.acting_as(actor_of(manager)):
        assert found.count() == told


def test_nobody_is_asked_where_nothing_waits(city, two, manager, coming, monkeypatch):
    monkeypatch.setattr(DOUBTS, "_rows", {"test": lambda *asked: [replace(TWO, waiting=0)]})
    assert doubts.ask_those_who_settle(area=city.area, at=datetime(2026, 11, 30, 7, tzinfo=LONDON)) == 0


def test_the_one_who_settles_reads_on_today_which_lists_wait_and_till_when(
    signed_in, city, two, manager, soon, monkeypatch
):
    """Today counted the rows and did not say that a list waited for them."""
    social = replace(TWO, label="Children’s social care", settles=Permission.SOCIAL_CARE_SETTLE, path="/social-care/")
    monkeypatch.setattr(DOUBTS, "_rows", {"test": lambda *asked: [social]})
    page = signed_in(actor_of(manager)).get("/today/").content.decode()
    assert "2 of Children’s social care: who do they mean?" in page
    assert f"Schools’ lists of {date_in_words(soon.lists_of)} wait for them" in page
