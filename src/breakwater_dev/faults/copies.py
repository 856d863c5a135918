"""A second server that follows the first, as for reading: it has every row soon, and takes no writing."""

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from breakwater.delivery.cluster import binaries, server_account
from breakwater_dev.load.report import Report
from breakwater_dev.testing.machines import Machine

ROWS = "select count(*) from casework_handover"
SOON_SECONDS = 30


@contextmanager
def following(machine: Machine, folder: Path) -> Iterator[psycopg.Connection]:
    """Made by PostgreSQL's own copy in an empty folder, and stopped afterwards."""
    folder.mkdir()
    subprocess.run(["chown", "-R", f"{server_account().get('user', 0)}", str(folder)], check=True)
    of = ["-h", str(machine.cluster.socket), "-U", "postgres"]
    made = [str(binaries() / "pg_basebackup"), *of, "-D", str(folder / "data"), "-R", "-c", "fast"]
    quiet = {"cwd": "/", "stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run(made, check=True, **quiet, **server_account())
    control = [str(binaries() / "pg_ctl"), "-D", str(folder / "data")]
    start = [*control, "-l", str(folder / "copy.log"), "-w", "-o", f"-k {folder}", "start"]
    try:
        subprocess.run(start, check=True, **quiet, **server_account())
        with psycopg.connect(host=str(folder), user="postgres", dbname="breakwater", autocommit=True) as copy:
            yield copy
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], check=False, **quiet, **server_account())


def judge(machine: Machine, copy: psycopg.Connection, report: Report) -> None:
    wanted, begun = machine.ask(ROWS)[0][0], time.monotonic()
    while copy.execute(ROWS).fetchone()[0] < wanted and time.monotonic() - begun < SOON_SECONDS:
        time.sleep(0.05)
    there = copy.execute(ROWS).fetchone()[0]
    report.judge("copy_has_rows", f"{there}-of-{wanted}-after-{time.monotonic() - begun:.1f}s", there == wanted)
    try:
        copy.execute("update casework_handover set reason = ''")
        report.judge("copy_takes_no_writing", "took-it", False)
    except psycopg.errors.ReadOnlySqlTransaction:
        report.judge("copy_takes_no_writing", "refused", True)
