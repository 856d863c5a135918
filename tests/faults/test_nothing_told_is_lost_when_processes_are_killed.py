"""A smaller count of the trial in `kill.py`, with a fixed seed."""

import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.slow
@pytest.mark.timeout(700)  # longer than the trial may take
def test_no_acknowledged_submission_is_lost_halved_or_doubled_by_a_kill():
    tried = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("kill.py")), "--submissions", "10", "--seed", "7"],
        env={"PYTHONPATH": str(Path(__file__).resolve().parents[2] / "src"), **_kept()},
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert tried.returncode == 0, tried.stdout + tried.stderr[-3000:]


def _kept() -> dict[str, str]:
    import os

    return {name: value for name, value in os.environ.items() if not name.startswith(("BREAKWATER_", "DATABASE_"))}
