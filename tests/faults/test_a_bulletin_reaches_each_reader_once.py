"""A smaller count of the trial in `bulletin_killed.py`, with a fixed seed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.slow
@pytest.mark.timeout(400)  # longer than the trial may take
def test_a_bulletin_reaches_each_reader_once_although_the_worker_is_killed():
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("BREAKWATER_", "DATABASE_"))}
    tried = subprocess.run(
        [
            sys.executable,
            str(Path(__file__).with_name("bulletin_killed.py")),
            "--subscribers",
            "300",
            "--kills",
            "4",
            "--seed",
            "7",
        ],
        env={"PYTHONPATH": str(Path(__file__).resolve().parents[2] / "src"), **kept},
        capture_output=True,
        text=True,
        timeout=380,
    )
    assert tried.returncode == 0, tried.stdout + tried.stderr[-3000:]
