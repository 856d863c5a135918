"""Print what a fortnight with 22 schools of 12 pupils costs a link co-ordinator: check, release, 22 calls with their letters.

    python tests/effort/coordinator.py

Counted at a browser that does the work; the aim is 10 interactions a school and 6 more for each pupil talked about.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

JOURNEY = Path(__file__).parents[1] / "journeys" / "twenty_two_schools.py"


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        kept = Path(folder) / "figures.json"
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-m", "slow or browser", str(JOURNEY)],
            env=os.environ | {"EFFORT_TO": str(kept)}, cwd=JOURNEY.parents[2],
        )  # fmt: skip
        for name, figure in (json.loads(kept.read_text()) if kept.exists() else {}).items():
            print(f"{name:>20} {figure}")
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
