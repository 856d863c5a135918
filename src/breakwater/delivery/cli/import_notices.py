"""`./breakwater import-notices FILE`: take in a file of police notices, a contact for each child."""

import sys

from .answering import DRY_RUN, area_of, content_of, say_lines, says_refusals

HELP = "take in police notices (CSV): a contact for each child"
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


@says_refusals
def run(options) -> int:
    from django.utils import timezone

    from breakwater.foundation.refusals import Refusal
    from breakwater.partnership.organisations.access import acting_as, service_of
    from breakwater.partnership.organisations.models import ServiceName
    from breakwater.partnership.organisations.operations import NobodyReceives
    from breakwater.practice.front_door.police_notices import operations as notices

    area, now = area_of(options.area), timezone.now()
    content = content_of(options.file)
    plan = notices.look(content=content, area=area, at=now)
    may_be_danger = _report(plan)
    if options.dry_run:
        print(DRY_RUN)
        return DANGER if may_be_danger else 0
    try:
        with acting_as(service_of(area, ServiceName.INTAKE)) as by:
            batch = notices.import_content(content=content, area=area, by=by, at=now)
    except NobodyReceives:
        words = "No team is named to receive contacts in this area, so nothing was taken in."
        raise Refusal(words=words) from None
    print("Nothing changed." if not batch.fresh else f"Done: {batch.fresh} taken in.")
    return DANGER if may_be_danger else 0


def _report(plan) -> bool:
    """Say what is left out and what comes in; answers whether a child may be in danger in what is left out, said first."""
    if lines := [str(fault.line) for fault in plan.read.faults if fault.in_danger]:
        print(
            f"A child may be in danger now in what is left out: line {', '.join(lines)}. Tell the MASH, or emergency duty, now.",
            file=sys.stderr,
        )
    say_lines((f"line {fault.line} {fault.reason}" for fault in plan.read.faults), "left out")
    print(
        f"{plan.read.lines} rows, {len(plan.fresh)} new, {plan.known} taken in before, {plan.beside} new about a child told of "
        f"by someone else lately, {len(plan.read.faults)} left out."
    )
    return bool(lines)
