"""A smaller count of the trial in `lost_disk.py`."""

import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.slow
@pytest.mark.whole
@pytest.mark.timeout(1200)  # five starts of a database and of the product
def test_nothing_acknowledged_is_lost_with_a_disk_and_nothing_destroyed_comes_back():
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("BREAKWATER_", "DATABASE_"))}
    tried = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("lost_disk.py")), "--writes", "30"],
        env={"PYTHONPATH": str(Path(__file__).resolve().parents[2] / "src"), **kept},
        capture_output=True,
        text=True,
        timeout=1180,
    )
    assert tried.returncode == 0, tried.stdout + tried.stderr[-3000:]
