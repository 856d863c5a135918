"""How long a duty allows, as value objects. `str(limit)` is how people say it."""

from dataclasses import dataclass
from datetime import time
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Counted:
    """A whole number of some unit."""

    n: int
    unit: ClassVar[str]

    def __post_init__(self):
        if type(self.n) is not int or self.n < 0:
            raise ValueError(f"A limit is a whole number of {self.unit}s, not {self.n!r}")

    def __str__(self):
        return f"{self.n} {self.unit}" if self.n == 1 else f"{self.n} {self.unit}s"


class WorkingDays(Counted):
    """Due on the nth working day after the date it starts, whatever the hour."""

    __slots__ = ()
    unit = "working day"


class WorkingHours(Counted):
    """Due after n hours in which the team's office is open; a start outside hours counts from the next opening."""

    __slots__ = ()
    unit = "working hour"


class Hours(Counted):
    """Due after n hours on any clock, nights and weekends included."""

    __slots__ = ()
    unit = "hour"


class Minutes(Counted):
    """Due after n minutes on any clock."""

    __slots__ = ()
    unit = "minute"


class CalendarDays(Counted):
    """Due on the nth day after the date it starts, weekends and holidays included."""

    __slots__ = ()
    unit = "day"


class SchoolDays(Counted):
    """Due on the nth school day after the date it starts."""

    __slots__ = ()
    unit = "school day"


@dataclass(frozen=True, slots=True)
class SameDay:
    """Due by the end of the office's day. What comes after closing, or after `cut_off`, is due the next day it opens."""

    cut_off: time | None = None

    def __str__(self):
        return "same day" if self.cut_off is None else f"same day if by {self.cut_off:%H:%M}"


Limit = WorkingDays | WorkingHours | Hours | Minutes | CalendarDays | SchoolDays | SameDay
