"""`./breakwater import-records FILE --system NAME --about KIND`: take in people, contacts or early help episodes of an earlier system."""

from datetime import date
from pathlib import Path

from .answering import answered, area_of, content_of
from .import_list import _day

HELP = "take in people, contacts or early help episodes of an earlier system (CSV or Excel)"
ABOUT = ("people", "contacts", "episodes")
COUNTS = {"created": "new", "updated": "linked", "unchanged": "same", "review": "decide"}


def add_arguments(parser) -> None:
    parser.add_argument("file", metavar="FILE", help="the file: .csv, .txt, .tsv or .xlsx; see docs/cut-over.md")
    parser.add_argument("--system", metavar="NAME", required=True, help="the earlier system, as people call it")
    parser.add_argument("--about", choices=ABOUT, required=True, help="what the file holds; people come first")
    parser.add_argument("--area", metavar="CODE", help="the area's code, where there are several")
    parser.add_argument("--as-at", metavar="DATE", type=_day, help="when it was drawn, as 2026-11-24 (default: today)")
    parser.add_argument(
        "--readers",
        metavar="EMAILS",
        default="",
        help="two or more people who alone read what the file marks as restricted",
    )
    parser.add_argument("--dry-run", action="store_true", help="say what would come in, and write nothing")
    parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
    parser.epilog = (
        "No copy of FILE is kept. The same file again changes nothing. created: lines of somebody new, updated: of somebody known, "
        "review: lines that wait for a person. It is undone on the page Records from an earlier system. Exit status: 0 done, 1 refused."
    )


def run(options) -> int:
    return answered(options, _take_in, "left out")


def _take_in(options, answer: dict) -> str:
    from django.db import transaction
    from django.utils import timezone

    from breakwater.foundation.dates.london_time import london_date
    from breakwater.partnership.organisations.access import acting_as, service_of
    from breakwater.partnership.organisations.models import ServiceName
    from breakwater.partnership.people.intake.earlier.operations import applying, receiving
    from breakwater.partnership.people.intake.operations.entries import TakenInAlready, Upload

    now = timezone.now()
    area = area_of(options.area)
    upload = Upload(Path(options.file).name, content_of(options.file))
    readers = _readers(options.readers, area, london_date(now))
    with acting_as(service_of(area, ServiceName.LISTS)) as by, transaction.atomic():
        source = receiving.source_of(area, system=options.system, about=options.about.upper(), by=by, at=now)
        read = receiving.EARLIER.read(source, upload, at=now)
        compared = receiving.EARLIER.compare(source, read)
        if options.dry_run:
            transaction.set_rollback(True)  # the name of the system was written to compare with, and goes again
        answer["refused"] = [vars(one) for one in read.refused] + [
            dict(zip(("line", "field", "reason"), one, strict=True))
            for one in receiving.refused_for_nobody(source, compared)
        ]
        if not read.rows:
            return "No line of the file could be read. Nothing was changed."
        answer |= {name: compared.counts[of] for name, of in COUNTS.items()}
        lines = f"{len(read.rows)} lines were read"
        if not options.dry_run:
            as_at: date = options.as_at or london_date(now)
            try:
                applying.take_in_at_once(source, upload=upload, as_at=as_at, by=by, at=now, readers=readers)
            except TakenInAlready:
                answer["accepted"] = True
                return "This file is in already. Nothing has changed."
            except receiving.NeedsReaders:
                return (
                    "The file marks records as restricted. Name with --readers at least two people who will read them."
                )
    answer["accepted"] = True
    said = f"{lines}. Nothing was changed." if options.dry_run else f"{lines} and taken in."
    if alone := compared.counts["line_alone"]:
        said += (
            f" Marked as restricted, of people on record already: {alone}. These lines alone are closed: have somebody of the MASH"
            " restrict each person."
        )
    return said


def _readers(emails: str, area, today: date) -> list[int]:
    """The users of these work mailboxes who may be named as readers. Raises Refusal."""
    from breakwater.foundation.refusals import Refusal
    from breakwater.partnership.people.intake.earlier import lookup

    wanted = [email.strip().casefold() for email in emails.split(",") if email.strip()]
    may = (
        {post.user.email.casefold(): post.user_id for post in lookup.who_may_read(area.pk, on=today)} if wanted else {}
    )
    if missing := [email for email in wanted if email not in may]:
        raise Refusal(
            words=f"{', '.join(missing)} may not be named: a reader works in the MASH or emergency duty and may restrict records."
        )
    return [may[email] for email in wanted]
