"""`./breakwater backup`: a whole copy now, and what every backup needs: a key. The worker makes the others, once a day and each minute."""

import sys
import time
from pathlib import Path

HELP = "make a backup now; --new-key FILE makes the key that opens backups (docs/restore.md)"
NEEDS_DJANGO = False


def add_arguments(parser) -> None:
    parser.add_argument(
        "--new-key",
        type=Path,
        metavar="FILE",
        help="make a key for backups from now on; its secret half goes into FILE",
    )
    parser.add_argument(
        "--ship", action="store_true", help="only carry away what was written since, as the worker does each minute"
    )
    parser.epilog = (
        "The file of secret keys is for a safe: nothing on this machine needs it, and no restore goes without it."
    )


def run(options) -> int:
    from breakwater.delivery.backups import sealing, taking
    from breakwater.delivery.backups.places import BackupFault, places
    from breakwater.delivery.backups.state import spoken_size
    from breakwater.delivery.cluster import ClusterFault, ensure

    begun = time.monotonic()
    try:
        where = places()
        if options.new_key:
            print(
                f"New backups open with {sealing.make_key(where, options.new_key)} in {options.new_key}. Keep its older keys in it."
            )
            print("Put it where no backup lies, and a second copy somewhere else. Now run ./breakwater backup.")
        elif options.ship:
            ensure(where.cluster)
            print(f"{taking.ship(where, wait=True)} parts of the log carried away.")
        else:
            made = taking.take_base(where, print)
            print(
                f"A whole backup of {spoken_size(made['bytes'])} in {time.monotonic() - begun:.0f} s. The worker keeps it up to date."
            )
    except (BackupFault, ClusterFault) as fault:
        print(fault, file=sys.stderr)
        return 1
    return 0
