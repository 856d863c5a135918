"""No child's data in editorial content, and all words of a page or a field."""

import unicodedata
from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.utils.html import strip_tags

from breakwater.foundation.design.childs_data import found_in


def refuse(text: str, *, field: str = "") -> None:
    """Raise ValidationError where a text seems to hold a child's data."""
    if found := found_in(text):
        words = f"This seems to hold {' and '.join(found)}. Nothing about a child may be on the site: take it out."
        raise ValidationError({field: words} if field else words)


def text_of(value) -> str:
    """All words of a field or of a page's body."""
    if isinstance(value, str):
        return value
    return " ".join(_words(value.get_prep_value() if hasattr(value, "get_prep_value") else value))


def _words(value) -> Iterator[str]:
    if isinstance(value, str):
        yield strip_tags(value.replace("<", " <"))
    elif isinstance(value, dict):
        for key, each in value.items():
            if key not in ("id", "type"):
                yield from _words(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _words(each)


def plain(text: str) -> str:
    """Lower case, no accents, single spaces: how stored words and what is asked for are compared."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(letter for letter in apart if not unicodedata.combining(letter)).split())
