"""The languages of the site: which there are, where a page stands in each, and how a date is said.

A language is a branch of the site beneath its own code (`/guide/fr/prevent/` beside `/guide/prevent/`). What tells people how
to protect a child is not translated by machine, here or anywhere (SG-33): where a page is missing, the English one stands.
"""

from dataclasses import dataclass

ENGLISH = "en"
OTHERS = {"fr": "Français", "nl": "Nederlands"}
NAMES = {ENGLISH: "English"} | OTHERS
MONTHS = {
    "fr": [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ],
    "nl": [
        "januari",
        "februari",
        "maart",
        "april",
        "mei",
        "juni",
        "juli",
        "augustus",
        "september",
        "oktober",
        "november",
        "december",
    ],
}

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
    return f"{value.day} {MONTHS[code][value.month - 1]} {value.year}"
