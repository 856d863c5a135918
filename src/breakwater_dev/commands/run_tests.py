"""`./breakwater test`: the whole suite in two processes, or whatever pytest is asked for."""

import argparse
import os
import subprocess
import sys
from contextlib import nullcontext

from breakwater.delivery.cli import CHECKOUT

from . import apache_spark, chromium

HELP = "run the tests (--quick: a first look; --whole: every trial at its full figure); other arguments go to pytest"
NEEDS_DJANGO = False
PASSES_ON = True
PROCESSES = "2"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--quick",
        action="store_true",
        help="one test of each file, or all of PATH; none that is slow or in a browser: a minute",
    )
    parser.add_argument(
        "--whole", action="store_true", help="every trial at its full figure, and every role at every page: some hours"
    )


def run(options: argparse.Namespace) -> int:
    wanted = [each for each in options.rest if each != "--"]
    command = [sys.executable, "-m", "pytest", "-q", *wanted]
    if options.quick:
        command += ["-m", "not slow and not browser"] if wanted else ["--one-of-each"]
    else:
        try:
            os.environ["BREAKWATER_CHROMIUM"] = chromium.ensure()
        except chromium.NoChromium as fault:
            print(fault, file=sys.stderr)
            return 1
    if options.whole:
        command += ["--whole", "-o", "timeout=3600"]
    if not wanted:
        # A file stays in one process, for what its tests share; files go out in the order of breakwater_dev.testing.order.
        # A process that died is not replaced: the new one is given the same file, dies of the same test, and the run never ends.
        command += ["-n", PROCESSES, "--dist", "loadfile", "--no-loadscope-reorder", "--max-worker-restart", "0"]
    if options.data:
        os.environ["BREAKWATER_TEST_DATA"] = os.environ["BREAKWATER_DATA"]
    asked_for = not options.quick and (not wanted or any("spark" in each for each in wanted))
    with apache_spark.being_brought() if asked_for else nullcontext([]) as lacking:
        status = subprocess.run(command, cwd=CHECKOUT).returncode
    for missing in lacking:
        print(f"SKIPPED: linking on Apache Spark is not tested here. {missing}", file=sys.stderr)
    return status
