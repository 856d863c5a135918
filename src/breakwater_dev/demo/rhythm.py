"""When things happen in the demo: working time, and a queue of things to come that stops at the present."""

import heapq
import itertools
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from breakwater.foundation.dates.london_time import moment, to_utc
from breakwater.foundation.dates.office_hours import OfficeHours

HOURS = OfficeHours.weekdays(time(8, 40), time(16, 20))


def later(at: datetime, hours: float) -> datetime:
    """`hours` of office time after `at`; never outside the office."""
    return to_utc(HOURS.add_working_hours(at, hours))


def at_clock(day: date, hour: int, minute: int = 0) -> datetime:
    return to_utc(moment(day, time(hour, minute)))


def days_before(today: date, days: int) -> list[date]:
    """The days from so many ago to today."""
    return [today - timedelta(days=back) for back in range(days, -1, -1)]


class Queue:
    """Things to come, done in the order of their time. What lies after the present does not happen yet."""

    def __init__(self, now: datetime):
        self.now = now
        self._order = itertools.count()
        self._waiting: list = []

    def at(self, when: datetime, what: Callable[[datetime], None]) -> None:
        if when <= self.now:
            heapq.heappush(self._waiting, (when, next(self._order), what))

    def run(self) -> int:
        """Do everything up to the present; things done may bring others. Returns how many."""
        done = 0
        while self._waiting:
            when, _, what = heapq.heappop(self._waiting)
            what(when)
            done += 1
        return done
