"""The verbs of the front door, one file a noun: arrivals, screening, decisions, receipts."""

from .arrivals import ChildTold, NothingToAddTo, add_to_open, receive
from .decisions import (
    AgreementNeeded,
    ChildNotSettled,
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
    RatingNeedsAManager,
    ReasonForRatingNeeded,
    claim,
    enter_and_match,
    match,
    rate,
    release,
    take_over,
)

__all__ = [
    "AgreementNeeded",
    "AlreadyClaimed",
    "ChildNotSettled",
    "ChildTold",
    "ContactAlreadyDecided",
    "ContactNotDecided",
    "NotTheClaimant",
    "NothingToAddTo",
    "RatingNeedsAManager",
    "RationaleTooShort",
    "ReasonForRatingNeeded",
    "add_to_open",
    "claim",
    "decide",
    "enter_and_match",
    "match",
    "offer_again",
    "rate",
    "read_receipt",
    "receive",
    "release",
    "take_over",
]
