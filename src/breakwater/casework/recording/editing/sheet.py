"""A form to read whole, as on paper: each question with how it is answered, its choices and when it is asked."""

from dataclasses import dataclass

from ..definitions import Form, Kind, Page, Question, Required
from .vocabulary import KINDS, NEEDED, condition_in_words, name_of


@dataclass(frozen=True)
class Line:
    """A question as the sheet shows it. `inner` are the questions of a group."""

    key: str
    name: str
    question: Question
    kind: str
    needed: str
    when: str
    choices: tuple[str, ...]
    inner: tuple["Line", ...] = ()


@dataclass(frozen=True)
class Sheet:
    """A page with its questions."""

    page: Page
    when: str
    lines: tuple[Line, ...]


def sheet(form: Form) -> list[Sheet]:
    """Every page of a form in words."""
    return [
        Sheet(page, condition_in_words(form, page.when), tuple(line(form, each) for each in page.questions))
        for page in form.pages
    ]


def line(form: Form, question: Question) -> Line:
    """A question in words."""
    words = [option.label for option in question.options] if question.kind not in (Kind.YES_NO,) else []
    words += [state.label for state in question.states]
    needed = NEEDED[question.required] if question.required is not Required.NEVER else ""
    return Line(
        question.key,
        name_of(question),
        question,
        KINDS[question.kind],
        needed,
        condition_in_words(form, question.when),
        tuple(words),
        tuple(line(form, each) for each in question.questions),
    )
