"""The duties of a review that count from a day. None of them ever pauses (PL 12, K26 to K28)."""

from dataclasses import dataclass
from datetime import date

from breakwater.casework.clocks.rules import Guidance, LocalAgreement
from breakwater.foundation.dates.months import months_later
from breakwater.partnership.organisations.calendars import working_calendar
from breakwater.partnership.organisations.models import Area

WORKING_TOGETHER = Guidance(
    "Working Together to Safeguard Children", edition="2023", heading="Local child safeguarding practice reviews"
)


@dataclass(frozen=True)
class Duty:
    """What is due so many `months` or `working_days` after a day, and whose word that is."""

    label: str
    source: Guidance | LocalAgreement
    months: int = 0
    working_days: int = 0

    def due_on(self, start: date, area: Area) -> date:
        if self.months:
            return months_later(start, self.months)
        return working_calendar(area).add_working_days(start, self.working_days)

    @property
    def because(self) -> str:
        n, unit = (self.months, "month") if self.months else (self.working_days, "working day")
        return f"{n} {unit}{'s' if n != 1 else ''}: {self.source}"


PUBLISH = Duty("Publish the report", WORKING_TOGETHER, months=6)
NOTICE = Duty(
    "Copy to the national panel, the Secretary of State and Ofsted before publication", WORKING_TOGETHER, working_days=7
)
AVAILABLE = Duty("Stays public", WORKING_TOGETHER, months=12)
FACT_CHECK = Duty("Answer to a fact-check", LocalAgreement("Learning group"), working_days=10)
