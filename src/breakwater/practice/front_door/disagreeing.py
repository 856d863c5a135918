"""A receipt is something its sender may disagree about: the team that received it answers."""

from breakwater.casework.escalations.registry import MATTERS, About
from breakwater.partnership.organisations.models import Actor

from .models import ReceiptLine


@MATTERS.register("front_door.receipts")
def a_receipt_one_holds(reference: str, by: Actor) -> About | None:
    """The receipt of a contact this team made; nothing for who received it."""
    if by.membership_id is None:
        return None
    held = ReceiptLine.objects.filter(reference=reference, sender_team=by.membership.team_id)
    line = held.select_related("team__area").first()
    return About(reference, f"Contact {reference}, made by your team", line.team, line.case_id) if line else None
