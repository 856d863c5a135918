"""A receipt is something its sender may disagree about: the team that received it answers."""

from breakwater.casework.escalations.models import Escalation
from breakwater.casework.escalations.registry import KEPT_BACK, MATTERS, About
from breakwater.partnership.organisations.models import Actor

from ..information_requests.operations import labels
from ..models import Contact, ReceiptLine


@MATTERS.register("front_door.receipts")
def a_receipt_one_holds(reference: str, by: Actor) -> About | None:
    """The receipt of a contact this team made; nothing for who received it."""
    if by.membership_id is None:
        return None
    held = ReceiptLine.objects.filter(reference=reference, sender_team=by.membership.team_id)
    line = held.select_related("team__area").first()
    return About(reference, f"Contact {reference}, made by your team", line.team, line.case_id) if line else None


@KEPT_BACK.register("front_door.answers")
def answers_of_agencies(disagreement: Escalation, words: str) -> list[str]:
    """What another agency answered the MASH alone is not repeated to who disagrees with the decision (TR-08)."""
    contacts = Contact.objects.filter(case=disagreement.about_case_id) if disagreement.about_case_id else []
    team = disagreement.raised_team
    sent = ReceiptLine.objects.filter(reference=disagreement.about_reference, sender_team=team)
    return labels.keep_from_sender(contacts, team, is_sender=sent.exists(), words=words)
