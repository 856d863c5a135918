"""`./breakwater import-list FILE --list KEY`: take in an agency's list of children."""

import argparse
from datetime import date
from pathlib import Path

from .answering import say

HELP = "take in an agency's list of children (CSV or Excel)"
COUNTS = ("created", "updated", "unchanged", "review", "left")


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
    from django.utils import timezone

    from breakwater.foundation.dates.london_time import london_date
    from breakwater.partnership.organisations.access import acting_as, service_of
    from breakwater.partnership.organisations.models import ServiceName
    from breakwater.partnership.people.intake.lists.operations import applying, receiving
    from breakwater.partnership.people.intake.operations.entries import TakenInAlready, Upload
    from breakwater.partnership.people.intake.reading.rows import NotARoll
    from breakwater.partnership.people.models import AgencyList

    now = timezone.now()
    answer = {"accepted": False, "message": "", **dict.fromkeys(COUNTS, 0), "refused": []}
    found = AgencyList.objects.filter(key=options.list, closed_on=None).select_related("area", "present")
    if options.area:
        found = found.filter(area__code=options.area)
    found = list(found[:2])
    if len(found) != 1:
        words = (
            f"Several areas have a list called {options.list}. Say which with --area."
            if found
            else f"No list here is called {options.list}. Add it on the page Agencies' lists first."
        )
        return say(answer | {"message": words}, options)
    (agency_list,) = found
    try:
        content = Path(options.file).read_bytes()
    except OSError as problem:
        return say(answer | {"message": f"{options.file}: {problem.strerror}"}, options)
    as_at, name = options.as_at or london_date(now), Path(options.file).name
    with acting_as(service_of(agency_list.area, ServiceName.LISTS)) as by:
        try:
            read = receiving.read_for(agency_list, Upload(name, content), at=now)
        except NotARoll as fault:
            if not options.dry_run:
                receiving.note_failure(agency_list, str(fault), at=now)
            return say(answer | {"message": str(fault)}, options)
        answer["refused"] = [{"line": one.line, "field": one.field, "reason": one.reason} for one in read.refused]
        if not read.rows:
            return say(answer | {"message": "No line of the file could be read. Nothing was changed."}, options)
        compared = receiving.comparison_with(agency_list, read)
        answer |= _counts(compared.counts, receiving.counted(receiving.plan(agency_list, read.rows)))
        try:
            if compared.many_would_go and not options.anyway:
                raise receiving.NotWhole
            if options.dry_run:
                receiving.refuse_day(agency_list, as_at, now)
                answer["accepted"] = True
                return say(answer | {"message": f"{len(read.rows)} lines were read. Nothing was changed."}, options)
            applying.take_in_at_once(
                agency_list, upload=Upload(name, content), as_at=as_at, by=by, at=now, whole=options.anyway
            )
        except TakenInAlready:
            answer |= {"accepted": True, "message": "This file is in already. Nothing has changed."}
            return say(answer, options)
        except NotARoll as fault:
            return say(answer | {"message": str(fault)}, options)
        except receiving.NewerIsIn as newer:
            return say(
                answer | {"message": f"A list drawn on {newer.as_at} is in already. Nothing was changed."}, options
            )
        except receiving.NotWhole:
            words = (
                f"{len(compared.gone)} of {compared.of} lines would go from the list. Ask the agency whether the file is whole, then "
                "run it with --anyway."
            )
            return say(answer | {"message": words}, options)
    answer["accepted"] = True
    return say(answer | {"message": f"{len(read.rows)} lines were read and taken in."}, options)


def _counts(compared: dict, known: dict) -> dict:
    return {
        "created": compared["new"],
        "updated": compared["changed"],
        "unchanged": compared["same"],
        "review": known["unsure"],
        "left": compared["gone"],
    }
