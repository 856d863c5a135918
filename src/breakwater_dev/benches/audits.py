"""CPU of the pages of an audit round, web process and database together, with so many returns open in it."""

from collections.abc import Callable

from .web import (
    ADMIN_LIST,
    Device,
    Figures,
    Meter,
    admin_list_cost,
    cost,
    each_size,
    point_at,
    say,
    serving,
    session_of,
)
from .world import a_copy_of, ensure_world

CHILDREN = 1_200  # of the world beneath: none of them stands on these pages


def run_audits_bench(sizes: list[int], *, requests: int, as_json: bool) -> int:
    return each_size(sizes, lambda cluster, size: measure(cluster, size, requests), as_json=as_json)


def measure(cluster, size: int, requests: int) -> Figures:
    """What each page costs with so many returns. The database is made for it and dropped."""
    base = ensure_world(cluster, CHILDREN, say=say)
    with a_copy_of(cluster, base, f"bw_bench_audits_{size}") as name:
        return _measure_in(cluster, name, size, requests)


def _measure_in(cluster, name: str, size: int, requests: int) -> Figures:
    figures: Figures = {ADMIN_LIST: admin_list_cost(cluster, requests)}
    with cluster.connect(database=name) as superuser:
        say(f"Filling a round of audits with {size:,} returns ...")
        point_at(name)
        post, asked = _fill(size)
        superuser.execute("vacuum analyze")
        with serving(name) as (port, process):
            meter, device = Meter(process.pid, cluster), Device(port, session_of(superuser, post))
            for what, ask in asked.items():
                figures[what, "business manager"] = cost(
                    lambda number, ask=ask: ask(device, number), meter, superuser, requests, what
                )
    return figures


def _fill(size: int) -> tuple[int, dict[str, Callable[[Device, int], int]]]:
    """The keeper's post, and what is asked for."""
    from django.db import transaction
    from django.urls import reverse

    from breakwater.improvement.assurance.models import RoundMember
    from breakwater.partnership.organisations.access import acting_as
    from breakwater_dev.testing import audits
    from breakwater_dev.testing.self_assessments import a_school

    with transaction.atomic():
        keeper = audits.a_keeper()
        a_school("Albany School")
        part = audits.launched(keeper)
        audits.many_returns(part, keeper, size)
        with acting_as(keeper):
            members = list(RoundMember.objects.exclude(request__assessment=None).order_by("pk")[:20])
    here = reverse("assurance:round", args=[part.public_id])
    ones = [reverse("assurance:member", args=[each.public_id]) for each in members]
    findings = reverse("assurance:findings", args=[part.public_id])
    return keeper.membership_id, {
        "round, first page": lambda device, number: device.get(here),
        "round, only what was returned": lambda device, number: device.get(f"{here}?state=returned"),
        "organisation in a round": lambda device, number: device.get(ones[number % len(ones)]),
        "findings of a round": lambda device, number: device.get(findings),
    }
