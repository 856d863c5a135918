"""Answers that say no: application/problem+json (RFC 9457), in the words that a person would read on the page."""

import json
import logging
import re
from collections.abc import Mapping, Sequence

from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import DataError
from django.http import Http404, HttpResponse
from django.http.multipartparser import MultiPartParserError

from breakwater.foundation.refusals import Refusal

log = logging.getLogger(__name__)

TYPE = "application/problem+json"
ROOT = "/api/"
TITLES = {
    400: "The request cannot be read",
    401: "No valid key",
    403: "The key is not good for this",
    404: "Not found",
    405: "Not a method of this address",
    409: "It cannot be done now",
    412: "Changed meanwhile",
    413: "Too large",
    415: "Another type of content is needed",
    422: "Something must be answered or corrected",
    428: "Say which version you change",
    429: "Too many requests",
    500: "Something went wrong here",
    503: "Not at this moment",
}


DANGER = "immediate_danger"
_SAYS_DANGER = re.compile(rb'"immediate_danger"\s*:\s*("\s*yes\s*"|true)', re.IGNORECASE)
CALL_999 = "Call 999 now: writing here sends nobody"


def is_danger(said) -> bool:
    """Whether an answer to that question says yes, however a program writes it."""
    return said is True or isinstance(said, str) and said.strip().lower() == "yes"


def urgent_in(body: bytes, telephone: str = "") -> dict | None:
    """What is said first to a request that says that a child is in danger, even to one that cannot be read; None to another."""
    return {"in_danger": True, "words": CALL_999, "telephone": telephone} if _SAYS_DANGER.search(body) else None


class Problem(Exception):
    """A request is answered with no. `errors` name fields; `headers` go with the answer."""

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        errors: Sequence[Mapping] = (),
        headers: Mapping[str, str] | None = None,
        more: Mapping | None = None,
    ):
        super().__init__(status)
        self.more = dict(more or {})
        self.status, self.detail, self.errors, self.headers = status, detail, list(errors), dict(headers or {})

    def answer(self) -> HttpResponse:
        said = (
            {
                "type": f"{settings.SITE_URL}/developers/#problem-{self.status}",
                "title": TITLES[self.status],
                "status": self.status,
                "detail": self.detail,
            }
            | ({"errors": self.errors} if self.errors else {})
            | self.more
        )
        return HttpResponse(json.dumps(said), status=self.status, content_type=TYPE, headers=self.headers)


def no_key() -> Problem:
    return Problem(401, "Send a key that is valid: Authorization: Bearer bw_…", headers={"WWW-Authenticate": "Bearer"})


def problem_of(fault: Exception) -> Problem:
    """What an exception is to whoever asked. What nobody foresaw is logged and says nothing of itself."""
    match fault:
        case Problem():
            return fault
        case Refusal():
            errors = [{"field": fault.box, "detail": fault.words}] if fault.box else []
            return Problem(409, fault.words, errors=errors)
        case Http404():
            return Problem(404, "There is no such thing for this key")
        case PermissionDenied():
            return Problem(403, "This key may not do that")
        case RequestDataTooBig():
            return Problem(
                413, "Send at most 2.5 MB; larger files are added by signing in. If a child is in danger, call 999 now"
            )
        case SuspiciousOperation() | MultiPartParserError() | UnicodeError() | RecursionError() | DataError():
            return Problem(400, "The request cannot be read: send UTF-8 text without control characters")
    log.exception("The open interface failed")
    return Problem(500, "It has been noted. Try again; a contact that cannot wait is made by telephone")
