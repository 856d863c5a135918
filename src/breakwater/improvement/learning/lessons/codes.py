"""Themes, periods, channels and headings, as data/lessons.yaml has them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml

from breakwater.casework.clocks.rules import LocalAgreement
from breakwater.foundation.dates.months import months_later
from breakwater.foundation.dates.working_days import WorkingCalendar

_DATA = yaml.safe_load((Path(__file__).parent.parent / "data" / "lessons.yaml").read_text())

THEMES: Mapping[str, str] = _DATA["themes"]
CHANNELS: Mapping[str, str] = _DATA["channels"]
AUDIENCES: Mapping[str, str] = _DATA["audiences"]
HEADINGS: Mapping[str, Mapping[str, str]] = _DATA["headings"]


@dataclass(frozen=True)
class Periods:
    """How long an answer and a test may take, when people are reminded (working days from the due day), and who says so."""

    response_working_days: int
    response_reminders: tuple[int, ...]
    impact_months: tuple[int, ...]
    impact_reminders: tuple[int, ...]
    public_months: Mapping[str, int]
    source: LocalAgreement
    review_by: date

    def response_due(self, sent_on: date, calendar: WorkingCalendar) -> date:
        return calendar.add_working_days(sent_on, self.response_working_days)

    def tests_due(self, issued_on: date) -> dict[int, date]:
        """The day of each test by its months after a briefing was issued."""
        return {months: months_later(issued_on, months) for months in self.impact_months}

    def stays_until(self, kind: str, published_on: date) -> date:
        return months_later(published_on, self.public_months[kind])


def _periods(said: Mapping) -> Periods:
    lists = {name: tuple(said[name]) for name in ("response_reminders", "impact_months", "impact_reminders")}
    return Periods(**{**said, **lists, "source": LocalAgreement(said["source"])})


PERIODS = _periods(_DATA["periods"])
