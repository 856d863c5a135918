"""What a page says of itself to the shell around it."""

from collections.abc import Callable, Sequence

from django.core.paginator import Page, Paginator

NEUTRAL_TITLE = "Help and advice"  # of pages that a browser's history must not give away (SG-24)


def public_page[View: Callable](view: View) -> View:
    """Mark a view that anyone may open without signing in. Every other page asks for sign-in first."""
    view.is_public = True
    return view


def light_page[View: Callable](view: View) -> View:
    """Mark a public page that is alike for everyone: sent compressed, and kept for some seconds, where its reader brings no cookie.

    Never a page that holds what only its reader knows (a link of one's own, a code, a token): how long a compressed answer is tells
    of what stands in it (BREACH). What somebody typed is not answered so either.
    """
    view.is_alike = True
    return public_page(view)


def finished_page(rows: Sequence, size: int, number: str | int | None) -> Page:
    """Return page `number` of `rows`, asked of the database now: a template draws what is there. A number that is none is the first or last page."""
    page = Paginator(rows, size).get_page(number)
    page.object_list = list(page.object_list)
    return page


def is_public(view: Callable | None) -> bool:
    return getattr(view, "is_public", False)


def is_alike(view: Callable | None) -> bool:
    """Whether everyone reads the same at the view's address."""
    return getattr(view, "is_alike", False)
