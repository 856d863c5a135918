"""Every model of the kernel, gathered for Django from the inner rooms that own them."""

from .actions.models import ActionExtension, ActionStep, ActionWatch, TrackedAction
from .cases.models import Case, CaseLink, CaseWorker, Participant, ReasonForInvolvement, Transition
from .chronology.models import ChronologyEntry, DisputeNote
from .clocks.models import Clock
from .documents.models import Document
from .escalations.models import Escalation, EscalationStep
from .handovers.models import FamilyTold, Handover, HandoverAction, HandoverCase, LedgerEntry
from .recording.models import Answers, Form, FormDraft, FormDraftStep, FormInForce, FormTrial, FormVersion
from .restricting.models import GlassReview, Lock, LockedRecord, LockMove, LockPolicy, LockPost
from .sealed_items.models import SealedItem, SealedItemReader
from .self_assessments.models import (
    BankEdition,
    ModeratedGrade,
    SectionDelegation,
    SelfAssessment,
    SelfAssessmentRequest,
    SignOff,
    StatementAnswer,
)
from .tasks.models import Attendance, Meeting, MeetingMove, Task
from .thresholds.models import Considered, Indicator, LevelView, Missing, ThresholdEdition

__all__ = [
    "ActionExtension",
    "ActionStep",
    "ActionWatch",
    "Answers",
    "Attendance",
    "BankEdition",
    "Case",
    "CaseLink",
    "CaseWorker",
    "ChronologyEntry",
    "Clock",
    "Considered",
    "DisputeNote",
    "Document",
    "Escalation",
    "EscalationStep",
    "FamilyTold",
    "Form",
    "FormDraft",
    "FormDraftStep",
    "FormInForce",
    "FormTrial",
    "FormVersion",
    "GlassReview",
    "Handover",
    "HandoverAction",
    "HandoverCase",
    "Lock",
    "LockMove",
    "LockPolicy",
    "LockPost",
    "LockedRecord",
    "Indicator",
    "LedgerEntry",
    "LevelView",
    "Meeting",
    "MeetingMove",
    "Missing",
    "ModeratedGrade",
    "Participant",
    "ReasonForInvolvement",
    "SealedItem",
    "SectionDelegation",
    "SelfAssessment",
    "SelfAssessmentRequest",
    "SignOff",
    "StatementAnswer",
    "SealedItemReader",
    "Task",
    "ThresholdEdition",
    "TrackedAction",
    "Transition",
]
