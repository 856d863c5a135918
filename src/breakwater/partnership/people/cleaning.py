"""The one way names, postcodes and address lines are made comparable: cleaned, and as they sound.

Typing in a search, the stored search columns and the linking of whole lists use these functions and no others. Stored
keys depend on them: raise VERSION when a function here may answer differently, and write the search rows again.
The phonetic key holds for English, Arabic, South Asian, Slavic and Celtic spellings written in Latin letters.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path

from . import identifiers

VERSION = 2
LONGEST = 160
KEY_LENGTH = 10

_NAMES = Path(__file__).parent / "names"
_LETTERS = str.maketrans(
    {
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ł": "l",
        "ı": "i",
        "ə": "a",
        "ħ": "h",
        "ŋ": "ng",
        "ĸ": "k",
        "ŧ": "t",
        "ɓ": "b",
        "ɗ": "d",
        "ƙ": "k",
    }
)
# Everything written for an apostrophe, an ayin, a hamza or a soft sign; it joins what it parts.
_APOSTROPHES = re.compile("['`´\u2018\u2019\u201b\u2032\u02b9\u02bb\u02bc\u02bd\u02be\u02bf\ua78c\u0374\uff07]")
# A character that a system could not write: Kami?ski.
_LOST = re.compile("(?<=[^\\W\\d_])[?\ufffd]+(?=[^\\W\\d_])")
_MANGLED = re.compile("[ÃÂÅÄÐØÙÑ\u00e2][\u0080-\u00bf\u0152-\u02dc\u2010-\u2122]")
_JOINED_TO_THE_NEXT = ("o", "mc", "mac")
PARTICLES = frozenset(
    {
        "al",
        "el",
        "ul",
        "ur",
        "bin",
        "ibn",
        "bint",
        "binti",
        "de",
        "da",
        "di",
        "dos",
        "van",
        "von",
        "der",
        "den",
        "la",
        "le",
        "y",
        "e",
    }
)


def clean_name(name: str) -> str:
    """A name in lower-case letters without accents, its parts set off by one space; cleaning twice changes nothing.

    Text once read in the wrong encoding is put right and a character lost on the way (Kami?ski) is left out; O'Brien,
    Mc Donald and D’Souza become one part each; a hyphen is a space. Letters of other scripts stay. At most LONGEST
    characters.
    """
    plain = _plain(_LOST.sub("", _unmangled(name)))
    parts = _words(plain, _NOT_LETTERS, str.isalpha)
    joined: list[str] = []
    for part in parts:
        if joined and joined[-1] in _JOINED_TO_THE_NEXT:
            joined[-1] += part
        else:
            joined.append(part)
    return " ".join(joined)[:LONGEST].strip()


def clean_line(line: str) -> str:
    """An address line as a house number and street words, without punctuation: '12a high street'."""
    plain = _plain(_unmangled(line))
    words = _words(plain, _NOT_LETTERS_OR_FIGURES, str.isalnum)
    return " ".join(_STREET_WORDS.get(word, word) for word in words)[:LONGEST].strip()


_STREET_WORDS = {
    "st": "street",
    "rd": "road",
    "ave": "avenue",
    "av": "avenue",
    "cl": "close",
    "dr": "drive",
    "ln": "lane",
    "cres": "crescent",
    "gdns": "gardens",
    "ct": "court",
    "pl": "place",
    "sq": "square",
    "terr": "terrace",
    "apt": "flat",
    "apartment": "flat",
}


def clean_postcode(postcode: str) -> str:
    """A postcode in capitals without spaces, whole or in part; whether it exists is not asked."""
    plain = (postcode if postcode.isascii() else unicodedata.normalize("NFKC", postcode)).upper()
    return "".join(char for char in plain if char.isascii() and char.isalnum())[:8]


def house_of(cleaned_line: str, postcode: str) -> str:
    """House number and postcode as one thing, '27 160 MB13RS': 'Flat 27, 160 Balmoral Lane' and '27 160 Balmoral Ln'.

    Of a cleaned line and postcode; empty where either gives nothing. A house with a name alone is its first word.
    """
    if not cleaned_line or not postcode:
        return ""
    numbers = [run.lstrip("0") or "0" for run in _NUMBERS.findall(cleaned_line)]
    words = [word for word in cleaned_line.split() if word not in _NO_NAME_OF_A_HOUSE]
    return f"{' '.join(numbers) or (words[0] if words else '')} {postcode}".strip()


_NUMBERS = re.compile("[0-9]+")
_NO_NAME_OF_A_HOUSE = frozenset({"flat", "the", "house", "cottage", "room", "unit"})

BEFORE_ANY_BIRTH, AFTER_ANY_BIRTH = date(1900, 1, 1), date(2100, 1, 1)
_YEAR_FIRST = re.compile(r"\s*([0-9]{4})[-/. ]?([0-9]{1,2})[-/. ]?([0-9]{1,2})(?:[T ].*)?\s*")
_DAY_FIRST = re.compile(r"\s*([0-9]{1,2})[-/. ]([0-9]{1,2})[-/. ]([0-9]{4})(?:[T ].*)?\s*")


def clean_date(text: str) -> date | None:
    """A whole date written year first or day first, however parted; day and month change places where only that is a date.

    None for anything else: a year of two figures, 31 June, words.
    """
    if found := _YEAR_FIRST.fullmatch(text):
        year, month, day = map(int, found.groups())
    elif found := _DAY_FIRST.fullmatch(text):
        day, month, year = map(int, found.groups())
    else:
        return None
    for one, other in ((month, day), (day, month)):
        try:
            read = date(year, one, other)
        except ValueError:
            continue
        return read if BEFORE_ANY_BIRTH <= read < AFTER_ANY_BIRTH else None
    return None


def swapped_date(day: date) -> date | None:
    """The date with day and month exchanged; None where that is no date or the same one."""
    if day.day > 12 or day.day == day.month:
        return None
    return date(day.year, day.day, day.month)


def clean_upn(value: str) -> str:
    """A unique pupil number whose check letter is right, in capitals; empty for any other value."""
    if identifiers.UPN_SHAPE.fullmatch(value):  # nearly all, in bulk: no words are needed for why
        return value if identifiers.upn_fits(value) else ""
    found = identifiers.check_upn(value)
    return found.normalised if found.valid else ""


def clean_nhs_number(value: str) -> str:
    """An NHS number whose check digit is right, ten figures; empty for any other value."""
    found = identifiers.check_nhs_number(value)
    return found.normalised if found.valid else ""


_CERTAINLY_NAMELESS = frozenset(
    {
        "unborn",
        "baby",
        "unnamed",
        "unknown",
        "newborn",
        "infant",
        "foetus",
        "fetus",
        "bump",
        "tbc",
        "tba",
        "nk",
        "not",
        "child",
        "no",
    }
)
_NAMELESS = _CERTAINLY_NAMELESS | {
    "named",
    "known",
    "yet",
    "name",
    "given",
    "of",
    "boy",
    "girl",
    "twin",
    "male",
    "female",
    "a",
    "b",
    "i",
    "ii",
    "one",
    "two",
    "the",
    "to",
    "be",
    "born",
    "and",
}


def is_nameless(forename: str) -> bool:
    """Whether a cleaned forename is none: empty, "unborn baby", "baby boy", "not yet named"."""
    words = forename.split()
    return not words or (all(w in _NAMELESS for w in words) and any(w in _CERTAINLY_NAMELESS for w in words))


def parts_of(cleaned: str) -> list[str]:
    """The parts of a cleaned name that could stand alone, particles left out: both halves of a double-barrelled one."""
    return [part for part in cleaned.split() if part not in PARTICLES and len(part) > 1]


def _plain(text: str) -> str:
    if text.isascii():
        return _APOSTROPHES.sub("", text.lower())
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    bare = "".join(char for char in decomposed if not unicodedata.category(char).startswith("M"))
    return _APOSTROPHES.sub("", bare).translate(_LETTERS)


_NOT_LETTERS, _NOT_LETTERS_OR_FIGURES = re.compile("[^a-z]+"), re.compile("[^a-z0-9]+")


def _words(plain: str, others: re.Pattern, kept: Callable[[str], bool]) -> list[str]:
    """The words of a plain text; the pattern does at once for ASCII what `kept` does for each character."""
    if plain.isascii():
        return others.sub(" ", plain).split()
    return "".join(char if kept(char) else " " for char in plain).split()


def _unmangled(text: str) -> str:
    """UTF-8 that was read as Windows-1252 or Latin-1 somewhere on its way (KamiÅ„ski) as it was meant."""
    if not _MANGLED.search(text):
        return text
    for encoding in ("cp1252", "latin-1"):
        try:
            return text.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
    return text


# Spellings of one sound, in the order they are tried. Vowels are kept until the end, as some rules look at them.
_RULES = [
    (re.compile(pattern), sound)
    for pattern, sound in [
        (r"^ma?c(?=[b-df-hj-np-tv-z])", "mak"),  # McDonald, MacDonald
        (r"^(?:kn|gn|pn|ng)", "n"),
        (r"^ps", "s"),
        (r"^wr|^rh", "r"),
        (r"^wh", "w"),
        (r"^x", "s"),
        (r"^ts|^tz", "s"),
        (r"szcz|shch|sch|sz|cz|tsch|tch|tz|sh|zh|ts(?=[aeiouy])", "s"),
        (r"ch(?=[rl])|(?<=[ai])ch(?=ae|ai|ea|el|al)", "k"),  # Christopher, Michael
        (r"ch", "s"),  # Cheryl and Sheryl
        (r"(?<=v)ic$", "is"),  # Petrovic and Petrovich
        (r"ph", "f"),
        (r"(?<=io|ea|ao)bh|(?<=d)h?bh|(?<=ia|ea)mh|(?<=aoi)mh", "v"),  # Siobhan, Niamh, Caoimhe
        (r"kh|ck|q", "k"),
        (r"^gh|(?<=[bcdfhjklmnpqrstvwxz])gh", "g"),
        (r"gh", ""),  # Ghulam; Gallagher and Gallaher
        (r"dge|dj|dzh", "j"),
        (r"g(?=[eiy])", "j"),  # George and Jorge
        (r"c(?=[eiy])", "s"),
        (r"c", "k"),
        (r"x", "ks"),
        (r"w(?=sk|s[aeiou]|k)(?<=[eo]w)", "v"),  # Lewandowski and Levandovski
        (r"(?<=[aeiou])w(?![aeiouy])", ""),  # Shawn
        (r"w", "v"),
        (r"^y(?=[aeiou])", "j"),
        (r"y", "i"),
        (r"(?<=.)h", ""),
        (r"z", "s"),
        (r"v", "f"),
        (r"d", "t"),
    ]
]
_REPEATED = re.compile(r"(.)\1+")


def sound_of(cleaned: str) -> str:
    """The phonetic key of a cleaned name: its consonants as sounds, 'a' before them for a vowel at the start.

    Parts are read as one word, particles (al, bin, van) left out, so 'el sayed' and 'elsayed' differ and 'sayed' finds the
    first. Empty for an empty name or one in another script.
    """
    parts = cleaned.split()
    kept = [part for part in parts if part not in PARTICLES] or parts
    return _sound_of_word("".join(kept))


@cache
def _sound_of_word(word: str) -> str:
    sound = "".join(char for char in word if "a" <= char <= "z")
    for pattern, replacement in _RULES:
        sound = pattern.sub(replacement, sound)
    if not sound:
        return "a" if word.isascii() and word else ""
    first = "a" if sound[0] in "aeiou" else sound[0]
    rest = _REPEATED.sub(r"\1", sound[0] + sound[1:])[1:]
    return (first + re.sub("[aeiou]", "", rest))[:KEY_LENGTH]


def first_sound(cleaned: str) -> str:
    """The phonetic key of the first part of a forename: Eva-Rose is found under Eva."""
    return sound_of(cleaned.split()[0]) if cleaned else ""


@cache
def _variants(file: str = "variants.txt") -> dict[str, frozenset[str]]:
    both_ways: dict[str, set[str]] = {}
    for line in _lines(file):
        name, *others = line.split()
        both_ways.setdefault(name, set()).update(others)
        for other in others:
            both_ways.setdefault(other, set()).add(name)
    return {name: frozenset(others) for name, others in both_ways.items()}


@cache
def _frequencies() -> dict[tuple[str, str], float]:
    rows = (line.split(maxsplit=2) for line in _lines("frequencies.txt"))
    return {(kind, name): int(among) / 100_000 for kind, among, name in rows}


def _lines(name: str) -> list[str]:
    return [line for line in (_NAMES / name).read_text().splitlines() if not line.startswith("#")]


def variants_of(forename: str) -> frozenset[str]:
    """Cleaned forenames that may stand for this cleaned one: nicknames, the name in full, other spellings."""
    return _variants().get(forename, frozenset())


def may_be_one_forename(one: str, other: str) -> bool:
    """Whether two cleaned first forenames may be one: a nickname, the name in full, another spelling, also the rarer ones.

    Wider than `variants_of`: two pet names of one name (Meg and Peggy) count too.
    """
    near, wide = _variants(), _variants("rarer_variants.txt")
    mine = near.get(one, _NONE) | wide.get(one, _NONE)
    return other in mine or not mine.isdisjoint(near.get(other, _NONE) | wide.get(other, _NONE))


def may_be_one_surname(one: str, other: str) -> bool:
    """Whether two cleaned surnames are on the list of variants of one another (Atkins, Etkin)."""
    return other in _variants("surname_variants.txt").get(one, _NONE)


_NONE: frozenset[str] = frozenset()


def share_of(kind: str, cleaned: str) -> float:
    """The share of people who bear a name; `kind` is forename or surname. Names on no list count as rare."""
    return _frequencies().get((kind, cleaned), 0.00002)


def common_names(kind: str) -> dict[str, float]:
    """The commonest cleaned names of a kind (forename or surname) with their shares, for measuring and invented worlds."""
    return {name: share for (of, name), share in _frequencies().items() if of == kind}
