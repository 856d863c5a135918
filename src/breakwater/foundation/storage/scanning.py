"""Asking a virus scanner about a file: clamd by its INSTREAM command, or nobody."""

import socket
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Protocol

from django.conf import settings

TIMEOUT = 60.0  # seconds for one file: of jobs and commands, where nobody waits
PAGE_SECONDS = 5.0  # of a page: then the file is held, and the worker asks
PATIENCE_SECONDS = 3.0  # for a page that only says how the scanner is


class Outcome(StrEnum):
    """What came of asking. DOWN means nobody could say, which is never taken for clean."""

    CLEAN = "clean"
    FOUND = "found"
    NOT_SCANNED = "not_scanned"
    DOWN = "down"


@dataclass(frozen=True)
class Verdict:
    """An outcome and the scanner's own words, such as the name of what it found."""

    outcome: Outcome
    detail: str = ""


class Scanner(Protocol):
    """Anything that can be asked about a file."""

    def scan(self, chunks: Iterable[bytes]) -> Verdict: ...

    def is_up(self) -> bool: ...

    def signatures_from(self) -> datetime | None: ...


class NoScanner:
    """The owner runs no scanner: every file is "not scanned", and BREAKWATER_UNSCANNED decides what follows."""

    def scan(self, chunks: Iterable[bytes]) -> Verdict:
        return Verdict(Outcome.NOT_SCANNED, "No virus scanner is set up")

    def is_up(self) -> bool:
        return False

    def signatures_from(self) -> datetime | None:
        return None


class ClamdScanner:
    """clamd, at the path of its socket ("/run/clamav/clamd.ctl") or at "host:port". `timeout` is for all that one file takes."""

    def __init__(self, address: str, timeout: float = TIMEOUT):
        self.address = address
        self.timeout = timeout

    def scan(self, chunks: Iterable[bytes]) -> Verdict:
        """Stream the file to clamd. Every failure on the way is DOWN."""
        try:
            with self._connect() as connection:
                answer = self._instream(connection, chunks, until=time.monotonic() + self.timeout)
        except OSError as fault:
            return Verdict(Outcome.DOWN, f"The scanner did not answer: {fault}")
        if answer == "stream: OK":
            return Verdict(Outcome.CLEAN)
        if answer.startswith("stream: ") and answer.endswith(" FOUND"):
            return Verdict(Outcome.FOUND, answer.removeprefix("stream: ").removesuffix(" FOUND"))
        return Verdict(Outcome.DOWN, f"The scanner answered: {answer or 'nothing'}")

    def is_up(self) -> bool:
        return self._ask(b"zPING\0") == "PONG"

    def signatures_from(self) -> datetime | None:
        """Of when what the scanner knows is: an old one says "clean" as firmly as a new one. None where it does not say."""
        _, _, said = self._ask(b"zVERSION\0").rpartition("/")
        try:
            return datetime.strptime(said, "%a %b %d %H:%M:%S %Y").replace(tzinfo=UTC)
        except ValueError:
            return None

    def _ask(self, command: bytes) -> str:
        try:
            with self._connect() as connection:
                connection.sendall(command)
                return _answer(connection)
        except OSError:
            return ""

    def _instream(self, connection: socket.socket, chunks: Iterable[bytes], *, until: float) -> str:
        try:
            connection.sendall(b"zINSTREAM\0")
            for chunk in chunks:
                if chunk:
                    _wait_until(until, connection)
                    connection.sendall(len(chunk).to_bytes(4, "big") + chunk)
            connection.sendall(bytes(4))
        except (BrokenPipeError, ConnectionResetError):
            # clamd hangs up in mid-stream when a file is over its own limit, and says so first.
            pass
        _wait_until(until, connection)
        return _answer(connection)

    def _connect(self) -> socket.socket:
        if self.address.startswith("/"):
            connection = socket.socket(socket.AF_UNIX)
            connection.settimeout(self.timeout)
            try:
                connection.connect(self.address)
            except OSError:
                connection.close()
                raise
            return connection
        host, _, port = self.address.rpartition(":")
        return socket.create_connection((host.strip("[]") or "localhost", int(port)), timeout=self.timeout)


@dataclass(frozen=True)
class OfPages:
    """The scanner as pages ask it: so many at once, each for a few seconds. For the rest nobody could say, and the file is held.

    A slow scanner would otherwise take every thread of a web process, and nobody else's page would come.
    """

    asked: Scanner
    lane: threading.Semaphore

    def scan(self, chunks: Iterable[bytes]) -> Verdict:
        if not self.lane.acquire(blocking=False):
            return Verdict(Outcome.DOWN, "The scanner is busy")
        try:
            return self.asked.scan(chunks)
        finally:
            self.lane.release()

    def is_up(self) -> bool:
        return self.asked.is_up()

    def signatures_from(self) -> datetime | None:
        return self.asked.signatures_from()


_lane: threading.Semaphore | None = None  # of a process that serves pages


def for_pages(at_once: int) -> None:
    """This process serves pages: of its threads at most so many wait for the scanner."""
    global _lane
    _lane = threading.Semaphore(at_once)


def scanner(timeout: float | None = None) -> Scanner:
    """The scanner of this installation: clamd where BREAKWATER_CLAMD names it. With a `timeout` it is asked by anybody for so long."""
    address = getattr(settings, "BREAKWATER_CLAMD", "")
    if not address:
        return NoScanner()
    if timeout is None and _lane is not None:
        return OfPages(ClamdScanner(address, PAGE_SECONDS), _lane)
    return ClamdScanner(address, timeout or TIMEOUT)


def _wait_until(until: float, connection: socket.socket) -> None:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError("it took too long")
    connection.settimeout(left)


def _answer(connection: socket.socket) -> str:
    received = b""
    while not received.endswith(b"\0") and len(received) < 4096:
        part = connection.recv(4096)
        if not part:
            break
        received += part
    return received.rstrip(b"\0\n").decode("utf-8", "replace")
