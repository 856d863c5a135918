"""`./breakwater open-export`: open what export-area wrote with the recipient's key, and check every count and hash."""

import sys
from pathlib import Path

HELP = "open an export with its recipient's key, and check every count and hash"
NEEDS_DJANGO = False


def add_arguments(parser) -> None:
    parser.add_argument("folder", metavar="FOLDER", type=Path)
    parser.add_argument(
        "into",
        metavar="INTO",
        type=Path,
        help="a new or empty folder: what is in it can be read by anyone who reaches it",
    )
    parser.add_argument("--identity", type=Path, required=True, metavar="FILE", help="a file of secret keys of age")
    parser.epilog = "Exit status: 0 as it was written, 1 something differs or does not open."


def run(options) -> int:
    from breakwater.delivery.backups.places import BackupFault
    from breakwater.delivery.backups.sealing import Ring
    from breakwater.delivery.export.opening import open_into

    try:
        opened = open_into(options.folder, Ring(options.identity), options.into)
    except (BackupFault, OSError) as fault:
        print(fault, file=sys.stderr)
        return 1
    for fault in opened.faults:
        print(fault, file=sys.stderr)
    print(f"tables {opened.tables}\nrows {opened.rows}\nfiles {opened.files}\nfaults {len(opened.faults)}")
    return 1 if opened.faults else 0
