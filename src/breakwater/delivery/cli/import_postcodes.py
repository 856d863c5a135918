"""`./breakwater import-postcodes FILE`: where postcodes lie, for distances in the directory of services."""

import csv
from pathlib import Path

from .answering import says_refusals

HELP = "take in where postcodes lie (ONS Postcode Directory, CSV)"
COLUMNS = (("postcode", "pcds", "pcd"), ("easting", "oseast1m", "east1m"), ("northing", "osnrth1m", "north1m"))


def add_arguments(parser) -> None:
    parser.add_argument("--area", metavar="CODE", help="take in those that the product carries for an area, as in 851")
    parser.add_argument(
        "file",
        nargs="?",
        metavar="FILE",
        help="the directory's CSV; columns postcode (or pcds), easting (oseast1m), northing (osnrth1m)",
    )
    parser.epilog = "The same file twice changes nothing. Exit status: 0 done, 1 refused."


@says_refusals
def run(options) -> int:
    from breakwater.foundation.design.fields import PostcodeField
    from breakwater.foundation.refusals import Refusal
    from breakwater.knowledge.directory.operations import postcodes

    if options.area:
        number = postcodes.keep(postcodes.carried_for(options.area))
        if not number:
            raise Refusal(words=f"The product carries no postcodes for area {options.area}: give a file.")
        print(f"{number:,} postcodes are held.")
        return 0
    if not options.file:
        raise Refusal(words="Name a file, or an area with --area.")
    try:
        with Path(options.file).open(newline="", encoding="utf-8-sig") as source:
            rows = csv.DictReader(source)
            names = [next((name for name in each if name in (rows.fieldnames or ())), None) for each in COLUMNS]
            if None in names:
                needed = ", ".join(each[0] for each in COLUMNS)
                raise Refusal(words=f"{options.file} lacks a column: it needs {needed}.")
            read, refused = {}, 0
            for row in rows:
                shape = PostcodeField.SHAPE.fullmatch((row[names[0]] or "").replace(" ", "").upper())
                east, north = row[names[1]] or "", row[names[2]] or ""
                if shape and east.isdecimal() and north.isdecimal():
                    read[f"{shape[1]} {shape[2]}"] = (int(east), int(north))
                else:
                    refused += 1
    except (OSError, UnicodeDecodeError) as problem:
        raise Refusal(words=f"{options.file} cannot be read: {problem}") from None
    postcodes.keep(read)
    print(f"{len(read):,} postcodes are held; {refused:,} rows without a place were left out.")
    return 0
