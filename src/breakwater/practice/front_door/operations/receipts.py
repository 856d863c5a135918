"""What the sender hears: that we have it, that it is being looked at, what was decided in the words allowed (FD 1.6)."""

from datetime import datetime

from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.models import Actor

from ..models import Contact, Outcome, Receipt, Submission

# The public hears that we looked, and nothing about the family (FD 1.6).
WORDS_FOR_THE_PUBLIC = "We have looked into what you told us. Thank you for telling us."

WORDS_FOR_PROFESSIONALS = {
    Outcome.ADVICE: "Information or advice given",
    Outcome.SIGNPOST: "Signposted to universal services",
    Outcome.TIER2: "Early help at Tier 2: offered to the Tier 2 co-ordinators",
    Outcome.TIER3: "Targeted family support: offered to the team",
    Outcome.ASSESSMENT: "Passed to children's social care",
    Outcome.STRATEGY: "Passed to children's social care",
    Outcome.PROTECTION: "Passed to children's social care",
    Outcome.OPEN_CASE: "Passed to the allocated worker",
    Outcome.SPECIALIST: "Specialist route",
    Outcome.NO_FURTHER: "No further action after screening",
    Outcome.DUPLICATE: "Recorded together with an earlier contact",
}


def _is_public(contact: Contact) -> bool:
    return contact.channel in (Submission.Channel.CHILD, Submission.Channel.PUBLIC)


def tell_outcome(*, contact: Contact, outcome: Outcome, words: str, by: Actor, at: datetime) -> None:
    """Write the outcome on the sender's receipt and let them know that there is something to read."""
    public = _is_public(contact)
    said = WORDS_FOR_THE_PUBLIC if public else words
    _write(contact, "DECIDED", at=at, words=said, outcome="" if public else WORDS_FOR_PROFESSIONALS[outcome])
    submission = (
        Submission.objects.filter(pk=contact.submission_id).select_related("sender_user", "sender_team").first()
    )
    if submission is None:
        return
    if submission.sender_user_id or submission.sender_team_id:
        notifications.tell(
            users=[submission.sender_user] if submission.sender_user_id else None,
            team=None if submission.sender_user_id else submission.sender_team,
            words="There is an answer to a contact you made",
            path=f"/contacts/{submission.reference}",
            reference=submission.reference,
            by=by,
            at=at,
        )


def tell_taken_up(*, contact: Contact, by_whom: str, at: datetime) -> None:
    """A service took the child on: a professional sender reads who is responsible now."""
    if not _is_public(contact):
        _write(contact, "TAKEN_UP", at=at, now_with=by_whom)


def _write(contact: Contact, status: str, *, at: datetime, **facts) -> None:
    receipt = Receipt.objects.select_for_update().filter(submission=contact.submission_id).first()
    if receipt is None:
        # Restricted with another of the children: nobody but its named readers opens it, its sender neither.
        return
    for line in receipt.lines:
        if line["contact"] == contact.pk:
            line.update(status=status, at=at.isoformat(), **facts)
    receipt.feedback_sent_at = at
    receipt.read_at = None
    receipt.save(update_fields=["lines", "feedback_sent_at", "read_at"])


def read_receipt(*, receipt: Receipt, by: Actor, at: datetime) -> Receipt:
    """The sender opened the receipt."""
    if receipt.read_at is None:
        receipt.read_at = at
        receipt.save(update_fields=["read_at"])
    return receipt
