"""Finding who leads: the invitation, and the lead accepted."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from breakwater.casework.cases import operations as cases
from breakwater.casework.cases.models import WorkCapacity
from breakwater.casework.chronology import operations as chronology
from breakwater.casework.clocks import operations as clocks
from breakwater.casework.handovers import leads
from breakwater.casework.handovers import operations as handovers
from breakwater.casework.models import Handover
from breakwater.partnership.organisations.models import Actor, Membership

from ..models import Episode
from ..pathway import FIND_LEAD
from .agreements import has_agreement
from .episodes import lock


class NobodyAgreed(Exception):
    """Help at Tier 2 is voluntary: without anyone's agreement it does not go on."""


@transaction.atomic
def invite_lead(
    *, episode: Episode, lead: Membership, words: str, by: Actor, at: datetime, key: UUID | None = None
) -> Handover:
    """Ask a professional to lead. They accept or decline; until then the co-ordinator's team stays responsible.

    The same `key` again asks nobody. Raises NobodyAgreed.
    """
    episode = lock(episode)
    if not has_agreement(episode):
        raise NobodyAgreed(episode.reference)
    return handovers.offer(
        cases_carried=[episode.case], to="lead_professional", to_team=lead.team, reason=words, by=by, at=at,
        proposed_lead=lead, key=key,
    )  # fmt: skip


def take_the_lead(*, handover: Handover, by: Actor, at: datetime) -> None:
    """The invited professional accepted: they lead through a post in the case, and the team stays responsible for it."""
    for row in handover.carried.select_related("case"):
        cases.assign(case=row.case, membership=by.membership, capacity=WorkCapacity.LEAD_PROFESSIONAL, by=by, at=at)
        clocks.stop(case=row.case, rule=FIND_LEAD, by=by, at=at)
        if row.case.stage == "agreed":
            cases.move(case=row.case, to_stage="active", by=by, at=at, why="Lead professional found")
        chronology.record(
            case=row.case, kind="early_help", what=f"Lead professional: {by.membership.job_title or by.post}", by=by, at=at,
            significant=True,
        )  # fmt: skip
        leads.tell_givers(case=row.case, by=by, at=at)
    # From here on the lead's own post gives sight, not the team that was asked (SG-09).
    handover.carried.update(gives_sight=False)
