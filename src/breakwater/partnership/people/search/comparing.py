"""How one known name compares with one question: levels of agreement, never a verdict."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from math import log2

from rapidfuzz.distance import OSA, JaroWinkler

from breakwater.foundation.dates.partial import PartDate

from .. import cleaning
from . import weights

LIKE, RATHER_LIKE = 0.90, 0.82
ALIKE = frozenset({"same", "first part", "sounds and looks", "part", "variant", "alike", "shortened"})
NEAR = frozenset({"same day", "swapped", "one figure", "same day, next year"})


@lru_cache(maxsize=50_000)
def forenames(asked: str, known: str) -> tuple[str, float]:
    """The level at which two cleaned forenames agree, and its weight."""
    level = _forename_level(asked, known)
    return level, _worth("forename", known, weights.FORENAME_SAME) if level == "same" else weights.FORENAME[level]


@lru_cache(maxsize=50_000)
def surnames(asked: str, known: str) -> tuple[str, float]:
    """The level at which two cleaned surnames agree, and its weight."""
    level = _surname_level(asked, known)
    return level, _worth("surname", known, weights.SURNAME_SAME) if level == "same" else weights.SURNAME[level]


def _worth(kind: str, name: str, bounds: tuple[float, float, float]) -> float:
    agrees, least, most = bounds
    return min(most, max(least, log2(agrees / cleaning.share_of(kind, name))))


def names_agree(forename: str, surname: str, others: Iterable[tuple[str, str]]) -> tuple[bool, bool]:
    """(forename, surname): whether cleaned names are alike, taking the best of the names someone has."""
    agree = [(forenames(forename, fn)[0] in ALIKE, surnames(surname, sn)[0] in ALIKE) for fn, sn in others]
    return max(agree, key=sum, default=(False, False))


def _forename_level(asked: str, known: str) -> str:
    if not asked or not known:
        return "missing"
    if asked == known or asked.replace(" ", "") == known.replace(" ", ""):
        return "same"
    if len(asked) == 1 or len(known) == 1:
        return "initial" if asked[0] == known[0] else "other"
    first, known_first = asked.split()[0], known.split()[0]
    if first == known_first and len(first) > 1:
        return "first part"
    likeness = JaroWinkler.similarity(asked, known)
    if cleaning.sound_of(first) == cleaning.sound_of(known_first):
        return "sounds and looks" if likeness >= RATHER_LIKE else "sounds"
    if known_first in cleaning.variants_of(first) or _sounds_like_a_variant(first, known_first):
        return "variant"
    if likeness >= LIKE or OSA.distance(first, known_first, score_cutoff=1) <= 1 and len(first) > 3:
        return "alike"
    if _is_shortened(first, known_first) or _is_shortened(known_first, first):
        return "shortened"
    return "rather alike" if likeness >= RATHER_LIKE else "other"


def _sounds_like_a_variant(first: str, known_first: str) -> bool:
    """Mo of Mahamed, which no list of variants spells so."""
    sound = cleaning.sound_of(known_first)
    return len(known_first) > 3 and any(
        cleaning.sound_of(variant) == sound for variant in cleaning.variants_of(first) if len(variant) > 3
    )


def _is_shortened(short: str, whole: str) -> bool:
    """Sam of Samantha; and by its end, as Amaka of Chiamaka, Beth of Elizabeth and Damilola of Oluwadamilola."""
    return (len(short) >= 3 and whole.startswith(short)) or (len(short) >= 4 and whole.endswith(short))


def _surname_level(asked: str, known: str) -> str:
    if not asked or not known:
        return "missing"
    if asked == known or asked.replace(" ", "") == known.replace(" ", ""):
        return "same"
    if len(asked) == 1:
        return "initial" if asked == known[0] else "other"
    likeness = JaroWinkler.similarity(asked, known)
    if cleaning.sound_of(asked) == cleaning.sound_of(known):
        return "sounds and looks" if likeness >= RATHER_LIKE else "sounds"
    if set(cleaning.parts_of(asked)) & set(cleaning.parts_of(known)):
        return "part"
    if likeness >= LIKE or OSA.distance(asked, known, score_cutoff=1) <= 1 and len(asked) > 3:
        return "alike"
    return "rather alike" if likeness >= RATHER_LIKE else "other"


def births(asked: PartDate | None, known: date | None, precision: str) -> str:
    """The level at which a date asked for agrees with the one known."""
    if asked is None or known is None:
        return "missing"
    years_apart = abs(asked.year - known.year)
    if precision in ("YEAR", "ESTIMATED") or asked.month is None:
        bends = 2 if asked.estimated or precision == "ESTIMATED" else 1
        if years_apart == 0:
            return "asked year"
        return "near year" if years_apart <= bends else "other"
    same_month = years_apart == 0 and asked.month == known.month
    if precision == "MONTH" or not asked.is_whole:
        return "asked month" if same_month else "same year" if years_apart == 0 else "other"
    return _whole_dates(asked.earliest, known, same_month)


def _whole_dates(day: date, known: date, same_month: bool) -> str:
    if day == known:
        return "same day"
    if day.year == known.year and (day.month, day.day) == (known.day, known.month):
        return "swapped"
    if (day.month, day.day) == (known.month, known.day) and abs(day.year - known.year) == 1:
        return "same day, next year"
    if OSA.distance(f"{day:%Y%m%d}", f"{known:%Y%m%d}", score_cutoff=1) <= 1:
        return "one figure"
    if same_month:
        return "same month"
    if abs((day - known).days) <= 7:
        return "within a week"
    if day.year == known.year:
        return "first of January" if (1, 1) in ((day.month, day.day), (known.month, known.day)) else "same year"
    return "other"


@lru_cache(maxsize=20_000)
def postcodes(asked: str, known: str) -> str:
    """The level at which postcodes without spaces agree; one of two to four characters is a first part."""
    if not asked or not known:
        return "missing"
    if asked == known:
        return "same"
    if len(asked) <= 4:
        return "asked part" if known[:-3] == asked else "other"
    if asked[:-2] == known[:-2]:
        return "same sector"
    return "one character" if OSA.distance(asked, known, score_cutoff=1) <= 1 else "other"


def _is_house_of(asked: str, known: str) -> bool:
    """Whether both begin with one house number and street, or what was asked is the known line without its end."""
    words = asked.split()
    return (words[:2] == known.split()[:2] and asked[0].isdigit()) or (len(words) > 2 and known.startswith(f"{asked} "))


@lru_cache(maxsize=20_000)
def addresses(asked: str, known: str, same_postcode: bool) -> str:
    """The level at which cleaned address lines agree: house and street, street alone, another house of one postcode."""
    if not asked or not known:
        return "missing"
    if asked == known or _is_house_of(asked, known):
        return "same house" if same_postcode else "same house, no postcode"
    if same_postcode and asked[0].isdigit() and known[0].isdigit():
        return "other house"
    street = [" ".join(word for word in line.split() if word.isalpha()) for line in (asked, known)]
    if street[0] and street[0] == street[1]:
        return "same street"
    return "other"
