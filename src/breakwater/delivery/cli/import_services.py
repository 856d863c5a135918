"""`./breakwater import-services FILE`: take in another directory's services, in Open Referral UK's words."""

from .answering import DRY_RUN, content_of, says_refusals

HELP = "take in another directory's services (Open Referral UK 3.0, JSON)"
SHOWN = 20


def add_arguments(parser) -> None:
    parser.add_argument("file", metavar="FILE", help="a page or list of services, or one service per line")
    parser.add_argument(
        "--publisher", required=True, metavar="NAME", help="whose directory it is; the same name each time"
    )
    parser.add_argument("--area", required=True, metavar="CODE", help="the area whose directory takes it in, as in 851")
    parser.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")
    parser.epilog = "Undo it on the page Directory of services, Other directories. Exit status: 0 done, 1 refused."


@says_refusals
def run(options) -> int:
    from django.db import transaction
    from django.utils import timezone

    from breakwater.foundation.refusals import Refusal
    from breakwater.knowledge.directory.models import FeedRun
    from breakwater.knowledge.directory.operations import feeds
    from breakwater.partnership.organisations.access import acting_as, service_of
    from breakwater.partnership.organisations.models import Area, ServiceName

    content, now = content_of(options.file), timezone.now()
    area = Area.objects.filter(code=options.area).first()
    if area is None:
        raise Refusal(words=f"No area {options.area} is known here.")
    with acting_as(service_of(area, ServiceName.LISTS)) as by:
        run = feeds.show(area=area, publisher=options.publisher, content=content, by=by, at=now)
        if run.state == FeedRun.State.REFUSED:
            raise Refusal(words=run.message)
        print(
            f"{run.new} new, {run.changed} changed, {run.unchanged} the same, {len(run.faults)} refused, {run.gone} no longer named (they stay)."
        )
        for fault in run.faults[:SHOWN]:
            print(f"  {fault['entry']}, {fault['where'] or 'the entry'}: {fault['what']}")
        if len(run.faults) > SHOWN:
            print(f"  and {len(run.faults) - SHOWN} more")
        if options.dry_run:
            print(DRY_RUN)
            transaction.set_rollback(True)
            return 0
        feeds.take_in(run=run, by=by, at=now)
    print("Done.")
    return 0
