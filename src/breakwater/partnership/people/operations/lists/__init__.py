"""Agencies' lists coming in: shown, confirmed, taken in by a job, their doubtful rows decided, undone.

version = lists.show(agency_list=..., content=..., name=..., as_at=date, by=actor, at=now)
lists.confirm(version=version, by=actor, at=now)
ListRow.objects.in_force().tied().filter(version__agency_list__area=area)
"""

from ...reading import ColumnsNotKnown, NotARoll
from .applying import settle_again, take_in, take_in_at_once, undo, work_back
from .comparing import Comparison
from .deciding import NotWaiting, decide, take_back
from .keeping import KeyTaken, change_list, close_list, make_list
from .taking import (
    Busy,
    GoneAlready,
    NewerIsIn,
    NotWhole,
    TakenInAlready,
    again,
    comparison_of,
    comparison_with,
    confirm,
    counted,
    drop,
    forget,
    name_columns,
    note_failure,
    plan,
    read_for,
    refuse_day,
    show,
    stop,
)

__all__ = [
    "Busy",
    "ColumnsNotKnown",
    "Comparison",
    "GoneAlready",
    "KeyTaken",
    "NewerIsIn",
    "NotARoll",
    "NotWaiting",
    "NotWhole",
    "TakenInAlready",
    "again",
    "change_list",
    "close_list",
    "comparison_of",
    "comparison_with",
    "confirm",
    "counted",
    "decide",
    "drop",
    "forget",
    "make_list",
    "name_columns",
    "note_failure",
    "plan",
    "read_for",
    "refuse_day",
    "settle_again",
    "show",
    "stop",
    "take_back",
    "take_in",
    "take_in_at_once",
    "undo",
    "work_back",
]
