"""What a case calls people, places and numbers, and the ways in which a text may write them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml
from rapidfuzz.distance import OSA

from .hits import Hit, Kind


@dataclass(frozen=True)
class Term:
    """A name that must not be read: the words, what they are, and how they are looked for.

    As a person's name (each part by itself, any order, initials, a slip of the pen), as a street or an organisation (its own words
    without "Road" or "Primary School"), or as a number (however it is spaced).
    """

    words: str
    what: str
    kind: str = "PERSON"


PERSON, STREET, BODY, NUMBER = "PERSON", "STREET", "BODY", "NUMBER"

WORDS = yaml.safe_load((Path(__file__).parent / "words.yaml").read_text())
TOWNS, DWELLINGS = frozenset(WORDS["towns"].split()), frozenset(WORDS["dwellings"].split())
EVERYDAY, BODY_WORDS = frozenset(WORDS["everyday"].split()), frozenset(WORDS["of_bodies"].split())
NOT_NAMES = frozenset(WORDS["not_names"].split())
COMMON_STREETS, NOT_INITIALS = frozenset(WORDS["common_streets"].split()), frozenset(WORDS["not_initials"].split())
ROADS: dict[str, str] = WORDS["roads"]
TITLES = re.compile(r"^(?:mr|mrs|ms|miss|mx|dr|prof|professor|sir|dame|pc|dc|ds|di|rev|sgt)\.?\s+", re.IGNORECASE)
TELEPHONE, APART = (
    re.compile(r"(?:0044|44|0)([1-9]\d{8,9})"),
    r"[\s./@-]*",
)  # of this country: its own digits after 0 or 44
GAP = r"[\s.,'/\\-]*"
ALIKE_FROM, PIECES_FROM = 6, 5  # letters, from which a slip of the pen and letters set apart are looked for


def names_in(words: str, terms: Iterable[Term]) -> Iterator[Hit]:
    """What a text says of the terms. It is cleaned before (`scanning.plain`), and so are they."""
    found = [
        (*each.span(), Hit(Kind.NAME, "", each[0].strip(), term.what))
        for term in terms
        for pattern in _patterns(term)
        for each in pattern.finditer(words)
    ]
    found.sort(key=lambda each: (each[0], -each[1]))
    reached = 0
    for start, end, hit in found:  # "Amy Brown" says "Amy" too
        if end > reached or start >= reached:
            yield hit
            reached = max(reached, end)
    yield from _slips(words, terms)


def _slips(words: str, terms: Iterable[Term]) -> Iterator[Hit]:
    """A long name with one letter wrong, missing, added or two of them swapped."""
    spoken = set(re.findall(rf"[^\W\d_]{{{ALIKE_FROM - 1},}}", words))
    for term in terms:
        for part in _parts(term) if term.kind != NUMBER else ():
            if len(part) < ALIKE_FROM or part in EVERYDAY:
                continue
            for each in spoken:
                low = each.lower()
                if each[0].isupper() and low not in (part, f"{part}s") and OSA.distance(low, part, score_cutoff=1) == 1:
                    yield Hit(Kind.NAME, "", each, f"{term.what}, misspelt")


def _parts(term: Term) -> list[str]:
    """The words of a term that give it away by themselves, in small letters."""
    pieces = re.findall(r"[^\W\d_]+(?:['-][^\W\d_]+)*", TITLES.sub("", term.words).lower())
    if term.kind == BODY:
        return [each for each in pieces if each not in BODY_WORDS and len(each) > 2]
    if term.kind == STREET:
        return [
            each
            for each in pieces
            if each not in ROADS and each not in COMMON_STREETS and each not in EVERYDAY and len(each) > 4
        ]
    if term.kind == NUMBER:
        return []
    doubled = [half for each in pieces if "-" in each for half in each.split("-")]
    return [each for each in dict.fromkeys(pieces + doubled) if len(each) > 1 and each not in NOT_NAMES]


@lru_cache(maxsize=4096)
def _patterns(term: Term) -> tuple[re.Pattern, ...]:
    if term.kind == NUMBER:
        signs = re.sub(r"[\W_]", "", term.words)
        if not signs:
            return ()
        telephone = TELEPHONE.fullmatch(signs)
        before = rf"(?:(?:\+|00)?44{APART}(?:\(0\){APART})?|0{APART})" if telephone else ""
        said = APART.join(map(re.escape, telephone[1] if telephone else signs))
        return (re.compile(rf"(?<!\w){before}{said}(?!\w)", re.IGNORECASE),)
    made = [_whole(term)] if term.kind != PERSON else [*_full_names(term)]
    made += [_alone(part) for part in _parts(term)]
    return tuple(each for each in made if each is not None)


def _whole(term: Term) -> re.Pattern | None:
    """A street or a body by its whole name, its road also shortened; a house number before or not.

    A body that is called as many are ("Primary School") is no name, unless its town is in it ("Portsmouth High School").
    """
    pieces = re.findall(r"[^\W_]+(?:['-][^\W_]+)*", term.words.lower())
    if term.kind == BODY and (BODY_WORDS - TOWNS).issuperset(pieces):
        return None
    if term.kind == STREET and (named := _without_number(pieces)):
        pieces = named
    said = [
        f"(?:{re.escape(each)}|{ROADS[each]})" if each in ROADS and term.kind == STREET else _loose(each)
        for each in pieces
    ]
    return re.compile(rf"(?<!\w){GAP.join(said)}(?!\w)", re.IGNORECASE)


def _without_number(pieces: list[str]) -> list[str]:
    """The words of a street's name behind the number of a house or a flat; none where too little is left to be a name."""
    at = next((at for at, each in enumerate(pieces) if not each[0].isdigit() and each not in DWELLINGS), len(pieces))
    return pieces[at:] if len(pieces) - at > 1 else []


