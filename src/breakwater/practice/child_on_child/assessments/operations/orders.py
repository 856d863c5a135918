"""Somebody orders one child's plan as it was in force at a moment: who, on what basis, and the digest of the paper they got."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from breakwater.foundation import audit
from breakwater.foundation.models.keys import one_at_a_time
from breakwater.partnership.organisations.models import Actor

from ...models import IncidentChild, PlanOrder
from .. import lookup, paper


@dataclass(frozen=True)
class OrderFacts:
    """Which moment, who ordered it (a court, by its order), on which day, and on what lawful basis it is given."""

    in_force_at: datetime
    ordered_by: str
    ordered_on: date
    basis: str


@transaction.atomic
def order(child: IncidentChild, facts: OrderFacts, *, key: UUID, by: Actor, at: datetime) -> PlanOrder:
    """Record the order. The same key again records nothing. Raises NotInForce."""
    one_at_a_time(key)
    if known := PlanOrder.objects.filter(key=key).first():
        return known
    moment = min(facts.in_force_at, at)  # nobody knows yet what is in force later today
    version = lookup.in_force_at(child, moment)
    made = PlanOrder(
        child=child,
        assessment=version,
        in_force_at=moment,
        ordered_by=facts.ordered_by,
        ordered_on=facts.ordered_on,
        basis=facts.basis,
        given_by=f"{by.membership.user.name}, {by.post}"[:200],
        made_at=at,
        made_by=by,
        key=key,
    )
    made.digest = hashlib.sha256(paper.ordered(made)).hexdigest()
    made.save()
    audit.did("was ordered the plan of", "incident_child", child.pk, order=made.pk)
    return made
