"""CPU of the pages of the scorecard, needs and commissioning, and downloads: of so many years, with as many services and gaps as a list holds."""

from datetime import timedelta
from uuid import uuid4

from .web import ADMIN_LIST, Device, Figures, Meter, _session, admin_list_cost, cost, each_size, point_at, say, serving
from .world import a_copy_of, ensure_world

CHILDREN = 1_200  # of the world beneath: none of them stands on these pages
ROWS = 30  # of measures, services, gaps, contracts and downloads
AREAS = (("850", "Hampshire"), ("852", "Southampton"), ("921", "Isle of Wight"))


def run_planning_bench(sizes: list[int], *, requests: int, as_json: bool) -> int:
    return each_size(sizes, lambda cluster, size: measure(cluster, size, requests), as_json=as_json)


def measure(cluster, size: int, requests: int) -> Figures:
    """What each page costs with values of so many years. The database is made for it and dropped."""
    base = ensure_world(cluster, CHILDREN, say=say)
    with a_copy_of(cluster, base, f"bw_bench_planning_{size}") as name:
        return _measure_in(cluster, name, size, requests)


def _measure_in(cluster, name: str, size: int, requests: int) -> Figures:
    figures: Figures = {ADMIN_LIST: admin_list_cost(cluster, requests)}
    with cluster.connect(database=name) as superuser:
        say(f"Filling the scorecards of four areas with {size} years ...")
        point_at(name)
        post, asked = _fill(size)
        superuser.execute("vacuum analyze")
        with serving(name) as (port, process):
            meter, device = Meter(process.pid, cluster), Device(port, _session(superuser, post))
            for what, path in asked.items():
                figures[what, "business manager"] = cost(
                    lambda number, path=path: device.get(path), meter, superuser, requests, what
                )
    return figures


def _fill(years: int) -> tuple[int, dict[str, str]]:
    """The keeper's post, and the pages that are asked for."""
    from django.db import transaction
    from django.urls import reverse

    from breakwater_dev.testing import factories as make

    with transaction.atomic():
        area = make.area()
        keeper = make.actor("business_manager", of=make.team("Partnership office", in_area=area))
        for each in (area, *(make.area(code, name) for code, name in AREAS)):
            _values(each, years)
        asked = _commissioned(keeper)
        _downloads(keeper)
    asked |= {"scorecard": reverse("scorecard:card"), "areas side by side": reverse("scorecard:areas")}
    asked |= {"indicator": reverse("scorecard:indicator", args=["B1"]), "downloads": reverse("downloads:downloads")}
    return keeper.membership_id, asked


def _values(area, years: int) -> None:
    from django.utils import timezone

    from breakwater.foundation.dates.london_time import london_date
    from breakwater.improvement.scorecard import periods
    from breakwater.improvement.scorecard.codes import INDICATORS
    from breakwater.improvement.scorecard.models import IndicatorValue
    from breakwater.partnership.organisations.access import acting_as
    from breakwater_dev.testing import factories as make

    now = timezone.now()
    said = {"revision": 1, "edition": 1, "of_least": 1_000, "of_most": 1_000, "of_edition": "The same", "at": now}
    said |= {"state": "FINAL", "source": "TYPED", "source_words": "Return (invented)"}
    with acting_as(make.intake(area)) as by:
        IndicatorValue.objects.bulk_create(
            IndicatorValue(
                area=area,
                indicator=code,
                first=periods.later(indicator, periods.last_over(indicator, london_date(now)), -back),
                least=500 + back,
                most=500 + back,
                by=by,
                key=uuid4(),
                **said,
            )
            for code, indicator in INDICATORS.items()
            for back in range(years * 12 // periods.MONTHS[indicator.every])
        )


def _commissioned(keeper) -> dict[str, str]:
    """Measures by ward, services with two quarters, gaps and contracts; the addresses of their pages."""
    from django.urls import reverse
    from django.utils import timezone

    from breakwater.foundation.dates.months import months_later
    from breakwater.improvement.commissioning import wards
    from breakwater.improvement.commissioning.gaps import operations as gaps
    from breakwater.improvement.commissioning.gates import operations as gates
    from breakwater.improvement.commissioning.provision.operations import quarters_before
    from breakwater.partnership.organisations.access import acting_as
    from breakwater_dev.testing import commissioning as told

    now, measures, services = timezone.now(), [], []
    for number in range(ROWS):
        measures.append(told.measure(keeper, f"Measure {number}"))
        for ward in wards.of_area("851"):
            told.figure(keeper, measures[-1], ward, 20 + number)
        ends = {"funding_ends_on": months_later(told.TODAY, number % 12 + 1)}
        services.append(told.provided(keeper, told.service(keeper, f"Service {number}"), **ends))
        for first in quarters_before(told.TODAY, 3)[1:]:
            told.quarter(keeper, services[-1], first, 39)
    with acting_as(keeper) as by:
        for number in range(ROWS):
            words = gaps.GapFacts(f"Gap {number}", "All", "None", "None", "Crisis", "The council", body="Health board")
            gap = gaps.state_gap(words, by=by, at=now - timedelta(days=9), key=uuid4())
            contract = gates.begin(gates.ContractFacts(f"Contract {number}", gap), by=by, at=now, key=uuid4())
    views = ("needs", "where", "services", "ending", "gaps", "contracts")
    asked = {f"{view} of commissioning": reverse(f"commissioning:{view}") for view in views}
    for view, one in (("need", measures[0]), ("service", services[0]), ("gap", gap), ("contract", contract)):
        asked[f"one {view}"] = reverse(f"commissioning:{view}", args=[one.public_id])
    return asked


def _downloads(keeper) -> None:
    from django.utils import timezone

    from breakwater.delivery.downloads.models import Download
    from breakwater.partnership.organisations.access import acting_as

    said = {"area": keeper.membership.team.area, "user": keeper.membership.user, "by": keeper, "rows": 40}
    said |= {
        "title": "Gaps",
        "stored_kind": "csv",
    }  # its address and reason are locked words, which the list does not read
    with acting_as(keeper):
        for _ in range(ROWS):
            Download.objects.create(**said, received_at=timezone.now(), key=uuid4())
