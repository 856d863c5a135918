"""The nouns of education link work, one file a family of nouns."""

from .agreements import CallAction, Disagreement, Letter, LetterLine
from .answers import Answer, AnswerKind, Chase, Correction, FileTransfer, Worry, WorryCheck
from .between import Consultation, FileReceipt, PromptAnswer
from .calls import Call, CallItem, CallNote, CallTimes, CallTry
from .cohorts import CohortProposal, CohortRule, Condition, See, is_barred, shows_more
from .fortnights import Fortnight, Held, SourceState
from .lists import ListedPupil, ListRow, Marker, PaperLeave, RowFlag, RowNote, SchoolList
from .who_to_talk_to import TalkTo, Unanswered

__all__ = [
    "Answer",
    "AnswerKind",
    "Call",
    "CallAction",
    "CallItem",
    "CallNote",
    "CallTimes",
    "CallTry",
    "Chase",
    "CohortProposal",
    "CohortRule",
    "Condition",
    "Consultation",
    "Correction",
    "Disagreement",
    "FileReceipt",
    "FileTransfer",
    "Fortnight",
    "Held",
    "Letter",
    "LetterLine",
    "ListRow",
    "ListedPupil",
    "Marker",
    "PaperLeave",
    "PromptAnswer",
    "RowFlag",
    "RowNote",
    "SchoolList",
    "See",
    "SourceState",
    "TalkTo",
    "Unanswered",
    "Worry",
    "WorryCheck",
    "is_barred",
    "shows_more",
]
