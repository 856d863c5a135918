"""Requests and how long they took, by the name of the page. Counted in every web process, added up by `./breakwater metrics`."""

import os
import socket
import time
from pathlib import Path

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed

BUCKETS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
METHODS = {"GET", "POST", "HEAD"}
# Rooms whose use says that there is something (SG-12): their pages are counted together.
APART = {"prevent"}
_turned_away = None  # a counter, where counting is on


class Counted:
    """Counts each request. Left out altogether where BREAKWATER_METRICS names no folder."""

    def __init__(self, get_response):
        if not settings.BREAKWATER_METRICS:
            raise MiddlewareNotUsed
        self.get_response = get_response
        Path(settings.BREAKWATER_METRICS).mkdir(parents=True, exist_ok=True)
        # The library decides as it is imported whether several processes count together.
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = settings.BREAKWATER_METRICS
        from prometheus_client import Counter, Histogram, values

        # Containers that share the folder have the same numbers of processes.
        values.ValueClass = values.MultiProcessValue(lambda: f"{os.getpid()}-{socket.gethostname()}")
        global _turned_away
        _turned_away = Counter("breakwater_turned_away", "Requests that found no room and read 503", registry=None)
        self.requests = Counter(
            "breakwater_requests", "Answers, by page and status", ["page", "method", "status"], registry=None
        )
        self.seconds = Histogram(
            "breakwater_request_seconds", "Seconds until the answer", ["page"], buckets=BUCKETS, registry=None
        )

    def __call__(self, request):
        begun = time.monotonic()
        response = self.get_response(request)
        page, method = page_of(request), request.method if request.method in METHODS else "other"
        self.requests.labels(page, method, str(response.status_code)).inc()
        self.seconds.labels(page).observe(time.monotonic() - begun)
        return response


def count_turned_away() -> None:
    """Count a request that no page was asked for, because too many others were. It passes no middleware."""
    if _turned_away is not None:
        _turned_away.inc()


def page_of(request) -> str:
    """The page's name in the code ("front_door:contact"), which is the same for every record. Known once the session was looked at."""
    match = getattr(request, "route", None)
    if match is None:
        return "none"
    room = match.namespace.partition(":")[0]
    return room if room in APART else match.view_name or "unnamed"
