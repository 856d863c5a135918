"""A fortnight as a grid: ten weekdays in two rows of five, what falls on each, closures marked. On a narrow screen it is a list."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from breakwater.foundation.dates.working_days import WorkingCalendar, bank_holidays

FEW = 3  # of one kind on one day are named; the others counted


@dataclass(frozen=True, slots=True)
class Falls:
    """Something that falls on a day. `kind` is a word for it ("Meeting"), `time` an hour of the day where it has one."""

    on: date
    kind: str
    text: str
    href: str
    time: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """What falls on one day of one kind."""

    words: str
    shown: Sequence[Falls]
    more: int


@dataclass(frozen=True, slots=True)
class Day:
    on: date
    words: str
    is_today: bool
    is_past: bool
    closed: str
    kinds: Sequence[Kind]

    @property
    def is_empty(self) -> bool:
        return not (self.kinds or self.closed or self.is_today)


def span(today: date) -> tuple[date, date]:
    """The Monday it begins on, of the coming week at a weekend, and the Friday of the week after."""
    monday = today - timedelta(days=today.weekday()) + timedelta(days=7 if today.weekday() > 4 else 0)
    return monday, monday + timedelta(days=11)


def fortnight(falls: Iterable[Falls], *, today: date, calendar: WorkingCalendar) -> list[Day]:
    """The ten days, in order. What falls on other days is left to the list beside."""
    monday, _ = span(today)
    by_day: dict[date, list[Falls]] = {}
    for one in falls:
        by_day.setdefault(one.on, []).append(one)
    days = [monday + timedelta(days=7 * week + day) for week in (0, 1) for day in range(5)]
    return [
        Day(
            on=on,
            words=f"{on:%a} {on.day} {on:%b}",
            is_today=on == today,
            is_past=on < today,
            closed=_closed(on, calendar),
            kinds=_kinds(by_day.get(on, [])),
        )
        for on in days
    ]


def _closed(on: date, calendar: WorkingCalendar) -> str:
    if not calendar.is_holiday(on):
        return ""
    return f"Bank holiday: {bank_holidays(on.year)[on]}" if on in bank_holidays(on.year) else "Closed"


def _kinds(falls: Sequence[Falls]) -> list[Kind]:
    """Those with an hour first, then by kind and name."""
    ordered = sorted(falls, key=lambda one: (not one.time, one.kind, one.time, one.text))
    made = []
    for words, those in groupby(ordered, key=lambda one: one.kind):
        those = list(those)
        shown = those if len(those) == FEW + 1 else those[:FEW]
        made.append(Kind(words, shown, len(those) - len(shown)))
    return made
