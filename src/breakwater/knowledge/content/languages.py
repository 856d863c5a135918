"""The languages of the site: any that an editor begins a branch in, where a page is in each, and how a date is said.

A language is a branch of the site beneath its own code (`/guide/fr/prevent/` beside `/guide/prevent/`): an editor begins one by a section
of that address beneath the home. What tells people how to protect a child is not translated by machine, here or anywhere (SG-33):
where a page is missing, the English one is read.
"""

from dataclasses import dataclass

from django.conf.locale import LANG_INFO
from django.utils import formats, translation

ENGLISH = "en"
# Every language whose name we know, by its two letters.
OTHERS = {
    code: found["name_local"][:1].upper() + found["name_local"][1:]
    for code, found in LANG_INFO.items()
    if len(code) == 2 and code != ENGLISH and "name_local" in found
}
NAMES = {ENGLISH: "English"} | OTHERS
HOME = {"en": "Home", "fr": "Accueil", "nl": "Start"}


@dataclass(frozen=True)
class Version:
    """A page in one language: its code, the language's own name, its path on the site."""

    code: str
    name: str
    path: str


def of(path: str) -> str:
    """The language of a page, by its path on the site."""
    first = path.partition("/")[0]
    return first if first in OTHERS else ENGLISH


def versions(path: str) -> list[Version]:
    """Where this page would stand in each other language."""
    here = of(path)
    rest = path if here == ENGLISH else path.partition("/")[2]
    return [
        Version(code, name, rest if code == ENGLISH else f"{code}/{rest}")
        for code, name in NAMES.items()
        if code != here
    ]


def day(value, code: str) -> str:
    """A date as it is said in a language other than English."""
    with translation.override(code):
        return formats.date_format(value, "DATE_FORMAT", use_l10n=True)


def direction(code: str) -> str:
    """Which way the language is written."""
    return "rtl" if LANG_INFO.get(code, {}).get("bidi") else "ltr"
