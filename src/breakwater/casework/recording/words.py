"""How an answer reads: in words, on the version of the form it was given on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, time

from breakwater.foundation.dates import PartDate
from breakwater.foundation.dates.in_words import date_in_words
from breakwater.foundation.dates.partial import NotADate

from .conditions import UNCLEAR, is_said, state_of
from .definitions import Form, Kind, Question, Visibility
from .flow import asked_in_row, walk
from .row_questions import ALL, Target, answer_of, answers_in, name_of, single, targets, titled

NO_ANSWER = "No answer"


@dataclass(frozen=True)
class Row:
    """A question and its answer in words. `state` is "" for an answer, "none" where nothing was said, else its name.

    `href` and `what` (hidden words of the link) are set by a summary that offers changes.
    """

    question: str
    value: str
    state: str
    key: str
    visibility: str
    href: str = ""
    what: str = ""


@dataclass(frozen=True)
class Section:
    """The answers of a page, or of one row of a group ("Child 1: Alex")."""

    key: str
    title: str
    rows: list[Row] = field(default_factory=list)
    href: str = ""

    @property
    def summary_rows(self) -> list[dict]:
        """The rows as design's summary_list takes them."""
        return [{"key": row.question, "value": row.value, "href": row.href, "what": row.what} for row in self.rows]


def say(question: Question, value, rows: list[Target] | None = None) -> str:
    """The answer in words; "" when there is none. Never fails, whatever was stored. `rows` names those asked about."""
    if not is_said(value):
        return ""
    if question.each and not state_of(value):
        return _say_each(question, value, rows or [])
    state = state_of(value)
    if state == UNCLEAR:
        return f"{value.get('typed', '')} (as it was typed)"
    if state:
        return question.state_words.get(state, state.replace("_", " ").capitalize())
    if question.kind is Kind.GROUP:
        return f"{len(value)} {question.one or 'entry'}" if len(value) == 1 else f"{len(value)}"
    return _SAY.get(question.kind, _as_it_is)(question, value)


def sections(
    form: Form,
    values: Mapping,
    *,
    href: Callable[[str], str] | None = None,
    widest: Visibility = Visibility.RESTRICTED,
    unanswered: bool = True,
) -> list[Section]:
    """Every question asked, with its answer. `href` gives a page's address, to change an answer there.

    A public form has one question a page, so its answers stand in one list; of others each page is a section.
    """
    made: list[Section] = []
    whole = Section("answers", "What you told us" if href else "What we were told")
    shown, heard = walk(form, values)
    for each in shown:
        address = href(each.page.key) if href else ""
        plain = [
            q for q in each.questions if q.kind is not Kind.GROUP and _is_told(q) and q.visibility.is_within(widest)
        ]
        rows = [_row(q, heard.get(q.key), address, rows=targets(q, heard, form.groups)) for q in plain]
        rows = [row for row in rows if unanswered or row.state != "none"]
        if form.is_public:
            whole.rows.extend(rows)
        elif rows:
            made.append(Section(each.page.key, each.page.title, rows, address))
        for group in each.questions:
            if group.kind is Kind.GROUP and group.visibility.is_within(widest):
                made += _rows_of(group, heard, address, widest, unanswered, each.page.key, form.groups)
    return [whole, *made] if whole.rows else made


def _say_each(question: Question, value, rows: list[Target]) -> str:
    one = single(question, ALL)
    if len(rows) < 2 and not question.apart:
        known = answer_of(value, rows[0].key) if rows else next(iter(answers_in(value).values()), None)
        return say(one, known)
    said = {each.words: say(one, answer_of(value, each.key)) for each in rows}
    said = {words: answer for words, answer in said.items() if answer}
    if not question.apart and len(said) == len(rows) and len(set(said.values())) == 1:
        return next(iter(said.values()))
    return "\n".join(f"{words}: {answer}" for words, answer in said.items()) or say(one, answer_of(value, ALL))


def title_of_row(group: Question, number: int, row: Mapping) -> str:
    """ "Child 2: Alex Fish", or "Child 2" while nobody is named."""
    noun = group.one[:1].upper() + group.one[1:] if group.one else group.label
    name = name_of(group, row)
    return f"{noun} {number}: {name}" if name else f"{noun} {number}"


def _is_told(question: Question) -> bool:
    return question.kind is not Kind.NOTE and (question.kind is not Kind.FACT or bool(question.label))


