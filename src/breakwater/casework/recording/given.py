"""Answers that another system gives as data: put into the boxes of the form's own pages and checked there, so that no rule has a twin."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from .answers import SEEN, Missing, merge_page, missing
from .conditions import UNCLEAR, is_said, leaves
from .definitions import Form, Kind, Page, Question
from .flow import visible_pages
from .given_in_full import has_words, in_words, left_behind
from .pages import open_page
from .respondent import Asking
from .row_questions import ALL, EACH, ROW

MOST_ROWS = 30
STATE_ONLY = {"state"}
PARTS = {
    Kind.PERSON: {"name", "relation"},
    Kind.ORGANISATION: {"name", "id"},
    Kind.ADDRESS: {"lines", "postcode", "instead"},
    Kind.PHONE_OR_EMAIL: {"value", "safe", "when"},
    Kind.LOOKUP: {"code", "words"},
}
NOT_GIVEN = {Kind.FILE, Kind.PICK}  # a file has an address of its own; a colleague is picked by whoever signs in


@dataclass(frozen=True)
class Fault:
    """What must be answered, or cannot be taken as it is: the question by its key, as the page asks it, and the page's own words."""

    question: str
    page: str
    label: str
    words: str
    kind: str = ""
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Aside:
    """What was said that the form could not take, where a child is in danger and nothing holds it up: for people to read (FD-07)."""

    question: str
    label: str
    words: str


@dataclass(frozen=True)
class Checked:
    """The answers as the form keeps them, and everything that is wrong. Nothing is wrong in a form that can be sent: where the answers
    say that a child is in danger nothing is, and what could not be taken is set `aside`.
    """

    values: dict
    faults: tuple[Fault, ...]
    aside: tuple[Aside, ...] = ()


def check(form: Form, given: Mapping, facts: Mapping, *, on: date) -> Checked:
    """Check answers page by page, as if each had been typed and sent. `given` maps a question's key to its answer, in the shape in
    which answers are kept; `facts` are what the product adds. Any JSON is survived, and nothing that was said is passed over.
    """
    known = {question.key: question for _, question in form.questions() if question.is_answered_by_people}
    pages = {question.key: page for page, question in form.questions()}
    plain = {each.question: _plain(given.get(each.question)) for each in leaves(form.danger)}
    in_danger = form.says_danger({**given, **plain})
    if in_danger:
        given = {**given, **{key: value for key, value in plain.items() if is_said(value)}}
    faults, values, taken, lost = [], dict(facts), {}, {}
    for key, value in given.items():
        question = known.get(key)
        if question is None:
            faults.append(Fault(str(key)[:80], "", "", "The form has no such question"))
            lost[str(key)[:80]] = value
        elif wrong := _shape(question, value):
            faults.append(_fault(pages[key], question, wrong))
            if in_danger:
                taken[key], lost[key] = _as_it_stands(question, value)
        else:
            taken[key] = _each(question, value)
    for page in form.pages:
        if page in visible_pages(form, values):
            values, found = _page(form, page, values, taken, on)
            faults += found
    said = {each.question for each in faults}
    dropped = left_behind(form, known, taken, values)
    faults += [_fault(pages[key], known[key], words) for key, (words, _) in dropped.items() if key not in said]
    said |= dropped.keys()
    faults += [each for each in faults_of(form, missing(form, values)) if each.question not in said]
    values = {key: value for key, value in values.items() if key != SEEN}
    if not in_danger:
        return Checked(values, tuple(faults))
    lost |= {key: value for key, (_, value) in dropped.items() if key not in lost or key not in values}
    labels = {key: question.label or question.statement for key, question in known.items()}
    aside = (Aside(key, labels.get(key, key), in_words(value)) for key, value in lost.items() if has_words(value))
    return Checked(values, (), tuple(aside))


def _plain(value):
    """What says that a child is in danger, however a program writes yes."""
    return "yes" if value is True else value.strip().lower() if isinstance(value, str) else value


def _as_it_stands(question: Question, value) -> tuple:
    """In danger: what can be taken of an answer of another shape, as it would stand in its boxes; and what cannot, for people to read."""
    if question.kind is not Kind.GROUP or not isinstance(value, list):
        text = in_words(value)
        unclear = {"state": UNCLEAR, "typed": text, "boxes": {"": [text]}}
        return (unclear, None) if question.kind not in (*NOT_GIVEN, Kind.GROUP) and not question.each else (None, value)
    inner = {each.key: each for each in question.questions if each.is_answered_by_people}
    rows, odd = [], []
    for row in value[:MOST_ROWS]:
        fits = {k: one for k, one in row.items() if _fits_row(inner, k, one)} if isinstance(row, dict) else {}
        rows.append(fits)
        odd.append({k: one for k, one in row.items() if k not in fits} if isinstance(row, dict) else row)
    return _each(question, [row for row in rows if row]), [*odd, *value[MOST_ROWS:]]


