"""More is asked than can be answered: the rest read 503 with Retry-After, nothing else goes wrong, and it is soon over."""

import asyncio
import itertools
from collections import Counter
from dataclasses import dataclass, field

from .client import Device
from .machine import Machine
from .paced import Flow, Page, at_rate, closed
from .people import Known
from .public import PAGES
from .record import Record, problem_of
from .report import Report
from .serving import Served

TIMES = 4
RECOVERS_WITHIN_SECONDS = 30
NORMAL_MS = 400  # or what it was before, where that is more
WINDOW_SECONDS = 3
SIGNS_WITHIN_SECONDS = 5.0
HALF = 0.5


@dataclass
class Found:
    """How it went: right answers a second at most, p95 before, seconds until it is so again, signs of life that failed."""

    highest: float = 0.0
    before_ms: float = 0.0
    recovers: float = float("inf")
    signs: Counter = field(default_factory=Counter)
    asked: Flow = field(default_factory=Flow)


def run(
    served: Served,
    machine: Machine,
    everybody: list[Known],
    *,
    seconds: float = 60.0,
    at_once: int = 16,
    normal_ms: float = NORMAL_MS,
) -> Report:
    """`everybody` reads what their posts let them, beside readers of the site: at half the highest rate, at four times it, at half again."""
    report, record, found = Report("overload"), Record(), Found()
    before = machine.look()
    asyncio.run(_driven(served.port, everybody, record, found, seconds, at_once, normal_ms))
    report.of(record)
    report.cost(before, machine.look())
    return judged(report, record, found)


async def _driven(
    port: int, everybody: list[Known], record: Record, found: Found, seconds: float, at_once: int, normal_ms: float
) -> None:
    turns = itertools.cycle([known for known in everybody if known.session] or [Known("reader")])

    def new() -> Device:
        known = next(turns)
        return Device(port, {"csrftoken": "t" * 32} | ({"breakwater": known.session} if known.session else {}))

    pages = (*PAGES, *(Page("Today", "/today/", "<title>Today</title>") for _ in PAGES)) if everybody else PAGES
    number = itertools.count()

    async def ask(device: Device, into: Record) -> None:
        page = pages[next(number) % len(pages)]
        answer = await device.get(page.path)
        into.note(page.name, answer, problem_of(answer, page.word, (200,)))

    asking = [new() for _ in range(at_once)]
    await closed(asking, pages, Record(), max(1.0, seconds / 6))  # templates and connections are there from here on
    found.highest = await closed(asking, pages, Record(), max(1.0, seconds / 6))
    usual, rate = Record(), max(1.0, found.highest * HALF)
    left = await at_rate(rate, max(1.0, seconds / 6), lambda device: ask(device, usual), found.asked, new)
    found.before_ms = usual.row().p95
    looking = asyncio.create_task(_signs(port, found))
    record.begin()
    flow = Flow()
    left |= await at_rate(TIMES * found.highest, seconds, lambda device: ask(device, record), flow, new, seed=2)
    found.asked = flow
    looking.cancel()
    after = Record()
    lasts = min(RECOVERS_WITHIN_SECONDS + 5.0, max(4.0, seconds))
    left |= await at_rate(rate, lasts, lambda device: ask(device, after), Flow(), new, seed=3)
    await asyncio.gather(*left)
    found.recovers = recovered_after(after, max(normal_ms, 1.5 * found.before_ms), int(lasts))


def recovered_after(record: Record, usual_ms: float, seconds: int) -> float:
    """From which second on three seconds' answers come as usual; infinite where none do in so many seconds."""
    begins = range(max(1, seconds - WINDOW_SECONDS + 1))
    return next(
        (float(second) for second in begins if record.p95_between(second, second + WINDOW_SECONDS) <= usual_ms),
        float("inf"),
    )


async def _signs(port: int, found: Found) -> None:
    """Ask once a second whether the process lives, as whatever would end it does."""
    while True:
        device = Device(port, longest=SIGNS_WITHIN_SECONDS)
        for path in ("/healthz/live", "/healthz/ready"):
            answer = await device.get(path)
            found.signs[problem_of(answer, "ok", (200,)) or "answered"] += 1
        await device.close()
        await asyncio.sleep(1)


def judged(report: Report, record: Record, found: Found) -> Report:
    row = record.row()
    missing = sum(times for what, times in found.signs.items() if what != "answered")
    report.facts |= {
        "highest rate": f"{found.highest:.0f}/s",
        "sent": f"{found.asked.sent:,} at {TIMES} times that; {found.asked.held_back:,} held back by the client",
        "answered": row.requests - row.turned_away - row.errors,
        "p95 before": f"{found.before_ms:.0f} ms",
        "p95 of those let in": f"{row.p95:.0f} ms",
    }
    report.judge("turned_away", f"{row.turned_away} with 503 and Retry-After", row.turned_away > 0)
    report.judge("other_errors", row.errors, row.errors == 0)
    report.judge("let_in", row.requests - row.turned_away - row.errors, row.requests - row.turned_away - row.errors > 0)
    report.judge(
        "signs_of_life",
        f"{found.signs['answered']} answered, {missing} not",
        missing == 0 and found.signs["answered"] > 0,
    )
    report.judge("recovers", f"{found.recovers:.0f} s", found.recovers <= RECOVERS_WITHIN_SECONDS)
    return report
