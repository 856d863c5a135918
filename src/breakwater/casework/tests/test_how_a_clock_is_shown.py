"""A clock as a page shows it: due at the close of office, late when the day is over (SG-03)."""

from datetime import timedelta

import pytest

from breakwater.casework.clocks import time_left
from breakwater.casework.models import Clock
from breakwater.foundation.dates import london
from breakwater_dev.testing import factories as make

FRIDAY = london(2026, 3, 6)
AT_CLOSE, MIDNIGHT = london(2026, 3, 6, 17), london(2026, 3, 7)


@pytest.fixture
def clock(db):
    """From Thursday at nine to Friday at five: eight working hours on each day."""
    return Clock(
        rule="a.rule",
        team=make.team(),
        started_at=london(2026, 3, 5, 9),
        due_on=FRIDAY.date(),
        due_at=AT_CLOSE,
        breach_at=MIDNIGHT,
    )


@pytest.mark.parametrize(
    ("now", "used", "state"),
    [
        (london(2026, 3, 5, 8), 0, "in_time"),
        (london(2026, 3, 5, 9), 0, "in_time"),
        (london(2026, 3, 6, 10), 56, "in_time"),
        (london(2026, 3, 6, 12, 50), 74, "in_time"),
        (london(2026, 3, 6, 13), 75, "near"),
        (AT_CLOSE, 100, "near"),
        (MIDNIGHT - timedelta(minutes=11), 100, "near"),
        (MIDNIGHT - timedelta(minutes=10), 100, "last"),
        (MIDNIGHT, 100, "late"),
    ],
)
def test_sg_03_a_running_clock_is_near_until_the_day_is_over(clock, now, used, state):
    assert (time_left.used(clock, now=now), time_left.shown(clock, now=now)["state"]) == (used, state)


@pytest.mark.parametrize(
    ("now", "words"),
    [(AT_CLOSE - timedelta(minutes=1), ""), (AT_CLOSE, "Due now"), (MIDNIGHT, "Overdue")],
)
def test_sg_03_a_running_clock_says_when_it_is_due_and_when_it_is_missed(clock, now, words):
    assert time_left.shown(clock, now=now)["state_words"] == words


@pytest.mark.parametrize(("stopped", "state", "words"), [(FRIDAY, "met", ""), (MIDNIGHT, "late", "Out of timescale")])
def test_sg_03_a_clock_stopped_by_midnight_was_met(clock, stopped, state, words):
    clock.stopped_at = stopped
    shown = time_left.shown(clock, now=MIDNIGHT + timedelta(days=9))
    assert (shown["state"], shown["state_words"]) == (state, words)


def test_a_clock_without_any_time_is_used_up_when_it_is_due(clock):
    clock.due_at = clock.started_at
    assert [time_left.used(clock, now=clock.due_at - one) for one in (timedelta(minutes=1), timedelta())] == [0, 100]
