"""`./breakwater suggest-pairs`: compare the children of each area with one another; doubtful pairs go to the queue."""

import time

from .answering import area_of, says_refusals

HELP = "compare all children of an area with one another, and put those who may be one child in the queue of pairs"


def add_arguments(parser) -> None:
    parser.add_argument("--area", metavar="CODE", help="one authority, as in 851; all when left out")
    parser.epilog = "Nothing is merged. The worker does the same on Sunday nights. Exit status: 0 done, 1 refused."


@says_refusals
def run(options) -> int:
    from django.utils import timezone

    from breakwater.foundation.refusals import Refusal
    from breakwater.partnership.organisations.access import acting_as, service_of
    from breakwater.partnership.organisations.models import Area, ServiceName
    from breakwater.partnership.people.linking import operations as linking
    from breakwater.partnership.people.linking import second

    try:
        second.trees()
    except second.ModelUnfit as fault:
        raise Refusal(words=str(fault)) from None
    for area in [area_of(options.area)] if options.area else Area.objects.order_by("code"):
        started = time.perf_counter()
        with acting_as(service_of(area, ServiceName.LISTS)) as by:
            compared = linking.suggest_doubles(area=area, by=by, at=timezone.now())
        print(f"{area.name}: {compared:,} children compared in {time.perf_counter() - started:.1f} s.")
    return 0
