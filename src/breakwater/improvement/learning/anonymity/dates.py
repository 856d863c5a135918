"""Exact days in the spellings that people write, and which of them is a day of the case."""

import re
from collections.abc import Iterator, Mapping
from datetime import date

from .hits import Hit, Kind

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)(?![a-z])\.?"
)
ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
ONES = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
TEENS = ("tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth")
LATE_TEENS = ("eighteenth", "nineteenth", "twentieth")
ORDINALS = (
    *ONES,
    *TEENS,
    *LATE_TEENS,
    *(f"twenty {one}" for one in ONES),
    "thirtieth",
    "thirty first",
)
CARDINALS = (
    *[
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
    ],
    *["seventeen", "eighteen", "nineteen", "twenty"],
    *(f"twenty {one}" for one in ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]),
    "thirty",
    "thirty one",
)
IN_WORDS = {words: at for names in (ORDINALS, CARDINALS) for at, words in enumerate(names, 1)}
_WORDS = "|".join(each.replace(" ", r"[\s-]+") for each in sorted(IN_WORDS, key=len, reverse=True))
DAY = rf"(?:(?:0?[1-9]|[12]\d|3[01])(?:\s*(?:st|nd|rd|th))?|\b(?:{_WORDS}))"
YEAR = r"(?:(?:19|20)\d\d|['`]?\d\d)"
GAP = r"[\s,./_-]*"
FEASTS = {
    "christmas eve": (24, 12),
    "christmas day": (25, 12),
    "boxing day": (26, 12),
    "new year's eve": (31, 12),
    "new year's day": (1, 1),
    "valentine's day": (14, 2),
    "halloween": (31, 10),
    "bonfire night": (5, 11),
    "guy fawkes night": (5, 11),
    "st george's day": (23, 4),
    "april fools' day": (1, 4),
    "remembrance day": (11, 11),
    "leap day": (29, 2),
}

# A day and a month by name, before or after, with or without a year.
NAMED = re.compile(
    rf"(?<![\w/])(?P<day>{DAY})(?:{GAP}(?:day)?{GAP}(?:of)?(?:\s+the\s+month)?(?:\s+of)?){GAP}(?P<month>{MONTH})"
    rf"(?:{GAP}(?P<year>{YEAR})(?!\d))?"
    rf"|(?<![A-Za-z])(?P<month2>{MONTH}){GAP}(?:the\s+)?(?P<day2>{DAY})(?![\d:])(?:{GAP}(?P<year2>(?:19|20)\d\d|'\d\d)(?!\d))?",
    re.IGNORECASE,
)
NUMBERS = re.compile(
    r"(?<![\d.,/-])(?P<one>\d{1,4})\s?(?P<sep>[./\\-]|\s)\s?(?P<two>\d{1,2})\s?(?P=sep)\s?(?P<three>\d{4}|\d{2})(?![\d/-])(?!\.\d)"
)
ROMANS = re.compile(
    rf"(?<!\w)(?P<day>\d{{1,2}})[\s./-]+(?P<month>{'|'.join(sorted(ROMAN, key=len, reverse=True))})[\s./-]+(?P<year>(?:19|20)?\d\d)(?!\w)",
    re.IGNORECASE,
)
PACKED = re.compile(
    r"(?<!\d)(?:(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])|(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])(?:19|20)\d\d)(?!\d)"
)
FEAST = re.compile(
    "|".join(re.escape(each).replace("'", "'?") for each in sorted(FEASTS, key=len, reverse=True)), re.IGNORECASE
)
# What is no exact date by itself, and one when it is a day of the case.
SHORT = re.compile(r"(?<![\d.,/-])(?P<one>\d{1,2})\s?[./-]\s?(?P<two>\d{1,2})(?![\d./-])")
MONTH_AND_YEAR = re.compile(
    rf"(?<![A-Za-z])(?P<month>{MONTH}){GAP}(?:of\s+)?(?P<year>(?:19|20)\d\d)|(?<![\d./-])(?P<number>0?[1-9]|1[0-2])\s?/\s?(?P<year2>(?:19|20)\d\d)(?![\d/-])",
    re.IGNORECASE,
)
ON_THE = re.compile(
    rf"\bon\s+the\s+(?P<day>\d{{1,2}}(?:st|nd|rd|th)|{_WORDS})\b(?!\s+(?:floor|day|occasion|time|visit|page))",
    re.IGNORECASE,
)


