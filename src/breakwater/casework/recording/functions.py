"""What a calculated answer may be worked out by. A form names one of these; nothing a form says runs as code."""

from collections.abc import Callable
from datetime import date
from math import prod

from breakwater.foundation.dates import PartDate
from breakwater.foundation.dates.partial import NotADate, age_in_words

from .conditions import is_given


def total(values: list, on: date) -> int | None:
    """The sum of the numbers given; nothing when none is."""
    numbers = [value for value in values if isinstance(value, int) and not isinstance(value, bool)]
    return sum(numbers) if numbers else None


def count(values: list, on: date) -> int:
    """How many there are: the rows of a group, the answers chosen, or the questions answered."""
    return sum(len(value) if isinstance(value, list) else int(is_given(value)) for value in values)


def age(values: list, on: date) -> str | None:
    """The age in words on the day of writing, from the first date given; nothing for a day to come."""
    for value in values:
        try:
            return age_in_words(on=on, born=PartDate.parse(value)) if isinstance(value, str) else None
        except NotADate:
            continue
    return None


def largest(values: list, on: date) -> int | None:
    """The largest of the numbers given."""
    numbers = [value for value in values if isinstance(value, int) and not isinstance(value, bool)]
    return max(numbers, default=None)


def product(values: list, on: date) -> int | None:
    """The numbers multiplied, as likelihood by impact; nothing while one is missing."""
    numbers = [value for value in values if isinstance(value, int) and not isinstance(value, bool)]
    return prod(numbers) if numbers and len(numbers) == len(values) else None


def days(values: list, on: date) -> int | None:
    """The days from the first date to the second; nothing while one is missing or not known whole."""
    found = []
    for value in values[:2]:
        try:
            found.append(date.fromisoformat(str(value).partition("T")[0]))
        except ValueError:
            return None
    return (found[1] - found[0]).days if len(found) == 2 else None


FUNCTIONS: dict[str, Callable[[list, date], object]] = {
    "sum": total,
    "count": count,
    "age": age,
    "largest": largest,
    "product": product,
    "days": days,
}
