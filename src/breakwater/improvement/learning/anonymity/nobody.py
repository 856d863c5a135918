"""Beside a form whose words many read and that is about no case: whoever is named there, or where somebody lives, is refused (DQ16)."""

import re
from collections.abc import Iterator
from functools import cache

from django.core.exceptions import ValidationError

from breakwater.foundation.design.childs_data import NoChildsData
from breakwater.foundation.design.fields import TextField
from breakwater.partnership.people.cleaning import common_names

from .scanning import plain
from .typed import marks_in

STREETS = "Street|St|Road|Rd|Avenue|Ave|Lane|Close|Drive|Way|Crescent|Terrace|Place|Court|Gardens|Grove|Square|Walk|Mews|Hill|Row"
ADDRESS = re.compile(rf"(?<![\w/.])\d{{1,3}}[a-zA-Z]?,? (?:[A-Z][\w'-]+ ){{1,3}}(?:{STREETS})(?!\w)")
TWO_WORDS = re.compile(r"(?<![\w'-])(?=([A-Z][a-z'-]+) ([A-Z][\w'-]+))")
FEW = re.compile(
    r"(?<![\w.,/-])(?<!in )(?:[1-4]|two|three|four) (?:of (?:them|these|those)|(?:young )?(?:child(?:ren)?|girls?|boys?|people|person|"
    r"brothers?|sisters?|siblings?|bab(?:y|ies)|families))(?!\w)(?! (?:in|out of) (?:\d|every|each|ten|five|four|three))",
    re.IGNORECASE,
)
# Forenames that begin other things as well, and words after a forename by which a place is named after somebody.
NO_FORENAMES = frozenset({"april", "may", "june", "august", "will", "mark", "grant", "summer", "autumn", "sunny"})
PLACES = frozenset(
    f"{STREETS}|Dickens|Ward|Hospital|School|Academy|Park|Church|Centre|Trust|House|College|Primary|Junior|Infant|Service|"
    "Services|Hub|Nursery|Foundation|Project|Surgery|Council".lower().split("|")
)


@cache
def _forenames() -> frozenset[str]:
    return frozenset(common_names("forename")) - NO_FORENAMES


def somebody_in(words: str) -> Iterator[tuple[str, str]]:
    """(what, the words): names, addresses, postcodes, telephone numbers and e-mail addresses. Pairs of words after a forename are names."""
    words = plain(words)
    for hit in marks_in(words):
        yield hit.what, hit.words
    for found in ADDRESS.finditer(words):
        yield "an address", found[0]
    for found in TWO_WORDS.finditer(words):
        one, other = found[1].lower(), found[2].removesuffix("'s").lower()
        if one in _forenames() and other not in PLACES:
            yield "a name", f"{found[1]} {found[2]}"


def few_in(words: str) -> Iterator[tuple[str, str]]:
    """Fewer than five children or families, said in words that everyone reads (SG-22)."""
    for found in FEW.finditer(plain(words)):
        yield "a number below 5", found[0]


class NamesNobody(NoChildsData):
    """Boxes in `may_name` ask for somebody by name. `no_few` are those where no number below 5 stands either."""

    may_name: tuple[str, ...] = ()
    no_few: tuple[str, ...] = ()

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        for name, value in list(cleaned.items()):
            box = self.fields.get(name)
            if not isinstance(value, str) or not isinstance(box, TextField):
                continue
            found = [] if name in self.may_name else list(somebody_in(value))
            found += few_in(value) if name in self.no_few else ()
            if found:
                said = "; ".join(f"{what}, “{words}”" for what, words in dict.fromkeys(found))
                self.add_error(name, ValidationError(f"This seems to hold {said}. Take it out: many people read this"))
        return cleaned
