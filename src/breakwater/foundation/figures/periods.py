"""The periods figures are shown for: a month, a quarter, a school year, or months of one's own choosing."""

import re
from calendar import month_name
from dataclasses import dataclass
from datetime import date

from breakwater.foundation.dates.months import months_later


def month_starting(day: date) -> date:
    return day.replace(day=1)


@dataclass(frozen=True)
class Period:
    """Whole months, the first and the last included. `kind` is month, quarter, school or own."""

    kind: str
    first: date
    last: date

    @property
    def months(self) -> tuple[date, ...]:
        count = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1
        return tuple(months_later(self.first, number) for number in range(count))

    @property
    def code(self) -> str:
        if self.kind == "school":
            return f"school-{self.first.year}"
        if self.kind == "quarter":
            return f"{self.first.year}-q{(self.first.month + 2) // 3}"
        return f"{self.first:%Y-%m}" if self.first == self.last else f"{self.first:%Y-%m}..{self.last:%Y-%m}"

    @property
    def words(self) -> str:
        """ "October 2026", "July to September 2026", "School year 2026/27"."""
        if self.kind == "school":
            return f"School year {self.first.year}/{self.last:%y}"
        if self.first == self.last:
            return in_words(self.first)
        begins = month_name[self.first.month] if self.first.year == self.last.year else in_words(self.first)
        return f"{begins} to {in_words(self.last)}"

    def moved(self, months: int) -> "Period":
        """The same stretch some months later (or, negative, earlier)."""
        return Period(self.kind, months_later(self.first, months), months_later(self.last, months))

    @property
    def before(self) -> "Period":
        return self.moved(-len(self.months))

    @property
    def year_before(self) -> "Period":
        return self.moved(-12)

    def is_over(self, today: date) -> bool:
        return months_later(self.last, 1) <= today


def in_words(month: date) -> str:
    return f"{month_name[month.month]} {month.year}"


def month_of(day: date) -> Period:
    return Period("month", month_starting(day), month_starting(day))


def quarter_of(day: date) -> Period:
    first = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    return Period("quarter", first, months_later(first, 2))


def school_year_of(day: date) -> Period:
    first = date(day.year if day.month >= 9 else day.year - 1, 9, 1)
    return Period("school", first, months_later(first, 11))


def year_to_march_of(day: date) -> Period:
    """The financial year that a day belongs to."""
    first = date(day.year if day.month > 3 else day.year - 1, 4, 1)
    return Period("own", first, months_later(first, 11))


def period_of(code: str) -> Period | None:
    """The period a code names, or None."""
    if found := re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])(?:\.\.(\d{4})-(0[1-9]|1[0-2]))?", code):
        first = date(max(int(found[1]), 1), int(found[2]), 1)
        last = date(max(int(found[3]), 1), int(found[4]), 1) if found[3] else first
        if first <= last <= months_later(first, 35) and 2000 <= first.year <= 2200:
            return Period("month" if first == last else "own", first, last)
    if (found := re.fullmatch(r"(\d{4})-q([1-4])", code)) and 2000 <= int(found[1]) <= 2200:
        return quarter_of(date(int(found[1]), int(found[2]) * 3, 1))
    if (found := re.fullmatch(r"school-(\d{4})", code)) and 2000 <= int(found[1]) <= 2200:
        return school_year_of(date(int(found[1]), 9, 1))
    return None
