"""A receipt is something its sender may disagree about: the team that received it answers."""

from breakwater.casework.escalations.models import Escalation
from breakwater.casework.escalations.registry import KEPT_BACK, MATTERS, NOT_REPEATED, About
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
    team = disagreement.raised_team
    return labels.keep_from_sender(_contacts(disagreement), team, is_sender=_is_sender(disagreement), words=words)


@NOT_REPEATED.register("front_door.answers")
def whose_answers(disagreement: Escalation) -> list[str]:
    """The same, said before anything is written: Invented Police (MASH only)."""
    allowed = labels.FOR_THE_REFERRER if _is_sender(disagreement) else labels.FOR_PROFESSIONALS
    return labels.kept_back(_contacts(disagreement), allowed)


def _contacts(disagreement: Escalation) -> list[Contact]:
    return list(Contact.objects.filter(case=disagreement.about_case_id)) if disagreement.about_case_id else []


def _is_sender(disagreement: Escalation) -> bool:
    sent = ReceiptLine.objects.filter(reference=disagreement.about_reference, sender_team=disagreement.raised_team)
    return sent.exists()
