"""The duties of an incident, each with its source, and the day by which it is due: working days of England, bank holidays left out."""

from dataclasses import dataclass
from datetime import date

from breakwater.casework.clocks.rules import Guidance, LocalAgreement
from breakwater.foundation.dates.working_days import add_working_days

PANEL = Guidance("Child Safeguarding Practice Review Panel guidance for safeguarding partners", "edition in force")
LOCAL = LocalAgreement("Rapid review procedure")


@dataclass(frozen=True)
class Duty:
    """What is due so many working days after a day, and whose word that is. An area's own closures stop no national clock."""

    label: str
    working_days: int
    source: Guidance | LocalAgreement

    def due_on(self, start: date) -> date:
        return add_working_days(start, self.working_days)

    @property
    def because(self) -> str:
        return f"{self.working_days} working day{'s' if self.working_days != 1 else ''}: {self.source}"


NOTIFY = Duty("Notify the national panel", 5, PANEL)
RAPID_REVIEW = Duty("Send the rapid review to the national panel", 15, PANEL)
LETTERS = Duty("Ask every agency for its summary", 1, LOCAL)
SUMMARIES = Duty("Agencies’ summaries", 10, LOCAL)
SIGN_OFF = Duty("Sign-off by the executives", 14, LOCAL)
REPLY = Duty("Reply of the national panel, as is usual", 10, LOCAL)
