"""Where every request of the open interface comes in: whose key it is, how often, as whom it acts; and no answer but JSON.

The interface itself is loaded at its first request, so that no page waits for it.
"""

import json
from functools import cache

from django.core.exceptions import RequestDataTooBig
from django.db import IntegrityError, OperationalError, transaction
from django.http import HttpRequest, HttpResponse, RawPostDataException, UnreadablePostError
from django.urls import Resolver404, ResolverMatch, URLResolver
from django.urls.resolvers import RegexPattern
from django.utils import timezone

from breakwater.foundation import audit
from breakwater.foundation.design.senders import address_of
from breakwater.partnership.organisations.access import NotAnActor, acting_as
from breakwater.practice.front_door.contact_form.operations import systems

from . import keys, limits
from .problems import TYPE, Problem, no_key, problem_of, urgent_in

SCHEME = "bearer "


def answer(request: HttpRequest, rest: str) -> HttpResponse:
    """Answer one request; whatever happens, in JSON. One that says that a child is in danger is never refused without 999 (FD-01)."""
    given = _answer(request, rest)
    if given.status_code < 400 or request.method != "POST" or given.headers.get("Content-Type") != TYPE:
        return given
    try:
        urgent = urgent_in(request.body)
    except (RequestDataTooBig, RawPostDataException, UnreadablePostError):
        urgent = None
    if urgent is None:
        return given
    said = json.loads(given.content)
    if request.api_key and given.status_code != 429:
        urgent["telephone"] = systems.read_from(area=request.api_key.system.area, at=request.at, reference="").telephone
    given.content = json.dumps(said | {"urgent": urgent})
    return given


def _answer(request: HttpRequest, rest: str) -> HttpResponse:
    request.at, request.api_key = timezone.now(), None
    try:
        secret = _secret(request)
        limits.count("connection", address_of(request), limits.OF_A_CONNECTION, at=request.at)
        if secret is None:
            return _dispatch(request, rest)
        request.api_key = key = _key(request, secret)
        limits.count("key", key.prefix, limits.OF_A_KEY, at=request.at)
        with acting_as(
            key.system.actor,
            route="api/v1/",
            method=request.method,
            session=audit.digest(key.prefix),
            verb="asked by key",
        ):
            audit.current().facts["api_key"] = key.pk
            keys.note_use(key, at=request.at)
            return _dispatch(request, rest)
    except NotAnActor:
        return no_key().answer()
    except (OperationalError, IntegrityError, OSError):
        raise  # tried once more by what stands around every page
    except Exception as fault:
        return problem_of(fault).answer()


def _secret(request: HttpRequest) -> str | None:
    header = request.headers.get("Authorization", "")
    if not header:
        return None
    return header[len(SCHEME) :].strip() if header.lower().startswith(SCHEME) else ""


def _key(request: HttpRequest, secret: str) -> keys.ApiKey:
    """The key. One that is none is counted and put on record, without the connection it came by. Raises Problem."""
    found = keys.key_behind(secret, at=request.at)
    if found is None:
        limits.count("bad", address_of(request), limits.BAD_KEYS, at=request.at, seconds=limits.AN_HOUR)
        audit.outside("sign_in_failed", verb="a key that is not valid", route="api/v1/", method=request.method)
        raise no_key()
    return found


def _dispatch(request: HttpRequest, rest: str) -> HttpResponse:
    try:
        found = _resolver().resolve(rest)
    except Resolver404:
        raise Problem(404, "There is no such address. See /developers/") from None
    if request.api_key:
        audit.current().facts["operation"] = found.route
    with transaction.atomic():
        given = _called(request, found)
        if given.status_code >= 400:
            transaction.set_rollback(True)
    if given.status_code == 405:
        allowed = ", ".join(_allowed(given.headers.get("Allow", "")))
        if request.method == "OPTIONS":
            return HttpResponse(status=204, headers={"Allow": allowed})
        return Problem(405, f"This address takes {allowed}", headers={"Allow": allowed}).answer()
    if given.status_code >= 400 and given.headers.get("Content-Type") != TYPE:
        return Problem(
            given.status_code if given.status_code in (400, 401, 403, 404) else 400, "It cannot be read"
        ).answer()
    return given


def _called(request: HttpRequest, found: ResolverMatch) -> HttpResponse:
    """What the operation answers. HEAD is GET, whose content the server leaves out."""
    asked, request.method = request.method, "GET" if request.method == "HEAD" else request.method
    try:
        return found.func(request, *found.args, **found.kwargs)
    finally:
        request.method = asked


def _allowed(methods: str) -> list[str]:
    """The methods of an address, with those that each has."""
    listed = [each.strip() for each in methods.split(",") if each.strip()]
    return sorted({*listed, "OPTIONS", *(["HEAD"] if "GET" in listed else [])})


@cache
def _resolver() -> URLResolver:
    from .v1 import api

    return URLResolver(RegexPattern(r"^"), list(api.urls[0]))
