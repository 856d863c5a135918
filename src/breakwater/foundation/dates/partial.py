"""Part dates: a birth known by day, by month or only by year, and whether it is an estimate.

Nothing is made up when it is stored. Where a return demands a whole date, `stand_in` gives the 15th, as the DfE's
census guidance has it (never the 1st as a dummy). Someone unborn has an expected date instead of a birth, never both.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from .in_words import date_in_words, plural

MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
MONTHS |= {name[:3]: number for name, number in MONTHS.items()} | {"sept": 9}

ABOUT = re.compile(r"(?:about|around|estimated|est\.?|c\.?|circa)\s+", re.IGNORECASE)
SHAPES = [
    re.compile(r"(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?)?"),
    re.compile(r"(?:(?P<day>[0-9]{1,2})[/. -])?(?P<month>[0-9]{1,2})[/. -](?P<year>[0-9]{4})"),
    re.compile(r"(?:(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?[ -])?(?P<month>[a-z]+)[ -](?P<year>[0-9]{4})"),
]
TWO_DIGIT_YEAR = re.compile(r"(?:[0-9]{1,2}[/. -])?(?:[0-9]{1,2}|[a-z]+)[/. -][0-9]{2}")


class NotADate(ValueError):
    """The text is no date; the message tells the person who typed it what to do."""


@dataclass(frozen=True, slots=True)
class PartDate:
    """A year, a month of a year, or a day. Stored as text: 2014, 2014-03, 2014-03-09, with ~ after an estimate."""

    year: int
    month: int | None = None
    day: int | None = None
    estimated: bool = False

    def __post_init__(self):
        if self.day is not None and self.month is None:
            raise NotADate("Enter the month as well as the day")
        try:
            date(self.year, self.month or 1, self.day or 1)
        except ValueError:
            raise NotADate(f"There is no such date as {self}") from None

    def __str__(self):
        parts = [f"{self.year:04d}", *(f"{part:02d}" for part in (self.month, self.day) if part is not None)]
        return "-".join(parts) + ("~" if self.estimated else "")

    @classmethod
    def of(cls, day: date, *, estimated: bool = False) -> "PartDate":
        return cls(day.year, day.month, day.day, estimated)

    @classmethod
    def from_age(cls, years: int, *, on: date) -> "PartDate":
        """The year of birth that an age someone guessed at points to."""
        return cls(on.year - years, estimated=True)

    @classmethod
    def parse(cls, text: str) -> "PartDate":
        """Read stored text or what people type: 9/3/2014 (day first), 9 March 2014, March 2014, about 2014.

        Raises NotADate, whose message can be shown.
        """
        typed = " ".join(text.split()).lower()
        estimated = bool(ABOUT.match(typed)) or typed.endswith("~")
        typed = ABOUT.sub("", typed, count=1).removesuffix("~").strip()
        for shape in SHAPES:
            if not (match := shape.fullmatch(typed)):
                continue
            month, day = match["month"], match["day"]
            if month and not month.isdigit():
                if month not in MONTHS:
                    raise NotADate(f"'{month}' is not a month; write for instance March 2014")
                month = MONTHS[month]
            return cls(int(match["year"]), month and int(month), day and int(day), estimated)
        if TWO_DIGIT_YEAR.fullmatch(typed):
            raise NotADate("Enter the year with four figures, for instance 2014")
        raise NotADate("Enter a date such as 9 3 2014, a month such as March 2014, or a year such as 2014")

    @property
    def is_whole(self) -> bool:
        return self.day is not None

    @property
    def earliest(self) -> date:
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def latest(self) -> date:
        month = self.month or 12
        return date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    @property
    def stand_in(self) -> date:
        """A whole date for a return that demands one: the 15th of the month, of June when only the year is known."""
        return date(self.year, self.month or 6, self.day or 15)

    def could_be(self, other: "PartDate | date") -> bool:
        """True when both may be the same day. An estimate is taken at its word here; matching decides how far it bends."""
        first, last = (other.earliest, other.latest) if isinstance(other, PartDate) else (other, other)
        return self.earliest <= last and first <= self.latest

    def in_words(self) -> str:
        """9 March 2014, March 2014, 2014; "about" before an estimate."""
        if self.day:
            words = date_in_words(self.earliest)
        elif self.month:
            words = f"{self.earliest:%B} {self.year}"
        else:
            words = f"{self.year}"
        return f"about {words}" if self.estimated else words


def as_told_in_words(text: str) -> str:
    """A date as somebody told it, in words; what is no date as they typed it."""
    try:
        return PartDate.parse(text).in_words() if text else ""
    except NotADate:
        return text


def age_on(born: date, on: date) -> int:
    """Whole years. Someone born on 29 February has a birthday on 1 March in other years."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def age_in_words(*, on: date, born: PartDate | None = None, expected: date | None = None) -> str:
    """12 years, 6 or 7 years, about 3 years, 5 months, 9 days; unborn: "due 3 March". Empty when nothing is known."""
    if born is None:
        return _expected_in_words(expected, on) if expected else ""
    if born.earliest > on:
        return "date of birth is in the future"
    oldest, youngest = _age_of(born.earliest, on), _age_of(min(born.latest, on), on)
    about = "about " if born.estimated else ""
    if oldest == youngest:
        return f"{about}{plural(*oldest)}"
    if oldest[1] != youngest[1]:
        return f"{about}{plural(*youngest)} to {plural(*oldest)}"
    join = "or" if oldest[0] - youngest[0] == 1 else "to"
    return f"{about}{youngest[0]} {join} {plural(*oldest)}"


def _age_of(born: date, on: date) -> tuple[int, str]:
    """Years from two, months from eight weeks, weeks from two, else days."""
    days, months = (on - born).days, (on.year - born.year) * 12 + on.month - born.month - (on.day < born.day)
    if months >= 24:
        return age_on(born, on), "year"
    if days >= 56:
        return months, "month"
    return (days // 7, "week") if days >= 14 else (days, "day")


def _expected_in_words(expected: date, on: date) -> str:
    near = abs(expected - on) < timedelta(days=300)
    words = f"{expected.day} {expected:%B}" if near else date_in_words(expected)
    return f"due {words}" if expected >= on else f"was due {words}"
