"""What a moderator of the public site reads of a child becomes a contact at once (SG-28)."""

from datetime import datetime

from breakwater.partnership.organisations.models import Actor, Area
from breakwater.partnership.organisations.registry import WORRIES

from ..models import Receipt, Submission
from .operations import arrivals

LONGEST = Submission._meta.get_field("sender_words").max_length
SENDER = "A reader of the public site, who gave no name"


@WORRIES.register("contact")
def contact_of_a_reader(
    *, area: Area, words: str, key: str, told_at: datetime, by: Actor, at: datetime, sender: str = SENDER
) -> str:
    """Make the contact; the duty to decide runs from when they wrote; `sender` says who did. Returns its reference for the sender's side."""
    if len(sender) > LONGEST:
        words = f"{words}\n\nWho sent it: {sender}"
    receipt = arrivals.receive(
        arrivals.Arrival(
            area=area,
            channel=Submission.Channel.PUBLIC,
            key=key,
            worry=words,
            told_at=told_at,
            sender=arrivals.Sender(
                words=sender[:LONGEST], source_code="10", wants_feedback=False, route=Receipt.Route.NONE
            ),
        ),
        by=by,
        at=at,
    )
    return receipt.reference
