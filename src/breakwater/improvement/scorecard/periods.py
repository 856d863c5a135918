"""The periods that indicators are given for: months, quarters, school terms and years, each by its first day. Pure."""

from datetime import date, timedelta

from breakwater.foundation.dates.months import months_later
from breakwater.foundation.figures.periods import Period, in_words

from .codes import Indicator

MONTHS = {"M": 1, "Q": 3, "T": 4, "A": 12}
ON_A_CHART = {"M": 13, "Q": 8, "T": 8, "A": 8}
TERMS = {9: "Autumn", 1: "Spring", 5: "Summer"}


def begins(indicator: Indicator, day: date) -> date:
    """The first day of the period that a day belongs to. A school term has four months: from September, January and May."""
    length = MONTHS[indicator.every]
    start = 9 if indicator.every == "T" or indicator.year == "academic" else 4
    return months_later(day.replace(day=1), -((day.month - start) % length))


def later(indicator: Indicator, first: date, number: int = 1) -> date:
    return months_later(first, number * MONTHS[indicator.every])


def last_day(indicator: Indicator, first: date) -> date:
    return later(indicator, first) - timedelta(days=1)


def due_on(indicator: Indicator, first: date) -> date:
    return last_day(indicator, first) + timedelta(days=indicator.due_days)


def last_over(indicator: Indicator, today: date) -> date:
    """The last period that has ended."""
    return later(indicator, begins(indicator, today), -1)


def chart_of(indicator: Indicator, today: date) -> list[date]:
    """The periods on a run chart, the last one that has ended at its end: 13 months, or eight quarters, terms or years."""
    last = last_over(indicator, today)
    return [later(indicator, last, -number) for number in reversed(range(ON_A_CHART[indicator.every]))]


def period_of(indicator: Indicator, first: date) -> Period:
    """As the figures of a room call it."""
    kind = {"M": "month", "Q": "quarter"}.get(indicator.every, "own")
    return Period(kind, first, months_later(first, MONTHS[indicator.every] - 1))


def words(indicator: Indicator, first: date) -> str:
    """ "October 2026", "Quarter 2 of 2026/27 (to September)", "Autumn term 2026/27", "Year to March 2026", "School year 2025/26"."""
    if indicator.every == "M":
        return in_words(first)
    starts = 9 if indicator.every == "T" or indicator.year == "academic" else 4
    year = first.year - (first.month < starts)
    both = f"{year}/{(year + 1) % 100:02}"
    if indicator.every == "Q":
        return f"Quarter {(first.month - 4) % 12 // 3 + 1} of {both} (to {last_day(indicator, first):%B})"
    if indicator.every == "T":
        return f"{TERMS[first.month]} term {both}"
    return f"School year {both}" if indicator.year == "academic" else f"Year to March {year + 1}"


def brief(indicator: Indicator, first: date) -> str:
    """As `words`, for a narrow column: "Q2 2026/27"."""
    return (
        words(indicator, first).partition(" (")[0].replace("Quarter ", "Q").replace(" of ", " ", indicator.every == "Q")
    )


def short(indicator: Indicator, first: date) -> str:
    """For an axis: "Oct 26", "Q2 26/27", "Autumn 26/27"."""
    if indicator.every == "M":
        return f"{first:%b %y}"
    starts = 9 if indicator.every == "T" or indicator.year == "academic" else 4
    year = first.year - (first.month < starts)
    both = f"{year % 100:02}/{(year + 1) % 100:02}"
    if indicator.every == "Q":
        return f"Q{(first.month - 4) % 12 // 3 + 1} {both}"
    return f"{TERMS[first.month]} {both}" if indicator.every == "T" else both


def calendar(indicator: Indicator) -> str:
    """What an axis says of its years: one chart has one kind alone."""
    if indicator.every == "M":
        return "Calendar months"
    if indicator.every == "T" or indicator.year == "academic":
        return "School years, September to August"
    return "Financial years, April to March"
