"""A process that has the product loaded, from which web processes and workers are forked: one is there in a tenth of the time.

    python -m breakwater_dev.testing.forking [MODULE:APPLICATION]

It reads a line of JSON for each that is wanted (database, port, clock; without a port it is a worker) and answers with the number of
the process. What serves is Granian with the product's own application, as in life; only the loading of it is shared, and the clock is
the test's.
"""

import contextlib
import gc
import importlib
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from types import SimpleNamespace

from breakwater.delivery.cli.serve import APPLICATION
from breakwater_dev.testing import clock


class Nursery:
    """The asking side. A web process is a child of the loaded one, which takes leave of it when it ends."""

    def __init__(
        self, database: str, environment: dict[str, str] | None = None, application: str = APPLICATION, said=None
    ):
        """Load the product; it looks at a database while it loads, and at its own again when a process is forked."""
        self.loaded = subprocess.Popen(
            [sys.executable, "-m", "breakwater_dev.testing.forking", application],
            env=(environment or os.environ) | {"BREAKWATER_DATABASE": database, "BREAKWATER_ROLE": "app"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=said,
            text=True,
        )

    def start(self, database: str, port: int | None, clock: str, *, threads: int = 2) -> "Forked":
        """A web process on a database, at the moment that `clock` tells, or without a port a worker. It may not answer yet."""
        wanted = {"database": database, "port": port, "clock": clock, "threads": threads}
        self.loaded.stdin.write(json.dumps(wanted) + "\n")
        self.loaded.stdin.flush()
        return Forked(int(self.loaded.stdout.readline()))

    def end(self) -> None:
        self.loaded.stdin.close()
        self.loaded.wait(15)


@dataclass
class Forked:
    """A web process that is somebody else's child: asked and ended as one's own is."""

    pid: int
    returncode: int | None = None

    def poll(self) -> int | None:
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            self.returncode = 0
        return self.returncode

    def wait(self, timeout: float = 15) -> None:
        until = time.monotonic() + timeout
        while self.poll() is None:
            if time.monotonic() > until:
                raise subprocess.TimeoutExpired("web", timeout)
            time.sleep(0.02)

    def terminate(self) -> None:
        os.kill(self.pid, signal.SIGTERM)

    def kill(self) -> None:
        os.killpg(self.pid, signal.SIGKILL)


def main() -> None:
    clock.follow()

    from django.db import connections

    module, _, name = sys.argv[1].partition(":")
    application = getattr(importlib.import_module(module), name)
    warm()
    connections.close_all()
    gc.collect()
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the system takes leave of those that end
    born = []
    for line in sys.stdin:
        child = os.fork()
        if not child:
            serve(application, **json.loads(line))
        born.append(child)
        print(child, flush=True)
    for child in born:  # whoever asked has gone: nobody else will end those that are left
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)


def warm() -> None:
    """Load templates and addresses once for all that are forked, which each would load with its first pages."""
    from django.template import engines
    from django.urls import reverse

    templates = engines["jinja2"].env
    for name in templates.list_templates(extensions=["html"]):
        templates.get_template(name)
    reverse("web:today")


def serve(application, database: str, port: int | None, clock: str, threads: int) -> None:
    """Serve on a database, or carry its jobs, until told to end. Never returns."""
    from django.conf import settings
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    from breakwater.foundation.grants.guard import refuse_a_role_that_could_bypass
    from breakwater_dev.testing import databases

    os.setsid()
    os.dup2(2, 1)  # on the other the numbers of processes are said
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.environ["BREAKWATER_TEST_CLOCK"] = clock
    databases.point_at(database)
    refuse_a_role_that_could_bypass()
    databases.point_at(database)  # Granian forks once more, and no connection goes with it
    if port is None:
        _work()
    settings.SITE_URL = settings.WAGTAILADMIN_BASE_URL = f"http://127.0.0.1:{port}"
    server = Granian(
        "breakwater",
        address="127.0.0.1",
        port=port,
        interface=Interfaces.WSGI,
        blocking_threads=threads,
        websockets=False,
        log_level=LogLevels.warning,
    )
    try:
        server.serve(target_loader=lambda *_: application, wrap_loader=False)
    finally:
        os._exit(0)


def _work() -> None:
    from breakwater.delivery.cli import worker

    try:
        worker.run(SimpleNamespace(concurrency=worker.CONCURRENCY, once=False))
    finally:
        os._exit(0)


if __name__ == "__main__":
    main()
