"""`./breakwater siem`: the audit and what happens at signing in, told to a security monitoring elsewhere, by reference only."""

import signal
import sys
import threading
from pathlib import Path

HELP = "tell the audit to a security monitoring elsewhere as JSON lines, by reference only (docs/running.md)"
NEEDS_DJANGO = True
AS_OWNER = True  # the application reads no audit
EVERY_SECONDS = 5


def add_arguments(parser) -> None:
    parser.add_argument("--to", help="stdout, file:PATH or syslog:ADDRESS (default BREAKWATER_SIEM)")
    parser.add_argument("--follow", action="store_true", help="go on until told to stop")


def run(options) -> int:
    from django.conf import settings

    from breakwater.foundation.audit import siem

    to, over = options.to or settings.BREAKWATER_SIEM, threading.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, lambda *_: over.set())
    try:
        with siem.position_in(Path(settings.BREAKWATER_DATA) / "siem") as position:
            give = siem.destination(to, position)
            while True:
                told = _tell(position, give)
                if not options.follow or over.wait(EVERY_SECONDS):
                    break
    except siem.CannotTell as fault:
        print(fault, file=sys.stderr)
        return 1
    if not options.follow and to != "stdout":
        print(f"Lines told: {told}.")
    return 0


def _tell(position, give) -> int:
    from django.db import connection

    from breakwater.foundation.audit import siem

    connection.close_if_unusable_or_obsolete()
    connection.ensure_connection()
    return siem.tell(connection.connection, position, give)
