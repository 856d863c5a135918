"""Rolls coming in: shown, taken in, undone. A school compares with its own last roll; the rest is the authority's."""

from ...reading import ColumnsNotKnown, NotARoll
from .applying import take_in, take_in_at_once
from .comparing import Comparison, compare
from .deciding import NotWaiting, Verdict, confirm_places, decide, places_to_confirm, rows_to_confirm
from .planning import Plan, plan
from .taking import (
    Busy,
    GoneAlready,
    TakenInAlready,
    again,
    comparison_of,
    confirm,
    drop,
    forget,
    last_roll,
    name_columns,
    profile_of,
    read_for,
    release,
    school_of,
    show,
    stop,
)
from .undoing import keep, undo, work_back

__all__ = [
    "Busy",
    "ColumnsNotKnown",
    "Comparison",
    "GoneAlready",
    "NotARoll",
    "NotWaiting",
    "Plan",
    "TakenInAlready",
    "Verdict",
    "again",
    "compare",
    "comparison_of",
    "confirm",
    "confirm_places",
    "decide",
    "drop",
    "forget",
    "keep",
    "last_roll",
    "name_columns",
    "places_to_confirm",
    "plan",
    "profile_of",
    "read_for",
    "release",
    "rows_to_confirm",
    "school_of",
    "show",
    "stop",
    "take_in",
    "take_in_at_once",
    "undo",
    "work_back",
]
