"""Which pages and questions a set of answers calls for."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from .conditions import holds, is_said
from .definitions import Form, Kind, Page, Question
from .row_questions import ROW


@dataclass(frozen=True)
class Shown:
    """A page and those of its questions that are asked."""

    page: Page
    questions: tuple[Question, ...]


def walk(form: Form, values: Mapping) -> tuple[list[Shown], dict]:
    """Return what is asked, in order, and the answers that count: a question not asked has no say in later conditions."""
    heard, shown = {}, []
    for page in form.pages:
        if not holds(page.when, heard):
            continue
        asked = tuple(_ask(page.questions, values, heard))
        if asked:
            shown.append(Shown(page, asked))
    return shown, heard


def _ask(questions: tuple[Question, ...], values: Mapping, heard: dict) -> Iterator[Question]:
    for question in questions:
        if not holds(question.when, heard):
            continue
        value = values.get(question.key)
        if is_said(value):
            heard[question.key] = rows_heard(question, value, heard) if question.kind is Kind.GROUP else value
        yield question


def asked_in_row(group: Question, row: Mapping, outside: Mapping) -> tuple[list[Question], dict]:
    """Return the questions asked of one row of a group and the answers in it that count."""
    heard = dict(outside)
    asked = list(_ask(group.questions, row, heard))
    return asked, {question.key: heard[question.key] for question in asked if question.key in heard}


def rows_heard(group: Question, rows, outside: Mapping) -> list[dict]:
    known = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    return [
        {**({ROW: row[ROW]} if isinstance(row.get(ROW), str) else {}), **asked_in_row(group, row, outside)[1]}
        for row in known
    ]


def visible_pages(form: Form, values: Mapping) -> list[Page]:
    """The pages these answers call for, in order."""
    return [shown.page for shown in walk(form, values)[0]]


def visible_questions(form: Form, page: Page, values: Mapping) -> tuple[Question, ...]:
    """The questions of a page that these answers call for."""
    return next((shown.questions for shown in walk(form, values)[0] if shown.page.key == page.key), ())


def applicable(form: Form, values: Mapping) -> dict:
    """The answers without those to questions that are not asked any more."""
    return walk(form, values)[1]
