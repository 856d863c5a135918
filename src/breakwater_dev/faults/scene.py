"""The frame of every fault: an installation that is served as in life, people at work, the fault among them, and what is counted afterwards."""

import random
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from breakwater.delivery.admission import THREADS
from breakwater_dev.load.report import Report
from breakwater_dev.testing.clamd import Clamd
from breakwater_dev.testing.forking import Forked, Nursery
from breakwater_dev.testing.machines import APPLICATION, Machine, a_folder, answering, free_port, kill
from breakwater_dev.testing.notify import Notify, notify

from . import counting, world
from .work import Crowd, Over

FAILED = "select task_name, count(*) from procrastinate_jobs where status = 'failed' and id > %s group by 1"
WAITING = "select count(*) from notifications_outboxmessage where state = 'WAITING' and id > %s"
LAST = "select (select coalesce(max(id), 0) from notifications_outboxmessage), (select coalesce(max(id), 0) from procrastinate_jobs)"
DRAIN_SECONDS = 60


@contextmanager
def installation(folder: Path | None = None, application: str = APPLICATION, **settings: str) -> Iterator[Machine]:
    """An installation of its own, migrated; gone afterwards."""
    with ExitStack() as stack:
        machine = Machine(folder or stack.enter_context(a_folder("faults")), settings, application=application)
        stack.callback(machine.end)
        machine.breakwater("migrate", "--quiet")
        yield machine


@dataclass
class Scene:
    """One fault being tried. `webs` by port; `workers` carry the jobs; mail goes to `post`, files to `clamd`."""

    machine: Machine
    report: Report
    chance: random.Random
    post: Notify
    clamd: Clamd
    facts: dict
    nursery: Nursery
    webs: dict[int, Forked] = field(default_factory=dict)
    workers: list[Forked] = field(default_factory=list)
    crowd: Crowd | None = None
    since: tuple[int, int] = (0, 0)
    begun_again: int = 0

    @property
    def addresses(self) -> list[str]:
        return [f"http://127.0.0.1:{port}" for port in self.webs]

    def begin(self, addresses: list[str] | None = None, *, uploaders: int = 2) -> Crowd:
        """People are at work from here on."""
        self.crowd = Crowd(addresses or self.addresses, self.facts, self.report.run, uploaders=uploaders)
        self.crowd.begin()
        self.crowd.more(10)
        return self.crowd

    def start_web(self, port: int) -> None:
        web = self.nursery.start("breakwater", port, "", threads=THREADS)
        self.webs[port] = answering(web, port, within=120)

    def start_worker(self) -> Forked:
        return self.nursery.start("breakwater", None, "")

    def kill_web(self, port: int) -> None:
        """The web process and all it started, at once; it is started again as whatever looks after it does."""
        kill(self.webs[port])
        self.start_web(port)

    def kill_worker(self, number: int = 0) -> None:
        kill(self.workers[number])
        self.workers[number] = self.start_worker()

    def look_after_workers(self) -> None:
        """A worker that ended by itself is begun again, as whatever looks after it does."""
        for number, worker in enumerate(self.workers):
            if worker.poll() is not None:
                self.workers[number] = self.start_worker()
                self.begun_again += 1

    def waiting(self) -> int:
        """Messages that have not left yet."""
        return self.machine.ask(WAITING, self.since[0])[0][0]

    def pause(self) -> None:
        """Until people were answered again, and then a moment drawn by chance."""
        self.crowd.more(self.chance.randint(1, 6))
        time.sleep(self.chance.uniform(0, 0.15))

    def judge(self, *, may_err: bool = False) -> counting.Found:
        """Everybody ends, what waits is carried, and what was acknowledged is counted: the same for every fault.

        `may_err`: people may read that something went wrong (500), as where the database is gone.
        """
        self.crowd.end()
        said, judge = self.crowd.said, self.report.judge
        self._drain()
        found = counting.count(self.machine, said, self.facts["event"])
        mails = counting.mail(self.machine, self.since[0], self.post.arrived, found)
        self.report.facts |= {
            "acknowledged": {kind: len(told) for kind, told in said.told.items()},
            "messages": mails,
            "seen by people": dict(said.troubles),
            "longest answer in seconds": {kind: round(seconds, 1) for kind, seconds in said.slowest.items()},
        }
        self.report.problems |= dict(said.wrong)
        self.report.problems |= dict.fromkeys([*found.lost, *found.halved, *found.doubled, *said.unanswered][:40], 1)
        judge("acknowledged", found.acknowledged + mails, found.acknowledged > 0)
        judge("lost", len(found.lost), not found.lost)
        judge("halved", len(found.halved), not found.halved)
        judge("doubled", len(found.doubled), not found.doubled)
        judge("unanswered", len(said.unanswered), not said.unanswered)
        if not may_err:
            judge("errors", said.troubles["status 500"], not said.troubles["status 500"])
        judge("wrong_answers", sum(said.wrong.values()), not said.wrong)
        failed = self.machine.ask(FAILED, self.since[1])
        judge("jobs_failed", "+".join(f"{name}:{times}" for name, times in failed) or 0, not failed)
        self.machine.part(world.__file__, "seal")
        said_of_audit = self.machine.breakwater("audit", "verify")
        judge("audit", said_of_audit.split()[1].rstrip(","), "The audit is sound" in said_of_audit)
        return found

    def _drain(self) -> None:
        """Messages leave; what the dead had begun is taken up."""
        if not self.workers:
            self.workers.append(self.start_worker())
        self.wait_until(lambda: not self.waiting(), 8)
        if self.waiting():
            for worker in self.workers:
                kill(worker)
            self.machine.ask("update procrastinate_workers set last_heartbeat = now() - interval '1 hour' returning 1")
            self.machine.part(world.__file__, "take_up")
            self.workers = [self.start_worker()]
            self.wait_until(lambda: not self.waiting(), DRAIN_SECONDS)

    def wait_until(self, is_so, seconds: float) -> bool:
        until = time.monotonic() + seconds
        while not is_so():
            if time.monotonic() > until:
                return False
            time.sleep(0.1)
        return True

    def end(self) -> None:
        if self.crowd:
            self.crowd.over.set()
            self.crowd.gone.set()
        for process in [*self.webs.values(), *self.workers]:
            kill(process)
        self.nursery.end()


@contextmanager
def scene(
    machine: Machine, report: Report, *, webs: int = 1, workers: int = 1, drafts: int = 60, seed: int = 1
) -> Iterator[Scene]:
    """So many web processes and workers on the installation, with a world of its own in it. Over becomes a figure that fails."""
    with notify() as post, Clamd(network=True) as clamd:
        before = dict(machine.settings)
        machine.settings |= {**post.settings, "BREAKWATER_CLAMD": clamd.address}
        since = machine.ask(LAST)[0]
        facts = machine.part(world.__file__, "begin", drafts=drafts)
        tried = Scene(machine, report, random.Random(seed), post, clamd, facts, machine.nursery(), since=since)
        try:
            for _ in range(webs):
                tried.start_web(free_port())
            tried.workers = [tried.start_worker() for _ in range(workers)]
            yield tried
        except Over as fault:
            if tried.crowd:
                report.problems |= dict(tried.crowd.said.wrong) | dict(tried.crowd.said.troubles)
            report.judge("went_on", fault, False)
        finally:
            tried.end()
            machine.settings.clear()
            machine.settings.update(before)
