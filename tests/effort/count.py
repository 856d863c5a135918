"""Print what a piece of work costs whoever does it: clicks, keystrokes and pages, counted at a browser that does it.

    python tests/effort/count.py twenty_two_schools               a link co-ordinator's fortnight with 22 schools of 12 pupils
    python tests/effort/count.py test_five_children_of_one_family   a school's contact about five brothers and sisters

The journey says what it counts and holds it to its aim. EFFORT_SCHOOLS=3 makes the fortnight a smaller one.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

JOURNEYS = Path(__file__).parents[1] / "journeys"


def main() -> int:
    counting = sorted(one.stem for one in JOURNEYS.glob("*.py") if "EFFORT_TO" in one.read_text(encoding="utf-8"))
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("journey", choices=counting)
    journey = JOURNEYS / f"{parser.parse_args().journey}.py"
    with tempfile.TemporaryDirectory() as folder:
        kept = Path(folder) / "figures.json"
        done = subprocess.run(
            [sys.executable, "-m", "breakwater", "test", str(journey), "-q"],
            env=os.environ | {"EFFORT_TO": str(kept)},
            cwd=JOURNEYS.parents[1],
        )
        for name, figure in (json.loads(kept.read_text()) if kept.exists() else {}).items():
            print(f"{name:>20} {figure}")
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
