"""The nouns of the front door: what was sent, the contact it makes for each child, the decision, what the sender hears."""

from .arrivals import AbuseCount, Addition, Draft, Submission
from .boundary import Passing
from .calls import Call, Consultation
from .compartments import (
    Acknowledgement,
    Allegation,
    AllegationContact,
    AllegationOutcome,
    PassedOn,
    StruckOrganisation,
)
from .contacts import (
    AgreementCovers,
    AgreementGiven,
    CannotWait,
    Contact,
    Decision,
    Dispensing,
    Match,
    Outcome,
    Rag,
    ServiceKind,
)
from .duty import Alarm, DutyAction, Paging
from .figures import Figure
from .links import ContactLink
from .named_people import NamedPerson, SiblingDecision
from .notices import Notice, NoticeBatch
from .officers import EmployerPerson, EmployerPost, OfficerStep, StepKind
from .oversight import Dissent, KnownThen, Oversight, Sample, SampleItem
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
from .screening import KnownStatus, Proposal, Rating, ScreeningItem, ScreeningRecord, SiblingConsidered
from .sending import Attachment, DispensingApproval, LawfulBasis
from .social_care import SocialCareChild, SocialCareFile
from .strategy import Agency, Strategy, StrategyAction, StrategyAttendee, StrategySaid

__all__ = [
    "EmployerPerson",
    "EmployerPost",
    "OfficerStep",
    "StepKind",
    "AbuseCount",
    "Acknowledgement",
    "Addition",
    "Agency",
    "AgencyKind",
    "AgreementCovers",
    "AgreementGiven",
    "Alarm",
    "Allegation",
    "AllegationContact",
    "AllegationOutcome",
    "Attachment",
    "Call",
    "CannotWait",
    "Consultation",
    "Contact",
    "ContactLink",
    "Decision",
    "Disclosure",
    "Dispensing",
    "DispensingApproval",
    "Dissent",
    "Draft",
    "DutyAction",
    "FeedbackPromise",
    "Figure",
    "InformationAnswer",
    "InformationDesk",
    "InformationRequest",
    "KnownStatus",
    "KnownThen",
    "LawfulBasis",
    "Letter",
    "Match",
    "NamedPerson",
    "Notice",
    "NoticeBatch",
    "Outcome",
    "Oversight",
    "Paging",
    "PassedOn",
    "Passing",
    "Proposal",
    "Rag",
    "Rating",
    "Receipt",
    "ReceiptLine",
    "RequestMessage",
    "RequestPerson",
    "Sample",
    "SampleItem",
    "ScreeningItem",
    "ScreeningRecord",
    "SenderKey",
    "ServiceKind",
    "SiblingConsidered",
    "SiblingDecision",
    "SocialCareChild",
    "SocialCareFile",
    "Strategy",
    "StrategyAction",
    "StrategyAttendee",
    "StrategySaid",
    "StruckOrganisation",
    "Submission",
]