def _full_names(term: Term) -> Iterator[re.Pattern]:
    """First and last name in either order, run together, and as initials."""
    pieces = re.findall(r"[^\W\d_]+(?:['-][^\W\d_]+)*", TITLES.sub("", term.words).lower())
    if len(pieces) < 2 or NOT_NAMES.issuperset(pieces):
        return
    first, last = _or_half(pieces[0]), _or_half(pieces[-1])
    yield re.compile(rf"(?<![^\W\d_])(?:{first}{GAP}{last}|{last}{GAP}{first})(?![^\W\d_])", re.IGNORECASE)
    letter = pieces[0][0]
    yield re.compile(rf"(?<!\w)(?:{letter}{GAP}{last}|{last},?{GAP}{letter})(?!\w)", re.IGNORECASE)
    letters = [each[0].upper() for each in pieces]
    for chosen in {(letters[0], letters[-1]), tuple(letters)}:
        yield re.compile(rf"(?<![\w.]){r'\.\s?'.join(chosen)}(?:\.|(?!\w))")
        if "".join(chosen) not in NOT_INITIALS:
            yield re.compile(rf"(?<![\w.]){r'\s?'.join(chosen)}(?![\w.]\w)(?!\w)")


def _alone(part: str) -> re.Pattern:
    """One part of a name by itself, the belonging s included; an everyday word or a short one only as a name is written."""
    if part in EVERYDAY or len(part) <= 2:
        written = _loose(part)
        capital = f"(?:{part[0].upper()}{written[1:]}|{part.upper()})"
        return re.compile(rf"(?<![^\W_]){capital}(?:'?s)?(?![^\W_])")
    if len(part) >= PIECES_FROM and part.isalpha():
        apart = r"[\s.-]?".join(part)
        return re.compile(rf"(?<![^\W\d_])(?:{_loose(part)}|{apart})(?:'?s)?(?![^\W\d_])", re.IGNORECASE)
    return re.compile(rf"(?<![^\W\d_]){_loose(part)}(?:'?s)?(?![^\W\d_])", re.IGNORECASE)


def _or_half(name: str) -> str:
    """A name, or either half of one with a hyphen."""
    return f"(?:{'|'.join(map(_loose, [name, *(name.split('-') if '-' in name else [])]))})"


def _loose(word: str) -> str:
    """The word, its hyphens and apostrophes there or not."""
    return re.sub(r"\\?['-]", r"[\\s'-]?", re.escape(word))
