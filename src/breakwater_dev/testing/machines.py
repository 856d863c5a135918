"""An installation of its own in a temporary folder, with processes that a trial may kill, for the fault runs in tests/faults.

A trial is a script that prints one line each, `id figure pass|fail`. What it does inside the installation it does in processes of
their own (`--part NAME`), as the application's role.
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from breakwater.delivery.cli.serve import APPLICATION, web_command
from breakwater.delivery.cluster import Cluster, ClusterFault, cluster_at, ensure, stop

from .forking import Forked, Nursery

SRC = Path(__file__).resolve().parents[2]


@dataclass
class Figures:
    """What a trial found, printed as it is found."""

    passed: list[bool] = field(default_factory=list)

    def say(self, name: str, figure: object, is_well: bool) -> None:
        self.passed.append(is_well)
        print(f"{name} {figure} {'pass' if is_well else 'fail'}", flush=True)

    @property
    def status(self) -> int:
        return 0 if self.passed and all(self.passed) else 1


@dataclass
class Machine:
    """One installation in `folder`; `settings` are environment variables beside the usual ones."""

    folder: Path
    settings: dict[str, str] = field(default_factory=dict)
    started: list[subprocess.Popen] = field(default_factory=list)
    application: str = APPLICATION

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("BREAKWATER_", "DATABASE_"))}
        return kept | {
            "PYTHONPATH": str(SRC),
            "BREAKWATER_DATA": str(self.folder / "d"),
            "BREAKWATER_INVENTED": "1",
            "DJANGO_SETTINGS_MODULE": "breakwater.delivery.settings",
            **self.settings,
        }

    @property
    def cluster(self) -> Cluster:
        return cluster_at(self.folder / "d" / "postgres")

    def breakwater(self, *arguments: str, fails: bool = False) -> str:
        """What a command said. Raises SystemExit where it ended otherwise than it should."""
        done = subprocess.run(
            [sys.executable, "-m", "breakwater", *arguments], env=self.environment, capture_output=True, text=True
        )
        if bool(done.returncode) != fails:
            raise SystemExit(f"{arguments} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
        return done.stdout + done.stderr

    def part(self, script: str, what: str, **facts) -> dict:
        """What a part of a script answered, as JSON on its last line."""
        done = subprocess.run(
            [sys.executable, script, "--part", what, "--facts", json.dumps(facts)],
            env=self.environment,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise SystemExit(f"{what}: {done.stdout}{done.stderr[-3000:]}")
        return json.loads(done.stdout.splitlines()[-1])

    def web(self, port: int) -> subprocess.Popen:
        """A web process that answers at `port`, as it is served in life; what it says goes to web-PORT.log."""
        command = ["-m", *web_command("127.0.0.1", port, workers=1, application=self.application)]
        site = {"BREAKWATER_ROLE": "app", "BREAKWATER_SITE_URL": f"http://127.0.0.1:{port}"}
        return answering(self.start(*command, log=f"web-{port}.log", **site), port, within=120)

    def nursery(self) -> Nursery:
        """The product loaded once, with the settings as they are now: web processes and workers are forked from it."""
        with (self.folder / "forked.log").open("ab") as said:
            return Nursery("breakwater", self.environment, self.application, said)

    def start(self, *command: str, log: str, **settings: str) -> subprocess.Popen:
        with (self.folder / log).open("ab") as said:
            process = subprocess.Popen(
                [sys.executable, *command],
                env=self.environment | settings,
                stdout=said,
                stderr=said,
                start_new_session=True,
            )
        self.started.append(process)
        return process

    def kill_database(self) -> None:
        """The server and every process of it at once, as when the machine loses power under it."""
        server = int((self.cluster.data / "postmaster.pid").read_text().split()[0])
        with _gone_is_well():
            os.kill(server, signal.SIGSTOP)  # nobody is born meanwhile who would outlive it and keep its memory
        for process in [server, *(int(pid.name) for pid in _processes() if _parent(pid) == server)]:
            with _gone_is_well():
                os.kill(process, signal.SIGKILL)

    def start_database(self) -> None:
        """Raises ClusterFault, with the end of what the server wrote."""
        try:
            ensure(self.cluster)
        except ClusterFault as fault:
            log = (self.cluster.data / "server.log").read_text(errors="replace").splitlines()[-12:]
            raise ClusterFault("\n".join([str(fault), *log])) from fault

    def ask(self, sql: str, *values) -> list[tuple]:
        """As the server's own administrator, behind the wall."""
        with self.cluster.connect(database="breakwater") as connection:
            return connection.execute(sql, values or None).fetchall()

    def logs(self) -> dict[str, str]:
        """All that the processes and the database's server wrote."""
        paths = [*self.folder.glob("*.log"), self.cluster.data / "server.log"]
        return {path.name: path.read_text(errors="replace") for path in paths if path.exists()}

    def end(self) -> None:
        for process in self.started:
            kill(process)
        stop(self.cluster)
        if self.folder.resolve() not in self.cluster.home.resolve().parents:
            shutil.rmtree(self.cluster.home, ignore_errors=True)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answering(process, port: int, *, within: float = 60):
    """The process, once it answers, `within` so many seconds. Raises RuntimeError when it ends first or does not."""
    until = time.monotonic() + within
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"the web process ended by itself with status {process.returncode}")
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
                if answer.status == 200:
                    return process
        except OSError:
            time.sleep(0.05)
    end(process)
    raise RuntimeError("the web process does not answer")


def end(process) -> None:
    process.terminate()
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def kill(process: subprocess.Popen | Forked) -> None:
    """The process and all that it started, at once."""
    if process.poll() is None:
        with _gone_is_well():
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def tried(script: Path, *arguments: str, seconds: int) -> str:
    """What a trial printed, run as a person would. Raises AssertionError with all that it said where not every figure passed."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("BREAKWATER_", "DATABASE_"))}
    done = subprocess.run(
        [sys.executable, str(script), *arguments],
        env={**kept, "PYTHONPATH": str(SRC)},
        capture_output=True,
        text=True,
        timeout=seconds,
    )
    assert done.returncode == 0, done.stdout + done.stderr[-3000:]
    return done.stdout


@contextmanager
def a_folder(name: str) -> Iterator[Path]:
    """A folder that the server's account may enter, gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix=f"bw-{name}-", dir="/tmp"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def session_of(membership) -> str:
    """The key of a session of somebody who has just signed in, in the installation that Django is pointed at."""
    from django.contrib.sessions.backends.db import SessionStore

    from breakwater_dev.testing.served import facts_of

    store = SessionStore()
    store.update(facts_of(membership))
    store.create()
    return store.session_key


def _processes() -> Iterator[Path]:
    return (path for path in Path("/proc").iterdir() if path.name.isdigit())


def _parent(process: Path) -> int:
    try:
        return int((process / "stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


@contextmanager
def _gone_is_well() -> Iterator[None]:
    try:
        yield
    except ProcessLookupError:
        return
