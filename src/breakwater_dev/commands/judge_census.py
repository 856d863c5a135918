"""`./breakwater judge-census`: our check of the census beside an independent one, over files damaged on purpose, rule by rule."""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

HELP = "compare check-census with an independent checker, over files damaged on purpose"
NEEDS_DJANGO = False


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Prints for each damaged file which rules both found and which one alone, and why. Without --outside it compares with the "
        "answers kept from the last run of the outside checker."
    )
    parser.add_argument(
        "--outside",
        type=Path,
        metavar="PYTHON",
        help="the Python 3.11 in whose environment csc-validator-be-cin==0.1.13, 'numpy<2' and pytest are installed: ask it now",
    )
    parser.add_argument("--keep", action="store_true", help="keep what --outside answers as the answers tested with")
    parser.add_argument("--files", type=Path, metavar="DIR", help="write the damaged files here, to look at")
    parser.epilog = "Exit status: 0 every difference is explained, 1 one is not, 2 the outside checker did not run."


def run(options: argparse.Namespace) -> int:
    from breakwater_dev.census import comparing

    if options.files:
        options.files.mkdir(parents=True, exist_ok=True)
        for name, content in comparing.files().items():
            (options.files / f"{name}.xml").write_bytes(content)
    if options.outside:
        try:
            with tempfile.TemporaryDirectory() as folder:
                answers = comparing.ask_outside(options.outside, Path(folder))
        except (OSError, subprocess.CalledProcessError) as fault:
            print(f"The outside checker did not run: {getattr(fault, 'stderr', '') or fault}", file=sys.stderr)
            return 2
        if options.keep:
            comparing.keep_answers(answers)
    else:
        answers = comparing.kept_answers()
    return _say(comparing.compare(answers))


def _say(compared) -> int:
    unexplained = [one for one in compared if one.differs and not one.why]
    for one in compared:
        parts = [("both", one.both), ("only ours", one.only_ours), ("only theirs", one.only_theirs)]
        said = "; ".join(f"{words} {', '.join(sorted({rule for rule, _ in found}))}" for words, found in parts if found)
        print(f"{one.name:10} {said or 'no fault'}")
        if one.differs:
            print(f"{'':10} {one.why or 'NOT EXPLAINED'}")
    alike = sum(not one.differs for one in compared)
    print(f"files {len(compared)}, alike {alike}, different {len(compared) - alike}, unexplained {len(unexplained)}")
    return int(bool(unexplained))
