"""After a death nothing is purged that there may be of the person (PL 6.1): held blind, the same hour."""

from datetime import datetime

from breakwater.casework.cases.deaths import OPENED_BY_DEATH, Died
from breakwater.partnership.organisations.models import Actor

from .referrals.operations import referring

WHY = "A death was recorded"


@OPENED_BY_DEATH.register("prevent.hold")
def hold(died: Died, by: Actor, at: datetime) -> str:
    """Whoever records the death learns not whether there is anything."""
    referring.hold_people([died.person], why=WHY, by=by, at=at)
    return ""
