"""Words that somebody typed for everyone to read, looked through without a list: titles, addresses, numbers and exact dates."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date

from .hits import Hit, Kind, Readable
from .names import Term
from .scanning import plain, scan

# What points to somebody whoever they are. A title before one letter ("Mr A") is how a review hides a name.
MARKS = (
    (
        "a title and a name",
        re.compile(
            r"(?<!\w)(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Sir|Dame|Lord|Lady|Rev|Reverend|PC|DC|DS|DI|DCI|Sgt)\.?\s+"
            r"(?:[A-Z]\.?\s+)*[A-Z][^\W\d_]+(?:['-][^\W\d_]+)*"
        ),
    ),
    ("an e-mail address", re.compile(r"(?<![\w.])[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")),
    ("a telephone number", re.compile(r"(?<![\w+])(?:\+|00)?(?:44|0)[\s().-]*(?:\d[\s().-]*){8,9}\d(?!\d)")),
    ("a postcode", re.compile(r"(?<!\w)[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}(?!\w)", re.IGNORECASE)),
)


def scan_typed(
    said: Mapping[str, str], terms: Iterable[Term] = (), days: Mapping[date, str] | None = None
) -> list[Hit]:
    """Everything to take out or to look at, in words by the name of their box; `terms` and `days` are of cases, where any are known."""
    read = Readable()
    for where, words in said.items():
        read.say(where, words)
    found = scan(read, terms, days or {})
    found += [replace(hit, where=where) for where, words in said.items() for hit in marks_in(plain(words))]
    return list(dict.fromkeys(found))


def marks_in(words: str) -> Iterator[Hit]:
    """What points to somebody, in words that were made plain."""
    for what, pattern in MARKS:
        for each in pattern.finditer(words):
            yield Hit(Kind.NAME, "", each[0].strip(), what)
