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
from .undeciding import NothingToTakeBack, SaidSince, decision_of, take_back_decision, ties_decided_in
from .undoing import keep, may_be_undone_by_its_school, undo, work_back

__all__ = [
    "Busy",
    "ColumnsNotKnown",
    "Comparison",
    "GoneAlready",
    "NotARoll",
    "NotWaiting",
    "NothingToTakeBack",
    "Plan",
    "SaidSince",
    "TakenInAlready",
    "Verdict",
    "again",
    "compare",
    "comparison_of",
    "confirm",
    "confirm_places",
    "decide",
    "decision_of",
    "drop",
    "forget",
    "keep",
    "last_roll",
    "may_be_undone_by_its_school",
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
    "take_back_decision",
    "take_in",
    "take_in_at_once",
    "ties_decided_in",
    "undo",
    "work_back",
]
