"""A delegate manager's morning: one booked from who is due, five at once, one sent instead, a certificate found; presses are counted."""

import re
from datetime import date, time

import pytest
from playwright.sync_api import expect

from breakwater.foundation.dates.london_time import moment
from breakwater.knowledge.training.attendance import operations as attendance
from breakwater.knowledge.training.certificates import operations as certificates
from breakwater.knowledge.training.models import Booking, CourseGroup, Delegate
from breakwater.partnership.organisations.access import acting_as
from breakwater_dev.testing import training
from breakwater_dev.testing.hand import Hand

pytestmark = [pytest.mark.browser, pytest.mark.slow]
TODAY, HELD, BEFORE = date(2026, 11, 9), date(2026, 11, 16), date(2026, 3, 2)
COURSE = "Safeguarding update for all staff"
STAFF = ["Ann Teacher", "Bob Teacher", "Cyd Teacher", "Dee Teacher", "Eve Teacher", "Fay Teacher", "Guy Teacher"]
# Of each errand, from the page where it begins: who is due, the course, the team, who is due.
MOST = {"one": 2, "five": 7, "instead": 4, "certificate": 2}


@pytest.fixture
def event(town, at_the_records):
    """A date next week that all staff need, who never sign in; one of them has a certificate of the spring."""
    town.is_now(TODAY, 9)
    with at_the_records():
        team = town.posts["dsl"].team
        course = training.course(COURSE, group=CourseGroup.objects.get(code="annual_update"))
        to_come = training.event(course, starts_at=moment(HELD, time(10)))
        people = [training.delegate(name, of=team, staff_groups=["school_staff"]) for name in STAFF]
        _certified(training.event(course, starts_at=moment(BEFORE, time(10))), people[-1])
    return to_come


def _certified(event, who: Delegate) -> None:
    booking, at = training.booking(event, who), event.ends_at
    with acting_as(training.service()) as by:
        attendance.mark(event, event.sessions.get(), here=[booking.public_id], closes=True, by=by, at=at)
        certificates.issue(booking, by=by, at=at)


def test_a_delegate_managers_morning(device, read, town, event, at_the_records):
    lead = device("dsl", script=False)
    books_one_from_who_is_due(Hand(lead), read)
    books_five(Hand(lead), read, event)
    sends_somebody_else(Hand(lead), read)
    finds_a_certificate(Hand(lead), read)
    with at_the_records(), acting_as(training.service()):
        here = Booking.objects.filter(event=event, state="CONFIRMED").values_list("delegate__name", flat=True)
        assert sorted(here) == sorted([*STAFF[:4], *STAFF[5:]])
        assert not Delegate.objects.filter(name__in=STAFF).exclude(user=None).exists()


def books_one_from_who_is_due(hand: Hand, read) -> None:
    """Who is due says why, by which rule and whose, and since when (PL 8.12-4); two presses lead to a place (PL 8.11-1)."""
    hand.page.goto("/training/due/team/")
    read(hand.page, "Your staff")
    overdue = hand.page.get_by_role("row").filter(has_text="Ann Teacher")
    for words in ("Overdue", "so it was due by", "Every 36 months", "Local training strategy (set locally)"):
        expect(overdue).to_contain_text(words)
    hand.link(re.compile("^Book 16 November 2026"), within=overdue)
    read(hand.page, "Book a place")
    hand.button("Book")
    expect(hand.page.locator("main")).to_contain_text("Ann Teacher")
    expect(hand.page.locator("main")).to_contain_text("Confirmed")
    assert hand.presses <= MOST["one"]


def books_five(hand: Hand, read, event) -> None:
    hand.page.goto(f"/training/courses/{event.course.public_id}/")
    read(hand.page, COURSE)
    hand.link(re.compile("^Book"), within=hand.page.get_by_role("row").filter(has_text="16 November 2026"))
    for name in STAFF[1:6]:
        hand.tick(name)
    hand.button("Book")
    expect(hand.page.get_by_text("Booked: 5 confirmed")).to_be_visible()
    assert hand.presses <= MOST["five"]


def sends_somebody_else(hand: Hand, read) -> None:
    hand.page.goto("/training/team/")
    read(hand.page, "Training of your team")
    hand.link(re.compile(COURSE), within=hand.page.get_by_role("row").filter(has_text="Eve Teacher"))
    hand.link("Send a colleague instead")
    read(hand.page, "Send a colleague instead")
    hand.tick("Guy Teacher")
    hand.button("Send them instead")
    expect(hand.page.locator("main")).to_contain_text("Guy Teacher")
    assert hand.presses <= MOST["instead"]


def finds_a_certificate(hand: Hand, read) -> None:
    hand.page.goto("/training/due/team/")
    hand.link("Guy Teacher")
    read(hand.page, "Guy Teacher")
    with hand.page.expect_download() as paper:
        hand.link(re.compile("^Download TC-"))
    assert paper.value.suggested_filename.startswith("certificate-TC-")
    assert hand.presses <= MOST["certificate"]
