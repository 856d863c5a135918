"""Faults tried one after the other: the tests are collected once, each fault lives and ends in a process that is forked from there."""

import multiprocessing
import os
import time
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence

import pytest

from .reach import Reach

FORK = multiprocessing.get_context("fork")
ONE_TEST = 60  # seconds: what takes longer is not run, or is taken for seen when the fault makes it so
KILLED, SURVIVED, LATER, BROKEN = "killed", "survived", "later", "broken"


class NotInPlace(Exception):
    """The fault works while a module is loaded: it must be there before."""


def forked(work: Callable[[], object], within: float | None = None):
    """What `work` returns in a process of its own; None if that ended without a word or was not ready in time."""
    here, there = FORK.Pipe(duplex=False)
    process = FORK.Process(target=lambda: there.send(work()))
    with warnings.catch_warnings(
        action="ignore"
    ):  # of threads: the one there is belongs to an allocator that minds forks
        process.start()
    there.close()
    try:
        return here.recv() if here.poll(within) else None
    except EOFError:
        return None
    finally:
        if within:
            process.kill()
        process.join()


class Trials:
    """The pytest plugin that tries faults in place of running the tests. A fault has `make`, `tests` and a name."""

    def __init__(self, reach: Reach, work: Callable[["Trials"], object]):
        self.reach, self.work, self.sound = reach, work, set()
        self.answer = self.failed = None

    def pytest_runtestloop(self, session) -> bool:
        from breakwater_dev.testing import databases  # not before pytest's plugin has said where the data are

        self.databases = databases
        self.items = {item.nodeid: item for item in session.items}
        session.config.pluginmanager.unregister(name="terminalreporter")
        self.database = databases.clone(databases.test_cluster(), "bw_trials")
        self.answer = self.work(self)
        return True

    def pytest_runtest_logreport(self, report) -> None:
        if report.failed:
            self.failed = report.nodeid

    def enter(self) -> None:
        """In a process for one fault: say nothing, and let the tests that roll back share the one database."""
        nowhere, clone = os.open(os.devnull, os.O_WRONLY), self.databases.clone
        os.dup2(nowhere, 1), os.dup2(nowhere, 2)
        self.databases.clone = lambda cluster, name, of=None: (
            self.database if name == "bw_test_main" else clone(cluster, name, of)
        )
        self.databases.ALONE = "fault"  # what is made once for many tests is made with the fault

    def passes(self, item, following) -> bool:
        self.failed = None
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        return self.failed is None

    def note(self, until: float) -> None:
        """Note what the tests reach that are not noted yet."""
        left = [item for name, item in self.items.items() if name not in self.reach.tests]
        if left:
            print(f"noting what {len(left)} tests reach", flush=True)
            forked(lambda: (self.enter(), self.reach.note(left, self.passes, until)))
            self.reach.load()

    def tried(self, make: Callable[[], None], tests: Sequence[str], cap: float) -> tuple[str, str]:
        """Whether a test sees the fault, and which, or how many did not."""
        chosen = [
            self.items[name] for name in tests if name in self.items and self.reach.tests[name]["seconds"] < ONE_TEST
        ]
        if not chosen:
            return SURVIVED, "no test runs it"

        def work():
            self.enter()
            try:
                self.database = make() or self.database
            except NotInPlace:
                return LATER, ""
            except Exception as error:  # it cannot be made: nothing is said of the tests
                return BROKEN, str(error)
            until = time.monotonic() + cap
            for number, item in enumerate(chosen):
                following = chosen[number + 1] if number + 1 < len(chosen) else None
                if not self.passes(item, following):
                    return KILLED, item.nodeid
                if time.monotonic() > until:
                    return SURVIVED, f"the first {number + 1} of {len(chosen)} tests pass"
            return SURVIVED, f"{len(chosen)} tests pass"

        try:
            return forked(work, cap + 2 * ONE_TEST) or (KILLED, "it does not end")
        finally:
            self.databases.drop_made_once("fault")

    def each(self, faults: Iterable, cap: float, until: float) -> dict:
        """fault -> its verdict, said as it comes. What was seen once is not tried again."""
        came = {}
        for fault in faults:
            if time.monotonic() > until:
                break
            if known := self.reach.saw(fault):
                came[fault] = KILLED, f"before, by {known}"
                continue
            verdict, why = self.tried(fault.make, fault.tests(self.reach), cap)
            while verdict == KILLED and why in self.items and not self.is_sound(why):
                del self.items[why]
                verdict, why = self.tried(fault.make, fault.tests(self.reach), cap)
            came[fault] = said(fault, (verdict, why), self.reach)
        return came

    def is_sound(self, name: str) -> bool:
        """Whether the test passes alone where there is no fault: one that does not has seen none."""
        if name not in self.sound and self.tried(lambda: None, [name], ONE_TEST)[0] == SURVIVED:
            self.sound.add(name)
        return name in self.sound


def with_tests(paths: Sequence[str], reach: Reach, work: Callable[[Trials], object], before=lambda: None):
    """Collect the tests of `paths` in a process of its own, and answer with what `work` makes of them there."""

    def collected():
        before()
        plugin = Trials(reach, work)
        given = ["-q", "-s", "--no-header", "-m", "not slow and not browser", "-o", f"timeout={ONE_TEST}", *paths]
        pytest.main(given, plugins=[plugin])
        return plugin.answer

    return forked(collected)


def each_at_import(mutants: Iterable, reach: Reach, cap: float, until: float) -> dict:
    """The same for faults that must be there when their module is imported: the product is loaded for each."""
    came = {}
    for mutant in mutants:
        if time.monotonic() > until:
            break
        if known := reach.saw(mutant):
            came[mutant] = KILLED, f"before, by {known}"
            continue
        tests = list(_for(mutant.tests(reach), reach, cap))
        files = sorted({name.split("::")[0] for name in tests})
        answer = with_tests(
            files, reach, lambda trials, tests=tests: trials.tried(lambda: None, tests, cap), mutant.make_at_import
        )
        came[mutant] = said(mutant, answer or (KILLED, "the product does not load"), reach)
    return came


def _for(tests: Iterable[str], reach: Reach, seconds: float) -> Iterator[str]:
    """As many of the tests as are run in so many seconds."""
    for name in tests:
        seconds -= reach.tests[name]["seconds"]
        yield name
        if seconds < 0:
            return


def said(fault, verdict: tuple[str, str], reach: Reach) -> tuple[str, str]:
    print(f"{verdict[0]:>8}  {fault}  ({verdict[1]})", flush=True)
    if verdict[1] in reach.tests:
        reach.saw(fault, verdict[1])
    return verdict
