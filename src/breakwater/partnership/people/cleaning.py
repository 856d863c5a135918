"""The one way names, postcodes and address lines are made comparable: cleaned, and as they sound.

Typing in a search, the stored search columns and the linking of whole lists use these functions and no others. Stored
keys depend on them: raise VERSION when a function here may answer differently, and write the search rows anew.
The phonetic key holds for English, Arabic, South Asian, Slavic and Celtic spellings written in Latin letters.
"""

import re
import unicodedata
from functools import cache
from pathlib import Path

VERSION = 1
LONGEST = 160
KEY_LENGTH = 10

_NAMES = Path(__file__).parent / "names"
_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i", "ə": "a", "ħ": "h",
     "ŋ": "ng", "ĸ": "k", "ŧ": "t", "ɓ": "b", "ɗ": "d", "ƙ": "k"}
)  # fmt: skip
# Everything written for an apostrophe, an ayin, a hamza or a soft sign; it joins what it parts.
_APOSTROPHES = re.compile("['`´\u2018\u2019\u201b\u2032\u02b9\u02bb\u02bc\u02bd\u02be\u02bf\ua78c\u0374\uff07]")
_MANGLED = re.compile("[ÃÂÅÄÐØÙÑ\u00e2][\u0080-\u00bf\u0152-\u02dc\u2010-\u2122]")
_JOINED_TO_THE_NEXT = ("o", "mc", "mac")
PARTICLES = frozenset({"al", "el", "ul", "ur", "bin", "ibn", "bint", "binti", "de", "da", "di", "dos", "van", "von", "der", "den",
                       "la", "le", "y", "e"})  # fmt: skip


def clean_name(name: str) -> str:
    """A name in lower-case letters without accents, its parts set off by one space; cleaning twice changes nothing.

    Text once read in the wrong encoding is put right; O'Brien, Mc Donald and D’Souza become one part each; a hyphen is a
    space. Letters of other scripts stay. At most LONGEST characters.
    """
    plain = _plain(_unmangled(name))
    parts = "".join(char if char.isalpha() else " " for char in plain).split()
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
    words = "".join(char if char.isalnum() else " " for char in plain).split()
    return " ".join(_STREET_WORDS.get(word, word) for word in words)[:LONGEST].strip()


_STREET_WORDS = {"st": "street", "rd": "road", "ave": "avenue", "av": "avenue", "cl": "close", "dr": "drive", "ln": "lane",
                 "cres": "crescent", "gdns": "gardens", "ct": "court", "pl": "place", "sq": "square", "terr": "terrace",
                 "apt": "flat", "apartment": "flat"}  # fmt: skip


def clean_postcode(postcode: str) -> str:
    """A postcode in capitals without spaces, whole or in part; whether it exists is not asked."""
    plain = unicodedata.normalize("NFKC", postcode).upper()
    return "".join(char for char in plain if char.isascii() and char.isalnum())[:8]


def parts_of(cleaned: str) -> list[str]:
    """The parts of a cleaned name that could stand alone, particles left out: both halves of a double-barrelled one."""
    return [part for part in cleaned.split() if part not in PARTICLES and len(part) > 1]


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    bare = "".join(char for char in decomposed if not unicodedata.category(char).startswith("M"))
    return _APOSTROPHES.sub("", bare).translate(_LETTERS)


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
_RULES = [(re.compile(pattern), sound) for pattern, sound in [
    (r"^ma?c(?=[b-df-hj-np-tv-z])", "mak"),                     # McDonald, MacDonald
    (r"^(?:kn|gn|pn|ng)", "n"), (r"^ps", "s"), (r"^wr|^rh", "r"), (r"^wh", "w"), (r"^x", "s"), (r"^ts|^tz", "s"),
    (r"szcz|shch|sch|sz|cz|tsch|tch|tz|sh|zh|ts(?=[aeiouy])", "s"),
    (r"ch(?=[rl])|(?<=[ai])ch(?=ae|ai|ea|el|al)", "k"),          # Christopher, Michael
    (r"ch", "s"),                                                # Cheryl and Sheryl
    (r"(?<=v)ic$", "is"),                                        # Petrovic and Petrovich
    (r"ph", "f"), (r"(?<=io|ea|ao)bh|(?<=d)h?bh|(?<=ia|ea)mh|(?<=aoi)mh", "v"),  # Siobhan, Niamh, Caoimhe
    (r"kh|ck|q", "k"),
    (r"^gh|(?<=[bcdfhjklmnpqrstvwxz])gh", "g"), (r"gh", ""),     # Ghulam; Gallagher and Gallaher
    (r"dge|dj|dzh", "j"), (r"g(?=[eiy])", "j"),                  # George and Jorge
    (r"c(?=[eiy])", "s"), (r"c", "k"), (r"x", "ks"),
    (r"w(?=sk|s[aeiou]|k)(?<=[eo]w)", "v"),                      # Lewandowski and Levandovski
    (r"(?<=[aeiou])w(?![aeiouy])", ""),                          # Shawn
    (r"w", "v"),
    (r"^y(?=[aeiou])", "j"), (r"y", "i"),
    (r"(?<=.)h", ""), (r"z", "s"), (r"v", "f"), (r"d", "t"),
]]  # fmt: skip
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
def _variants() -> dict[str, frozenset[str]]:
    both_ways: dict[str, set[str]] = {}
    for line in _lines("variants.txt"):
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


def share_of(kind: str, cleaned: str) -> float:
    """The share of people who bear a name; `kind` is forename or surname. Names on no list count as rare."""
    return _frequencies().get((kind, cleaned), 0.00002)


def common_names(kind: str) -> dict[str, float]:
    """The commonest cleaned names of a kind (forename or surname) with their shares, for measuring and invented worlds."""
    return {name: share for (of, name), share in _frequencies().items() if of == kind}
