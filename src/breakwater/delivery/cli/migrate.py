"""./breakwater migrate: bring the database up to the code, as its owner."""

import sys
import time
from pathlib import Path

from . import next_steps

HELP = "bring the database up to the code: tables, the wall, forms (runs as the database's owner)"
MAKES_FOLDER = True
AS_OWNER = True


def add_arguments(parser) -> None:
    parser.add_argument("--quiet", action="store_true", help="say only what went wrong")


def run(options) -> int:
    from django.conf import settings
    from django.db import transaction

    from breakwater.delivery.database import LOCKS_WITHIN_SECONDS, HeldByOthers, migrate
    from breakwater.delivery.web import second_factors
    from breakwater.foundation.storage import create_key_file

    started = time.monotonic()
    if not Path(settings.BREAKWATER_KEY_FILE).exists():
        create_key_file(Path(settings.BREAKWATER_KEY_FILE))
        print(
            f"Made a key for documents and sealed words: {settings.BREAKWATER_KEY_FILE}. Keep a copy apart from the backups."
        )
    try:
        migrate(verbosity=0 if options.quiet else 1)
    except HeldByOthers:
        print(
            f"Somebody's work held a table for {LOCKS_WITHIN_SECONDS} seconds, so migrating gave way. Every step is whole or undone: "
            "run it again, when fewer people are at work if it happens twice.",
            file=sys.stderr,
        )
        return 1
    with transaction.atomic():
        second_factors.lock_all()
    if not options.quiet:
        print(f"The database is up to date ({time.monotonic() - started:.1f} s).")
        print(next_steps.in_words())
    return 0
