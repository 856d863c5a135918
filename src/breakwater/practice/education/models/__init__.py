"""The nouns of education link work, one file a family of nouns."""

from .answers import Answer, AnswerKind, Chase, Correction, FileTransfer, Worry, WorryCheck
from .cohorts import ALWAYS_NEVER, CohortRule, Condition, See
from .fortnights import Fortnight, Held, SourceState
from .lists import ListedPupil, ListRow, Marker, RowFlag, RowNote, SchoolList

__all__ = [
    "ALWAYS_NEVER",
    "Answer",
    "AnswerKind",
    "Chase",
    "CohortRule",
    "Condition",
    "Correction",
    "FileTransfer",
    "Fortnight",
    "Held",
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
