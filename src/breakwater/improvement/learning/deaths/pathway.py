"""The clocks and steps of a response and a review, as `data/child_deaths.yaml` has them, each with its source (PL 12, K30 to K40)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import yaml

from breakwater.foundation.dates.london_time import end_of, london_date
from breakwater.foundation.dates.months import months_later
from breakwater.partnership.organisations.calendars import working_calendar
from breakwater.partnership.organisations.models import Area

_DATA = yaml.safe_load((Path(__file__).parents[1] / "data" / "child_deaths.yaml").read_text())
REVIEW_BY: date = _DATA["review_by"]
CRITERIA: dict[str, str] = _DATA["criteria"]
CHASED_AFTER = (0, 5, 10)  # working days after a form is due; it is chased at half its time as well


@dataclass(frozen=True)
class Clock:
    """What is due so long after a moment, and whose word that is. One counted in days lasts until the end of its day."""

    source: str
    hours: int = 0
    days: int = 0
    working_days: int = 0
    weeks: int = 0
    months: int = 0

    def due_at(self, start: datetime, area: Area) -> datetime:
        if self.hours:
            return start + timedelta(hours=self.hours)
        return end_of(self.due_on(london_date(start), area))

    def due_on(self, start: date, area: Area) -> date:
        if self.months:
            return months_later(start, self.months)
        if self.working_days:
            return working_calendar(area).add_working_days(start, self.working_days)
        return start + timedelta(days=self.days, weeks=self.weeks)

    @property
    def words(self) -> str:
        units = {
            "hour": self.hours,
            "day": self.days,
            "working day": self.working_days,
            "week": self.weeks,
            "month": self.months,
        }
        unit, number = next((unit, number) for unit, number in units.items() if number)
        return f"{number} {unit}{'s' if number != 1 else ''}"


@dataclass(frozen=True)
class Step:
    """One line of the checklist of a response. A meeting is recorded with its minutes, a key worker by naming one."""

    code: str
    label: str
    ask: str = ""
    clock: str = ""
    meeting: bool = False


CLOCKS = {code: Clock(**facts) for code, facts in _DATA["clocks"].items()}
STEPS = {code: Step(code, **facts) for code, facts in _DATA["steps"].items()}
ASKED = [(code, step.label) for code, step in STEPS.items() if step.ask]
SIBLINGS = "SIBLINGS"
KEY_WORKER = "KEY_WORKER"
FOLLOW_UP = "FOLLOW_UP"


def chase_days(asked_on: date, due_on: date, area: Area) -> list[date]:
    """When a form that was asked for and has not come is chased: at half its time, when it is due, five and ten working days on (K37)."""
    calendar = working_calendar(area)
    half = calendar.add_working_days(asked_on, max(1, calendar.working_days_between(asked_on, due_on) // 2))
    return [half, *(calendar.add_working_days(due_on, each) if each else due_on for each in CHASED_AFTER)]
