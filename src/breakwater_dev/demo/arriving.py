"""The beginning of the invented area is shown at once. The rest is lived in a copy of it, where nobody who looks round is in
the way; whole, the copy takes the place of the beginning. Whoever signed in stays so; what they changed till then is not kept.
"""

import contextlib
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from breakwater.delivery import database
from breakwater.delivery.cluster import OWNER, Cluster

SIGN_INS = ("django_session", "usersessions_usersession")
ARRIVING = "demo-arriving"  # holds what pages say meanwhile
WORDS = "Still loading: {here} of {of} parts of the area are here. Changes made before it is complete are not kept."
FAILED = "Loading the rest of the area failed. Start the demo again."
CHANGING = "demo-changing"  # while this lies in the data folder, requests wait
AT_MOST_SECONDS = 10
YIELDS = 5
ENDED = 128 + signal.SIGTERM


class NotMade(Exception):
    """The world could not be made; the process that made it has printed why."""


class Making:
    """The process that makes the world: first its beginning, then the rest."""

    def __init__(self, make: Callable[[Callable[[], None]], None]):
        """`make` is called there with what tells that the beginning is there."""
        fork = multiprocessing.get_context("fork")
        self._begun = fork.Event()
        self._process = fork.Process(target=self._run, args=(make,))
        self._process.start()

    def _run(self, make) -> None:
        os.setsid()  # Ctrl-C is for the process that waits, which ends this one and whatever it began
        maker, told = os.getpid(), []

        def leave(*_) -> None:
            if os.getpid() != maker:
                os._exit(ENDED)
            told.append(True)
            sys.exit(ENDED)  # by way of every `finally`

        signal.signal(signal.SIGTERM, leave)
        try:
            make(self._tell_that_it_began)
        except BaseException:
            if told:
                os._exit(ENDED)  # whoever ended it knows
            raise

    def _tell_that_it_began(self) -> None:
        os.nice(YIELDS)  # from here on pages come first
        self._begun.set()

    def wait_for_beginning(self) -> None:
        while not self._begun.wait(0.1):
            if not self._process.is_alive() and not self._begun.is_set():
                raise NotMade("The demo could not be made. What went wrong is above.")

    def wait(self) -> None:
        self._process.join()
        if self._process.exitcode:
            raise NotMade("The demo could not be made. What went wrong is above.")

    def is_over(self) -> bool:
        return not self._process.is_alive()

    def end(self) -> None:
        """Leave nothing of it running."""
        if self._process.is_alive():
            self._process.terminate()
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGTERM)
        self._process.join()


def copy_name() -> str:
    return f"{database.database_name()}_arriving"


def make_copy(cluster: Cluster) -> None:
    """Copy the database as it is. Nobody may be connected to it."""
    here, copy = database.database_name(), copy_name()
    with cluster.connect() as server:
        server.execute(f'create database "{copy}" template "{here}" strategy file_copy owner {OWNER}')


@contextlib.contextmanager
def in_a_copy(cluster: Cluster) -> Iterator[None]:
    """For the length of the block this process, and whoever it begins, works in a copy of the database as it is."""
    from django.db import connections

    connections.close_all()
    make_copy(cluster)
    for alias in connections:
        connections.settings[alias]["NAME"] = copy_name()
    yield
    connections.close_all()


def derive_sight() -> None:
    """The sight that begins or ends by date, as every night."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("select access.derive_due()")


class Progress:
    """How much of the rest is here, told on the terminal and, by a file in the data folder, on every page."""

    def __init__(self, folder: Path, *, of: int):
        self._file, self._of, self._here = folder / ARRIVING, of, multiprocessing.get_context("fork").Value("i", 0)
        self._maker, self._starter = os.getpid(), os.getppid()

    def __enter__(self):
        self._write(self._words())
        return self

    def __exit__(self, kind, *fault) -> None:
        if kind is None:
            self._file.unlink()
        else:
            self._write(FAILED)

    def say(self, words: str) -> None:
        """Called by each of the processes that live the world when a part is there."""
        if os.getpid() == self._maker and os.getppid() != self._starter:
            raise SystemExit("Whoever asked for the demo is gone.")
        with self._here.get_lock():
            self._here.value += 1
            print(f"  {self._here.value} of {self._of}: {words}", flush=True)
            self._write(self._words())

    def _words(self) -> str:
        return WORDS.format(here=self._here.value, of=self._of)

    def _write(self, words: str) -> None:
        whole = self._file.with_name(f".{ARRIVING}.{os.getpid()}")
        whole.write_text(words)
        whole.replace(self._file)


def forget_signs(folder: Path) -> None:
    """Of a start that was ended on its way."""
    for name in (ARRIVING, CHANGING):
        (folder / name).unlink(missing_ok=True)


def forget_copy(cluster: Cluster) -> None:
    """Drop what the last start, ended on its way, left behind."""
    with cluster.connect() as server:
        server.execute(f'drop database if exists "{copy_name()}" with (force)')


def take_place(cluster: Cluster, folder: Path) -> None:
    """Let the copy, if there is one, take the place of what it was made from, while requests wait."""
    with cluster.connect() as server:
        if not server.execute("select 1 from pg_database where datname = %s", [copy_name()]).fetchone():
            return
        with _requests_wait(folder):
            _until_quiet(server, database.database_name())
            _carry_sign_ins(cluster)
            put_in_place(cluster)


def put_in_place(cluster: Cluster) -> None:
    here, copy = database.database_name(), copy_name()
    with cluster.connect() as server:
        server.execute(f'drop database "{here}" with (force)')
        server.execute(f'alter database "{copy}" rename to "{here}"')


def wait_while_changing(folder: Path) -> None:
    """For a process that answers: go on once the whole area is in its place."""
    until = time.monotonic() + 2 * AT_MOST_SECONDS
    while (folder / CHANGING).exists() and time.monotonic() < until:
        time.sleep(0.05)


@contextlib.contextmanager
def _requests_wait(folder: Path) -> Iterator[None]:
    (folder / CHANGING).touch()
    try:
        yield
    finally:
        (folder / CHANGING).unlink()


def _until_quiet(server, name: str) -> None:
    """What was asked before the others began to wait is answered first."""
    until, quiet = time.monotonic() + AT_MOST_SECONDS, 0
    while quiet < 3 and time.monotonic() < until:
        time.sleep(0.1)
        (busy,) = server.execute(
            "select count(*) from pg_stat_activity where datname = %s and state <> 'idle'", [name]
        ).fetchone()
        quiet = 0 if busy else quiet + 1


def _carry_sign_ins(cluster: Cluster) -> None:
    here, copy = database.database_name(), copy_name()
    with cluster.connect(database=here) as one, cluster.connect(database=copy) as other:
        for table in SIGN_INS:
            with (
                one.cursor().copy(f"copy {table} to stdout") as out,
                other.cursor().copy(f"copy {table} from stdin") as into,
            ):
                for rows in out:
                    into.write(rows)
        other.execute(
            "select setval(pg_get_serial_sequence('usersessions_usersession', 'id'),"
            " (select coalesce(max(id), 0) + 1 from usersessions_usersession), false)"
        )
