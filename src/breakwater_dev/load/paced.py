"""Two ways to ask: so many devices, each as soon as it is answered; or so many requests a second, whether answered or not."""

import asyncio
import itertools
import random
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from .client import Device
from .record import Record, problem_of


@dataclass(frozen=True)
class Page:
    """Something to ask for, and a word that the right answer alone has."""

    name: str
    path: str
    word: str


@dataclass
class Flow:
    """What became of requests sent at a rate: `held_back` were never sent, because the client had too many on their way."""

    sent: int = 0
    held_back: int = 0
    idle: list[Device] = field(default_factory=list)


async def closed(ports: Sequence[Device], pages: Sequence[Page], record: Record, seconds: float) -> float:
    """Each device asks, reads, and asks again, for so long. Right answers a second."""
    ends, number = time.monotonic() + seconds, itertools.count()

    async def ask(device: Device) -> None:
        while time.monotonic() < ends:
            page = pages[next(number) % len(pages)]
            answer = await device.get(page.path)
            record.note(page.name, answer, problem_of(answer, page.word, (200,)))

    begun = time.monotonic()
    await asyncio.gather(*(ask(device) for device in ports))
    return sum(len(kept.took) for kept in record.pages.values()) / (time.monotonic() - begun)


async def at_rate(
    a_second: float,
    seconds: float,
    ask: Callable[[Device], Awaitable[None]],
    flow: Flow,
    new: Callable[[], Device],
    *,
    most: int = 600,
    seed: int = 1,
) -> set[asyncio.Task]:
    """Requests at random moments, so many a second on average, for so long; `most` on their way at once. Those that still are."""
    chance, begun, on_their_way = random.Random(seed), time.monotonic(), set()
    due = begun

    async def one() -> None:
        device = flow.idle.pop() if flow.idle else new()
        await ask(device)
        flow.idle.append(device)

    while (due := due + chance.expovariate(a_second)) < begun + seconds:
        if (ahead := due - time.monotonic()) > 0:
            await asyncio.sleep(ahead)
        if len(on_their_way) >= most:
            flow.held_back += 1
            await asyncio.sleep(0)
            continue
        flow.sent += 1
        task = asyncio.create_task(one())
        on_their_way.add(task)
        task.add_done_callback(on_their_way.discard)
    return on_their_way
