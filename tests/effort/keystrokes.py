"""Print what it costs a school that knows its roll to send a form about five brothers and sisters.

    python tests/effort/keystrokes.py

Keystrokes, clicks and pages are counted at a browser that fills the form in; the minutes are those of the keystroke-level
model (Card, Moran and Newell) for an average typist, reading left out.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

JOURNEY = Path(__file__).parents[1] / "journeys" / "test_five_children_of_one_family.py"


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
