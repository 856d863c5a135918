"""What is loaded: the product served as in life by `./breakwater serve`, on a copy of the world, until the end of the block."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from breakwater.delivery.admission import AT_ONCE
from breakwater.delivery.cli.serve import WORKERS
from breakwater.delivery.cluster import APP
from breakwater_dev.testing.machines import answering, free_port

from . import machine, plain_page

GRACE_SECONDS = 30


@dataclass(frozen=True)
class Served:
    """A running installation: where it answers, its database, and the process all of its others descend from."""

    port: int
    database: str
    head: int
    log: Path


@contextmanager
def serving(cluster, database: str, folder: Path, *, workers: int = WORKERS) -> Iterator[Served]:
    """`serve --with-worker` with the settings as they are. What it keeps beside the database is in `folder`, emptied before: files,
    and the seals of an audit that another copy of the world wrote.
    """
    from django.conf import settings

    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    kept = {name: str(getattr(settings, f"BREAKWATER_{name}")) for name in ("KEY_FILE", "OWN_KEYS", "PURGED")}
    environment = {f"BREAKWATER_{name}": value for name, value in kept.items()} | {
        "DATABASE_URL": cluster.url(APP, database),
        "BREAKWATER_DATA": str(folder),
        "BREAKWATER_SECRET": settings.SECRET_KEY,
        "BREAKWATER_INVENTED": "1",
        "BREAKWATER_MAIL": "outbox",
    }
    log = folder / "load.log"
    command = ["-m", "breakwater", "serve", "--with-worker", "--workers", str(workers)]
    with running(command, log, environment) as (port, head):
        yield Served(port, database, head, log)


@contextmanager
def serving_plain_page(cluster, log: Path, *, workers: int = WORKERS) -> Iterator[int]:
    """The plain Wagtail page, in the same shape, on a database that is made for it and dropped: its port."""
    environment = {"BREAKWATER_LOAD_SOCKET": str(cluster.socket)}
    with cluster.connect() as server:
        server.execute(f'drop database if exists "{plain_page.DATABASE}" with (force)')
        server.execute(f'create database "{plain_page.DATABASE}"')
        try:
            project = [sys.executable, "-m", f"{plain_page.__name__}.project"]
            subprocess.run(project, env=os.environ | environment, check=True)
            shape = (
                f"granian --interface wsgi --host 127.0.0.1 --workers {workers} --blocking-threads {AT_ONCE} --no-ws"
            )
            command = ["-m", *shape.split(), "--log-level", "error", plain_page.APPLICATION]
            with running(command, log, environment) as (port, _):
                yield port
        finally:
            server.execute(f'drop database if exists "{plain_page.DATABASE}" with (force)')


@contextmanager
def running(command: list[str], log: Path, environment: dict[str, str]) -> Iterator[tuple[int, int]]:
    """A Python command that takes --port: its port and process once /healthz answers. All that descends from it ends with the block."""
    port = free_port()
    environment = {**os.environ, "BREAKWATER_SITE_URL": f"http://127.0.0.1:{port}", **environment}
    with log.open("ab") as said:
        process = subprocess.Popen(
            [sys.executable, *command, "--port", str(port)],
            env=environment,
            stdout=said,
            stderr=said,
            start_new_session=True,
        )
    try:
        answering(process, port, within=120)
        yield port, process.pid
    finally:
        _end(process)


def _end(process: subprocess.Popen) -> None:
    family = machine.family(process.pid)
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(GRACE_SECONDS)
    until = time.monotonic() + GRACE_SECONDS
    while (left := [pid for pid in family if machine.is_there(pid, family[pid])]) and time.monotonic() < until:
        if process.poll() is not None:
            for pid in left:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        time.sleep(0.1)
    if process.poll() is None:
        process.kill()
    process.wait(10)