def dates_in(words: str, days: Mapping[date, str]) -> Iterator[Hit]:
    """The exact dates in a text, each with what it is the date of where it is one of `days` (a day of the case -> what it is)."""
    found: list[tuple[int, int]] = []
    for start, end, read in _exact(words):
        if any(start < other_end and other_start < end for other_start, other_end in found):
            continue
        found.append((start, end))
        yield Hit(Kind.DATE, "", words[start:end].strip(), _whose(read, days))
    for start, end, read in _vague(words):
        inside = any(start < other_end and other_start < end for other_start, other_end in found)
        if not inside and (what := _whose(read, days)):
            yield Hit(Kind.DATE, "", words[start:end].strip(), what)


Parts = list[tuple[int | None, int | None, int | None]]


def _exact(words: str) -> Iterator[tuple[int, int, Parts]]:
    """Where an exact date stands, and the (day, month, year) that it may mean."""
    for each in NAMED.finditer(words):
        day, month = each["day"] or each["day2"], each["month"] or each["month2"]
        year = each["year"] or each["year2"]
        if month[0].islower() and month in ("may", "march", "mar") and not (each["day"] and day[0].isdigit()):
            continue  # "the second may come", "march one day": verbs
        yield *each.span(), [(_day(day), _month(month), _year(year))]
    for each in NUMBERS.finditer(words):
        if read := _numbers(each["one"], each["two"], each["three"], each["sep"]):
            yield *each.span(), read
    for each in ROMANS.finditer(words):
        yield *each.span(), [(int(each["day"]), ROMAN.index(each["month"].lower()) + 1, _year(each["year"]))]
    for each in PACKED.finditer(words):
        told = each[0]
        year_first = told[:2] in ("19", "20") and 1 <= int(told[4:6]) <= 12
        yield (
            *each.span(),
            [
                (int(told[6:]), int(told[4:6]), int(told[:4]))
                if year_first
                else (int(told[:2]), int(told[2:4]), int(told[4:]))
            ],
        )
    for each in FEAST.finditer(words):
        day, month = next(
            at for name, at in FEASTS.items() if name.replace("'", "") == each[0].lower().replace("'", "")
        )
        yield *each.span(), [(day, month, None)]


def _vague(words: str) -> Iterator[tuple[int, int, Parts]]:
    for each in SHORT.finditer(words):
        one, two = int(each["one"]), int(each["two"])
        yield *each.span(), [(one, two, None), (two, one, None)]
    for each in MONTH_AND_YEAR.finditer(words):
        month = _month(each["month"]) if each["month"] else int(each["number"])
        yield *each.span(), [(None, month, int(each["year"] or each["year2"]))]
    for each in ON_THE.finditer(words):
        yield *each.span(), [(_day(each["day"]), None, None)]


def _numbers(one: str, two: str, three: str, sep: str) -> Parts:
    """12/3/26, 2026-03-12 or 3.12.2026 as dates they can be; empty where they can be none (a version, a telephone number)."""
    if sep.isspace() and len(three) == 2 and len(one) < 4:
        return []
    made = []
    for first, second, third in {(one, two, three), (three, two, one), (two, one, three)}:
        if (
            len(first) <= 2
            and len(second) <= 2
            and len(third) in (2, 4)
            and 1 <= int(first) <= 31
            and 1 <= int(second) <= 12
        ):
            made.append((int(first), int(second), _year(third)))
    return made if len(one) != 3 else []


def _day(words: str) -> int:
    digits = re.match(r"\d+", words)
    return int(digits[0]) if digits else IN_WORDS[re.sub(r"[\s-]+", " ", words.lower()).strip()]


def _month(words: str) -> int:
    return MONTHS.index(words.lower()[:3]) + 1


def _year(words: str | None) -> int | None:
    if not words:
        return None
    digits = int(re.sub(r"\D", "", words))
    return digits if digits > 99 else digits + (2000 if digits < 60 else 1900)


def _whose(read: Parts, days: Mapping[date, str]) -> str:
    """What the first day of the case that a date may mean is the date of; empty where it means none of them."""
    for day, what in days.items():
        for one, month, year in read:
            if one in (None, day.day) and month in (None, day.month) and year in (None, day.year):
                return what
    return ""
