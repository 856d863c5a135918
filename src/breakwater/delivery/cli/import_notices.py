"""`./breakwater import-notices FILE`: take in a file of police notices, a contact for each child."""

import sys
from pathlib import Path

HELP = "take in police notices (CSV): a contact for each child"
SHOWN = 50
DANGER = 3  # argparse ends with 2


def add_arguments(parser) -> None:
    parser.add_argument(
        "file", metavar="FILE", help="the notices; their columns are described in docs/police-notices.md"
    )
    parser.add_argument(
        "--area", metavar="CODE", help="the authority they are for, as in 851; needed where several are served"
    )
    parser.add_argument("--dry-run", action="store_true", help="say what would be taken in, and take in nothing")
    parser.epilog = "No copy of FILE is kept. The same file again changes nothing. "
    parser.epilog += "Exit status: 0 done, 1 refused, 3 done and a child may be in danger in what is left out."


def run(options) -> int:
    from django.utils import timezone

    from breakwater.partnership.organisations.access import acting_as, service_of
    from breakwater.partnership.organisations.models import Area, ServiceName
    from breakwater.partnership.organisations.operations import NobodyReceives
    from breakwater.practice.front_door.police_notices import operations as notices

    now = timezone.now()
    areas = list(Area.objects.filter(**({"code": options.area.lstrip("0")} if options.area else {})).order_by("code"))
    if len(areas) != 1:
        print(
            "Name the authority with --area, as in --area 851." if areas else "There is no such area.", file=sys.stderr
        )
        return 1
    try:
        content = Path(options.file).read_bytes()
        plan = notices.look(content=content, area=areas[0], at=now)
        may_be_danger = _report(plan)
        if options.dry_run:
            print("This was a dry run: nothing was changed.")
            return DANGER if may_be_danger else 0
        with acting_as(service_of(areas[0], ServiceName.INTAKE)) as by:
            batch = notices.import_content(content=content, area=areas[0], by=by, at=now)
    except OSError as problem:
        print(f"{options.file}: {problem.strerror}", file=sys.stderr)
        return 1
    except notices.NotNotices as fault:
        print(fault, file=sys.stderr)
        return 1
    except NobodyReceives:
        print("No team is named to receive contacts in this area, so nothing was taken in.", file=sys.stderr)
        return 1
    print("Nothing changed." if not batch.fresh else f"Done: {batch.fresh} taken in.")
    return DANGER if may_be_danger else 0


def _report(plan) -> bool:
    """Say what is left out and what comes in; answers whether a child may be in danger in what is left out, said first."""
    if lines := [str(fault.line) for fault in plan.read.faults if fault.in_danger]:
        print(
            f"A child may be in danger now in what is left out: line {', '.join(lines)}. Tell the MASH, or emergency duty, now.",
            file=sys.stderr,
        )
    for fault in plan.read.faults[:SHOWN]:
        print(f"line {fault.line} {fault.reason}", file=sys.stderr)
    if len(plan.read.faults) > SHOWN:
        print(f"... and {len(plan.read.faults) - SHOWN} more left out", file=sys.stderr)
    print(
        f"{plan.read.lines} rows, {len(plan.fresh)} new, {plan.known} taken in before, {plan.beside} new about a child told of "
        f"by someone else lately, {len(plan.read.faults)} left out."
    )
    return bool(lines)
