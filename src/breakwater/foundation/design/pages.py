"""What a page says of itself to the shell around it."""

from collections.abc import Callable


def public_page[View: Callable](view: View) -> View:
    """Mark a view that anyone may open without signing in. Every other page asks for sign-in first."""
    view.is_public = True
    return view


def is_public(view: Callable | None) -> bool:
    return getattr(view, "is_public", False)
