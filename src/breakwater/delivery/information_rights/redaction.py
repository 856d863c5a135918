"""Masking words on a copy: wherever they occur, however they are spaced, accented or written as a date. What is masked is taken out, not covered."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from .models import Ground

SAID = {ground.value: f"removed: {ground.label[:1].lower()}{ground.label[1:]}" for ground in Ground}
Fact = tuple[str, str]  # label and words
LIKE_A_NUMBER = re.compile(r"(?=(?:\D*\d){2})[\dA-Za-z+][\dA-Za-z+()\s./-]{3,19}")


@dataclass(frozen=True)
class Span:
    """Words from `start` to `end` that a mark takes out, and what stands in their place."""

    start: int
    end: int
    ground: str


def folded(text: str) -> str:
    """The text sign for sign, without accents and case, so that places in it are places in the text."""
    return "".join(_folded(sign) for sign in text)


def _folded(sign: str) -> str:
    if sign in "’‘`´":
        return "'"
    plain = unicodedata.normalize("NFKD", sign)[:1].lower()
    return plain if len(plain) == 1 else sign


def pattern_of(words: str) -> str:
    """What finds the words: any sign that is no letter may stand between two; a number however it is grouped; a day however it is written."""
    if day := _day(words):
        return _days(day)
    plain = folded(words.strip())
    if LIKE_A_NUMBER.fullmatch(plain) and len(re.findall("[a-z]{3,}", plain)) == 0:
        signs = re.findall(r"\w", plain)
        start = r"(?:\+?44[\W_]*|0)" if signs[0] == "0" and len(signs) > 9 else re.escape(signs[0])
        return rf"(?<!\w){start}" + "".join(rf"[\W_]*{re.escape(each)}" for each in signs[1:]) + r"(?!\w)"
    tokens = re.findall(r"\w+", plain)
    return r"(?<!\w)" + r"[\W_]+".join(map(re.escape, tokens)) + r"(?!\w)" if tokens else r"(?!)"


def spans(text: str, marks: Sequence[tuple[str, str]]) -> list[Span]:
    """What the marks (words, ground) take out of a text, in order, those that overlap as one."""
    plain = folded(text)
    found = sorted(
        (Span(*match.span(), ground) for words, ground in marks for match in re.finditer(pattern_of(words), plain)),
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


def counts(facts: Iterable[Fact], words: str) -> int:
    """How often words occur."""
    find = re.compile(pattern_of(words))
    return sum(len(find.findall(folded(text))) for _, text in facts)


def _day(words: str) -> date | None:
    try:
        return date.fromisoformat(words) if re.fullmatch(r"\d{4}-\d\d-\d\d", words) else None
    except ValueError:
        return None


def _days(day: date) -> str:
    month, short, two = f"{day:%B}".lower(), f"{day:%b}".lower(), f"(?:{day:%Y}|{day:%y})"
    number, of_month = rf"0?{day.day}", rf"0?{day.month}"
    words = rf"{number}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:{month}|{short})\.?,?\s+{two}"
    figures = rf"{number}\s*[./-]\s*{of_month}\s*[./-]\s*{two}"
    return rf"(?<!\w)(?:{day:%Y}-{day:%m}-{day:%d}|{figures}|{words}|(?:{month}|{short})\s+{number},?\s+{two})(?!\w)"
