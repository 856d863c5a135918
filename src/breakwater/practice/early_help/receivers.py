"""How early help takes in work: from the MASH or social care, and as a lead professional."""

from breakwater.casework.handovers.registry import receives
from breakwater.foundation.dates.limits import WorkingDays

from . import operations


@receives("early_help", label="the Tier 2 co-ordinators", answer_within=WorkingDays(1), finds_a_lead=True)
def open_episode_from(handover, by, at):
    """Open an early help episode for the children in an accepted handover."""
    return operations.open_episode(handover=handover, by=by, at=at)


@receives("lead_professional", label="the proposed lead professional", answer_within=WorkingDays(5))
def lead_from(handover, by, at):
    """The invited professional becomes lead; the case itself stays where it is."""
    operations.take_the_lead(handover=handover, by=by, at=at)
