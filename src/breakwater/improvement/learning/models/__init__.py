"""The nouns of the room."""

from .incidents import Conflict, Member, SeriousIncident, State, StateChange
from .reviews import (
    AnonymityCheck,
    AnonymityScan,
    Delay,
    FamilyMember,
    LocalReview,
    NameToAvoid,
    Notice,
    PartnerDecision,
    Proceeding,
    ProceedingEntry,
    Publication,
    ReportCopy,
    ReportVersion,
    ScanAnswer,
)

__all__ = [
    "AnonymityCheck",
    "AnonymityScan",
    "Conflict",
    "Delay",
    "FamilyMember",
    "LocalReview",
    "Member",
    "NameToAvoid",
    "Notice",
    "PartnerDecision",
    "Proceeding",
    "ProceedingEntry",
    "Publication",
    "ReportCopy",
    "ReportVersion",
    "ScanAnswer",
    "SeriousIncident",
    "State",
    "StateChange",
]
