"""London wall-clock time and the moments behind it. Moments are kept in UTC; London is for days and for reading.

Two datetimes that share a zone are subtracted and compared by their wall clocks, which is wrong across a clock
change. So everything here returns UTC, and `to_london` is for showing only.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


class NaiveMoment(ValueError):
    """A moment without a time zone: nobody can say when it was."""


def london(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    """The moment, in UTC, at which London's clocks show this time.

    A time that occurs twice in October is the first; one skipped in March is as far after midnight as if it were not.
    """
    return moment(date(year, month, day), time(hour, minute))


@lru_cache(maxsize=8192)  # a work list asks for the opening hours of the same few days a thousand times
def moment(day: date, clock: time) -> datetime:
    """The moment, in UTC, at which London's clocks show `clock` on `day`."""
    return datetime.combine(day, clock, LONDON).astimezone(UTC)


def to_utc(at: datetime) -> datetime:
    """The same moment in UTC. Raises NaiveMoment."""
    if at.tzinfo is UTC:
        return at
    if at.utcoffset() is None:
        raise NaiveMoment(f"{at} has no time zone")
    return at.astimezone(UTC)


def to_london(at: datetime) -> datetime:
    """The same moment on London's clocks, for showing. Raises NaiveMoment."""
    return to_utc(at).astimezone(LONDON)


def london_date(at: datetime) -> date:
    """The date in London at that moment. Raises NaiveMoment."""
    return to_london(at).date()


def start_of(day: date) -> datetime:
    """London midnight at which `day` begins, in UTC."""
    return moment(day, time.min)


def end_of(day: date) -> datetime:
    """London midnight at which `day` is over, in UTC: the first moment that no longer belongs to it."""
    return start_of(day + timedelta(days=1))
