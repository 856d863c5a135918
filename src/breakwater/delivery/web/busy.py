"""What is read by whoever finds no room, or no database: who to call, and what they typed, to be sent again. Asks the database nothing."""

import time
from collections.abc import Iterable
from typing import NamedTuple

from django.conf import settings
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.core.handlers.wsgi import WSGIRequest
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError
from django.template import engines
from django.utils import timezone

from breakwater.delivery.api.problems import ROOT, TYPE, Problem
from breakwater.delivery.metrics import counting
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.organisations.models import Area, ContactPoint, ContactPurpose

from . import again
from .headers import EVERYWHERE

STATUS = "503 Service Unavailable"
RETRY_AFTER_SECONDS = 5
NUMBERS_FOR_SECONDS = 600
TO_CALL = (ContactPurpose.FRONT_DOOR, ContactPurpose.OUT_OF_HOURS)
IF_IN_DANGER = "If a child is in danger now, call 999: writing here sends nobody."
HSTS = f"max-age={settings.SECURE_HSTS_SECONDS}{'; includeSubDomains' * settings.SECURE_HSTS_INCLUDE_SUBDOMAINS}"
HEADERS = [
    ("Retry-After", str(RETRY_AFTER_SECONDS)),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", settings.SECURE_REFERRER_POLICY),
    ("Cross-Origin-Opener-Policy", settings.SECURE_CROSS_ORIGIN_OPENER_POLICY),
    *EVERYWHERE.items(),
    *([("Strict-Transport-Security", HSTS)] if settings.HTTPS else []),
    (
        "Content-Security-Policy",
        "default-src 'none'; style-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
]


class Why(NamedTuple):
    """What keeps somebody from an answer: the page's title, a sentence, and what became of what they sent."""

    title: str
    words: str
    of_what_was_sent: str


FULL = Why("The service is busy", "More people are using the service than it can answer.", "Nothing was saved yet.")
AWAY = Why(  # it may have gone away between the save and the word of it
    "The service is not available at the moment",
    "It cannot reach its records.",
    "What you sent may not have been saved.",
)


class Busy:
    """Answers 503 with Retry-After: a page to people, a line to scripts of ours, a problem (RFC 9457) to other programs."""

    def __init__(self):
        self.numbers: list[tuple[str, str, str]] = []  # area, label and telephone
        self._read_at = -float(NUMBERS_FOR_SECONDS)

    def __call__(self, environ: dict) -> tuple[str, list[tuple[str, str]], Iterable[bytes]]:
        counting.count_turned_away()
        kind, body = self._said(WSGIRequest(environ), FULL)
        sent = body.encode()
        return STATUS, [("Content-Type", kind), ("Content-Length", str(len(sent))), *HEADERS], [sent]

    def away(self, request: HttpRequest) -> HttpResponse:
        """The database does not answer."""
        kind, body = self._said(request, AWAY)
        return HttpResponse(body, status=503, content_type=kind, headers={"Retry-After": str(RETRY_AFTER_SECONDS)})

    def learn(self) -> None:
        """Read the numbers to call again where they were read long ago. Called where the database may be asked."""
        if time.monotonic() - self._read_at < NUMBERS_FOR_SECONDS:
            return
        self._read_at = time.monotonic()
        try:
            today = london_date(timezone.now())
            self.numbers = [
                (area.name, point.label, point.telephone)
                for area in Area.objects.order_by("name")
                for point in ContactPoint.published(area, *TO_CALL, on=today)
                if point.telephone
            ]
        except DatabaseError:
            return  # the old ones are better than none

    def _said(self, request: HttpRequest, why: Why) -> tuple[str, str]:
        words = f"{why.words} {why.of_what_was_sent} Try again in a few seconds."
        if request.headers.get("X-Requested-With") == "fetch" or request.headers.get("HX-Request"):
            return "text/plain; charset=utf-8", words
        by_program = "text/html" not in request.headers.get("Accept", "text/html")
        if by_program or request.path_info.startswith(ROOT):
            return TYPE, Problem(503, f"{words} {IF_IN_DANGER}").answer().content.decode()
        return "text/html; charset=utf-8", self._page(request, why)

    def _page(self, request: HttpRequest, why: Why) -> str:
        fields, has_files = _typed(request)
        context = {
            "why": why,
            "numbers": self.numbers,
            "several": len({area for area, *_ in self.numbers}) > 1,
            "path": request.get_full_path(),
            "was_sent": request.method == "POST",
            "fields": fields,
            "files": has_files,
        }
        return engines["jinja2"].env.get_template("web/busy.html").render(context)


def _typed(request: HttpRequest) -> tuple[list[tuple[str, str]], bool]:
    """What was being sent, and whether more was than can be sent again from a page: files, secrets, or what cannot be read."""
    if request.method != "POST":
        return [], False
    try:
        fields = [("csrfmiddlewaretoken", request.POST.get("csrfmiddlewaretoken", "")), *again.typed(request)]
        kept = {name for name, _ in fields}
        return fields, bool(request.FILES) or bool(set(request.POST) - kept)
    except (SuspiciousOperation, BadRequest, MultiPartParserError, UnreadablePostError):
        return [], True


busy = Busy()  # of this process: the numbers to call are read once for all
