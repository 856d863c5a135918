"""Actions of the tracker whose owner leaves, or who answers for them: their organisation says who does each now."""

from datetime import datetime

from breakwater.casework.actions import operations as tracker
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import Actor, Membership, ServiceName

from .registry import BESIDE_CASES, Beside


def count(membership: Membership) -> int:
    with acting_as(service_of(membership.team.area, ServiceName.CLOCKS)):
        return tracker.held_by(membership).count()


def give_back(membership: Membership, by: Actor, at: datetime) -> int:
    with acting_as(service_of(membership.team.area, ServiceName.CLOCKS)) as clocks:
        return tracker.give_back(membership, by=clocks, at=at)


BESIDE_CASES.register("casework.actions", Beside("action", "actions", count, give_back))
