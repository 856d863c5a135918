"""./breakwater faults [NAME ...] [--full]: what breaks, while people work, and whether anything was lost, halved or doubled. docs/faults.md."""

import argparse
import signal
import sys

NEEDS_DJANGO = False
HELP = (
    "kill, fill, cut and set back what the product stands on while people work; count what was lost, halved or doubled"
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("names", nargs="*", metavar="NAME", help="which faults (default all; --list names them)")
    parser.add_argument("--full", action="store_true", help="at the full figures: hours, not minutes")
    parser.add_argument("--times", type=int, help="how often each is made, instead of its own figure")
    parser.add_argument("--list", action="store_true", help="say which there are, and stop")


def run(options: argparse.Namespace) -> int:
    """0 where every figure passed, 1 where one did not, 2 where a run could not be made."""
    from breakwater.delivery.cluster import ClusterFault
    from breakwater_dev.faults import runs

    if options.list:
        for fault in runs.FAULTS.values():
            print(f"{fault.id:18} {fault.short:>4} {fault.full:>5}  {fault.words}")
        return 0
    if unknown := [name for name in options.names if name not in runs.FAULTS]:
        print(f"There is no fault {', '.join(unknown)}: {', '.join(runs.FAULTS)}", file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # what was begun is ended then too
    status = 0
    try:
        for report in runs.run(options.names or runs.FAULTS, full=options.full, times=options.times):
            print(report, flush=True)
            status = max(status, report.status)
    except (ClusterFault, RuntimeError, SystemExit) as fault:
        if isinstance(fault, SystemExit) and isinstance(fault.code, int):
            raise
        print(f"The run could not be made: {fault}", file=sys.stderr)
        return 2
    return status
