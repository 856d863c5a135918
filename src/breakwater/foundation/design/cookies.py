"""Cookies of pages that people open without signing in: no script reads them, and over HTTPS their name makes the browser keep them to it."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse


def named(name: str) -> str:
    """The name under which it lies in a browser. A cookie named __Secure- is taken over HTTPS alone (RFC 6265bis, 4.1.3.1)."""
    return f"{'__Secure-' * settings.HTTPS}{name}"


def hold(
    response: HttpResponse, name: str, value: str, *, path: str, samesite: str = "Lax", seconds: int | None = None
) -> HttpResponse:
    """Set it for the pages beneath `path`, until the browser's session ends or for so many seconds."""
    response.set_cookie(
        named(name), value, max_age=seconds, httponly=True, samesite=samesite, secure=settings.HTTPS, path=path
    )
    return response


def held(request: HttpRequest, name: str) -> str:
    """What the browser sent under this name; "" where it sent nothing."""
    return request.COOKIES.get(named(name), "")


def drop(response: HttpResponse, name: str, *, path: str, samesite: str = "Lax") -> HttpResponse:
    """Take it from the browser."""
    response.delete_cookie(named(name), path=path, samesite=samesite)
    return response
