"""The nouns of training, one file a family of nouns."""

from .bookings import LIVE, WITH_A_PLACE, Approval, Booking, BookingState, Step
from .courses import Basis, Course, CourseEdition, CourseGroup, Delivery, Open, Requirement, Sort
from .delegates import Delegate, Employment
from .events import (
    Approved,
    Assignment,
    BespokeRequest,
    Event,
    EventState,
    Interest,
    Session,
    Trainer,
    WaitingRule,
)
from .money import Charge, Fee
from .proof import Attendance, Certificate, Evaluation, Exemption, ExternalEvidence

__all__ = [
    "LIVE",
    "WITH_A_PLACE",
    "Approval",
    "Approved",
    "Assignment",
    "Attendance",
    "Basis",
    "BespokeRequest",
    "Booking",
    "BookingState",
    "Certificate",
    "Charge",
    "Course",
    "CourseEdition",
    "CourseGroup",
    "Delegate",
    "Delivery",
    "Employment",
    "Evaluation",
    "Event",
    "EventState",
    "Exemption",
    "ExternalEvidence",
    "Fee",
    "Interest",
    "Open",
    "Requirement",
    "Session",
    "Sort",
    "Step",
    "Trainer",
    "WaitingRule",
]
