"""The highest rate at which public pages come in time, beside that of a plain Wagtail page on the same server in the same run."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from .client import Device
from .machine import Machine
from .paced import Page, closed
from .record import Record
from .report import Report
from .serving import Served

P95_MS = 150
AIM = 1.2  # times a plain Wagtail page's rate
AT_ONCE = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32)
TURN_SECONDS = 10.0
WARM_SECONDS = 5.0
MISSES = 2  # so many turns one after the other that come too late end the search: one may be the machine's
PAGES = (
    Page("public home", "/", "<title>Home"),
    Page("library", "/library/", "<title>Library"),
    Page("procedures", "/procedures/", "<title>Policies and procedures"),
    Page("services", "/services/?page=2", "<title>Services near you"),
    Page("news", "/bulletins/", "<title>Bulletins and alerts"),
    Page("worried about a child", "/worried/", "<title>Help and advice"),
)
PLAIN = (Page("plain Wagtail page", "/", "<title>A plain page"),)


@dataclass(frozen=True)
class Turn:
    """So many devices at once: right answers a second, and milliseconds that 95 of 100 did not exceed."""

    at_once: int
    rate: float
    p95: float
    errors: int


def run(
    served: Served,
    machine: Machine,
    plain_port: int,
    *,
    plain: Sequence[Page] = PLAIN,
    at_once: Sequence[int] = AT_ONCE,
    seconds: float = TURN_SECONDS,
    warm_up: float = WARM_SECONDS,
) -> Report:
    """The product and the plain page in turns, with more and more devices, until neither comes in time."""
    report, whole, turns = Report("public"), Record(), {"product": [], "plain": []}
    asked = {"product": (served.port, PAGES), "plain": (plain_port, plain)}
    for port, pages in asked.values():
        asyncio.run(_turn(port, pages, 4, warm_up, Record()))
    before = machine.look()
    for number in at_once:
        for what, (port, pages) in asked.items():
            if not _is_over(turns[what]):
                turns[what].append(asyncio.run(_turn(port, pages, number, seconds, whole)))
    report.of(whole)
    report.cost(before, machine.look())
    return judged(report, turns["product"], turns["plain"])


def _is_over(turns: Sequence[Turn]) -> bool:
    return len(turns) >= MISSES and all(turn.p95 > P95_MS for turn in turns[-MISSES:])


async def _turn(port: int, pages: Sequence[Page], at_once: int, seconds: float, whole: Record) -> Turn:
    record, devices = Record(), [Device(port, cookies={}) for _ in range(at_once)]  # a reader brings none
    rate = await closed(devices, pages, record, seconds)
    for device in devices:
        await device.close()
    for name, kept in record.pages.items():
        into = whole.pages.setdefault(name, kept)
        if into is not kept:
            into.at.extend(kept.at)
            into.took.extend(kept.took)
            into.wrong += kept.wrong
            into.turned_away += kept.turned_away
    row = record.row()
    return Turn(at_once, rate, row.p95, row.errors + row.turned_away)


def judged(report: Report, product: Sequence[Turn], plain: Sequence[Turn]) -> Report:
    best, other = (
        max((t for t in turns if 0 < t.p95 <= P95_MS), key=lambda t: t.rate, default=None) for turns in (product, plain)
    )
    report.facts["turns"] = {
        what: [f"{t.at_once} at once: {t.rate:.0f} a second, p95 {t.p95:.0f} ms" for t in turns]
        for what, turns in (("product", product), ("plain Wagtail page", plain))
    }
    errors = sum(turn.errors for turn in (*product, *plain))
    report.judge("errors", errors, errors == 0)
    report.judge("rate", f"{best.rate:.0f}/s" if best else "none in time", best is not None)
    share = best.rate / other.rate if best and other else 0.0
    report.judge("share", f"{share:.2f} of a plain Wagtail page's {other.rate if other else 0:.0f}/s", share >= AIM)
    return report
