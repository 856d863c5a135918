"""Every model of the kernel, gathered for Django from the inner rooms that own them."""

from .cases.models import Case, CaseLink, CaseWorker, Participant, Transition
from .chronology.models import ChronologyEntry
from .clocks.models import Clock
from .documents.models import Document
from .handovers.models import Handover, HandoverCase
from .recording.models import Answers, Form, FormVersion
from .tasks.models import Attendance, Meeting, Task

__all__ = [
    "Answers",
    "Attendance",
    "Case",
    "CaseLink",
    "CaseWorker",
    "ChronologyEntry",
    "Clock",
    "Document",
    "Form",
    "FormVersion",
    "Handover",
    "HandoverCase",
    "Meeting",
    "Participant",
    "Task",
    "Transition",
]
