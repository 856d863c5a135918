"""`./breakwater import-area FILE`: an area's teams, hours, numbers, patches, levels of need and sharing rules from one file."""

import sys

from . import next_steps
from .answering import area_of, content_of, says_refusals

HELP = "take in an area's configuration from one YAML file; shows what it would change, and changes it with --apply"


def add_arguments(parser) -> None:
    parser.add_argument("file", metavar="FILE", help="the area's file; docs/set-up.md has one to begin with")
    parser.add_argument("--area", metavar="CODE", help="the area's local authority number, where there are several")
    parser.add_argument(
        "--by",
        action="append",
        metavar="EMAIL",
        help="who takes it in, by their address: the business manager, and the education link manager for sharing rules; "
        "may be repeated (default: the area's business manager)",
    )
    parser.add_argument("--apply", action="store_true", help="make the changes; without it they are only shown")
    parser.epilog = (
        "All of it or nothing is changed. Taken in again, the same file changes nothing. What needs a second person on its page "
        "waits for one here. Exit status: 0 done or shown, 1 something in the file is wrong."
    )


@says_refusals
def run(options) -> int:
    from django.utils import timezone

    from breakwater.delivery import area_file

    now = timezone.now()
    area = area_of(options.area)
    actors = _actors(area, options.by, now)
    try:
        file = area_file.read(content_of(options.file))
    except area_file.Fault as fault:
        print(f"line {fault.line}: {fault.words}", file=sys.stderr)
        return 1
    outcome = area_file.take_in(file, area=area, actors=actors, at=now, apply=options.apply)
    for fault in outcome.faults:
        print(f"line {fault.line}: {fault.words}", file=sys.stderr)
    for change in outcome.changes:
        print(f"line {change.line}: {change.words}")
    counted = f"{len(outcome.changes)} changes, {outcome.unchanged} entries as they are, {len(outcome.faults)} wrong."
    if outcome.faults:
        print(f"{counted} Nothing was changed: put the lines above right, and run it again.", file=sys.stderr)
        return 1
    if outcome.is_applied:
        print(f"{counted} Done, as {', '.join(actor.said for actor in actors)}.")
    elif outcome.changes:
        print(f"{counted} Nothing was changed yet: run it again with --apply.")
    else:
        print(f"{counted} Nothing to change.")
    return 0


def _actors(area, emails, now) -> list:
    """Every post in the area of those named, that of the area's keeper first. Raises Refusal."""
    from breakwater.foundation.dates.london_time import london_date
    from breakwater.foundation.refusals import Refusal
    from breakwater.partnership.organisations.access import Role
    from breakwater.partnership.organisations.access.acting import actor_of
    from breakwater.partnership.organisations.models import Membership

    held = Membership.objects.in_force(london_date(now)).filter(team__area=area, user__is_active=True)
    held = held.select_related("user", "role", "team__area").order_by("pk")
    if not emails:
        keepers = list(held.filter(role=Role.BUSINESS_MANAGER)[:1])
        if not keepers:
            raise Refusal(words=f"{area.name} has no business manager yet. {next_steps.in_words()}")
        return [actor_of(keepers[0])]
    found = []
    for email in emails:
        posts = list(held.filter(user__email__iexact=email.strip()))
        if not posts:
            raise Refusal(words=f"Nobody with the address {email} has a role in {area.name} today.")
        found += posts
    return [actor_of(post) for post in found]
