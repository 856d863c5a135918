"""Every fault by its id, how often it is made in short and at its full figure, and the run of several after one another."""

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from breakwater_dev.load.report import Report
from breakwater_dev.testing.machines import Machine

from . import clocks, cutting, disk, killing, outside
from .scene import installation


@dataclass(frozen=True)
class Fault:
    """`make` tries it `times` on an installation, which it leaves as it found it; `short` and `full` are how often."""

    id: str
    make: Callable[[Machine, Report, int], None]
    short: int
    full: int

    @property
    def words(self) -> str:
        return self.make.__doc__.splitlines()[0]


FAULTS = {
    each.id: each
    for each in (
        Fault("web_killed", killing.web, 3, 200),
        Fault("database_killed", killing.database, 2, 50),
        Fault("worker_killed", killing.worker, 3, 200),
        Fault("one_of_two", killing.one_of_two, 2, 40),
        Fault("connections_cut", cutting.connections, 5, 200),
        Fault("disk_full", disk.full, 1, 10),
        Fault("clock_back", clocks.back, 1, 10),
        Fault("slow_scanner", outside.scanner, 2, 20),
        Fault("mail_down", outside.mail, 6, 100),
    )
}


def tried(fault: Fault, machine: Machine, times: int) -> Report:
    report, begun = Report(fault.id), time.monotonic()
    fault.make(machine, report, times)
    report.facts["seconds"] = round(time.monotonic() - begun)
    return report


def run(names: Iterable[str], *, full: bool, times: int | None = None) -> Iterator[Report]:
    """A report of each, in turn, on one installation."""
    with installation() as machine:
        for name in names:
            fault = FAULTS[name]
            number = times or (fault.full if full else fault.short)
            print(f"{name}, {number} times: {fault.words}", file=sys.stderr, flush=True)
            yield tried(fault, machine, number)
