"""Check a column of identifiers before it is imported: which are right, their tidy form, and what is wrong with the rest."""

import argparse
import sys

from breakwater.partnership.people import identifiers

from .pasted_lines import printable, read_lines

HELP = "check UPNs, NHS numbers, postcodes or UPRNs, one a line"
NEEDS_DJANGO = False

CHECKS = {
    "upn": identifiers.check_upn,
    "nhs": identifiers.check_nhs_number,
    "postcode": identifiers.check_postcode,
    "uprn": identifiers.check_uprn,
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Read one value a line from FILE or standard input and print four columns separated by tabs: "
        "the value, valid or invalid, its normalised form, the reason. A valid value's reason is a warning."
    )
    parser.add_argument("--kind", required=True, choices=CHECKS, help="what the values are")
    parser.add_argument("file", nargs="?", metavar="FILE", help="standard input when left out")


def run(options: argparse.Namespace) -> int:
    """Exit status: 0 when every line was answered, valid or not; 2 when the file cannot be read."""
    check = CHECKS[options.kind]
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        for line in read_lines(options.file):
            found = check(line)
            answer = "valid" if found.valid else "invalid"
            print(printable(found.value), answer, printable(found.normalised), printable(found.reason), sep="\t")
    except OSError as problem:
        if isinstance(problem, BrokenPipeError):
            raise
        print(f"{options.file}: {problem.strerror}", file=sys.stderr)
        return 2
    return 0
