"""Kill the browser, the session or the network while people type into the contact form; print the seconds of typing lost.

    python tests/faults/typing_lost.py [--sessions 100] [--seed 1]

What they had typed more than ten seconds before it happened must be there when they come back; ends with status 1 if not.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

TRIAL = Path(__file__).with_name("test_what_is_typed_survives_a_kill.py")


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--sessions", type=int, default=100)
    asked.add_argument("--seed", type=int, default=1)
    wanted = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        kept = Path(folder) / "lost.txt"
        done = subprocess.run(
            # A hundred sessions take longer than any one test may.
            [sys.executable, "-m", "pytest", "-q", "-m", "slow or browser", "-o", "timeout=0", str(TRIAL)],
            env=os.environ
            | {"TYPING_SESSIONS": str(wanted.sessions), "TYPING_SEED": str(wanted.seed), "TYPING_TO": str(kept)},
            cwd=TRIAL.parents[2],
        )
        print(kept.read_text() if kept.exists() else "The trial did not end")
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
