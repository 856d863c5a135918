"""Nouns of needs and commissioning. Nothing here is about a child."""

from .gaps import Gap, GapDecision, GapNeed, GapOption
from .gates import Contract, GateCheck, GateOpened, MonitoringReturn
from .made import AgeBand, Domain
from .needs import NeedFigure, NeedMeasure
from .provision import Provision, ProvisionPriority, Quarter

__all__ = [
    "AgeBand",
    "Contract",
    "Domain",
    "Gap",
    "GapDecision",
    "GapNeed",
    "GapOption",
    "GateCheck",
    "GateOpened",
    "MonitoringReturn",
    "NeedFigure",
    "NeedMeasure",
    "Provision",
    "ProvisionPriority",
    "Quarter",
]
