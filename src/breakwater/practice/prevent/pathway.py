"""The duties of the pathway that count from a day, each with its source. They are no clocks of a case: there is no case."""

from dataclasses import dataclass
from datetime import date

from breakwater.casework.clocks.rules import Guidance, LocalAgreement
from breakwater.foundation.dates.months import months_later
from breakwater.foundation.dates.working_days import add_working_days

DUTY_GUIDANCE = "Channel duty guidance"
EDITION = "2023"


@dataclass(frozen=True)
class Duty:
    """What is due so many `working_days` or `months` after a day, and whose word that is."""

    key: str
    label: str
    source: Guidance | LocalAgreement
    working_days: int = 0
    months: int = 0

    def due_on(self, start: date) -> date:
        return months_later(start, self.months) if self.months else add_working_days(start, self.working_days)

    @property
    def because(self) -> str:
        n, unit = (self.months, "month") if self.months else (self.working_days, "working day")
        return f"{n} {unit}{'s' if n != 1 else ''}: {self.source}"


REFER = Duty("refer", "Refer to the police", LocalAgreement("Prevent referral pathway"), working_days=1)
TELL_REFERRER = Duty(
    "tell", "Tell the referrer the outcome", LocalAgreement("Prevent referral pathway"), working_days=10
)
RESPOND = Duty("respond", "Panel partner’s information", LocalAgreement("Channel information sharing"), working_days=5)
MONTHLY = Duty(
    "monthly", "Monthly review by the panel", Guidance(DUTY_GUIDANCE, EDITION, heading="Reviewing support"), months=1
)
ASSESSMENT = Duty(
    "assessment", "Assessment refreshed", Guidance(DUTY_GUIDANCE, EDITION, heading="Assessment"), months=3
)
SIX = Duty(
    "six", "Six-month review after exit", Guidance(DUTY_GUIDANCE, EDITION, heading="Exiting the process"), months=6
)
TWELVE = Duty(
    "twelve",
    "Twelve-month review after exit",
    Guidance(DUTY_GUIDANCE, EDITION, heading="Exiting the process"),
    months=12,
)
