"""Hours at half the load: no process grows, and no connection stays behind."""

import asyncio
import time

from breakwater.delivery.admission import AT_ONCE

from .crowd import people_of, together
from .machine import Look, Machine
from .people import THINKS_SECONDS
from .record import Record
from .report import Report
from .serving import Served

GROWS_AT_MOST = 0.05
ALIASES = 2  # of the database in the settings, each with a connection of its own in each thread that works
OF_THE_WORKER = 14  # its own, its listener's and those of its jobs
REST_SECONDS = 5.0  # for what was begun to end before it is counted
DRAFTS = 40  # of each who sends contacts; when they are sent, lists are read instead


def run(
    served: Served,
    machine: Machine,
    superuser,
    *,
    users: int,
    minutes: float,
    thinks: float = THINKS_SECONDS,
    warm_up: float | None = None,
    grows_at_most: float = GROWS_AT_MOST,
) -> Report:
    """Half of `users` at work for so long, after a warm-up of a tenth of it (at most half an hour) that is looked at when it is over."""
    report, seconds = Report("soak"), 60 * minutes
    everybody = people_of(max(1, users // 2), superuser, drafts=min(DRAFTS, 2 + int(minutes)), hours=minutes / 60)
    before_all = seconds / 10 if warm_up is None else warm_up
    asyncio.run(together(served.port, everybody, Record(), seconds=min(1800, before_all), warm_up=0, thinks=thinks))
    time.sleep(min(REST_SECONDS, seconds / 2))
    record, first, along = Record(), machine.look(), []

    def look() -> None:
        seen = machine.look()
        along.append([round(sum(seen.memory.values()), 1), seen.connections])

    asyncio.run(together(served.port, everybody, record, seconds=seconds, warm_up=0, thinks=thinks, meanwhile=look))
    time.sleep(min(REST_SECONDS, seconds / 2))
    last = machine.look()
    report.of(record)
    report.cost(first, last)
    report.facts["by the minute: megabytes and connections"] = along[:: max(1, len(along) // 48)]
    return judged(report, record, first, last, grows_at_most=grows_at_most)


def judged(report: Report, record: Record, first: Look, last: Look, *, grows_at_most: float = GROWS_AT_MOST) -> Report:
    row = record.row()
    report.judge("errors", row.errors + row.turned_away, row.requests > 0 and row.errors + row.turned_away == 0)
    same = set(first.memory) == set(last.memory)
    report.judge("processes", "the same" if same else "others than at first", same and bool(first.memory))
    for pid, megabytes in first.memory.items():
        grown = last.memory.get(pid, 0) / megabytes - 1 if megabytes else float("inf")
        report.judge(f"memory_{pid}", f"{megabytes:.0f} MB, {100 * grown:+.1f} %", grown <= grows_at_most)
    # A thread opens its connections when it first needs them: what was there, or what every thread may have, is no leak.
    may_be = max(first.connections, len(first.memory) * (AT_ONCE + 1) * ALIASES + OF_THE_WORKER)
    leaked = max(0, last.connections - may_be)
    report.judge(
        "connections", f"{first.connections} then {last.connections} of {may_be}, {leaked} leaked", leaked == 0
    )
    return report
