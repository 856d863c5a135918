"""The nouns of education link work, one file a family of nouns."""

from .agreements import CallAction, Disagreement, Letter, LetterLine
from .answers import Answer, AnswerKind, Chase, Correction, FileTransfer, Worry, WorryCheck
from .calls import Call, CallItem, CallNote, CallTimes, CallTry
from .cohorts import ALWAYS_NEVER, CohortRule, Condition, See
from .fortnights import Fortnight, Held, SourceState
from .lists import ListedPupil, ListRow, Marker, RowFlag, RowNote, SchoolList

__all__ = [
    "ALWAYS_NEVER",
    "Answer",
    "AnswerKind",
    "Call",
    "CallAction",
    "CallItem",
    "CallNote",
    "CallTimes",
    "CallTry",
    "Chase",
    "CohortRule",
    "Condition",
    "Correction",
    "Disagreement",
    "FileTransfer",
    "Fortnight",
    "Held",
    "Letter",
    "LetterLine",
    "ListRow",
    "ListedPupil",
    "Marker",
    "RowFlag",
    "RowNote",
    "SchoolList",
    "See",
    "SourceState",
    "Worry",
    "WorryCheck",
]
