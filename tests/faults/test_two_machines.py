"""A smaller count of the trial in `two_machines.py`."""

from pathlib import Path

import pytest

from breakwater_dev.testing.machines import tried


@pytest.mark.slow
@pytest.mark.whole
@pytest.mark.timeout(1500)  # a database, two web processes that are begun again, two workers
def test_nothing_is_lost_and_no_session_ends_when_one_of_two_machines_goes():
    said = tried(Path(__file__).with_name("two_machines.py"), "--forms", "12", "--kills", "2", seconds=1480)
    assert "lost 0 pass" in said
