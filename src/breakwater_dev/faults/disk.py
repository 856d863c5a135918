"""The disk that database and files lie on is full, again and again, and then there is room."""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from breakwater.delivery.cluster import is_running
from breakwater_dev.load.report import Report
from breakwater_dev.testing.machines import Machine, a_folder

from .scene import Scene, installation, scene

MEGABYTES = 600
WORDS = ("Nothing you sent was saved", "was not saved", "nothing was saved", "Nothing was saved")
CALL = "call"
FULL_SECONDS = 6


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """A disk in memory that an installation's data lie on, which takes an administrator to mount."""
    place = folder / "d"
    place.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m,mode=755", "tmpfs", str(place)], check=True)
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=False)


def fill(disk: Path) -> Path:
    """A file that takes all the room there is."""
    ballast = disk / "ballast"
    with ballast.open("ab", buffering=0) as file:
        for size in (1 << 20, 1 << 12):
            try:
                while True:
                    file.write(bytes(size))
            except OSError:
                continue
    return ballast


def full(given: Machine, report: Report, times: int) -> None:
    """The disk is filled to its last byte while people send; then there is room again."""
    with (
        a_folder("full") as folder,
        small_disk(folder) as disk,
        installation(folder, given.application, **given.settings) as machine,
        scene(machine, report, drafts=60 + 8 * times) as tried,
    ):
        tried.begin()
        refused, left, longest, begun_again = 0, 0, 0.0, 0
        for _ in range(times):
            tried.pause()
            refused += _while_full(tried, disk)
            there = os.statvfs(disk)
            left = max(left, there.f_bavail * there.f_bsize // 1000)
            (disk / "ballast").unlink()
            begun = time.monotonic()
            if not is_running(machine.cluster):  # as whatever looks after the database does
                machine.start_database()
                begun_again += 1
            tried.look_after_workers()
            tried.crowd.more(3)
            longest = max(longest, time.monotonic() - begun)
        said = tried.crowd.said
        report.facts["database begun again"] = begun_again
        report.judge("filled", times, True)
        report.judge("refused_while_full", refused, refused >= times)
        report.judge("room_left", f"{left}kB", left < 20_000)
        report.judge(
            "says_that_nothing_was_saved",
            any(each in said.refusal for each in WORDS),
            any(each in said.refusal for each in WORDS),
        )
        report.judge("says_whom_to_call", CALL in said.refusal.lower(), CALL in said.refusal.lower())
        report.judge("longest_until_it_goes_on", f"{longest:.1f}s", longest < 90)
        tried.judge(may_err=True)


def _while_full(tried: Scene, disk: Path) -> int:
    """How many were refused. Room that the server had laid by is used up first."""
    said = tried.crowd.said
    before, until, had = said.refusals, time.monotonic() + 60, 0.0
    while time.monotonic() < until and not (had and time.monotonic() - had > FULL_SECONDS):
        fill(disk)
        had = had or (time.monotonic() if said.refusals > before else 0.0)
        time.sleep(0.3)
    return said.refusals - before
