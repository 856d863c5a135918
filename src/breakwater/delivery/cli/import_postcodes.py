"""`./breakwater import-postcodes FILE`: where postcodes lie, for distances in the directory of services."""

import csv
from pathlib import Path

from .answering import says_refusals

HELP = "take in where postcodes lie (ONS Postcode Directory, CSV)"
COLUMNS = (("postcode", "pcds", "pcd"), ("easting", "oseast1m", "east1m"), ("northing", "osnrth1m", "north1m"))
AT_ONCE = 5_000


def add_arguments(parser) -> None:
    parser.add_argument(
        "file",
        metavar="FILE",
        help="the directory's CSV; columns postcode (or pcds), easting (oseast1m), northing (osnrth1m)",
    )
    parser.epilog = "The same file twice changes nothing. Exit status: 0 done, 1 refused."


@says_refusals
def run(options) -> int:
    from breakwater.foundation.design.fields import PostcodeField
    from breakwater.foundation.refusals import Refusal
    from breakwater.knowledge.directory.models import Postcode

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
    Postcode.objects.bulk_create(
        (Postcode(code=code, easting=east, northing=north) for code, (east, north) in read.items()),
        batch_size=AT_ONCE,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["easting", "northing"],
    )
    print(f"{len(read):,} postcodes are held; {refused:,} rows without a place were left out.")
    return 0
