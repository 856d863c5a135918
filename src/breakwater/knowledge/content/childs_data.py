"""No child's data in editorial content: what looks like an NHS number, a UPN or a date of birth is refused with words.

Years and dates of events stand on pages all the time, so a date counts only beside a word about being born.
"""

import re
import unicodedata
from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.utils.html import strip_tags
from stdnum.gb import nhs, upn

NUMBER = re.compile(r"(?<!\d)\d{3}[ -]?\d{3}[ -]?\d{4}(?!\d)")
PUPIL = re.compile(r"\b[A-HJ-NP-RT-Z]\d{12}\b|\b[A-HJ-NP-RT-Z]\d{11}[A-HJ-NP-RT-Z]\b", re.IGNORECASE)
BORN = re.compile(
    r"\b(?:born(?: on)?|d\.?o\.?b\.?|date of birth|birthday)\b[\s:.,]*(?:is|was|of)?[\s:]*"
    r"(?:\d{1,2}[ /.-](?:\d{1,2}|[a-z]{3,9})[ /.-]\d{2,4})",
    re.IGNORECASE,
)


def found_in(text: str) -> list[str]:
    """What in this text looks like a child's data, in words: never the data themselves."""
    found = []
    if any(nhs.is_valid(each) for each in NUMBER.findall(text)):
        found.append("an NHS number")
    if any(upn.is_valid(each) for each in PUPIL.findall(text)):
        found.append("a pupil's number (UPN)")
    if BORN.search(text):
        found.append("a date of birth")
    return found


def refuse(text: str, *, field: str = "") -> None:
    """Raise ValidationError where a text seems to hold a child's data."""
    if found := found_in(text):
        words = f"This seems to hold {' and '.join(found)}. Nothing about a child may stand on the site: take it out."
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
