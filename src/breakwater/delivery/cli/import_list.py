"""`./breakwater import-list FILE --list KEY`: take in an agency's list of children."""

import argparse
from datetime import date
from pathlib import Path

from .answering import COUNTS, answered, content_of

HELP = "take in an agency's list of children (CSV or Excel)"


def add_arguments(parser) -> None:
    parser.add_argument("file", metavar="FILE", help="the list: .csv, .txt, .tsv or .xlsx; see docs/agencies-lists.md")
    parser.add_argument(
        "--list", metavar="KEY", required=True, help="the list's short name, as on the page Agencies' lists"
    )
    parser.add_argument(
        "--area", metavar="CODE", help="the area's code; needed where several areas have a list of this name"
    )
    parser.add_argument(
        "--as-at", metavar="DATE", type=_day, help="when the agency drew it, as 2026-11-24 (default: today)"
    )
    parser.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")
    parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
    parser.add_argument("--anyway", action="store_true", help="go on although more than a fifth of the lines would go")
    parser.epilog = (
        "No copy of FILE is kept. The same file of the same day changes nothing. created: new lines, left: lines no longer on the list, "
        "review: lines that wait for a person. Exit status: 0 done, 1 refused."
    )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("write the day as 2026-11-24") from None


def run(options) -> int:
    return answered(options, _take_in)


def _take_in(options, answer: dict) -> str:
    from django.utils import timezone

    from breakwater.foundation.dates.london_time import london_date
    from breakwater.partnership.organisations.access import acting_as, service_of
    from breakwater.partnership.organisations.models import ServiceName
    from breakwater.partnership.people.intake.lists.operations import applying, receiving
    from breakwater.partnership.people.intake.operations.entries import TakenInAlready, Upload
    from breakwater.partnership.people.intake.reading.rows import NotARoll

    now = timezone.now()
    agency_list = _list_of(options.list, options.area)
    upload = Upload(Path(options.file).name, content_of(options.file))
    as_at = options.as_at or london_date(now)
    with acting_as(service_of(agency_list.area, ServiceName.LISTS)) as by:
        try:
            read = receiving.LISTS.read(agency_list, upload, at=now)
        except NotARoll as fault:
            if not options.dry_run:
                receiving.note_failure(agency_list, fault.words, at=now)
            return fault.words
        answer["refused"] = [vars(one) for one in read.refused]
        if not read.rows:
            return "No line of the file could be read. Nothing was changed."
        compared = receiving.LISTS.compare(agency_list, read)
        found = compared.counts | receiving.counted(receiving.plan(agency_list, read.rows))
        answer |= {
            name: found[of] for name, of in zip(COUNTS, ("new", "changed", "same", "unsure", "gone"), strict=True)
        }
        if compared.many_would_go and not options.anyway:
            return (
                f"{len(compared.gone)} of {compared.of} lines would go from the list. Ask the agency whether the file is whole, then "
                "run it with --anyway."
            )
        done = "were read. Nothing was changed." if options.dry_run else "were read and taken in."
        said = f"{len(read.rows)} lines {done}"
        how = {"as_at": as_at, "by": by, "at": now, "whole": options.anyway}
        try:
            if options.dry_run:
                receiving.refuse_day(agency_list, as_at, now)
            else:
                applying.take_in_at_once(agency_list, upload=upload, **how)
        except TakenInAlready:
            said = "This file is in already. Nothing has changed."
        except receiving.NewerIsIn as newer:
            return f"A list drawn on {newer.as_at} is in already. Nothing was changed."
    answer["accepted"] = True
    return said


def _list_of(key: str, area: str | None):
    """The one open list of this name. Raises Refusal."""
    from breakwater.foundation.refusals import Refusal
    from breakwater.partnership.people.models import AgencyList

    found = AgencyList.objects.filter(key=key, closed_on=None).select_related("area", "present")
    found = list((found.filter(area__code=area) if area else found)[:2])
    if len(found) == 1:
        return found[0]
    raise Refusal(
        words=f"Several areas have a list called {key}. Say which with --area."
        if found
        else f"No list here is called {key}. Add it on the page Agencies' lists first."
    )
