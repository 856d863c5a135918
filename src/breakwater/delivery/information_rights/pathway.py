"""The one clock of a request, with its source. It is no clock of a case: nobody who reads a case learns of a request."""

from dataclasses import dataclass
from datetime import date, timedelta

from breakwater.casework.clocks.rules import Guidance
from breakwater.foundation.dates.months import months_later
from breakwater.foundation.dates.working_days import is_working_day


@dataclass(frozen=True)
class Duty:
    """What is due so many months after a day. A last day that is no working day moves to the next one."""

    key: str
    label: str
    months: int
    starts_when: str
    source: Guidance

    def due_on(self, start: date, *, paused: int = 0) -> date:
        """`paused` are days on which it waited for whoever asks."""
        due = months_later(start, self.months) + timedelta(days=paused)
        while not is_working_day(due):
            due += timedelta(days=1)
        return due

    @property
    def because(self) -> str:
        return f"{self.months} {'month' if self.months == 1 else 'months'} from {self.starts_when}. {self.source}"


UK_GDPR = Guidance("UK GDPR, article 12(3)", "as amended by the Data (Use and Access) Act 2025")
ANSWER = Duty(
    "rights.answer",
    "Answer to an information request",
    1,
    "the day the request came, or identity was verified where that had to be asked for",
    UK_GDPR,
)
EXTENDED = Duty(
    "rights.extended", "Answer to a complex request", 3, "the same day: two months more, told within the first", UK_GDPR
)
