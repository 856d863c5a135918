"""A row in the parts that are decided apart: what the form restricts, a child's own words, who told us, and the rest.

A part stands on the copy, or is left out with its questions: a question whose answer alone is masked tells what it was.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from breakwater.casework.recording import words as recording
from breakwater.casework.recording.definitions import Audience, Form, Kind, Page, Question, Visibility
from breakwater.casework.recording.models import FormVersion
from breakwater.casework.recording.operations import definition_of

from ..redaction import Fact

CHILDS_WORDS = re.compile(
    r"(^|_)childs?_(words|views?|wish(es)?|says)(_|$)|^childs?_seen_and_heard$|^voice_words$|^lived_experience$"
)
VOICE_PAGE = re.compile(
    r"\bvoice of the child|\bchild(’s|'s|ren’s|ren's)? (own )?(voice|views|words|wishes)|what the child", re.I
)
WORKERS_ALONE = re.compile(
    r"\bonly (the )?(workers|professionals|staff)\b", re.I
)  # as the page promises who fills it in
OF_SENDER = re.compile(r"^(sender|referrer)_|^safe_contact_sender$|^relation(_|$)|^keep_name$|^name_withheld")
PUBLIC_SENDER = frozenset({"name", "contact", "contact_wanted"})
WRITTEN = frozenset({Kind.TEXT, Kind.LONG_TEXT})
# A child says it to whoever wrote it down, or wrote it themselves: the row says so.
CHILD_SAID = {
    "casework_ledgerentry": ("line", "childs_words"),
    "child_on_child_view": ("whose", "CHILD"),
    "early_help_score": ("giver", "CHILD"),
    "front_door_submission": ("channel", "CHILD"),
    "front_door_contact": ("channel", "CHILD"),
}
WISHES = {  # what a child wants is theirs, also where it is one of three answers
    "child_on_child_incidentchild": ("wish",),
    "child_on_child_report": ("wish", "account"),
    "child_on_child_parent": ("wish",),
}
SENDERS = {
    "front_door_submission": (
        "sender_words",
        "sender_user",
        "sender_team",
        "sender_organisation",
        "reply_to",
        "reply_safe",
        "name_kept_back",
    )
}
SENDERS |= {
    "front_door_contact": ("sender_user", "sender_organisation", "source_said"),
    "front_door_receiptline": ("sender_user", "sender_team"),
}
LEAST_WORDS = 3  # "Yes" and "with Nan" say nothing elsewhere


class Of(StrEnum):
    REST = ""
    RESTRICTED = "restricted"
    VOICE = "voice"
    SENDER = "sender"


@dataclass(frozen=True)
class Part:
    """Facts of a row that are decided together. `title` is "" where they are called as their table is."""

    of: Of
    title: str
    facts: list[Fact] = field(default_factory=list)


def of_answers(held: Mapping) -> list[Part]:
    """A form that somebody filled in: what is open to all first, then each section of which a part is decided apart."""
    version = FormVersion.objects.select_related("form").filter(pk=held["version_id"]).first()
    if not version:
        return []
    form = definition_of(version)
    made: dict[tuple[Of, str], Part] = {(Of.REST, ""): Part(Of.REST, form.title, [("Form", form.title)])}
    for of, section, fact in _sorted(form, held["values"]):
        title = f"{form.title}: {section}" if of else form.title
        made.setdefault((of, section if of else ""), Part(of, title)).facts.append(fact)
    return [part for part in made.values() if part.of or len(part.facts) > 1 or len(made) == 1]


def _sorted(form: Form, values: Mapping) -> Iterator[tuple[Of, str, Fact]]:
    pages = {page.key: page for page in form.pages}
    open_to_all = {
        (section.key, section.title, row.key)
        for section in recording.sections(form, values, widest=Visibility.WORKERS, unanswered=False)
        for row in section.rows
    }
    for section in recording.sections(form, values, widest=Visibility.RESTRICTED, unanswered=False):
        whole = of_page(form, pages.get(section.key))
        for row in section.rows:
            is_open = (section.key, section.title, row.key) in open_to_all
            yield (
                whole or _of_question(form, row.key, is_open),
                section.title,
                (f"{section.title}: {row.question}", str(row.value)),
            )


def of_page(form: Form, page: Page | None) -> Of:
    """What every answer of a page is."""
    if form.audience is Audience.CHILD:
        return Of.VOICE
    if page is None:
        return Of.REST
    if page.key == "voice" or VOICE_PAGE.search(page.title):
        return Of.VOICE
    return Of.RESTRICTED if WORKERS_ALONE.search(f"{page.hint} {page.why}") else Of.REST


def _of_question(form: Form, key: str, is_open: bool) -> Of:
    if CHILDS_WORDS.search(key):
        return Of.VOICE
    if OF_SENDER.search(key) or form.audience is Audience.PUBLIC and key in PUBLIC_SENDER:
        return Of.SENDER
    return Of.REST if is_open else Of.RESTRICTED


def of_columns(table: str, held: Mapping, named: list[tuple[str, Fact]]) -> list[Part]:
    """The columns of any other row, each with its name."""
    if said_by_child(table, held):
        return [Part(Of.VOICE, "", [fact for _, fact in named])]
    made: dict[Of, Part] = {}
    for name, fact in named:
        of = Of.VOICE if name == "passed_facts" and [*_passed(held)] else _of_column(table, name)
        made.setdefault(of, Part(of, "")).facts.append(fact)
    return sorted(made.values(), key=lambda part: list(Of).index(part.of))


def _of_column(table: str, name: str) -> Of:
    if CHILDS_WORDS.search(name) or name in WISHES.get(table, ()):
        return Of.VOICE
    return Of.SENDER if name in SENDERS.get(table, ()) else Of.REST


def said_by_child(table: str, held: Mapping) -> bool:
    """Whether the whole row is what a child said or sent."""
    column, value = CHILD_SAID.get(table, ("", None))
    return bool(column) and held.get(column) == value


def questions_of(held: Mapping) -> dict[str, tuple[Of, Question]]:
    """Of the form that was filled in: each question by its key, with what its page makes of its answers."""
    version = FormVersion.objects.select_related("form").filter(pk=held["version_id"]).first()
    if not version:
        return {}
    form = definition_of(version)
    return {
        question.key: (of_page(form, page), question)
        for page, outer in form.questions()
        for question in (outer, *outer.questions)
    }


def childs_words_in(table: str, held: Mapping) -> Iterator[str]:
    """What a child said in a row, as it was written: sentences, which are masked wherever they were copied to."""
    known = questions_of(held) if table == "casework_answers" else {}
    is_whole = said_by_child(table, held)
    yield from (said for said in _passed(held) if _is_sentence(said))
    for key, value in (held.get("values") or {} if table == "casework_answers" else held).items():
        of, question = known.get(key, (Of.REST, None))
        is_said = of is Of.VOICE or is_whole and key in ("words", "worry") or _of_column(table, str(key)) is Of.VOICE
        if is_said and (question is None or question.kind in WRITTEN):
            yield from filter(_is_sentence, texts(value))


def _is_sentence(said: str) -> bool:
    return len(re.findall(r"[^\W\d_]+", said)) >= LEAST_WORDS


def _passed(held: Mapping) -> Iterator[str]:
    """A child's words among the facts that another authority passed on."""
    for fact in held.get("passed_facts") or ():
        if isinstance(fact, dict) and fact.get("line") == "childs_words":
            yield from texts(fact.get("words"))


def texts(value) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list)):
        for each in value.values() if isinstance(value, dict) else value:
            yield from texts(each)
