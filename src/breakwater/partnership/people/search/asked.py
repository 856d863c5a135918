"""What someone asks for: read from fields or from one line of text, cleaned once.

'jamal husain 2014', "o'brien sean 3 march 2015 PO2 7AB", '14/03/2015 smith' and a UPN or NHS number are all read.
"""

import re
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256

from breakwater.foundation.dates.partial import MONTHS, NotADate, PartDate

from .. import cleaning
from ..identifiers import check_nhs_number, check_upn

POSTCODE = re.compile(r"\b([a-z]{1,2}[0-9][a-z0-9]?)\s*([0-9][a-z]{2})\b", re.IGNORECASE)
_OUTWARD = re.compile(r"\b[a-z]{1,2}[0-9][a-z0-9]?\b")
_NAMED_MONTHS = "|".join(sorted(MONTHS, key=len, reverse=True))
_DATES = [
    re.compile(r"\b(?P<year>(?:19|20)[0-9]{2})-(?P<month>[0-9]{1,2})(?:-(?P<day>[0-9]{1,2}))?\b"),
    re.compile(r"\b(?P<day>[0-9]{1,2})\s*[/.\-]\s*(?P<month>[0-9]{1,2})\s*[/.\-]\s*(?P<year>[0-9]{4}|[0-9]{2})\b"),
    re.compile(
        rf"\b(?:(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?\s+)?(?:of\s+)?(?P<month>{_NAMED_MONTHS})[,\s]+(?P<year>[0-9]{{4}}|[0-9]{{2}})\b",
        re.IGNORECASE,
    ),
    re.compile(r"\b(?P<day>[0-9]{2})(?P<month>[0-9]{2})(?P<year>(?:19|20)[0-9]{2})\b"),
    re.compile(r"\b(?P<day>[0-9]{1,2}) (?P<month>[0-9]{1,2}) (?P<year>(?:19|20)[0-9]{2})\b"),
    re.compile(r"\b(?P<month>[0-9]{1,2})/(?P<year>(?:19|20)[0-9]{2})\b"),
    re.compile(r"\b(?P<year>(?:19|20)[0-9]{2})\b"),
]
_NUMBER = re.compile(r"\b(?:[a-z][0-9]{11}[0-9a-z]|[0-9]{3}[ -]?[0-9]{3}[ -]?[0-9]{4})\b")
_BORN = re.compile(r"\b(?:dob|d\.o\.b\.?|born|b\.)(?=[\s:0-9]|$):?", re.IGNORECASE)
_HOUSE = re.compile(r"(?:\bflat\s+)?\b[0-9]{1,4}[a-z]?\b.*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Names:
    """One way to read who is meant: cleaned forename and surname. `swap` is what reading them the other way costs."""

    fn: str
    sn: str
    swap: float


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, cleaned. `readings` are the ways its names may be read; `pc` a whole postcode or the first part of one."""

    readings: tuple[Names, ...] = ()
    born: PartDate | None = None
    pc: str = ""
    line: str = ""
    numbers: tuple[tuple[str, str], ...] = ()
    said: dict = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        return not (self.readings or self.born or self.pc or self.line or self.numbers)

    @property
    def whole_postcode(self) -> str | None:
        return self.pc if len(self.pc) > 4 else None

    @property
    def house_and_street(self) -> str:
        """The address where it begins with a house or flat: a street alone is nobody's home."""
        return self.line if self.line[:1].isdigit() or self.line.startswith("flat ") else ""

    @property
    def home_alone(self) -> str:
        """The address where it was asked for without a postcode or a name, as neighbours tell it."""
        return "" if self.readings or self.pc else self.house_and_street

    @property
    def day(self) -> date | None:
        return self.born.earliest if self.born and self.born.is_whole else None

    @property
    def day_swapped(self) -> date | None:
        """The date with day and month the other way round, where that is a date and another one."""
        if not (self.day and self.day.day <= 12 and self.day.day != self.day.month):
            return None
        return date(self.day.year, self.day.day, self.day.month)


def asked_in_fields(
    *, forename: str, surname: str, born: PartDate | None, postcode: str, address: str, swap: float
) -> Asked:
    """A question put field by field. A postcode written in the address counts as the postcode."""
    fn, sn = cleaning.clean_name(forename), cleaning.clean_name(surname)
    line = address.lower()
    if found := POSTCODE.search(line):
        postcode = postcode or found[0]
        line = line.replace(found[0], " ")
    said = {
        "names": [name] if (name := " ".join(f"{forename} {surname}".split())) else [],
        "dates": [born.in_words()] if born else [],
        "addresses": [place] if (place := " ".join(f"{address} {postcode}".split())) else [],
    }
    readings = (Names(fn, sn, swap),) if fn or sn else ()
    return Asked(readings, born, cleaning.clean_postcode(postcode), _first_line(line), (), said)


def asked_in_text(text: str, *, swap: float, today: date) -> Asked:
    """A question in one line: numbers, a date, a postcode and an address are taken out, names are what is left."""
    rest = " ".join(text.lower().split())
    said = {"names": [], "dates": [], "addresses": []}
    numbers, rest = _numbers(rest)
    pc = ""
    if found := POSTCODE.search(rest):
        pc, rest = cleaning.clean_postcode(found[0]), _without(rest, found)
        said["addresses"].append(found[0].upper())
    born, rest = _date(_BORN.sub(" ", rest), today)
    if not pc and (found := _OUTWARD.search(rest)):
        pc, rest = cleaning.clean_postcode(found[0]), _without(rest, found)
        said["addresses"].append(found[0].upper())
    line = ""
    if found := _HOUSE.search(rest):
        line, rest = found[0], rest[: found.start()]
        said["addresses"].insert(0, line.strip(" ,"))
    if born:
        said["dates"].append(born.in_words())
    if names := rest.strip(" ,"):
        said["names"].append(names)
    return Asked(_readings(rest, swap), born, pc, _first_line(line), numbers, said)


def mark_of_home(address: str) -> str:
    """What stands for a house number and street, so that the same address is known again and none can be read; '' for none."""
    return mark_of_line(Asked(line=_first_line(POSTCODE.sub(" ", address.lower()))).house_and_street)


def mark_of_line(line: str) -> str:
    return sha256(line.encode()).hexdigest() if line else ""


def without_dates(text: str, today: date) -> tuple[list[PartDate], str]:
    """Every date in a line, in the order of how plainly it is written, and the line without them."""
    dates, rest = [], _BORN.sub(" ", text)
    while True:
        born, rest = _date(rest, today)
        if born is None:
            return dates, rest
        dates.append(born)


def _readings(text: str, swap: float) -> tuple[Names, ...]:
    """'Surname, forename' is said plainly; otherwise the last word, or all but the first, is the surname, or the reverse."""
    before, comma, after = text.partition(",")
    if comma and cleaning.clean_name(before) and cleaning.clean_name(after):
        return (Names(cleaning.clean_name(after), cleaning.clean_name(before), 2 * swap),)
    words = cleaning.clean_name(text).split()
    if not words:
        return ()
    if len(words) == 1:
        return Names(words[0], "", swap), Names("", words[0], swap)
    readings = [Names(words[0], words[-1], swap)]
    if len(words) > 2:
        readings += [Names(words[0], " ".join(words[1:]), swap), Names(" ".join(words[:-1]), words[-1], swap)]
    return tuple(readings)


def _numbers(text: str) -> tuple[tuple[tuple[str, str], ...], str]:
    numbers = []
    for found in _NUMBER.finditer(text):
        for scheme, check in (("UPN", check_upn), ("NHS", check_nhs_number)):
            checked = check(found[0])
            if checked.valid:
                numbers.append((scheme, checked.normalised))
                text = text.replace(found[0], " ")
    return tuple(numbers), text


def _date(text: str, today: date) -> tuple[PartDate | None, str]:
    for shape in _DATES:
        for found in shape.finditer(text):
            shown = found.groupdict()
            month = shown.get("month")
            month = int(MONTHS.get(month.lower(), month)) if month else None
            day = int(shown["day"]) if shown.get("day") else None
            year = int(shown["year"])
            if year < 100:
                year += 2000 if year <= today.year % 100 else 1900
            if month and day and month > 12 >= day:
                day, month = month, day
            for parts in ((year, month, day), (year, month), (year,)):  # of a date that is none, what can be kept
                with suppress(NotADate):
                    return PartDate(*parts), _without(text, found)
    return None, text


def _first_line(line: str) -> str:
    """House number and street as far as they can be told; what follows the first comma after the street is left out."""
    pieces = [piece for piece in (part.strip() for part in line.split(",")) if piece]
    if len(pieces) > 1 and (pieces[0].lower().startswith("flat") or pieces[0].isdigit()):
        pieces = [f"{pieces[0]} {pieces[1]}"]
    return cleaning.clean_line(pieces[0]) if pieces else ""


def _without(text: str, found: re.Match) -> str:
    return f"{text[: found.start()]} {text[found.end() :]}"
