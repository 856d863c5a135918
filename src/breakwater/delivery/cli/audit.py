"""`./breakwater audit verify`: check the audit book against its seals. `audit restored`: say that a backup was put back."""

import sys
import time
from pathlib import Path

HELP = "check the audit book against its seals: edits, removals, insertions and cuts are found and named"
NEEDS_DJANGO = True
AS_OWNER = True
SOUND, ALTERED, UNABLE, STOPPED = 0, 1, 2, 3


def add_arguments(parser) -> None:
    commands = parser.add_subparsers(dest="audit_command", required=True, metavar="COMMAND")
    verify = commands.add_parser("verify", help="go through every entry and seal and say what was altered")
    verify.add_argument(
        "--seals",
        type=Path,
        help="the file of seals kept outside the database (default: audit/seals.log in the data folder)",
    )
    verify.add_argument(
        "--without-seals", action="store_true", help="leave the outside file out: a cut at the end will not show"
    )
    verify.epilog = (
        "Exit status: 0 sound, 1 altered (someone tampered with the audit), 2 not able to check, 3 not altered, but sealing or "
        "copying has stopped (see to the worker)."
    )
    commands.add_parser("restored", help="after a backup was put back: begin the outside file afresh, keep the old one")


def run(options) -> int:
    return restored() if options.audit_command == "restored" else check(options)


def check(options) -> int:
    import psycopg
    from django.db import connection

    from breakwater.foundation.audit.sealing import outside_file
    from breakwater.foundation.audit.verifying import verify

    kept = None if options.without_seals else options.seals or outside_file()
    begun = time.monotonic()
    connection.ensure_connection()
    try:
        report = verify(connection.connection, kept)
    except psycopg.errors.UndefinedTable:
        print(
            "There is no audit in this database. Check --data: it names the folder of another, or of none.",
            file=sys.stderr,
        )
        return UNABLE
    except psycopg.errors.InsufficientPrivilege:
        print("This role may not read the audit. Run the command as the database's owner.", file=sys.stderr)
        return UNABLE
    return tell(report, time.monotonic() - begun)


def tell(report, seconds: float) -> int:
    """Print a report and return the command's exit status."""
    print(f"Entries: {report.entries:,}, of which not under a seal yet: {report.unsealed:,}. Seals: {report.seals:,}.")
    print(f"Checked in {seconds:.1f} seconds.")
    for finding in report.findings:
        place = ", ".join(
            f"{what} {number}"
            for what, number in (("seal", finding.seal), ("entry", finding.entry))
            if number is not None
        )
        print(f"  {place + ': ' if place else ''}{finding.says}")
    if report.found > len(report.findings):
        print(f"  and {report.found - len(report.findings):,} more")
    for words in report.stopped:
        print(f"  {words}")
    if report.is_altered:
        print(f"The audit has been altered. Findings: {report.found:,}.")
        return ALTERED
    if report.stopped:
        print(
            "Nothing that is sealed has been altered, but later entries are not protected yet. See that ./breakwater worker "
            "runs, wait two minutes, then verify again."
        )
        return STOPPED
    print("The audit is sound.")
    return SOUND


def restored() -> int:
    """Set the outside file aside, so that sealing goes on from what the backup holds."""
    from django.utils import timezone

    from breakwater.foundation.audit.sealing import outside_file, set_aside

    aside = set_aside(at=timezone.now())
    print(f"The seals are kept in {outside_file()} from now on.")
    if aside:
        print(f"What was sealed until now stays in {aside}. Note the restore and its reason with it.")
    return SOUND
