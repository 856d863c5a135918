"""A smaller count of the trial that `typing_lost.py` runs, with a fixed seed."""

import os
from pathlib import Path

import pytest

from breakwater_dev.testing.typing_lost import FAULTS, MOST_LOST, assessment_of, report, trial

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_at_most_ten_seconds_of_typing_are_lost_when_browser_session_or_network_goes(served, chromium):
    sessions, seed = int(os.environ.get("TYPING_SESSIONS", "8")), int(os.environ.get("TYPING_SEED", "7"))
    lost = trial(served, served.world.post("lead_professional"), chromium, sessions=sessions, seed=seed, at_once=8)
    if wanted := os.environ.get("TYPING_TO"):
        Path(wanted).write_text(report(lost))
    assert {fault for fault, _ in lost} == set(FAULTS)
    assert max(seconds for _, seconds in lost) <= MOST_LOST, report(lost)


def test_at_most_ten_seconds_are_lost_of_an_assessment_that_twenty_write_in(served, chromium):
    here = served.world.records["ordinary"]
    lost = trial(
        served,
        served.world.post("tier2_coordinator"),
        chromium,
        sessions=20,
        seed=11,
        at_once=7,
        where=assessment_of(here.episode.reference, here.person.public_id),
    )
    assert max(seconds for _, seconds in lost) <= MOST_LOST, report(lost)
