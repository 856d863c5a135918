"""Masking words on a copy: wherever they occur, however they are spaced, accented or written as a date. What is masked is taken out, not covered."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from .models import Ground

SAID = {ground.value: f"removed: {ground.label[:1].lower()}{ground.label[1:]}" for ground in Ground}
BEFORE, AFTER = r"(?<![^\W_])", r"(?![^\W_])"  # no letter or figure: an underscore parts words as a space does
AT_LINE_END = re.compile(r"(?<=[^\W\d_])[-\u2010\u00ad][ \t]*\r?\n[ \t]*(?=[^\W\d_])")
LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ı": "i", "ħ": "h", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th"}
)
Fact = tuple[str, str]  # label and words
LIKE_A_NUMBER = re.compile(r"(?=(?:\D*\d){2})[\dA-Za-z+][\dA-Za-z+()\s./-]{3,19}")


@dataclass(frozen=True)
class Span:
    """Words from `start` to `end` that a mark takes out, and what stands in their place."""

    start: int
    end: int
    ground: str


def folded(text: str) -> str:
    """The text without accents, case, ligatures, signs that nobody sees, and hyphens at the end of a line."""
    return _mapped(text)[0]


def _mapped(text: str) -> tuple[str, list[int]]:
    """The text folded, and for each sign of it the place in the text that it came from; at last the end."""
    parts, places = [], []
    dropped = {place for found in AT_LINE_END.finditer(text) for place in range(*found.span())}
    for place, sign in enumerate(text):
        plain = "" if place in dropped else _folded(sign)
        parts.append(plain)
        places += [place] * len(plain)
    return "".join(parts), [*places, len(text)]


@lru_cache(maxsize=4096)
def _folded(sign: str) -> str:
    if sign in "’‘`´":
        return "'"
    wide = unicodedata.normalize("NFKD", sign).lower().translate(LETTERS)
    return "".join(each for each in wide if not unicodedata.combining(each) and unicodedata.category(each) != "Cf")


def pattern_of(words: str) -> str:
    """What finds the words: any sign that is no letter may stand between two, or none; a number however it is grouped; a day however it is written."""
    if day := _day(words):
        return _days(day)
    plain = folded(words.strip())
    if LIKE_A_NUMBER.fullmatch(plain) and len(re.findall("[a-z]{3,}", plain)) == 0:
        signs = re.sub(r"^(?:00)?440?(?=\d{9,10}$)", "0", "".join(re.findall(r"[^\W_]", plain)))
        abroad = r"(?:(?:\+|00)?44[\W_]*(?:0[\W_]*)?|0)"
        start = abroad if signs[0] == "0" and len(signs) > 9 else re.escape(signs[0])
        return BEFORE + start + "".join(rf"[\W_]*{re.escape(each)}" for each in signs[1:]) + AFTER
    tokens = re.findall(r"[^\W_]+", plain)
    return BEFORE + r"[\W_]*".join(map(re.escape, tokens)) + AFTER if tokens else r"(?!)"


def spans(text: str, marks: Sequence[tuple[str, str]]) -> list[Span]:
    """What the marks (words, ground) take out of a text, in order, those that overlap as one."""
    plain, places = _mapped(text)
    found = sorted(
        (
            Span(places[match.start()], max(places[match.end() - 1] + 1, places[match.end()]), ground)
            for words, ground in marks
            for match in re.finditer(pattern_of(words), plain)
        ),
        key=lambda span: (span.start, -span.end),
    )
    merged: list[Span] = []
    for span in found:
        if merged and span.start < merged[-1].end:
            last = merged.pop()
            span = Span(last.start, max(last.end, span.end), last.ground)
        merged.append(span)
    return merged


def masked(text: str, marks: Sequence[tuple[str, str]], said: Mapping[str, str]) -> tuple[str, int]:
    """The text without what is marked, each place with what `said` gives for its ground; and how many places."""
    out, at, listed = [], 0, spans(text, marks)
    for span in listed:
        out += [text[at : span.start], f"[{said[span.ground]}]"]
        at = span.end
    return "".join([*out, text[at:]]), len(listed)


def _day(words: str) -> date | None:
    try:
        return date.fromisoformat(words) if re.fullmatch(r"\d{4}-\d\d-\d\d", words) else None
    except ValueError:
        return None


def _days(day: date) -> str:
    month, short, two = f"{day:%B}".lower(), f"{day:%b}".lower(), f"(?:{day:%Y}|{day:%y})"
    number, of_month = rf"0?{day.day}", rf"0?{day.month}"
    between = r"[\s./-]+"
    words = rf"{number}(?:st|nd|rd|th)?{between}(?:of\s+)?(?:{month}|{short})\.?,?{between}{two}"
    figures = rf"{number}{between}{of_month}{between}{two}|{day:%Y}{between}{of_month}{between}{number}"
    return rf"{BEFORE}(?:{figures}|{words}|(?:{month}|{short})\s+{number}(?:st|nd|rd|th)?,?\s+{two}){AFTER}"
