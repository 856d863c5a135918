"""The fields of a roll, the headings schools give them, and how each value is read. Pure functions of text."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import yaml

from breakwater.foundation.refusals import Refusal
from breakwater.partnership.people import identifiers

type Fields = Mapping[str, tuple[str, tuple[str, ...]]]


def fields_of(kind: str) -> Fields:
    """Of a kind of file: field -> (what people call it, headings in their plain form, the best first)."""
    kinds = yaml.safe_load(Path(__file__).with_name("headings.yaml").read_text(encoding="utf-8"))
    return {field: (one["called"], tuple(one["headings"])) for field, one in kinds[kind].items()}


FIELDS = fields_of("roll")
NEEDED = ("surname", "forename", "born_on")
MANY = frozenset({"address"})  # several columns may be one field
LONGEST = {"forename": 120, "surname": 120, "middle_names": 160, "known_as": 120, "former_surname": 120, "address": 240}
OLDEST_PUPIL = 26

_YEAR_FIRST = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})(?:[T ][0-9:.Z+]*)?")
_DAY_FIRST = re.compile(r"([0-9]{1,2})[-/. ]([0-9]{1,2})[-/. ]([0-9]{4})(?: [0-9:]*)?")
_NAMED = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th)?[-/. ]+([A-Za-z]{3,9})[-/., ]+([0-9]{4})")
_SHORT = re.compile(r"[0-9]{1,2}[-/. ](?:[0-9]{1,2}|[A-Za-z]{3,9})[-/. ]'?[0-9]{2}")
_SERIAL = re.compile(r"[0-9]{5}(\.0+)?")  # a spreadsheet's own number for a date
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_YEARS = {
    "r": "R",
    "reception": "R",
    "rec": "R",
    "yr r": "R",
    "year r": "R",
    "n1": "N1",
    "n2": "N2",
    "nursery": "N2",
    "nursery 1": "N1",
    "nursery 2": "N2",
    "x": "X",
    "e1": "E1",
    "e2": "E2",
}
_SEXES = {"m": "M", "male": "M", "boy": "M", "1": "M", "f": "F", "female": "F", "girl": "F", "2": "F"}
_REGISTRATIONS = {
    "c": "C",
    "current": "C",
    "single": "C",
    "g": "G",
    "guest": "G",
    "m": "M",
    "main": "M",
    "s": "S",
    "subsidiary": "S",
}


def plain(heading: str) -> str:
    """A heading in lower-case words: 'D.O.B.', 'date_of_birth' and 'Date of Birth ' are as they sound."""
    bare = unicodedata.normalize("NFKC", heading).casefold().replace("'", "")
    return " ".join("".join(char if char.isalnum() else " " for char in bare).split())[:80]


class Unreadable(Refusal):
    """A value cannot be read; the words say what to put instead."""


def day_of(text: str, *, month_first: bool = False) -> date:
    """A whole date: year first, or day first. Raises Unreadable; with `month_first` in the column, also where it could be both."""
    text = " ".join(text.split())
    if found := _YEAR_FIRST.fullmatch(text):
        year, month, day = map(int, found.groups())
    elif found := _DAY_FIRST.fullmatch(text):
        day, month, year = map(int, found.groups())
        if month > 12 >= day:
            raise Unreadable("The month stands before the day. Write day, month, year, as in 25/04/2015")
        if month_first and day <= 12 and day != month:
            raise Unreadable(
                "Day and month cannot be told apart: another line of this column has the month first. Save the column as "
                "2015-04-25"
            )
    elif (found := _NAMED.fullmatch(text)) and found[2][:3].casefold() in _MONTHS:
        day, month, year = int(found[1]), _MONTHS.index(found[2][:3].casefold()) + 1, int(found[3])
    elif _SHORT.fullmatch(text):
        raise Unreadable("The year has two figures. Write all four, as in 25/04/2015")
    elif _SERIAL.fullmatch(text):
        raise Unreadable("This is a spreadsheet's own number for a date. Format the column as a date and save it again")
    else:
        raise Unreadable("This is not a date. Write day, month, year, as in 25/04/2015")
    try:
        return date(year, month, day)
    except ValueError:
        raise Unreadable("There is no such day. Check it") from None


def is_month_first(text: str) -> bool:
    """Whether a date can only be read with the month first, as in 04/25/2015."""
    found = _DAY_FIRST.fullmatch(" ".join(text.split()))
    return bool(found) and int(found[2]) > 12 >= int(found[1])


def is_of_a_pupil(text: str) -> bool:
    """Whether a cell holds a date, a UPN or an NHS number, and so is no heading."""
    text = " ".join(text.split())
    return (
        any(shape.fullmatch(text) for shape in (_YEAR_FIRST, _DAY_FIRST, _NAMED, _SHORT, _SERIAL))
        or identifiers.check_upn(text).valid
        or identifiers.check_nhs_number(text).valid
    )


def birth_of(text: str, *, today: date, month_first: bool = False) -> date:
    """A pupil's date of birth. Raises Unreadable."""
    born = day_of(text, month_first=month_first)
    if born > today:
        raise Unreadable("This date of birth lies in the future")
    if today.year - born.year > OLDEST_PUPIL:
        raise Unreadable("This date of birth is too long ago for a pupil")
    return born


def upn_of(text: str) -> str:
    """A unique pupil number whose letter is right. Raises Unreadable."""
    checked = identifiers.check_upn(text)
    if not checked.valid:
        raise Unreadable(checked.reason)
    return checked.normalised


def nhs_of(text: str) -> str:
    checked = identifiers.check_nhs_number(text)
    if not checked.valid:
        raise Unreadable(checked.reason)
    return checked.normalised


def sex_of(text: str) -> str:
    return _SEXES.get(text.strip().casefold(), "")


SCHOOL_YEARS = ("R", *(str(number) for number in range(1, 12)))


def year_group_of(text: str) -> str:
    """N1, N2, R, 1 to 14 or X, as in the school census; empty where it says anything else."""
    words = " ".join(text.casefold().replace(".", " ").split())
    if words in _YEARS:
        return _YEARS[words]
    found = re.fullmatch(r"(?:year|yr|y)?\s*0?([1-9]|1[0-4])(?:\s*[a-z])?", words)
    return found[1] if found else ""


def is_of_an_age_for(year_group: str, born_on: date, *, today: date) -> bool:
    """Whether a child may be in a year group, R to 11: within two years of the one in which most of that age are."""
    if year_group not in SCHOOL_YEARS:
        return True
    began = today.year if today.month >= 9 else today.year - 1
    is_four = born_on.year + (1 if born_on.month >= 9 else 0) + 4  # when most begin in Reception
    return abs((began - is_four) - SCHOOL_YEARS.index(year_group)) <= 2


def registration_of(text: str) -> str:
    """C current, G guest, M main of two schools, S the second of two; empty where nothing is said."""
    words = plain(text).split()
    return _REGISTRATIONS.get(words[0], "") if words else ""


def postcode_of(text: str) -> str:
    """A postcode of a right shape. Raises Unreadable."""
    checked = identifiers.check_postcode(text)
    if not checked.valid:
        raise Unreadable(f"{checked.reason}. It is left out")
    return checked.normalised
