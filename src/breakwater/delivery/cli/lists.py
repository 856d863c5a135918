"""`./breakwater lists build --area 851 --period 2026-11-24`: make the lists of all schools for one fortnight."""

import sys
import time
from datetime import date

from .answering import area_of, says_refusals

HELP = "make the fortnightly lists of all schools of an area"


def add_arguments(parser) -> None:
    parser.add_argument(
        "act", choices=["build"], help="build: make, or make again, what nobody has checked or released"
    )
    parser.add_argument("--area", metavar="CODE", required=True, help="the authority, as in 851")
    parser.add_argument(
        "--period", metavar="DATE", required=True, type=date.fromisoformat, help="the release day, as in 2026-11-24"
    )
    parser.add_argument(
        "--on",
        metavar="DATE",
        type=date.fromisoformat,
        help="the day whose rolls count (default: the release day, or today if that is later)",
    )
    parser.epilog = "Nothing is released: a co-ordinator checks each list first. Exit status: 0 done, 1 refused."


@says_refusals
def run(options) -> int:
    from django.utils import timezone

    from breakwater.foundation.dates.london_time import london_date
    from breakwater.foundation.refusals import Refusal
    from breakwater.partnership.organisations.operations import NobodyReceives
    from breakwater.practice.education.fortnights import calendar
    from breakwater.practice.education.lists.operations import building

    now = timezone.now()
    area = area_of(options.area)
    if calendar.is_closed(area, options.period):
        coming = calendar.next_release(area, options.period)
        said = (
            f" The next release is {coming.on}."
            if coming
            else " No later term is entered: enter it first if they are open then."
        )
        raise Refusal(words=f"Schools are closed on {options.period}: nothing is released in a closure.{said}")
    on = options.on or min(options.period, london_date(now))
    started = time.monotonic()
    try:
        built = building.build(area=area, period=options.period, lists_on=on, at=now)
    except NobodyReceives:
        words = "No team of this area is named for the service education_link. Name the link co-ordinators' team first."
        raise Refusal(words=words) from None
    except building.NoTable:
        raise Refusal(words=f"No line of the area's table of cohorts is in force on {on}.") from None
    marks = ", ".join(
        f"{built.markers.get(marker, 0)} {words}"
        for marker, words in (("NEW", "new"), ("CHANGED", "changed"), ("SAME", "unchanged"), ("ENDED", "ended"))
    )
    print(
        f"{built.lists} lists, {built.rows} pupils ({marks}), {built.held} withheld, in {time.monotonic() - started:.1f} s."
    )
    for key in built.late:
        print(f"Not up to date: {key}", file=sys.stderr)
    return 0