def _fits_row(inner: Mapping[str, Question], key: str, value) -> bool:
    if key == ROW:
        return isinstance(value, str) and value.isalnum() and len(value) <= 20
    return key in inner and not _given(inner[key], value)


def faults_of(form: Form, open_still: Iterable[Missing]) -> list[Fault]:
    """What must still be answered, each with the words of its page."""
    asked = {question.key: (page, question) for page, question in form.questions()}
    found = ((*asked[each.question], each.label) for each in open_still if each.question in asked)
    return [_fault(page, question, question.missing or label) for page, question, label in found]


def _page(form: Form, page: Page, values: dict, taken: Mapping, on: date) -> tuple[dict, list[Fault]]:
    mine = {question.key: taken[question.key] for question in page.questions if question.key in taken}
    typed = open_page(form, page, {**values, **mine}, asking=Asking()).data
    opened = open_page(form, page, values, data=typed, asking=Asking())
    found = {}
    for box, words in opened.errors.items():
        question = max((q for q in page.questions if _is_box_of(q, box)), key=lambda q: len(q.key), default=None)
        if question is not None:
            found.setdefault(question.key, _fault(page, question, " ".join(words)))
    return merge_page(form, page, values, opened.cleaned, on=on), list(found.values())


def _is_box_of(question: Question, box: str) -> bool:
    return box == question.key or box.startswith(f"{question.key}-")


def _fault(page: Page, question: Question, words: str) -> Fault:
    options = tuple((each.value, each.label) for each in (*question.options, *question.states))
    return Fault(question.key, page.title, question.label or question.statement, words, question.kind.value, options)


def _each(question: Question, value):
    """The same as the form keeps it: what is said without naming rows is said of all of them, and true is yes."""
    if question.kind is Kind.YES_NO and isinstance(value, bool):
        value = "yes" if value else "no"
    if question.kind is Kind.GROUP:
        inner = {each.key: each for each in question.questions}
        return [{key: _each(inner[key], one) if key in inner else one for key, one in row.items()} for row in value]
    if question.kind is Kind.SEVERAL and isinstance(value, list):
        value = [each if isinstance(each, dict) else {"code": each} for each in value]
    if question.each and not (isinstance(value, dict) and EACH in value):
        return {EACH: {ALL: value}}
    return value


def _shape(question: Question, value) -> str:
    """What is wrong with the shape of a value, in words; "" where it is one that the question takes."""
    if question.kind in NOT_GIVEN:
        return "This is not taken here"
    if question.kind is Kind.GROUP:
        return _rows(question, value)
    return _given(question, value)


def _given(question: Question, value) -> str:
    if question.each and isinstance(value, dict) and EACH in value:
        rows = value[EACH]
        if not isinstance(rows, dict) or len(rows) > MOST_ROWS + 1 or not all(map(str.isalnum, rows)):
            return "Give an answer for each row by the row's name, or one for all of them"
        return next((wrong for one in rows.values() if (wrong := _one(question, one))), "")
    return _one(question, value)


def _rows(group: Question, value) -> str:
    inner = {each.key: each for each in group.questions}
    if not isinstance(value, list) or len(value) > MOST_ROWS:
        return f"Give a list of at most {MOST_ROWS} rows"
    for row in value:
        if not isinstance(row, dict) or row.keys() - inner.keys() - {ROW}:
            return f"A row has these answers alone: {', '.join(inner)}"
        if ROW in row and not (isinstance(row[ROW], str) and row[ROW].isalnum() and len(row[ROW]) <= 20):
            return "The name of a row is made of letters and figures, at most 20"
        if wrong := next((wrong for key, one in row.items() if key != ROW and (wrong := _given(inner[key], one))), ""):
            return wrong
    return ""


def _is_code(question: Question, value) -> bool:
    """A code of a list as the form keeps it: with its words."""
    fits = isinstance(value, dict) and not value.keys() - PARTS[Kind.LOOKUP] and "code" in value
    return question.kind is Kind.SEVERAL and fits and all(isinstance(part, str) for part in value.values())


def _one(question: Question, value) -> str:
    if not is_said(value):
        return ""
    if isinstance(value, dict):
        allowed = PARTS.get(question.kind, set()) | (STATE_ONLY if question.states or question.options else set())
        if value.keys() - allowed or not all(isinstance(part, str) for part in value.values()):
            parts = f"an object of {', '.join(sorted(allowed))}" if allowed else "one value"
            return f"Give {parts}"
        return ""
    if question.kind in (Kind.MANY_OF, Kind.SEVERAL):
        fits = isinstance(value, list) and all(isinstance(one, str) or _is_code(question, one) for one in value)
        return "" if fits else "Give a list of choices"
    if question.kind is Kind.YES_NO and isinstance(value, bool):
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return "Give a text"
    return ""
