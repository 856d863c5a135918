"""What a return says: how far each section is, its median grade, what is missing, and how it compares (SG-22)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median_low

from django.db import connection
from django.db.models import Q

from breakwater.partnership.organisations.models import actor_relations

from .banks import NOT_APPLICABLE, Bank, Grade, Section, Statement, parse
from .models import BankEdition, ModeratedGrade, SectionDelegation, SelfAssessment, StatementAnswer

FEWEST_RETURNS = 5
COMPARED = 4  # so many returns of one organisation stand beside one another
_read: dict[tuple[str, int, str], Bank] = {}


def bank_of(edition: BankEdition) -> Bank:
    """The bank as it was released. Read once a process, since an edition never changes."""
    known = (edition.key, edition.number, edition.definition)
    if known not in _read:
        _read[known] = parse(json.loads(edition.definition), key=edition.key)
    return _read[known]


def faults_of(bank: Bank, answer: StatementAnswer | None) -> list[str]:
    """What an answer lacks to be complete."""
    if answer is None or not answer.grade:
        return ["a grade"]
    if answer.grade == NOT_APPLICABLE:
        return [] if answer.reason else ["why it does not apply"]
    faults = [] if answer.evidence or answer.link or answer.none_held else ["evidence, or that none is held"]
    return faults + (["an action"] if bank.grades[answer.grade].acts and not answer.action else [])


def median(scores: Sequence[int | None]) -> int | None:
    """The middle score, of two middle ones the lower: a grade of the scale always, never a number between two."""
    given = [score for score in scores if score is not None]
    return median_low(given) if given else None


@dataclass(frozen=True)
class Line:
    """A statement with the organisation's answer, what that lacks, and the moderated and final grade that stand."""

    statement: Statement
    answer: StatementAnswer | None
    faults: list[str]
    moderated: ModeratedGrade | None = None
    final: ModeratedGrade | None = None
    words: str = ""

    @property
    def is_complete(self) -> bool:
        return not self.faults


@dataclass(frozen=True)
class Part:
    """A section of a return. `median` is in words of the scale; "" before any grade."""

    section: Section
    lines: list[Line]
    delegated: SectionDelegation | None
    median: str

    @property
    def complete(self) -> int:
        return sum(line.is_complete for line in self.lines)

    @property
    def is_complete(self) -> bool:
        return self.complete == len(self.lines)


def parts_of(assessment: SelfAssessment) -> list[Part]:
    """The sections of a return with all that is answered and moderated. Three queries."""
    bank = bank_of(assessment.edition)
    answers = {each.statement: each for each in assessment.answers.select_related(*actor_relations("saved_by"))}
    graded = standing_grades(assessment)
    delegated = {
        each.section: each for each in assessment.delegations.filter(ended_at=None).select_related("membership", "user")
    }
    return [
        Part(
            section,
            [_line(bank, statement, answers, graded) for statement in section.statements],
            delegated.get(section.key),
            bank.grade_of(median([answers[s.key].score for s in section.statements if s.key in answers])),
        )
        for section in bank.of_variant(assessment.variant)
    ]


def standing_grades(assessment: SelfAssessment) -> dict[tuple[str, str], ModeratedGrade]:
    """The last moderated and the last final grade of each statement, by (statement, kind)."""
    grades = assessment.moderated.select_related(*actor_relations("by")).order_by("at", "pk")
    return {(grade.statement, grade.kind): grade for grade in grades}


def _line(bank: Bank, statement: Statement, answers: Mapping, graded: Mapping) -> Line:
    answer = answers.get(statement.key)
    kinds = ModeratedGrade.Kind
    return Line(
        statement,
        answer,
        faults_of(bank, answer),
        graded.get((statement.key, kinds.MODERATED)),
        graded.get((statement.key, kinds.FINAL)),
        grade_words(bank, answer.grade if answer else ""),
    )


def grade_words(bank: Bank, code: str) -> str:
    """A grade as people say it; "" where there is none."""
    if code == NOT_APPLICABLE:
        return "Does not apply"
    grade: Grade | None = bank.grades.get(code)
    return grade.label if grade else ""


def by_other_framework(bank: Bank, parts: Sequence[Part]) -> list[tuple[str, str, int]]:
    """The median by place in the other framework that the bank names: (place, grade in words, how many statements)."""
    scores: dict[str, list] = {}
    for part in parts:
        for line in part.lines:
            if line.statement.also:
                scores.setdefault(line.statement.also, []).append(line.answer.score if line.answer else None)
    return [(place, bank.grade_of(median(given)), len(given)) for place, given in scores.items()]


def medians_of_others(assessment: SelfAssessment) -> dict[tuple[str, str], int]:
    """The median score of others of its kind in its area, by (section, statement), "" for the section; none below five returns.

    Others are organisations of the same kind with a sent return on the same edition and variant, each by its last.
    """
    with connection.cursor() as cursor:
        cursor.execute("select section, statement, score from access.medians_of_returns(%s)", [assessment.pk])
        return {(section, statement): score for section, statement, score in cursor.fetchall()}


@dataclass(frozen=True)
class Compared:
    """A section or a statement of the comparison: its grade in each return, the oldest first, and others' median."""

    words: str
    grades: list[str]
    others: str
    statements: tuple["Compared", ...] = ()


def comparison(assessment: SelfAssessment) -> tuple[list[SelfAssessment], list[Compared]]:
    """The last returns of the organisation that the reader may see, ending with this one, and their grades side by side.

    A grade is the final one where there is one, else the organisation's own; a section has its median.
    """
    sent = Q(sent_at__isnull=False, sent_at__lte=assessment.sent_at) if assessment.sent_at else Q(sent_at__isnull=False)
    earlier = SelfAssessment.objects.filter(sent, organisation=assessment.organisation_id, bank=assessment.bank)
    found = earlier.exclude(pk=assessment.pk).select_related("edition").order_by("-sent_at", "-pk")[: COMPARED - 1]
    columns = [*reversed(found), assessment]
    banks, given = [bank_of(column.edition) for column in columns], _grades_of(columns)
    others, compared = medians_of_others(assessment), []
    for section in banks[-1].of_variant(assessment.variant):
        grades = {
            each.key: [given[column.pk].get(each.key, ("", None)) for column in columns] for each in section.statements
        }
        statements = tuple(
            Compared(
                each.text,
                [grade_words(bank, code) for bank, (code, _) in zip(banks, grades[each.key], strict=True)],
                banks[-1].grade_of(others.get((section.key, each.key))),
            )
            for each in section.statements
        )
        medians = [
            bank.grade_of(median([scored[at][1] for scored in grades.values()])) for at, bank in enumerate(banks)
        ]
        compared.append(Compared(section.title, medians, banks[-1].grade_of(others.get((section.key, ""))), statements))
    return columns, compared


def _grades_of(returns: Sequence[SelfAssessment]) -> dict[int, dict[str, tuple[str, int | None]]]:
    """By return and statement, the grade that counts, as its code and score."""
    own = StatementAnswer.objects.filter(assessment__in=returns).exclude(grade="")
    final = ModeratedGrade.objects.filter(assessment__in=returns, kind=ModeratedGrade.Kind.FINAL).order_by("at", "pk")
    found: dict[int, dict] = {each.pk: {} for each in returns}
    for each in (*own, *final):
        found[each.assessment_id][each.statement] = (each.grade, each.score)
    return found
