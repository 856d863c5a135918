"""A team's opening hours: when its door is open, when it opens next, and hours counted only while it is open."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from .london_time import end_of, london_date, moment, to_utc
from .working_days import ENGLAND, ONE_DAY, WorkingCalendar

MIDNIGHT = time.min
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LONGEST_CLOSURE = 400


class NeverOpens(Exception):
    """The office has no opening in the year ahead; its hours need correcting."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """From `opens` to `closes` on London's clocks. Closing at 00:00 is the end of the day."""

    opens: time
    closes: time

    def __post_init__(self):
        if self.closes != MIDNIGHT and self.closes <= self.opens:
            raise ValueError(f"{self}: closes before it opens; write hours past midnight as two days' spans")

    def __str__(self):
        return f"{self.opens:%H:%M}-{self.closes:%H:%M}"

    def on(self, day: date) -> tuple[datetime, datetime]:
        """Opening and closing moments on `day`, in UTC."""
        return moment(day, self.opens), end_of(day) if self.closes == MIDNIGHT else moment(day, self.closes)


def in_order(spans: Iterable[Span]) -> tuple[Span, ...]:
    spans = tuple(sorted(spans))
    for earlier, later in zip(spans, spans[1:], strict=False):
        if earlier.closes == MIDNIGHT or earlier.closes > later.opens:
            raise ValueError(f"{earlier} and {later} overlap")
    return spans


@dataclass(frozen=True, slots=True)
class SpecialHours:
    """Other hours from `start` to `end`, both included; no spans is a closure. Overrides week and bank holiday."""

    start: date
    end: date
    spans: tuple[Span, ...] = ()
    why: str = ""

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """Weekly hours of a team, Monday first, with its special days. Where special days overlap, the later entry counts.

    `usual_close` is the time shown as due on a day the office is shut: a statutory day stays that day.
    """

    week: tuple[tuple[Span, ...], ...]
    special: tuple[SpecialHours, ...] = ()
    open_on_bank_holidays: bool = False
    calendar: WorkingCalendar = ENGLAND
    usual_close: time = time(17)

    def __post_init__(self):
        if len(self.week) != len(DAYS):
            raise ValueError("Office hours need an entry, perhaps empty, for each of the seven days")
        object.__setattr__(self, "week", tuple(in_order(spans) for spans in self.week))

    @classmethod
    def weekdays(cls, opens: time, closes: time, **rest) -> "OfficeHours":
        """Monday to Friday, the same hours each day."""
        return cls((((Span(opens, closes),),) * 5 + ((), ())), **rest)

    @classmethod
    def always(cls, **rest) -> "OfficeHours":
        """Day and night, every day of the year."""
        return cls(((Span(MIDNIGHT, MIDNIGHT),),) * 7, open_on_bank_holidays=True, **rest)

    def spans_on(self, day: date) -> tuple[Span, ...]:
        for entry in reversed(self.special):
            if day in entry:
                return entry.spans
        if self.calendar.is_holiday(day) and not self.open_on_bank_holidays:
            return ()
        return self.week[day.weekday()]

    def opens_on(self, day: date) -> bool:
        return bool(self.spans_on(day))

    def is_open(self, at: datetime) -> bool:
        at = to_utc(at)
        return any(opens <= at < closes for opens, closes in self._sessions(london_date(at), days=1))

    def next_opening(self, at: datetime) -> datetime:
        """When the office is next open, in UTC: `at` itself while it is open. Raises NeverOpens."""
        return self.add_working_hours(at, 0)

    def next_day_open(self, after: date) -> date:
        """The first day after `after` on which the office opens. Raises NeverOpens."""
        for i in range(1, LONGEST_CLOSURE):
            if self.opens_on(day := after + ONE_DAY * i):
                return day
        raise NeverOpens(after)

    def close_of(self, day: date) -> datetime:
        """When the office last closes that day, in UTC; its usual closing time on a day it is shut."""
        spans = self.spans_on(day)
        span = spans[-1] if spans else Span(MIDNIGHT, self.usual_close)
        return span.on(day)[1]

    def add_working_hours(self, at: datetime, hours: float | timedelta) -> datetime:
        """The moment, in UTC, when the office has been open for `hours` since `at`. Raises NeverOpens.

        Hours that end at closing time are due at closing, not at the next opening.
        """
        left = hours if isinstance(hours, timedelta) else timedelta(hours=hours)
        if left < timedelta():
            raise ValueError("Working hours are counted forwards only")
        at = to_utc(at)
        day, days_shut = london_date(at), 0
        while days_shut < LONGEST_CLOSURE:
            days_shut += 1
            for opens, closes in self._sessions(day, days=1):
                begin = max(opens, at)
                if begin >= closes:
                    continue
                if left <= closes - begin:
                    return begin + left
                left -= closes - begin
                days_shut = 0
            day += ONE_DAY
        raise NeverOpens(day)

    def working_time_between(self, start: datetime, end: datetime) -> timedelta:
        """How long the office is open from `start` to `end`; nothing when `end` is earlier."""
        start, end = to_utc(start), to_utc(end)
        first, last = london_date(start), london_date(end)
        total = timedelta()
        for opens, closes in self._sessions(first, days=(last - first).days + 1):
            total += max(min(closes, end) - max(opens, start), timedelta())
        return total

    def _sessions(self, first: date, *, days: int) -> Iterator[tuple[datetime, datetime]]:
        for i in range(days):
            day = first + ONE_DAY * i
            for span in self.spans_on(day):
                yield span.on(day)


STANDARD = OfficeHours.weekdays(time(9), time(17))
