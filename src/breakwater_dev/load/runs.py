"""Each run from its beginning to its end: a copy of the world, the product served on it, the load, the report."""

import os
import signal
import sys
from contextlib import ExitStack

from breakwater_dev.benches.web import point_at
from breakwater_dev.benches.world import a_copy_of

from . import overload, public, soak, users, world
from .crowd import people_of
from .machine import Machine
from .report import Report
from .serving import serving, serving_plain_page

COPY = "bw_load_run"


def say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def run(what: str, *, children: int, users: int, minutes: float, thinks: float) -> Report | None:
    """The report of one run; none of `world`, which only fills the database."""
    from breakwater.delivery.cluster import cluster_at, ensure
    from breakwater.delivery.database import data_folder

    os.environ["BREAKWATER_INVENTED"] = "1"
    cluster = ensure(cluster_at(data_folder() / "postgres"))
    name = world.ensure(cluster, children, say)
    if what == "world":
        return None
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # what was begun is ended then too
    with ExitStack() as stack:
        stack.callback(point_at, "postgres")
        copy = stack.enter_context(a_copy_of(cluster, name, COPY))
        point_at(copy)
        superuser = stack.enter_context(cluster.connect(database=copy))
        superuser.execute("select access.derive_due()")  # a world filled on another day, as after midnight
        served = stack.enter_context(serving(cluster, copy, data_folder() / "load"))
        say(f"Served on port {served.port}; what it says goes to {served.log}.")
        machine = Machine(served.head, cluster, copy)
        seconds = 60 * minutes
        return _driven(what, stack, served, machine, superuser, users, seconds, thinks)


def _driven(what, stack, served, machine, superuser, number: int, seconds: float, thinks: float) -> Report:
    if what == "users":
        return users.run(served, machine, superuser, users=number, seconds=seconds, thinks=thinks)
    if what == "soak":
        return soak.run(served, machine, superuser, users=number, minutes=seconds / 60, thinks=thinks)
    if what == "overload":
        return overload.run(served, machine, people_of(number, superuser, drafts=0, readers=0), seconds=seconds)
    plain = stack.enter_context(serving_plain_page(machine.cluster, served.log))
    return public.run(served, machine, plain, seconds=seconds / (2 * len(public.AT_ONCE)))
