"""What a page says of itself to the shell around it."""

from collections.abc import Callable, Sequence
from functools import wraps

from django.core.paginator import Page, Paginator
from django.views.decorators.gzip import gzip_page

NEUTRAL_TITLE = "Help and advice"  # of pages that a browser's history must not give away (SG-24)


def public_page[View: Callable](view: View) -> View:
    """Mark a view that anyone may open without signing in. Every other page asks for sign-in first."""
    view.is_public = True
    return view


def light_page[View: Callable](view: View) -> View:
    """Mark a public page that is alike for everyone, so that it is sent compressed where its reader brings no cookie.

    Never a page that holds what only its reader knows (a link of one's own, a code, a token): how long a compressed answer is tells
    of what stands in it (BREACH). What somebody typed is not answered compressed either.
    """
    compressed = gzip_page(view)

    @wraps(view)
    def answer(request, *args, **kwargs):
        is_alike = request.method in ("GET", "HEAD") and not request.COOKIES
        return (compressed if is_alike else view)(request, *args, **kwargs)

    return public_page(answer)


def finished_page(rows: Sequence, size: int, number: str | int | None) -> Page:
    """Return page `number` of `rows`, asked of the database now: a template draws what is there. A number that is none is the first or last page."""
    page = Paginator(rows, size).get_page(number)
    page.object_list = list(page.object_list)
    return page


def is_public(view: Callable | None) -> bool:
    return getattr(view, "is_public", False)
