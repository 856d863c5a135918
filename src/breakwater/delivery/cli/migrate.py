"""./breakwater migrate: bring the database up to the code, as its owner."""

import time

HELP = "bring the database up to the code: tables, the wall, forms (runs as the database's owner)"
AS_OWNER = True


def add_arguments(parser) -> None:
    parser.add_argument("--quiet", action="store_true", help="say only what went wrong")


def run(options) -> int:
    from breakwater.delivery.database import migrate

    started = time.monotonic()
    migrate(verbosity=0 if options.quiet else 1)
    if not options.quiet:
        print(f"The database is up to date ({time.monotonic() - started:.1f} s).")
    return 0
