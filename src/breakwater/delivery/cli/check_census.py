"""`./breakwater check-census`: every fault of a CIN census file, one a line, with the number of the rule."""

import argparse
import sys
from pathlib import Path

from .pasted_lines import printable

HELP = "check a children in need census file: one line a fault, with the rule's number"
NEEDS_DJANGO = False
UNABLE = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Check a children in need census file of any authority's system. Each line is: the line of the file, the number of the "
        "validation rule, error or query, the authority's number for the child, and what is wrong. FORMAT stands in place of a rule "
        "where a value cannot be read. The last line counts. Nothing is kept or sent."
    )
    parser.add_argument("file", metavar="FILE", type=Path)
    parser.add_argument("--format", choices=("text", "json", "csv"), default="text", help="how faults are printed")
    parser.add_argument("--errors-only", action="store_true", help="leave out queries, which may be explained")
    parser.epilog = "Exit status: 0 no fault, 1 faults, 2 the file cannot be read."


def run(options: argparse.Namespace) -> int:
    from breakwater.delivery.returns.census import printing, reading
    from breakwater.delivery.returns.census.checking import check

    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        checked = check(reading.read_file(options.file))
    except OSError as problem:
        print(f"{options.file}: {problem.strerror}. Check the name of the file.", file=sys.stderr)
        return UNABLE
    except reading.CannotBeRead as fault:
        print(f"{options.file}: {fault}.", file=sys.stderr)
        return UNABLE
    faults = [fault for fault in checked.faults if fault.is_error or not options.errors_only]
    if options.format == "json":
        print(printing.as_json(checked, faults))
        return int(bool(faults))
    if options.format == "csv":
        sys.stdout.write(printing.as_csv(faults))
    else:
        for fault in faults:
            print(f"{fault.line} {fault.rule} {fault.weight} {printable(fault.child) or '-'}: {printable(fault.words)}")
    print(printing.in_total(checked), file=sys.stderr if options.format == "csv" else sys.stdout)
    return int(bool(faults))
