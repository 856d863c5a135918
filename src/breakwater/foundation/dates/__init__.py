"""When things are due: working days, office hours, school terms, and dates as people say them.

Statutory clocks rest on this room, so every count of days in the house is made here and nowhere else. It knows no case
and no person; `casework.clocks` stands on it and says which duty has which limit.
"""

from .deadlines import Due, due, due_on
from .limits import CalendarDays, Hours, Limit, SameDay, SchoolDays, WorkingDays, WorkingHours
from .london_time import LONDON, london, london_date, to_london
from .office_hours import OfficeHours, Span, SpecialHours
from .partial import PartDate
from .terms import SchoolCalendar, Term
from .working_days import ENGLAND, WorkingCalendar, add_working_days, is_working_day, working_days_between

__all__ = [
    "ENGLAND",
    "LONDON",
    "CalendarDays",
    "Due",
    "Hours",
    "Limit",
    "OfficeHours",
    "PartDate",
    "SameDay",
    "SchoolCalendar",
    "SchoolDays",
    "Span",
    "SpecialHours",
    "Term",
    "WorkingCalendar",
    "WorkingDays",
    "WorkingHours",
    "add_working_days",
    "due",
    "due_on",
    "is_working_day",
    "london",
    "london_date",
    "to_london",
    "working_days_between",
]
