"""The machine's clock is set back an hour, and put right, while people work: web, worker and database all go by it.

libfaketime stands between them and the machine, so that nobody else on it meets the fault.
"""

from pathlib import Path

from breakwater.delivery.cluster import stop
from breakwater_dev.load.report import Report
from breakwater_dev.testing.machines import Machine

from . import world
from .scene import scene

LIBRARIES = "/usr/lib/*/faketime/libfaketimeMT.so.1"
BEFORE_ITS_START = "select count(*) from casework_clock where due_at < started_at"
DUE = "select id, due_at from casework_clock where stopped_at is null"
OF_TODAY = "select id, due_at, stopped_at is null from casework_clock where id = any(%s)"
LAST_JOB = "select max(id) from procrastinate_jobs"
LATE_JOBS = """
select count(*) from procrastinate_jobs where status = 'todo' and id > %s and id <= %s and task_name = 'notifications.send'
"""
AHEAD = "select count(*) from procrastinate_jobs where status = 'todo' and scheduled_at > now() + interval '30 minutes' and id > %s"


class NoFakeClock(RuntimeError):
    """The library that sets a clock for some processes alone is not installed."""


def library() -> Path:
    found = sorted(Path("/").glob(LIBRARIES[1:]))
    if not found:
        raise NoFakeClock("install libfaketime (apt-get install libfaketime) to set a clock back")
    return found[0]


def back(machine: Machine, report: Report, times: int) -> None:
    """The clock of the machine is set back an hour while people work, and put right."""
    hand = machine.folder / "clock"
    machine.settings |= {
        "LD_PRELOAD": str(library()),
        "FAKETIME_TIMESTAMP_FILE": str(hand),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "DONT_FAKE_MONOTONIC": "1",
    }
    set_to(hand, 0)
    stop(machine.cluster)
    machine.part(world.__file__, "database")
    try:
        with scene(machine, report, drafts=60 + 12 * times) as tried:
            tried.begin()
            moved = 0
            for number in range(times):
                tried.crowd.more(25)
                machine.part(world.__file__, "seal")
                due = dict(machine.ask(DUE))
                earlier = machine.ask("select now()")[0][0]
                set_to(hand, 0 if number % 2 else -3600)
                moved += machine.ask("select now()")[0][0] < earlier
                tried.crowd.more(25)
                held = {pk: at for pk, at, runs in machine.ask(OF_TODAY, [*due]) if runs}
                changed = sum(at != due[pk] for pk, at in held.items())
                report.judge(f"deadlines_changed_{number + 1}", f"{changed}-of-{len(held)}", changed == 0)
            report.judge("set_back", moved, moved == (times + 1) // 2)
            wrong = machine.ask(BEFORE_ITS_START)[0][0]
            report.judge("due_before_they_begin", wrong, wrong == 0)
            until = machine.ask(LAST_JOB)[0][0]
            carried = tried.wait_until(lambda: machine.ask(LATE_JOBS, tried.since[1], until)[0][0] == 0, 120)
            report.judge("jobs_go_on", carried, carried)
            report.facts["jobs that wait for the hour to come again"] = machine.ask(AHEAD, tried.since[1])[0][0]
            tried.judge()
    finally:
        for name in ("LD_PRELOAD", "FAKETIME_TIMESTAMP_FILE", "FAKETIME_NO_CACHE"):
            machine.settings.pop(name, None)
        stop(machine.cluster)
        machine.start_database()


def set_to(hand: Path, seconds: int) -> None:
    written = hand.with_suffix(".new")
    written.write_text(f"{seconds:+d}\n")
    written.chmod(0o644)
    written.replace(hand)
