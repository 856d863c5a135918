"""School terms, as an area or a school configures them, and school days counted over them.

A term is a stretch without a half-term break, or a whole one with the break among its closures. Nobody can compute next
year's terms, so a count that runs past the last known term says so instead of guessing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from .working_days import ENGLAND, ONE_DAY, WorkingCalendar


class TermsNotKnown(Exception):
    """The count runs past the terms that have been entered."""


@dataclass(frozen=True, slots=True)
class Term:
    """From `start` to `end`, both included, less `closed` (inset days, half-term break, a polling day)."""

    start: date
    end: date
    label: str
    closed: frozenset[date] = frozenset()

    def __post_init__(self):
        if self.end < self.start:
            raise ValueError(f"{self.label}: the term ends before it starts")

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end


@dataclass(frozen=True, slots=True)
class SchoolCalendar:
    """The terms of an area or a school. A school day is a weekday in a term, no bank holiday and no closure."""

    terms: tuple[Term, ...] = ()
    calendar: WorkingCalendar = ENGLAND

    @classmethod
    def of(cls, terms: Iterable[Term], *, calendar: WorkingCalendar = ENGLAND) -> "SchoolCalendar":
        return cls(tuple(sorted(terms, key=lambda term: term.start)), calendar)

    def term_on(self, day: date) -> Term | None:
        return next((term for term in self.terms if day in term), None)

    def is_school_day(self, day: date) -> bool:
        terms = [term for term in self.terms if day in term]
        return bool(terms) and self.calendar.is_working_day(day) and not any(day in term.closed for term in terms)

    def add_school_days(self, start: date, n: int) -> date:
        """The nth school day after `start` (day 0), or before it when n is negative. Raises TermsNotKnown."""
        if not n:
            return start
        step = ONE_DAY if n > 0 else -ONE_DAY
        first = min((term.start for term in self.terms), default=date.max)
        last = max((term.end for term in self.terms), default=date.min)
        day, left = start, abs(n)
        while left:
            if day >= last if n > 0 else day <= first:
                raise TermsNotKnown(f"Terms are entered only {'up to' if n > 0 else 'from'} {last if n > 0 else first}")
            day += step
            left -= self.is_school_day(day)
        return day

    def next_school_day(self, day: date) -> date:
        """The first school day after `day`. Raises TermsNotKnown."""
        return self.add_school_days(day, 1)

    def school_days_between(self, start: date, end: date) -> int:
        """School days after `start` up to and including `end`. Days outside the entered terms do not count."""
        return sum(self.is_school_day(start + ONE_DAY * i) for i in range(1, (end - start).days + 1))
