"""Closing an incident once nothing of it runs any more and what each child needs was considered."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.models import Actor

from ..assessments.operations import instructions
from ..incidents import lookup
from ..incidents.operations.opening import locked
from ..models import Incident
from .remaining import instructions_in_force, needing, remaining


class StillRuns(Refusal):
    """`remaining` is what still runs."""

    words = "It cannot be closed while something still runs. It is listed on this page, with where each is settled."

    def __init__(self, due: list[lookup.Due]):
        super().__init__()
        self.remaining = due


class NeedsNotConsidered(Refusal):
    words = "Say of each child what they need from here on."


@transaction.atomic
def close(incident: Incident, *, considered: Mapping[int, str], by: Actor, at: datetime) -> Incident:
    """Close it, and end what staff were asked to do. `considered` is what each child of ours needs from here on, by the child's key.

    Raises ItIsClosed, StillRuns, NeedsNotConsidered.
    """
    held = locked(incident)
    if due := remaining(held, london_date(at)):
        raise StillRuns(due)
    for child in needing(lookup.children_of(held)):
        child.considered = considered.get(child.pk, "").strip()
        if not child.considered:
            raise NeedsNotConsidered
        child.save(update_fields=["considered"])
    for instruction in instructions_in_force(held):
        instructions.end(instruction, by=by, at=at)
    held.closed_at, held.closed_by = at, by
    held.save(update_fields=["closed_at", "closed_by"])
    audit.did("closed", "incident", held.pk)
    return held
