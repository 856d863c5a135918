"""How a rule is written: a small function of one thing in the file, under the Department's number, that answers whether the rule is broken.

`at` is the value the fault stands at, or the thing itself where it is missing. Source of every rule: the validation rules of the edition
(`data/editions.yaml`); its words are in `data/rules_*.csv`.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from breakwater.foundation.dates import add_working_days

from ..editions import LAST_DAY, Edition
from ..file import CensusFile, Child, Episode, Thing


@dataclass(frozen=True)
class Written:
    number: str
    at: str
    is_broken: Callable


@dataclass
class Census:
    """The file with what many rules ask of it: the period, and which numbers occur more than once."""

    file: CensusFile
    edition: Edition

    @cached_property
    def ends_on(self) -> date:
        return date.fromisoformat(f"{self.edition.year}{LAST_DAY}")

    @cached_property
    def starts_on(self) -> date:
        return date(self.edition.year - 1, 4, 1)

    def covers(self, day: date) -> bool:
        return self.starts_on <= day <= self.ends_on

    @cached_property
    def day_before(self) -> date:
        """One working day before the period."""
        return add_working_days(self.starts_on, -1)

    @cached_property
    def days_45_ago(self) -> date:
        return add_working_days(self.ends_on, -45)

    @cached_property
    def days_15_ago(self) -> date:
        return add_working_days(self.ends_on, -15)

    @cached_property
    def times_of_id(self) -> Counter:
        return Counter(child.id for child in self.file.children if child.id)

    @cached_property
    def times_of_upn(self) -> Counter:
        return Counter(child.upn for child in self.file.children if child.upn)


@dataclass(frozen=True, slots=True)
class Where:
    """What stands around the thing a rule is asked of."""

    census: Census
    child: Child | None
    episode: Episode | None


WRITTEN: dict[type, list[Written]] = {}


def rule(number: str, of: type, at: str = "") -> Callable:
    """Register a rule asked of every thing of a kind: a function of the thing and Where it stands."""

    def registered(is_broken: Callable) -> Callable:
        WRITTEN.setdefault(of, []).append(Written(number, at, is_broken))
        return is_broken

    return registered


def numbers() -> set[str]:
    return {one.number for written in WRITTEN.values() for one in written}


def broken(thing: Thing, where: Where) -> Iterator[tuple[int, str]]:
    """(line, number of the rule) for each rule that a thing breaks."""
    for one in WRITTEN.get(type(thing), ()):
        if one.number in where.census.edition.rules and one.is_broken(thing, where):
            yield thing.line_of(one.at), one.number


def before(first: date | None, second: date | None) -> bool:
    """Both are there, and the first lies before the second."""
    return first is not None and second is not None and first < second


def within(day: date | None, start: date | None, end: date | None) -> bool:
    """All are there, and the day lies from the one to the other, both included."""
    return day is not None and start is not None and end is not None and start <= day <= end


def is_weekend(day: date | None) -> bool:
    return day is not None and day.weekday() > 4


def years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def months_after(day: date, months: int) -> date:
    """The day so many months on; the last of the month where that has no such day."""
    whole = day.month - 1 + months
    first = date(day.year + whole // 12, whole % 12 + 1, 1)
    following = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
    return min(first + timedelta(days=day.day - 1), following - timedelta(days=1))
