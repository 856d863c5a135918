"""`./breakwater serve`: the web process, and on request the job worker beside it, until told to stop."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

from breakwater.delivery.admission import THREADS

HELP = "serve the product; --with-worker runs the job worker beside it"
MAKES_FOLDER = True
PORT = 8000
WORKERS = 2
GRACE_SECONDS = 15
AGAIN_AFTER, AGAIN_AT_MOST = 2, 60  # seconds until a worker that ended is begun again, doubled while it does not stay
TRIES = 10  # of a worker that never stays; then serve ends as well, for whatever looks after it to see
APPLICATION = "breakwater.delivery.wsgi:application"


@dataclass(frozen=True)
class Beside:
    """What runs beside the server of pages: the job worker, from the moment when it may."""

    worker: bool = False
    worker_when: Callable[[], bool] = lambda: True


def add_arguments(parser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (default 127.0.0.1)")
    parser.add_argument("--port", type=int, default=PORT, help=f"default {PORT}")
    parser.add_argument("--workers", type=int, default=WORKERS, help=f"web processes (default {WORKERS})")
    parser.add_argument("--with-worker", action="store_true", help="run the job worker as well")
    parser.add_argument("--check", action="store_true", help="say whether this installation may be served, and stop")


def NEEDS_DJANGO(options) -> bool:
    return options.check


def run(options) -> int:
    """Check in a process of its own, which ends: the one that waits for the others stays small."""
    if options.check:
        return check(options.port, options.host)
    command = [
        sys.executable,
        "-m",
        "breakwater",
        "serve",
        "--check",
        "--host",
        options.host,
        "--port",
        str(options.port),
    ]
    if status := subprocess.run(command).returncode:
        return status
    return serve(options.host, options.port, workers=options.workers, beside=Beside(options.with_worker))


def check(port: int, host: str) -> int:
    """Say in words why this installation may not be served; 0 where it may."""
    from breakwater.delivery.database import unapplied
    from breakwater.delivery.deployment import faults
    from breakwater.delivery.invented import HoldsInventedPeople, refuse_if_not_told
    from breakwater.foundation.grants.guard import RoleCouldBypassTheWall, refuse_a_role_that_could_bypass

    os.environ.setdefault("BREAKWATER_SITE_URL", f"http://localhost:{port}")
    if wrong := faults(host):
        print("\n".join(["This installation is not safe to serve:", *wrong]), file=sys.stderr)
        return 1
    if waiting := unapplied():
        print(f"The database is behind the code ({waiting} steps). Run ./breakwater migrate first.", file=sys.stderr)
        return 1
    try:
        refuse_a_role_that_could_bypass()
        refuse_if_not_told()
    except (RoleCouldBypassTheWall, HoldsInventedPeople) as fault:
        print(fault, file=sys.stderr)
        return 1
    return 0


def serve(
    host: str,
    port: int,
    *,
    workers: int = WORKERS,
    beside: Beside = Beside(),
    say: str = "",
    application: str = APPLICATION,
) -> int:
    """Run the processes until SIGINT or SIGTERM, then stop them in good order. `say` is printed once the port answers."""
    from breakwater.delivery import serving
    from breakwater.delivery.database import data_folder

    if problem := why_not(host, port):
        print(problem, file=sys.stderr)
        return 1
    environment = {"BREAKWATER_SITE_URL": f"http://localhost:{port}", **os.environ, "BREAKWATER_ROLE": "app"}
    (data_folder() / "static").mkdir(exist_ok=True)  # looked for by the server of static files, empty or not

    def start(*command: str) -> subprocess.Popen:
        return subprocess.Popen([sys.executable, "-m", *command], env=environment, start_new_session=True)

    with _Stop() as stop, serving.held(data_folder()):
        web, worker = start(*web_command(host, port, workers=workers, application=application)), _Worker(start)
        try:
            _until_it_answers(host, port, web, stop)
            print(say or f"Breakwater answers at http://localhost:{port}. Press Ctrl-C to stop.", flush=True)
            while not stop.asked and web.poll() is None and worker.tries < TRIES:
                if beside.worker and beside.worker_when():  # jobs can wait for the first page
                    worker.look_after()
                time.sleep(0.2)
        finally:
            status = _end([web, worker.process] if worker.process else [web])
    if stop.asked:
        print("Stopped.")
        return 0
    print("The worker does not stay, or the web process ended by itself; see above.", file=sys.stderr)
    return status or 1


def web_command(host: str, port: int, *, workers: int = WORKERS, application: str = APPLICATION) -> list[str]:
    """What serves the pages, as a module of Python with its arguments: here, on machines of a trial, everywhere the same."""
    # Its one warning is that these threads are many; most of them only wait, as `admission` says.
    web = ["granian", "--interface", "wsgi", "--host", host, "--port", str(port), "--workers", str(workers)]
    web += ["--blocking-threads", str(THREADS), "--no-ws", "--log-level", "error", "--respawn-failed-workers"]
    return [*web, "--workers-kill-timeout", str(GRACE_SECONDS), application]


def why_not(host: str, port: int) -> str:
    """Why `port` cannot be listened on, in words; empty when it can."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as fault:
            return f"Port {port} on {host} cannot be used ({fault}). Choose another with --port."
    return ""


class _Worker:
    """The job worker beside the web: begun, and begun again where it ends by itself, as it does once its connection is cut."""

    def __init__(self, start: Callable[..., subprocess.Popen]):
        self._start, self.process = start, None
        self._begun = self._seen = 0.0
        self._wait, self.tries = AGAIN_AFTER, 0

    def look_after(self) -> None:
        now = time.monotonic()
        if self.process is None:
            self._begin(now)
        elif self.process.poll() is None:
            self._seen = now
            if now - self._begun > AGAIN_AT_MOST:
                self._wait, self.tries = AGAIN_AFTER, 0
        elif now - self._seen > self._wait:
            print(f"The worker ended with status {self.process.returncode} and is begun again.", file=sys.stderr)
            self._wait, self.tries = min(2 * self._wait, AGAIN_AT_MOST), self.tries + 1
            self._begin(now)

    def _begin(self, now: float) -> None:
        self.process, self._begun, self._seen = self._start("breakwater", "worker"), now, now


class _Stop:
    """Turns SIGINT and SIGTERM into `asked`, for the length of the block."""

    def __init__(self):
        self.asked = False

    def __enter__(self):
        self._before = {each: signal.signal(each, self._ask) for each in (signal.SIGINT, signal.SIGTERM)}
        return self

    def __exit__(self, *fault):
        for each, handler in self._before.items():
            signal.signal(each, handler)

    def _ask(self, *_):
        self.asked = True


def _until_it_answers(host: str, port: int, web: subprocess.Popen, stop: _Stop, seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    reach = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    while time.monotonic() < until and not stop.asked and web.poll() is None:
        try:
            socket.create_connection((reach, port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)


def _end(children) -> int:
    for child in children:
        if child.poll() is None:
            child.send_signal(signal.SIGTERM)
    until = time.monotonic() + GRACE_SECONDS + 5
    for child in children:
        try:
            child.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()
    return max((child.returncode for child in children), key=abs)
