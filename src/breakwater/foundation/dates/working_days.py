"""Working days: Monday to Friday, less England's bank holidays and the closures an administrator adds.

Bank holidays are computed, so no year runs out unnoticed; one-off holidays come at weeks' notice and are added as
extra closures until a release carries them. The day something starts is day 0.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from types import MappingProxyType

ONE_DAY = timedelta(days=1)


class OutsideTheCalendar(ValueError):
    """The count leaves the years whose bank holidays can be computed."""


@cache
def bank_holidays(year: int) -> Mapping[date, str]:
    """England's bank holidays of a year, substitute days included. Raises OutsideTheCalendar."""
    from holidays.countries import UnitedKingdom  # brings every country of the world: only once a day is asked about

    first, last = UnitedKingdom.start_year, UnitedKingdom.end_year
    if not first <= year <= last:
        raise OutsideTheCalendar(f"Bank holidays are known from {first} to {last}, not in {year}")
    return MappingProxyType(dict(UnitedKingdom(subdiv="ENG", years=year, expand=False).items()))


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """England's working days, less `extra_closures` (days an area closes, or a holiday announced after the release)."""

    extra_closures: frozenset[date] = frozenset()

    @classmethod
    def closed_also_on(cls, days: Iterable[date]) -> "WorkingCalendar":
        return cls(frozenset(days))

    def is_holiday(self, day: date) -> bool:
        """A bank holiday or an extra closure, on whatever day of the week it falls."""
        if isinstance(day, datetime):  # it would never equal a holiday's date, and every holiday would be worked
            raise TypeError("Ask about a date; london_date(at) gives the date of a moment")
        return day in self.extra_closures or day in bank_holidays(day.year)

    def is_working_day(self, day: date) -> bool:
        return day.weekday() < 5 and not self.is_holiday(day)

    def next_working_day(self, day: date) -> date:
        """The first working day after `day`."""
        return self.add_working_days(day, 1)

    def add_working_days(self, start: date, n: int) -> date:
        """The nth working day after `start`, or before it when n is negative. Raises OutsideTheCalendar.

        `start` is day 0 and need not be a working day: one working day after a Saturday is Monday. Zero is `start`.
        """
        step = ONE_DAY if n >= 0 else -ONE_DAY
        day, left = start, abs(n)
        while left:
            try:
                day += step
            except OverflowError:
                raise OutsideTheCalendar(f"There is no day beyond {day}") from None
            left -= self.is_working_day(day)
        return day

    def working_days_between(self, start: date, end: date) -> int:
        """How many working days lie after `start` up to and including `end`; negative when `end` is earlier.

        The inverse of `add_working_days` whenever `end` is a working day.
        """
        if end < start:
            days = (end + ONE_DAY * i for i in range((start - end).days))
            return -sum(map(self.is_working_day, days))
        days = (start + ONE_DAY * i for i in range(1, (end - start).days + 1))
        return sum(map(self.is_working_day, days))


ENGLAND = WorkingCalendar()


def is_working_day(day: date, *, calendar: WorkingCalendar = ENGLAND) -> bool:
    return calendar.is_working_day(day)


def add_working_days(start: date, n: int, *, calendar: WorkingCalendar = ENGLAND) -> date:
    """The nth working day after `start` (day 0), or before it when n is negative. Raises OutsideTheCalendar."""
    return calendar.add_working_days(start, n)


def working_days_between(start: date, end: date, *, calendar: WorkingCalendar = ENGLAND) -> int:
    """Working days after `start` up to and including `end`; negative when `end` is earlier."""
    return calendar.working_days_between(start, end)
