"""Answering a form on plain dictionaries: nothing here touches the database, so a draft may be kept anywhere.

`values` maps a question's key to its answer, all of it JSON: text, a number, a list, a mapping of parts, a list of
rows for a group, or {"state": "not_known"}. Pages already opened and answered are remembered under "_seen".
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from . import words
from .conditions import is_said, met
from .definitions import Form, Kind, Page, Question, Required
from .flow import applicable, asked_in_row, visible_pages, visible_questions, walk
from .functions import FUNCTIONS
from .pages import OpenPage, open_page
from .respondent import Asking
from .row_questions import answer_of, is_unclear, lacking, targets, titled
from .words import Section

__all__ = [
    "Asking",
    "Missing",
    "OpenPage",
    "Section",
    "Task",
    "applicable",
    "clean_page",
    "left_out",
    "merge_defaults",
    "merge_page",
    "missing",
    "next_page",
    "open_page",
    "previous_page",
    "summary",
    "tasks",
    "visible_pages",
    "visible_questions",
    "with_calculated",
]

SEEN = "_seen"


@dataclass(frozen=True)
class Missing:
    """A question that must be answered and is not. `label` is the question, with the row of a group it belongs to."""

    page: str
    question: str
    label: str


@dataclass(frozen=True)
class Task:
    """A page as a line of a task list; design's task_list draws it."""

    key: str
    text: str
    href: str
    status: str
    kind: str
    hint: str = ""


def next_page(form: Form, values: Mapping, after: str | None = None) -> Page | None:
    """The page that follows `after`, or the first one; None at the end. A page no longer asked counts by its place."""
    order = {page.key: place for place, page in enumerate(form.pages)}
    place = order.get(after, -1)
    return next((page for page in visible_pages(form, values) if order[page.key] > place), None)


def previous_page(form: Form, values: Mapping, before: str) -> Page | None:
    """The page before `before`; None at the beginning."""
    order = {page.key: place for place, page in enumerate(form.pages)}
    place = order.get(before, len(order))
    return next((page for page in reversed(visible_pages(form, values)) if order[page.key] < place), None)


def clean_page(
    form: Form, page: Page | str, data, files=None, *, values: Mapping, asking: Asking | None = None
) -> tuple[dict, dict]:
    """Return (answers, errors): an answer or None for each question of the page, and box name to what is wrong."""
    opened = open_page(form, page, values, data=data, files=files, asking=asking)
    return opened.cleaned, opened.errors


def merge_page(form: Form, page: Page | str, values: Mapping, cleaned: Mapping, *, on: date, seen: bool = True) -> dict:
    """Return the values with a page's answers put in (None takes one out) and what is calculated worked out again.

    Questions that are not of the page are left aside. `seen` counts the page as done with, for the task list.
    """
    page = form.page(page) if isinstance(page, str) else page
    keys = {question.key for question in page.questions if question.is_answered_by_people}
    made = {key: value for key, value in values.items() if key not in (cleaned.keys() & keys)}
    made |= {key: value for key, value in cleaned.items() if key in keys and is_said(value)}
    if seen:
        made[SEEN] = [*(key for key in made.get(SEEN, []) if key != page.key), page.key]
    return with_calculated(form, made, on=on)


def merge_defaults(form: Form, values: Mapping, defaults: Mapping) -> dict:
    """Return the values with `defaults` where nothing was said yet: what we know already is not asked again."""
    known = {question.key for _, question in form.questions()}
    fresh = {
        key: value
        for key, value in defaults.items()
        if key in known and is_said(value) and not is_said(values.get(key))
    }
    return {**values, **fresh}


def with_calculated(form: Form, values: Mapping, *, on: date) -> dict:
    """Return the values with every calculated answer as it comes out on the day `on`."""
    made = dict(values)
    for _, question in form.questions():
        if question.kind is Kind.CALCULATED:
            made[question.key] = _calculate(question, made, on)
        elif question.kind is Kind.GROUP and isinstance(made.get(question.key), list):
            inner = [each for each in question.questions if each.kind is Kind.CALCULATED]
            rows = [row for row in made[question.key] if isinstance(row, dict)]
            made[question.key] = [_row_calculated(row, inner, made, on) for row in rows]
    return {key: value for key, value in made.items() if value is not None}


