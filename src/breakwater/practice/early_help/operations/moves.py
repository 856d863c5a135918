"""Work of an episode that changes hands between tiers."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from breakwater.casework.handovers import operations as handovers
from breakwater.casework.handovers.danger import Danger
from breakwater.casework.models import Handover
from breakwater.partnership.organisations.models import Actor

from ..models import Episode
from .episodes import lock


@transaction.atomic
def step_up(
    *, episode: Episode, reason: str, by: Actor, at: datetime, danger: Danger, key: UUID | None = None
) -> Handover:
    """Bring the family to the front door. The offer is the receipt: the contact exists at once (SG-01).

    A child in danger now pages emergency duty while the office is closed (SG-04).
    """
    episode = lock(episode)
    made = handovers.offer(
        cases_carried=[episode.case], to="front_door", reason=reason, danger=danger, by=by, at=at, key=key
    )
    episode.stepped_up_at = made.offered_at
    episode.save(update_fields=["stepped_up_at"])
    return made
