"""What a call's answer to "Which child?" says besides a name: a date of birth, a postcode, a street. Ages are none of these."""

import re
from dataclasses import dataclass
from datetime import date

from breakwater.foundation.dates.partial import PartDate
from breakwater.partnership.people.search.asked import POSTCODE, without_dates

# Words that no name holds; and words that are names as well, unless they come first ("little girl", "Alex Little").
A_DESCRIPTION = re.compile(
    r"\d|\b(a|an|the|about|aged|approx|approximately|around|with|in|at|next|from|his|her|their|my|baby|babies|infant|newborn|"
    r"toddler|toddlers|children|kid|kids|boy|boys|girl|girls|teenager|sibling|siblings|twins|someone|somebody|unknown|unnamed|"
    r"year|years|upstairs|downstairs)\b|^(little|small|tall|young|younger|older|old|child|brother|sister|son|daughter|pupil)\b",
    re.IGNORECASE,
)
_AGE = re.compile(
    r"\b(?:aged?\s+)?[0-9]{1,2}(?:\s*(?:[-–/]|or|to)\s*[0-9]{1,2})?[\s-]*"
    r"(?:years?|yrs?|months?|mths?|weeks?|wks?|days?|yo|y/o)\b(?:[\s-]*old\b)?|\b(?:year|yr|y)\s?[0-9]{1,2}\b|"
    r",\s*[0-9]{1,2}\s*(?=,|$)",  # "Sam May, 14" is no date
    re.IGNORECASE,
)
# A number is a house only where a street or a building follows it, and no school: "9 Park House School" is an age.
_STREET = (
    "street|st|road|rd|avenue|ave|lane|ln|close|drive|crescent|cres|gardens|gdns|court|place|square|terrace|way|walk|grove|hill|"
    "park|row|rise|view|mews|parade|green|house|buildings|tower|estate|lodge|cottages?|wharf|quay"
)
_ADDRESS = re.compile(
    r"(?:\b(?:(?:who\s+)?(?:lives|living|stays|staying)\s+)?(?:at|of|on)\s+)?"
    r"(?P<lines>\b(?:(?:flat|apartment|apt)\s+\w{1,4}(?:,\s*|\s+)(?:[0-9]{1,4}[a-z]?\s+)?|[0-9]{1,4}[a-z]?\s+)"
    r"(?:(?!(?:to|at|in|is|and|lives|goes|from|attends)\b)[^\W\d_][\w'’.-]*\s+){1,3}"
    rf"(?:{_STREET})\b(?!\s+(?:school|academy|nursery|college|primary|infant|junior|high)\b))",
    re.IGNORECASE,
)
_FLAT = re.compile(r"\b(?:flat|apartment|apt)\s+[0-9]+[a-z]?\b", re.IGNORECASE)
_SEVERAL = re.compile(r"\band\b|&", re.IGNORECASE)


@dataclass(frozen=True)
class Line:
    """One such answer, read. `names` is empty where it describes the child, or names several."""

    names: str
    born: PartDate | None
    address: str
    postcode: str


def read(typed: str, *, today: date) -> Line:
    """What can be told for certain is taken out and names are what is left; a number that may be an age is left out."""
    rest, postcode = typed, ""
    if found := POSTCODE.search(rest):
        postcode, rest = found[0].upper(), f"{rest[: found.start()]} {rest[found.end() :]}"
    dates, rest = without_dates(_AGE.sub(",", rest), today)
    address = ""
    if found := _ADDRESS.search(rest):
        address, before = found["lines"], rest[: found.start()]
        rest = before if re.search(r"[^\W\d_]", before) else rest[found.end() :]
    return Line(_names(rest), dates[0] if len(dates) == 1 else None, address, postcode)


def _names(rest: str) -> str:
    """Forename first; a single word before a comma is a surname. What follows a word of a description is left out."""
    words = " ".join(word for word in re.sub("[()]", " ", _FLAT.sub(" ", rest)).split() if not re.search(r"\d", word))
    described = A_DESCRIPTION.search(words)
    pieces = [
        piece for part in words[: described.start() if described else None].split(",") if (piece := part.strip(" ,;."))
    ]
    if not pieces or _SEVERAL.search(words):
        return ""
    return f"{pieces[1]} {pieces[0]}" if len(pieces) > 1 and " " not in pieces[0] else pieces[0]