def _row_calculated(row: Mapping, inner: list[Question], outside: Mapping, on: date) -> dict:
    worked_out = {each.key: _calculate(each, {**outside, **row}, on) for each in inner}
    return {key: value for key, value in {**row, **worked_out}.items() if value is not None}


def _calculate(question: Question, values: Mapping, on: date):
    return FUNCTIONS[question.function]([values.get(key) for key in question.of], on)


def missing(form: Form, values: Mapping) -> list[Missing]:
    """What still stands in the way of completing. Nothing does when the answers say a child is in danger (FD-07)."""
    return _unanswered(form, values, in_danger=form.says_danger(applicable(form, values)), unclear=True)


def left_out(form: Form, values: Mapping) -> list[Missing]:
    """What would have been asked for had nobody been in danger: these become tasks for whoever receives the form."""
    return _unanswered(form, values, in_danger=False)


def _unanswered(form: Form, values: Mapping, *, in_danger: bool, unclear: bool = False) -> list[Missing]:
    made = []
    shown, heard = walk(form, values)

    def insists(question: Question) -> bool:
        relaxed = question.required is Required.UNLESS_IN_DANGER and in_danger
        return question.required is not Required.NEVER and not relaxed

    def is_open(question: Question, value) -> bool:
        """Nothing is said where something must be, of some row perhaps; or what is said could not be read."""
        if is_unclear(value):
            return unclear and not in_danger
        if insists(question) and question.each:
            return bool(lacking(question, value, targets(question, heard, form.groups)))
        return insists(question) and not is_said(value)

    for each in shown:
        for question in each.questions:
            value = heard.get(question.key)
            if is_open(question, value):
                found = targets(question, heard, form.groups) if question.each else []
                still = [one for one in found if not is_said(answer_of(value, one.key))]
                made.append(Missing(each.page.key, question.key, titled(question, still)))
            elif question.kind is Kind.GROUP:
                for number, row in enumerate(value or [], start=1):
                    asked, answers = asked_in_row(question, row, heard)
                    title = words.title_of_row(question, number, answers)
                    made += [
                        Missing(each.page.key, q.key, f"{title}: {q.label}")
                        for q in asked
                        if is_open(q, answers.get(q.key))
                    ]
                if insists(question) and len(value or []) < (question.least or 1):
                    made.append(Missing(each.page.key, question.key, question.label))
    return made


def tasks(form: Form, values: Mapping, href: Callable[[str], str]) -> list[Task]:
    """The form as a list of sections with what is done. `href` gives a page's address from its key."""
    shown, heard = walk(form, values)
    open_pages = {each.page for each in missing(form, values)}
    seen = set(values.get(SEEN, []))
    made = []
    for each in shown:
        key = each.page.key
        begun = key in seen or any(
            question.key in heard for question in each.questions if question.is_answered_by_people
        )
        if key in seen and key not in open_pages:
            status, kind = "Done", "done"
        elif begun:
            status, kind = "In progress", "info"
        else:
            status, kind = ("To do", "info") if key in open_pages else ("Optional", "done")
        made.append(Task(key, each.page.title, href(key), status, kind, _why_added(form, each.page, heard)))
    return made


def _why_added(form: Form, page: Page, heard: Mapping) -> str:
    """Which answer brought a page that not every form has; "" for one that all have, or that no single answer brought."""
    found = next(met(page.when, heard), None)
    question = found and next((each for _, each in form.questions() if each.key == found.question), None)
    if question is None or not question.label:  # a fact that nobody was asked
        return ""
    chosen = question.option_words.get(found.value) or found.value.replace("_", " ").capitalize()
    asked_of = question.label.replace("{}", question.one or "each of them").rstrip("?")
    return f"Added because you said “{chosen}” to “{asked_of}”"


def summary(
    form: Form, values: Mapping, *, href: Callable[[str], str] | None = None, unanswered: bool = True
) -> list[Section]:
    """Every question asked with its answer in words, for "check your answers"; `href` gives a page's address."""
    return words.sections(form, values, href=href, unanswered=unanswered)
