"""The nouns of the front door: what was sent, the contact it makes for each child, the decision, what the sender hears."""

from .arrivals import AbuseCount, Addition, Draft, Submission
from .calls import Call, Consultation
from .contacts import Contact, Decision, Match, Outcome, Rag
from .links import ContactLink
from .notices import Notice, NoticeBatch
from .receipts import FeedbackPromise, Letter, Receipt, ReceiptLine, SenderKey
from .sending import Attachment, DispensingApproval, LawfulBasis

__all__ = [
    "AbuseCount",
    "Addition",
    "Attachment",
    "Call",
    "Consultation",
    "Contact",
    "ContactLink",
    "Decision",
    "DispensingApproval",
    "Draft",
    "FeedbackPromise",
    "LawfulBasis",
    "Letter",
    "Match",
    "Notice",
    "NoticeBatch",
    "Outcome",
    "Rag",
    "Receipt",
    "ReceiptLine",
    "SenderKey",
    "Submission",
]
