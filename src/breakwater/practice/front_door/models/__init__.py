"""The nouns of the front door: what was sent, the contact it makes for each child, the decision, what the sender hears."""

from .arrivals import AbuseCount, Addition, Draft, Submission
from .calls import Call, Consultation
from .compartments import (
    Acknowledgement,
    Allegation,
    AllegationContact,
    AllegationOutcome,
    PassedOn,
    SpecialistConcern,
    SpecialistOutcome,
    StruckOrganisation,
)
from .contacts import Contact, Decision, Match, Outcome, Rag
from .links import ContactLink
from .notices import Notice, NoticeBatch
from .receipts import FeedbackPromise, Letter, Receipt, ReceiptLine, SenderKey
from .requests import (
    AgencyKind,
    Disclosure,
    InformationAnswer,
    InformationDesk,
    InformationRequest,
    RequestMessage,
    RequestPerson,
)
from .sending import Attachment, DispensingApproval, LawfulBasis

__all__ = [
    "AbuseCount",
    "Acknowledgement",
    "Addition",
    "AgencyKind",
    "Allegation",
    "AllegationContact",
    "AllegationOutcome",
    "Attachment",
    "Call",
    "Consultation",
    "Contact",
    "ContactLink",
    "Decision",
    "Disclosure",
    "DispensingApproval",
    "Draft",
    "FeedbackPromise",
    "InformationAnswer",
    "InformationDesk",
    "InformationRequest",
    "LawfulBasis",
    "Letter",
    "Match",
    "Notice",
    "NoticeBatch",
    "Outcome",
    "PassedOn",
    "Rag",
    "Receipt",
    "ReceiptLine",
    "RequestMessage",
    "RequestPerson",
    "SenderKey",
    "SpecialistConcern",
    "SpecialistOutcome",
    "StruckOrganisation",
    "Submission",
]
