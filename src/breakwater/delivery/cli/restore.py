"""`./breakwater restore`: put back a backup as it was at a moment, and check it. docs/restore.md is the run-book."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

HELP = "put a backup back, as it was at a moment, and check it (docs/restore.md is the run-book)"
NEEDS_DJANGO = False


def add_arguments(parser) -> None:
    parser.add_argument("--identity", type=Path, metavar="FILE", help="the file of secret keys")
    parser.add_argument(
        "--at", metavar="MOMENT", help="as in 2026-11-30T09:05, London time; without it, as late as the backup reaches"
    )
    parser.add_argument(
        "--replace", action="store_true", help="set aside what the data folder holds now; nothing is deleted"
    )
    parser.add_argument("--list", action="store_true", help="only say which moments can come back")


def run(options) -> int:
    from breakwater.delivery.backups import restoring
    from breakwater.delivery.backups.places import BackupFault, in_london, moment_of, places
    from breakwater.delivery.backups.sealing import Ring
    from breakwater.delivery.cluster import ClusterFault

    begun = time.monotonic()
    try:
        where, at = places(), moment_of(options.at) if options.at else None
        if options.list:
            for base in restoring.bases(where):
                print(f"from {in_london(base.ended_at)} until {in_london(base.reached_at)} London time")
            return 0
        if not options.identity:
            raise BackupFault("Name the file of secret keys with --identity FILE: no backup opens without it.")
        ring = Ring(options.identity)
        restoring.chosen(where, at)
        for aside in restoring.make_room(where, replace=options.replace):
            print(f"Set aside: {aside}")
        restoring.restore(where, ring, at=at, say=print)
    except (BackupFault, ClusterFault) as fault:
        print(fault, file=sys.stderr)
        return 1
    status = check(where.data)
    print(f"Restored and checked in {time.monotonic() - begun:.0f} s.")
    print(
        "Next: ./breakwater migrate, ./breakwater backup, and then serve. Tell users from when on to type again (docs/restore.md)."
    )
    return status


def check(data: Path, **environment: str) -> int:
    """Check what was restored into a data folder, in a process of its own; print its figures and return its status."""
    command = [sys.executable, "-m", "breakwater", "restored", "--data", str(data)]
    return subprocess.run(command, env={**os.environ, "BREAKWATER_ROLE": "app", **environment}, check=False).returncode


def figures_of(here: Path) -> list[dict]:
    """What the last check of a restore found, by the folder where it noted it."""
    kept = here / "figures.json"
    return json.loads(kept.read_text()) if kept.exists() else []
