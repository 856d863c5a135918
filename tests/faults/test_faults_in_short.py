"""`./breakwater faults` in short: each fault loses, halves and doubles nothing, and sees the fault of the product that it is there for."""

import os
from dataclasses import dataclass
from pathlib import Path

import pytest

from breakwater_dev.faults import clocks, runs, scene
from breakwater_dev.load.report import Report
from breakwater_dev.testing.machines import SRC, Machine
from breakwater_dev.testing.notify import Notify

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1500), pytest.mark.xdist_group("faults")]
HAS_CLOCK = bool(list(Path("/").glob(clocks.LIBRARIES[1:])))
needs_clock = pytest.mark.skipif(not HAS_CLOCK, reason="libfaketime is not installed")
needs_administrator = pytest.mark.skipif(os.geteuid() != 0, reason="mounts a disk")
ALWAYS = ("web_killed", "worker_killed")  # the rest with --whole: together they take a quarter of an hour
MARKS = {name: [] if name in ALWAYS else [pytest.mark.whole] for name in runs.FAULTS}
MARKS["clock_back"].append(needs_clock)
MARKS["disk_full"].append(needs_administrator)
# Said plainly in docs/faults.md: sight begins at a moment, so what was taken in the hour before cannot be handed on in the hour after.
KNOWN = {"clock_back": [pytest.mark.xfail(reason="sight that began in the hour that comes again", strict=False)]}
NAMES = [pytest.param(name, marks=MARKS[name]) for name in runs.FAULTS]
# What the product is given, how often the fault is made then, and which figure must see it.
PLANTED = {
    "web_killed": ("says so first", 4, "lost"),
    "one_of_two": ("says so first", 4, "lost"),
    "database_killed": ("no commit is waited for", 3, "lost"),
    "worker_killed": ("the post forgets", 5, "doubled"),
    "connections_cut": ("another key", 10, "doubled"),
    "disk_full": ("says so whatever came", 1, "lost"),
    "clock_back": ("ends sign-ins", 1, "wrong_answers"),
    "slow_scanner": ("no bound", 2, "others_turned_away"),
    "mail_down": ("the post forgets", 6, "doubled"),
}


@dataclass
class Installed:
    machine: Machine
    planted: Path


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """The product with a place for faults, on an installation of its own; what is planted is in a file."""
    planted = tmp_path_factory.mktemp("planted") / "fault"
    planted.write_text("")
    settings = {"PLANTED": str(planted), "PYTHONPATH": f"{Path(__file__).parent}:{SRC}"}
    with scene.installation(**settings) as machine:
        machine.application = "planted:application"
        yield Installed(machine, planted)


@pytest.fixture
def plant(installed, monkeypatch):
    def planted(fault: str) -> None:
        if fault == "the post forgets":
            monkeypatch.setattr(Notify, "forgets", True)
        elif fault == "no commit is waited for":
            commits(installed.machine, "off")
        else:
            installed.planted.write_text(fault)

    yield planted
    installed.planted.write_text("")
    commits(installed.machine, "on")


def commits(machine: Machine, how: str) -> None:
    with machine.cluster.connect() as connection:
        connection.execute(f"alter database breakwater set synchronous_commit = {how}")


def figure(report: Report, name: str):
    return next(each for each in report.figures if each.id == f"{report.run}.{name}")


@pytest.mark.parametrize("name", [pytest.param(n, marks=[*MARKS[n], *KNOWN.get(n, [])]) for n in runs.FAULTS])
def test_nothing_acknowledged_is_lost_halved_or_doubled(installed, name):
    fault = runs.FAULTS[name]
    report = runs.tried(fault, installed.machine, fault.short)
    assert [str(each) for each in report.figures if not each.passed] == [], report.problems
    assert str(figure(report, "lost")) == f"{name}.lost 0 pass"


@pytest.mark.parametrize("name", NAMES)
def test_a_fault_of_the_product_is_seen(installed, plant, name):
    fault, times, seen_by = PLANTED[name]
    plant(fault)
    report = runs.tried(runs.FAULTS[name], installed.machine, times)
    assert not figure(report, seen_by).passed, report


def test_every_fault_has_one_planted():
    assert {*PLANTED} == {*runs.FAULTS}
