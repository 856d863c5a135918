"""`./breakwater import-social-care FILE`: take in what social care's own system knows, as its list says it."""

import sys
from pathlib import Path

HELP = "take in social care's list of open and closed cases (CSV)"
SHOWN = 50


def add_arguments(parser) -> None:
    parser.add_argument("file", metavar="FILE", help="the list; its columns are described in docs/social-care-list.md")
    parser.add_argument(
        "--area", metavar="CODE", help="the authority it is of, as in 851; needed where several are served"
    )
    parser.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")
    parser.add_argument("--anyway", action="store_true", help="go on although many children would leave the list")
    parser.epilog = "No copy of FILE is kept. The same file again changes nothing. Exit status: 0 done, 1 refused."


def run(options) -> int:
    from django.utils import timezone

    from breakwater.partnership.organisations.access import acting_as, service_of
    from breakwater.partnership.organisations.models import Area, ServiceName
    from breakwater.practice.front_door.social_care_list.list_file import NotTheList, read
    from breakwater.practice.front_door.social_care_list.operations import lists

    now = timezone.now()
    areas = list(Area.objects.filter(**({"code": options.area.lstrip("0")} if options.area else {})).order_by("code"))
    if len(areas) != 1:
        print(
            "Name the authority with --area, as in --area 851." if areas else "There is no such area.", file=sys.stderr
        )
        return 1
    try:
        content = Path(options.file).read_bytes()
        listed = read(content, now=now)
    except OSError as problem:
        print(f"{options.file}: {problem.strerror}", file=sys.stderr)
        return 1
    except NotTheList as fault:
        print(fault, file=sys.stderr)
        return 1
    for line, words in listed.faults[:SHOWN]:
        print(f"line {line}: {words}", file=sys.stderr)
    if len(listed.faults) > SHOWN:
        print(f"... and {len(listed.faults) - SHOWN} more lines with something wrong", file=sys.stderr)
    with acting_as(service_of(areas[0], ServiceName.LISTS)) as by:
        if options.dry_run:
            _say(lists.plan(area=areas[0], listed=listed).counts)
            print("This was a dry run: nothing was changed.")
            return 0
        try:
            file = lists.take_in_at_once(
                area=areas[0],
                content=content,
                name=Path(options.file).name,
                by=by,
                at=now,
                many_may_leave=options.anyway,
            )
        except lists.TakenInAlready:
            print("This very list was taken in before. Nothing has changed.")
            return 0
        except lists.OlderThanOurs:
            print("A newer list was taken in already. Nothing has changed.", file=sys.stderr)
            return 1
        except lists.ManyWouldLeave:
            print(
                "More than a fifth of the children would leave the list. Ask social care whether it is whole, then run it "
                "with --anyway.",
                file=sys.stderr,
            )
            return 1
    _say(file.counts)
    return 0


def _say(counts: dict) -> None:
    print(
        f"{counts['new']} new, {counts['changed']} changed, {counts['same']} as before, {counts['gone']} no longer on it; "
        f"{counts['matched']} tied to a child surely, {counts['queued']} for a person to decide."
    )
