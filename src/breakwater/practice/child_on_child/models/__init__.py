"""The nouns of incidents between children."""

from .assessments import (
    Assessment,
    AssessmentConsidered,
    HeadApproval,
    Instruction,
    InstructionReader,
    Measure,
    MeasureCheck,
    PlanOrder,
    ReviewCall,
    Trigger,
)
from .following import (
    Decision,
    HeadConflict,
    Parent,
    PoliceUpdate,
    Reopening,
    Route,
    RouteTelling,
    SchoolNotice,
    SocialCareUpdate,
    Support,
    View,
)
from .incidents import Incident, IncidentChild, Report, ReportPaging
from .prevention import TermReport

__all__ = [
    "Assessment",
    "AssessmentConsidered",
    "Decision",
    "HeadApproval",
    "HeadConflict",
    "Incident",
    "IncidentChild",
    "Instruction",
    "InstructionReader",
    "Measure",
    "MeasureCheck",
    "Parent",
    "PlanOrder",
    "PoliceUpdate",
    "Reopening",
    "Report",
    "ReportPaging",
    "ReviewCall",
    "Route",
    "RouteTelling",
    "SchoolNotice",
    "SocialCareUpdate",
    "Support",
    "TermReport",
    "Trigger",
    "View",
]
