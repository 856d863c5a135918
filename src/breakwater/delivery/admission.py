"""How many requests a web process works on at once, how many wait for their turn, and what the rest read: 503 with Retry-After.

Without a bound everybody waits, each longer than the last, until nobody's page comes in time. The threads that work are the only
ones with connections to the database; those of the server only wait, or turn away.
"""

import logging
import os
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor, wait
from contextvars import copy_context

AT_ONCE = int(os.environ.get("BREAKWATER_AT_ONCE", "4"))
WAITING = int(os.environ.get("BREAKWATER_WAITING", "24"))
PATIENCE_SECONDS = 5.0
TO_TURN_AWAY = 4  # threads of the server that are left when all others wait
THREADS = AT_ONCE + WAITING + TO_TURN_AWAY
SIGNS = "/healthz"  # asked by what would otherwise end a process that is merely busy: they have a thread of their own
TOLD_EVERY_SECONDS = 60

Environ = dict[str, object]
Answer = tuple[str, list[tuple[str, str]], Iterable[bytes]]
log = logging.getLogger(__name__)


class Admission:
    """A WSGI application before another: bounds it. `turned_away` answers whoever finds no room, from what they sent."""

    def __init__(
        self,
        application: Callable,
        turned_away: Callable[[Environ], Answer],
        *,
        at_once: int = AT_ONCE,
        waiting: int = WAITING,
        patience: float = PATIENCE_SECONDS,
        session_cookie: str = "",
    ):
        self.application, self.turned_away, self.session_cookie = application, turned_away, session_cookie
        self._pages = _Lane(at_once, waiting, patience)
        self._signs = _Lane(1, 2, patience)
        self._told = _Told()

    def __call__(self, environ: Environ, start_response: Callable) -> Iterable[bytes]:
        lane = self._signs if str(environ.get("PATH_INFO", "")).startswith(SIGNS) else self._pages
        answer = lane.run(self._worked, environ, may_take_all=self._is_at_work(environ))
        if answer is None:
            self._told.another()
            answer = self.turned_away(environ)
        status, headers, body = answer
        start_response(status, headers)
        return body

    def _is_at_work(self, environ: Environ) -> bool:
        """Whether somebody sends something, or has a sign-in: a rush on public pages leaves some of the room to them.

        Whoever makes up a cookie gets there too. It is courtesy, and no defence.
        """
        has_sign_in = bool(self.session_cookie) and f"{self.session_cookie}=" in str(environ.get("HTTP_COOKIE", ""))
        return has_sign_in or environ.get("REQUEST_METHOD") == "POST"

    def _worked(self, environ: Environ) -> Answer:
        """The product's answer, whole but for one that is streamed, which keeps no working thread while it leaves."""
        said: list = []
        body = self.application(environ, lambda *status_and_headers: said.extend(status_and_headers[:2]))
        if getattr(body, "streaming", False):
            return said[0], said[1], body
        try:
            return said[0], said[1], list(body)
        finally:
            if hasattr(body, "close"):
                body.close()


class _Lane:
    """Threads that work, and room for so many more to wait until one is free: part of it for those who may take all."""

    def __init__(self, threads: int, waiting: int, patience: float):
        self._working, self._patience = ThreadPoolExecutor(threads, thread_name_prefix="working"), patience
        self._lock, self._here = threading.Lock(), 0
        self._room, self._room_for_anybody = threads + waiting, threads + waiting - waiting // 3

    def run(self, work: Callable[[Environ], Answer], environ: Environ, *, may_take_all: bool) -> Answer | None:
        """What the work came to. None where there was no room, or no thread became free in time: then it never begins."""
        with self._lock:
            if self._here >= (self._room if may_take_all else self._room_for_anybody):
                return None
            self._here += 1
        try:
            asked = self._working.submit(copy_context().run, work, environ)
            wait([asked], self._patience)
            return None if asked.cancel() else asked.result()
        finally:
            with self._lock:
                self._here -= 1


class _Told:
    """Says in the log that people are turned away, and how many, at most once a minute."""

    def __init__(self):
        self._lock, self._count, self._next = threading.Lock(), 0, 0.0

    def another(self) -> None:
        with self._lock:
            self._count += 1
            if time.monotonic() < self._next:
                return
            count, self._count, self._next = self._count, 0, time.monotonic() + TOLD_EVERY_SECONDS
        log.warning("More is asked than this process can answer: %d requests turned away with 503", count)
