"""More is asked than can be answered: the rest read 503 with Retry-After, nothing else goes wrong, and it is soon over."""

import asyncio
import itertools
import time
from collections import Counter
from dataclasses import dataclass, field
from functools import partial

from .client import TOKEN, Device
from .machine import Machine
from .paced import Flow, Page, at_rate
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
TODAY = Page("Today", "/today/", "<title>Today</title>")


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
    watched: int = RECOVERS_WITHIN_SECONDS + WINDOW_SECONDS,
) -> Report:
    """Readers of the site, and as many of `everybody` on Today: at half the highest rate, at four times it, at half again.

    Until it has recovered is looked for in so many seconds as are `watched`.
    """
    report, asking = Report("overload"), _Asking(served.port, everybody)
    asyncio.run(asking.driven(seconds, at_once, machine, normal_ms, watched))
    report.of(asking.record)
    report.cost(*asking.looks)
    return judged(report, asking.record, asking.found)


class _Asking:
    """The devices of a run, and what they find."""

    def __init__(self, port: int, everybody: list[Known]):
        self.port, self.record, self.found, self.looks = port, Record(), Found(), []
        signed_in = [known.session for known in everybody if known.session]
        self._sessions = itertools.cycle([each for session in signed_in for each in (session, None)] or [None])
        self._turns = itertools.count()

    def new(self) -> Device:
        session = next(self._sessions)
        return Device(self.port, {"csrftoken": TOKEN} | ({"breakwater": session} if session else {}))

    async def ask(self, device: Device, into: Record) -> None:
        page = TODAY if "breakwater" in device.cookies else PAGES[next(self._turns) % len(PAGES)]
        answer = await device.get(page.path)
        into.note(page.name, answer, problem_of(answer, page.word, (200,)))

    async def at_most(self, at_once: int, seconds: float) -> float:
        """Right answers a second to so many devices, each asking again as soon as it is answered."""
        record, ends = Record(), time.monotonic() + seconds

        async def one(device: Device) -> None:
            while time.monotonic() < ends:
                await self.ask(device, record)
            await device.close()

        await asyncio.gather(*(one(self.new()) for _ in range(at_once)))
        row = record.row()
        return (row.requests - row.errors - row.turned_away) / seconds

    async def driven(self, seconds: float, at_once: int, machine: Machine, normal_ms: float, watched: int) -> None:
        found, short = self.found, max(1.0, seconds / 6)
        await self.at_most(at_once, short)  # templates and connections are there from here on
        found.highest = max(1.0, await self.at_most(at_once, short))
        usual, after, rate = Record(), Record(), found.highest * HALF
        left = await at_rate(rate, short, lambda device: self.ask(device, usual), Flow(), self.new)
        found.before_ms = usual.row().p95
        looking = asyncio.create_task(_signs(self.port, found))
        self.looks.append(machine.look())
        self.record.begin()
        asks = partial(self.ask, into=self.record)
        left |= await at_rate(TIMES * found.highest, seconds, asks, found.asked, self.new, seed=2)
        looking.cancel()
        self.looks.append(machine.look())
        after.begin()
        left |= await at_rate(rate, watched, lambda device: self.ask(device, after), Flow(), self.new, seed=3)
        await asyncio.gather(*left)
        found.recovers = recovered_after(after, max(normal_ms, 1.5 * found.before_ms), watched)


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
