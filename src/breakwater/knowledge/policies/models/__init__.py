"""The nouns: manuals and chapters, their versions, what each area decided, what was in force and what was believed of it."""

from .consulting import Comment, Consultation
from .deciding import Local, Question, Ratification
from .force import Period, Review, Withdrawal
from .manuals import Chapter, Manual, Sharing, Sort
from .reading import Listed, Reading, Round
from .versions import Significance, Version
from .word import WordImport

__all__ = [
    "Chapter",
    "Comment",
    "Consultation",
    "Listed",
    "Local",
    "Manual",
    "Period",
    "Question",
    "Ratification",
    "Reading",
    "Review",
    "Round",
    "Sharing",
    "Significance",
    "Sort",
    "Version",
    "Withdrawal",
    "WordImport",
]
