"""The verbs of the front door, one file a noun: arrivals, screening, decisions, receipts."""

from .arrivals import ChildTold, NothingToAddTo, add_to_open, receive
from .decisions import (
    AgreementNeeded,
    ContactAlreadyDecided,
    ContactNotDecided,
    RationaleTooShort,
    decide,
    offer_again,
)
from .receipts import read_receipt
from .screening import (
    AlreadyClaimed,
    NotTheClaimant,
    ReasonForRatingNeeded,
    claim,
    match,
    rate,
    release,
    take_over,
)

__all__ = [
    "AgreementNeeded",
    "AlreadyClaimed",
    "ChildTold",
    "ContactAlreadyDecided",
    "ContactNotDecided",
    "NotTheClaimant",
    "NothingToAddTo",
    "RationaleTooShort",
    "ReasonForRatingNeeded",
    "add_to_open",
    "claim",
    "decide",
    "match",
    "offer_again",
    "rate",
    "read_receipt",
    "receive",
    "release",
    "take_over",
]
