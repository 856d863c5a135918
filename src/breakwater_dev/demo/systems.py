"""Systems of invented organisations: one is approved, so that its lead makes the key before one's eyes; one waits for approval."""

from datetime import datetime, timedelta
from uuid import uuid4

from breakwater.delivery.api import keys
from breakwater.delivery.api.models import Scope
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.organisations.access import acting_as

from .staff import Staff


def tell(staff: Staff, now: datetime) -> None:
    lead, office = staff.actor("dsl"), staff.actor("business manager")
    asked = [
        _asked(
            lead, now - timedelta(days=9), "Lantern MIS", "Send contacts from our safeguarding log", tuple(Scope.values)
        ),
        _asked(
            lead,
            now - timedelta(days=1),
            "Lantern reports",
            "Show staff what became of contacts",
            (Scope.STATUS.value,),
        ),
    ]
    with acting_as(office):
        keys.approve(asked[0], by=office, at=now - timedelta(days=8))


def _asked(by, at: datetime, system: str, reason: str, scopes: tuple[str, ...]) -> keys.ApiKey:
    wanted = keys.Wanted(system, reason, scopes, london_date(at) + timedelta(days=300))
    with acting_as(by):
        return keys.ask(None, wanted, key=uuid4(), by=by, at=at)
