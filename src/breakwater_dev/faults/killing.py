"""Processes killed with SIGKILL: the web, the database, the worker, and one of two machines of each."""

import time

from breakwater_dev.load.report import Report
from breakwater_dev.testing.machines import Machine, a_folder, kill

from . import copies
from .scene import scene

AT_WORK = "select count(*) from procrastinate_jobs where status = 'doing' and worker_id > %s"
UP_SECONDS = 3.0
LAST_WORKER = "select coalesce(max(id), 0) from procrastinate_workers"


def web(machine: Machine, report: Report, times: int) -> None:
    """The web process is killed while people send."""
    with scene(machine, report, drafts=30 + 3 * times) as tried:
        tried.begin()
        port = next(iter(tried.webs))
        for _ in range(times):
            tried.pause()
            tried.kill_web(port)
        report.judge("kills", times, True)
        tried.judge()


def database(machine: Machine, report: Report, times: int) -> None:
    """The database's server and every process of it, as when the machine loses power; now and then again in its recovery."""
    with scene(machine, report, drafts=30 + 4 * times) as tried:
        tried.begin()
        again, longest = 0, 0.0
        for _ in range(times):
            tried.pause()
            time.sleep(tried.chance.uniform(0, UP_SECONDS))  # long enough for what takes several questions
            machine.kill_database()
            machine.start_database()
            if tried.chance.random() < 0.2:  # before anybody was served
                machine.kill_database()
                machine.start_database()
                again += 1
            begun = time.monotonic()
            tried.crowd.more(1)
            longest = max(longest, time.monotonic() - begun)
        report.judge("kills", f"{times}+{again}-in-recovery", True)
        report.judge("longest_until_the_next_answer", f"{longest:.1f}s", longest < 60)
        tried.judge(may_err=True)


def worker(machine: Machine, report: Report, times: int) -> None:
    """The worker is killed in the midst of jobs: messages are on their way when it dies."""
    with scene(machine, report, drafts=30 + 4 * times) as tried:
        tried.post.seconds = 0.3
        tried.begin()
        at_work = dead = 0
        for _ in range(times):
            at_work += tried.wait_until(lambda dead=dead: machine.ask(AT_WORK, dead)[0][0] > 0, 20)
            time.sleep(tried.chance.uniform(0, 0.5))
            dead = machine.ask(LAST_WORKER)[0][0]
            tried.kill_worker()
        tried.post.seconds = 0.0
        report.judge("kills", times, True)
        report.judge("killed_at_work", at_work, at_work > times / 2)
        tried.judge()


def one_of_two(machine: Machine, report: Report, times: int) -> None:
    """Two web processes and two workers as on two machines: one of each dies, people go on through the other; a copy follows the database."""
    with (
        scene(machine, report, webs=2, workers=2, drafts=30 + 4 * times) as tried,
        a_folder("copy") as folder,
        copies.following(machine, folder / "c") as copy,
    ):
        tried.begin()
        for number in range(times):
            tried.pause()
            port = [*tried.webs][number % 2]
            kill(tried.webs[port])
            kill(tried.workers[number % 2])
            tried.crowd.more(4)  # through the other
            tried.start_web(port)
            tried.workers[number % 2] = tried.start_worker()
        report.judge("kills", times, True)
        tried.judge()
        copies.judge(machine, copy, report)
