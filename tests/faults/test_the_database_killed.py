"""A smaller count of the trial in `database_killed.py`; its fifty kills in a run with `--whole`."""

from pathlib import Path

import pytest

from breakwater_dev.testing.machines import tried
from breakwater_dev.testing.trials import trials


@pytest.mark.slow
@pytest.mark.timeout(1500)  # a database of its own, then the kills
def test_nothing_acknowledged_is_lost_halved_or_doubled_however_often_the_database_is_killed():
    kills = str(trials(3, 50))
    said = tried(Path(__file__).with_name("database_killed.py"), "--kills", kills, seconds=1480)
    assert "lost 0 pass" in said