def _rows_of(group, heard, address, widest, unanswered, page_key, groups) -> list[Section]:
    rows = heard.get(group.key) or []
    if not rows:
        empty = Row(group.label, NO_ANSWER, "none", group.key, group.visibility, address, group.label)
        return [Section(page_key, group.label, [empty], address)] if unanswered else []
    made = []
    for number, row in enumerate(rows, start=1):
        asked, answers = asked_in_row(group, row, heard)
        kept = [q for q in asked if _is_told(q) and q.visibility.is_within(widest)]
        title = title_of_row(group, number, answers)
        lines = [_row(q, answers.get(q.key), address, f"{q.label} ({title})", targets(q, heard, groups)) for q in kept]
        made.append(Section(page_key, title, [line for line in lines if unanswered or line.state != "none"], address))
    return made


def _row(question: Question, value, href: str, what: str = "", rows: list[Target] | None = None) -> Row:
    said = say(question, value, rows)
    state = state_of(value) or ("" if said else "none")
    label = titled(question, rows or [])
    return Row(label, said or NO_ANSWER, state, question.key, question.visibility.value, href, what or label)


def _as_it_is(question, value) -> str:
    return "\n".join(str(each) for each in value) if isinstance(value, list) else str(value)


def _chosen(question, value) -> str:
    return question.option_words.get(str(value), str(value))


def _several(question, value) -> str:
    given = value if isinstance(value, list) else [value]
    return "\n".join(question.option_words.get(str(each), str(each)) for each in given)


def _date(question, value) -> str:
    try:
        return date_in_words(date.fromisoformat(value))
    except (TypeError, ValueError):
        return str(value)


def _part_date(question, value) -> str:
    try:
        return PartDate.parse(value).in_words()
    except (AttributeError, NotADate):
        return str(value)


def _time(question, value) -> str:
    try:
        return f"{time.fromisoformat(value):%H:%M}"
    except (TypeError, ValueError):
        return str(value)


def _moment(question, value) -> str:
    day, _, clock = str(value).partition("T")
    return f"{_date(question, day)} at {_time(question, clock)}" if clock else _date(question, day)


def _scale(question, value) -> str:
    top = question.options[-1].value if question.options else ""
    label = question.option_words.get(str(value), "")
    return f"{value} of {top}" + (f": {label}" if label and label != str(value) else "")


def _parts(*names: str, join: str = "\n"):
    def words(question, value):
        if not isinstance(value, dict):
            return str(value)
        return join.join(str(value[name]) for name in names if value.get(name))

    return words


def _person(question, value) -> str:
    if not isinstance(value, dict):
        return str(value)
    name, relation = value.get("name", ""), value.get("relation", "")
    return f"{name} ({relation})" if name and relation else name or relation


def _organisation(question, value) -> str:
    return _parts("name")(question, value)


def _address(question, value) -> str:
    if not isinstance(value, dict):
        return str(value)
    instead = question.option_words.get(value.get("instead", ""), "")
    return "\n".join(filter(None, [instead, value.get("lines", ""), value.get("postcode", "")]))


SAFE_WORDS = {"yes": "Safe to use", "no": "Not safe to use", "not_known": "Not known whether it is safe to use"}


def _phone_or_email(question, value) -> str:
    if not isinstance(value, dict):
        return str(value)
    unsaid = "Nobody has said whether it is safe to use" if question.asks_safety else ""
    safe = SAFE_WORDS.get(value.get("safe", ""), unsaid)
    when = f"When: {value['when']}" if value.get("when") else ""
    return "\n".join(filter(None, [value.get("value", ""), safe, when]))


_SAY = {
    Kind.YES_NO: _chosen,
    Kind.ONE_OF: _chosen,
    Kind.MANY_OF: _several,
    Kind.DATE: _date,
    Kind.PART_DATE: _part_date,
    Kind.TIME: _time,
    Kind.MOMENT: _moment,
    Kind.SCALE: _scale,
    Kind.LOOKUP: _parts("words"),
    Kind.PERSON: _person,
    Kind.ORGANISATION: _organisation,
    Kind.PICK: _parts("name"),
    Kind.SEVERAL: lambda question, value: "\n".join(
        str(each.get("words", "")) if isinstance(each, dict) else str(each)
        for each in (value if isinstance(value, list) else [value])
    ),
    Kind.ADDRESS: _address,
    Kind.PHONE_OR_EMAIL: _phone_or_email,
    Kind.FILE: _parts("name"),
    Kind.DECLARATION: lambda question, value: "Agreed" if value in ("agreed", True) else str(value),
}
