"""`./breakwater rehearse`: put the last backup back beside the living one, check it, time it, and note the result where it is seen."""

import shutil
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

HELP = "restore the last backup into a folder beside, check and time it, throw it away, and note the result"
NEEDS_DJANGO = False


def add_arguments(parser) -> None:
    parser.add_argument("--identity", type=Path, metavar="FILE", required=True, help="the file of secret keys")
    parser.add_argument(
        "--at", metavar="MOMENT", help="as in 2026-11-30T09:05, London time; without it, as late as the backup reaches"
    )
    parser.add_argument(
        "--into", type=Path, metavar="DIR", help="an empty folder for it (default beside the data folder)"
    )


def run(options) -> int:
    from breakwater.delivery.backups import restoring, state
    from breakwater.delivery.backups.places import BackupFault, moment_of, places
    from breakwater.delivery.backups.sealing import Ring
    from breakwater.delivery.cluster import ClusterFault, stop

    from .restore import check, figures_of

    begun, figures, fault_said = time.monotonic(), [], ""
    try:
        where = places()
        folder = (options.into or where.data.with_name(f"{where.data.name}-rehearsal")).resolve()
        if folder.exists() and any(folder.iterdir()):
            raise BackupFault(
                f"{folder} is not empty: an earlier rehearsal was cut off, or something lives there. Look, then remove it."
            )
        ring, at = Ring(options.identity), moment_of(options.at) if options.at else None
    except BackupFault as fault:
        print(fault, file=sys.stderr)
        return 1
    keys = folder / "keys"
    scratch = replace(
        where, data=folder / "data", key_file=keys / "keys", own_keys=keys / "own", secret=keys / "secret"
    )
    scratch = replace(scratch, purged=keys / "purged", recipients=keys / "recipients")
    cluster = scratch.cluster
    try:
        keys.mkdir(mode=0o700, parents=True)
        restoring.restore(scratch, ring, at=at, is_rehearsal=True, say=print)
        check(
            scratch.data,
            BREAKWATER_KEY_FILE=str(scratch.key_file),
            BREAKWATER_OWN_KEYS=str(scratch.own_keys),
            BREAKWATER_PURGED=str(scratch.purged),
            BREAKWATER_SECRET=scratch.secret.read_text() if scratch.secret.exists() else "",
        )
        figures = figures_of(scratch.here)
    except (BackupFault, ClusterFault) as fault:
        fault_said = str(fault)
        print(fault, file=sys.stderr)
    finally:
        stop(cluster)
        shutil.rmtree(cluster.home, ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)
    seconds = round(time.monotonic() - begun)
    failed = [each["id"] for each in figures if not each["passed"]]
    passed = bool(figures) and not failed
    words = fault_said or (
        f"{len(figures)} checks in {seconds} s" if passed else f"Failed: {', '.join(failed) or 'no check ran'}"
    )
    print(f"{'rehearsal-seconds':28} {seconds:>24} {'pass' if passed else 'fail'}")
    state.note(where, rehearsed_at=datetime.now(UTC).isoformat(), rehearsal=words, rehearsal_passed=passed)
    return 0 if passed else 1
