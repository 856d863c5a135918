"""Pages alike for everyone are drawn once in some seconds by each web process, however many people ask, and sent compressed.

Only what a request without any cookie was answered, at an address without words, is kept; it is sent only to such a request, with a
nonce and form tokens of its own. What changes (a number to call, what was taken off) shows after BREAKWATER_KEPT_SECONDS at the latest.
"""

from dataclasses import dataclass
from threading import Lock
from time import monotonic

from django.conf import settings
from django.http import HttpResponse
from django.middleware.csp import get_nonce
from django.middleware.gzip import GZipMiddleware
from django.urls import ResolverMatch

from breakwater.foundation.design.baseform import with_tokens_anew
from breakwater.foundation.design.pages import is_alike

MOST_PAGES = 128
MOST_BYTES = 256_000  # of one page
IN_ADDRESS = {"page"}  # what an address may ask for: everything else may be what somebody is looking for
BY_SCRIPT = ("HX-Request", "X-Requested-With")


@dataclass(frozen=True)
class Kept:
    """A page as it was answered at a moment, cut where the nonce of its policy stood."""

    at: float
    parts: list[bytes]
    headers: list[tuple[str, str]]
    route: ResolverMatch

    def answer(self, request) -> HttpResponse:
        nonce = str(get_nonce(request)).encode() if len(self.parts) > 1 else b""
        return HttpResponse(with_tokens_anew(nonce.join(self.parts)), headers=dict(self.headers))


class KeptPages:
    """Stands before session and transaction: what is kept asks the database nothing."""

    def __init__(self, get_response):
        self.get_response = get_response
        self.packing = GZipMiddleware(get_response)
        self.kept: dict[tuple[str, str], Kept] = {}
        self.changing = Lock()

    def __call__(self, request):
        if request.method not in ("GET", "HEAD") or request.COOKIES:
            return self.get_response(request)
        if kept := self._kept(request):
            request.route = kept.route
            return self.packing.process_response(request, kept.answer(request))
        response = self.get_response(request)
        route = getattr(request, "route", None)
        if route is None or not is_alike(route.func):
            return response
        if _may_be_kept(request, response):
            self._keep(request, response, route)
        return self.packing.process_response(request, response)

    def _kept(self, request) -> Kept | None:
        kept = self.kept.get(_key(request))
        is_fresh = kept is not None and monotonic() - kept.at < settings.BREAKWATER_KEPT_SECONDS
        return kept if is_fresh and _asks_for_a_page(request) else None

    def _keep(self, request, response, route: ResolverMatch) -> None:
        nonce = get_nonce(request)
        parts = response.content.split(str(nonce).encode()) if nonce else [response.content]
        key, kept = _key(request), Kept(monotonic(), parts, list(response.items()), route)
        with self.changing:
            self.kept.pop(key, None)
            while len(self.kept) >= MOST_PAGES:
                del self.kept[next(iter(self.kept))]  # the one kept longest
            self.kept[key] = kept


def _key(request) -> tuple[str, str]:
    return request.META.get("HTTP_HOST", ""), request.get_full_path()


def _asks_for_a_page(request) -> bool:
    return request.method == "GET" and not any(name in request.headers for name in BY_SCRIPT)


def _may_be_kept(request, response) -> bool:
    """Never an error, a redirection, what gives a cookie, what has a policy of its own, or an answer to what somebody typed."""
    return (
        settings.BREAKWATER_KEPT_SECONDS > 0
        and _asks_for_a_page(request)
        and set(request.GET) <= IN_ADDRESS
        and response.status_code == 200
        and not response.streaming
        and not response.cookies
        and not hasattr(response, "_csp_config")
        and len(response.content) <= MOST_BYTES
    )
