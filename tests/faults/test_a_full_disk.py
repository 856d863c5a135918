"""The trial in `disk_full.py`, where a small disk may be mounted."""

import os
from pathlib import Path

import pytest

from breakwater_dev.testing.machines import tried


@pytest.mark.slow
@pytest.mark.whole
@pytest.mark.timeout(1200)  # a database and the product are begun
@pytest.mark.skipif(os.geteuid() != 0, reason="mounting a small disk takes an administrator")
def test_a_full_disk_loses_nothing_says_so_and_the_service_goes_on_once_there_is_room():
    assert "lost 0 pass" in tried(Path(__file__).with_name("disk_full.py"), seconds=1180)
