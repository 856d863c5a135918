"""What practitioners answered beside what leaders grade, by standard. No number of fewer than five is shown or follows from what is (SG-22, SUP1)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection

from breakwater.casework.self_assessments.banks import Bank
from breakwater.casework.self_assessments.measures import median
from breakwater.foundation.figures.suppression import SHOWN_FROM

from ..models import PractitionerSurvey, RoundArea
from . import lookup, statements

BASE = 10  # answers below which no share is shown (SUP1)
HALF = 50  # per cent of practitioners below which they do not see what leaders grade as in place


@dataclass(frozen=True)
class Share:
    """How many of a number agree. Shown in per cent of ten or more, where five or more agree and five or more do not."""

    yes: int
    of: int

    @property
    def in_words(self) -> str:
        if self.of < BASE:
            return "Too few to show"
        if self.of - self.yes < SHOWN_FROM:
            return f"All but fewer than {SHOWN_FROM} of {self.of}"
        if self.yes < SHOWN_FROM:
            return f"Fewer than {SHOWN_FROM} of {self.of}"
        return f"{round(100 * self.yes / self.of)}% of {self.of}"

    @property
    def is_under_half(self) -> bool:
        """By what its words say: what is pointed out tells no more than they do."""
        most = self.of if self.of - self.yes < SHOWN_FROM else max(self.yes, SHOWN_FROM - 1)
        return self.of >= BASE and 100 * most < HALF * self.of


@dataclass(frozen=True)
class Row:
    """A standard: what practitioners were asked, how many agree, and the median grade of leaders ("" of fewer than five)."""

    standard: str
    statement: str
    practitioners: Share
    leaders: str
    is_in_place: bool

    @property
    def is_apart(self) -> bool:
        """Whether leaders grade it as in place and fewer than half of the practitioners agree."""
        return self.is_in_place and self.practitioners.is_under_half


@dataclass(frozen=True)
class Beside:
    """The survey of a round as its findings show it: no rows while it is open."""

    survey: PractitionerSurvey
    is_over: bool
    rows: Sequence[Row]


def beside(part: RoundArea, bank: Bank, graded: Mapping[str, Sequence[int]], today: date) -> Beside | None:
    """None where the round has no survey. `graded` are, by standard, the median grades of the organisations."""
    survey = lookup.survey_of(part)
    if survey is None:
        return None
    counts, titles = _counts(survey), {section.key: section.title for section in bank.sections}
    rows = [
        _row(bank, titles.get(standard, standard), words, counts.get(standard, Counter()), graded.get(standard, ()))
        for standard, words in statements.read(survey.statements).items()
    ]
    return Beside(survey, lookup.is_over(survey, today), rows if counts else [])


def _row(bank: Bank, standard: str, words: str, counts: Counter, graded: Sequence[int]) -> Row:
    agree = sum(number for code, number in counts.items() if code in statements.AGREES)
    score = median(graded) if len(graded) >= SHOWN_FROM else None
    is_in_place = score is not None and not bank.scale[score - 1].acts
    return Row(standard, words, Share(agree, counts.total()), bank.grade_of(score), is_in_place)


def _counts(survey: PractitionerSurvey) -> dict[str, Counter]:
    found: dict[str, Counter] = {}
    with connection.cursor() as cursor:
        cursor.execute("select standard, answer, number from access.survey_counts(%s)", [survey.pk])
        for standard, answer, number in cursor.fetchall():
            found.setdefault(standard, Counter())[answer] += number
    return found
