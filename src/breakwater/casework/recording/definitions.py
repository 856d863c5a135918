"""What a recording form is: pages of questions, with conditions, as frozen values. `reading` makes them from YAML."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from django.http import Http404

from .conditions import Condition, holds


class Kind(StrEnum):
    """The kinds of question. `kinds` says how each is asked, `words` how its answer reads."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    DATE = "date"
    PART_DATE = "part_date"
    TIME = "time"
    MOMENT = "moment"
    YES_NO = "yes_no"
    ONE_OF = "one_of"
    MANY_OF = "many_of"
    LOOKUP = "lookup"
    PERSON = "person"
    ORGANISATION = "organisation"
    ADDRESS = "address"
    PHONE_OR_EMAIL = "phone_or_email"
    FILE = "file"
    SCALE = "scale"
    GROUP = "group"
    CALCULATED = "calculated"
    NOTE = "note"
    DECLARATION = "declaration"
    PICK = "pick"
    SEVERAL = "several"
    FACT = "fact"


CHOSEN = {Kind.YES_NO, Kind.ONE_OF, Kind.MANY_OF, Kind.SCALE}
SILENT = {Kind.NOTE, Kind.CALCULATED, Kind.FACT}  # nobody answers these


class Required(StrEnum):
    NEVER = "never"
    ALWAYS = "always"
    UNLESS_IN_DANGER = "unless_in_danger"


class State(StrEnum):
    """What may stand in place of an answer (FD-09)."""

    NOT_KNOWN = "not_known"
    NOT_ASKED = "not_asked"
    REFUSED = "refused"
    NOT_APPLICABLE = "not_applicable"


STATE_WORDS = {
    State.NOT_KNOWN: "Not known",
    State.NOT_ASKED: "Not asked",
    State.REFUSED: "Did not want to say",
    State.NOT_APPLICABLE: "Does not apply",
}


class Audience(StrEnum):
    CHILD = "child"
    PUBLIC = "public"
    PROFESSIONAL = "professional"
    STAFF = "staff"


class Visibility(StrEnum):
    """Who may be shown an answer once it is recorded, the widest first."""

    FAMILY = "family"
    WORKERS = "workers"
    RESTRICTED = "restricted"

    def is_within(self, widest: "Visibility") -> bool:
        order = list(Visibility)
        return order.index(self) <= order.index(widest)


@dataclass(frozen=True, slots=True)
class Option:
    """`alone` is an answer that stands by itself: "None of these", "No fixed address"."""

    value: str
    label: str
    hint: str = ""
    alone: bool = False


@dataclass(frozen=True)
class Question:
    """One question. Beyond the first block, each part belongs to some kinds only (see `reading.PARTS`).

    `options` of an address are what may be said instead of one. `source` names a lookup or, for a person or a group, a
    roster. `function` and `of` say how a calculated answer comes about. `statement` is a note's or declaration's words. A fact is set by the product.

    `fold` puts a question, with its neighbours of the same words, behind a heading that opens; `tuck` does so once they are
    all answered. `each` asks it of every row
    of an earlier group (of those that are `among` it), `apart` of one after another; {} in its label is then the row's
    name, or `one` while there is no row. A group is told by its `names`. `check` names what a text must pass. Of a telephone
    number it is asked whether it is safe to use, unless not `asks_safety`.
    """

    kind: Kind
    key: str
    label: str
    hint: str = ""
    why: str = ""
    required: Required = Required.NEVER
    missing: str = ""
    when: Condition | None = None
    states: tuple[Option, ...] = ()
    visibility: Visibility = Visibility.WORKERS

    options: tuple[Option, ...] = ()
    source: str = ""
    least: int | None = None
    most: int | None = None
    tense: str = ""
    one: str = ""
    questions: tuple["Question", ...] = ()
    function: str = ""
    of: tuple[str, ...] = ()
    statement: str = ""
    style: str = "inset"
    accepts: tuple[str, ...] = ()
    fold: str = ""
    tuck: str = ""
    each: str = ""
    among: Condition | None = None
    apart: bool = False
    check: str = ""
    asks_safety: bool = True
    names: tuple[str, ...] = ()

    @cached_property
    def state_words(self) -> dict[str, str]:
        """State to the words this question uses for it; every state has words."""
        return {**STATE_WORDS, **{state.value: state.label for state in self.states}}

    @cached_property
    def option_words(self) -> dict[str, str]:
        return {option.value: option.label for option in self.options}

    @property
    def is_answered_by_people(self) -> bool:
        return self.kind not in SILENT


@dataclass(frozen=True)
class Page:
    """One page, and one section of a task list."""

    key: str
    title: str
    questions: tuple[Question, ...]
    why: str = ""
    hint: str = ""
    when: Condition | None = None


@dataclass(frozen=True)
class Form:
    """A whole form. `danger` is the condition under which its answers say that a child is in danger now (FD-07)."""

    key: str
    title: str
    audience: Audience
    pages: tuple[Page, ...]
    danger: Condition | None = None
    about: str = ""

    def page(self, key: str) -> Page:
        """Raises UnknownPage."""
        try:
            return self._pages[key]
        except (KeyError, TypeError):
            raise UnknownPage(f"{self.key} has no page {key!r}") from None

    def questions(self) -> Iterator[tuple[Page, Question]]:
        """Every question at the top level, groups whole, with its page."""
        return ((page, question) for page in self.pages for question in page.questions)

    @cached_property
    def groups(self) -> dict[str, Question]:
        """Every group by its key."""
        return {question.key: question for _, question in self.questions() if question.kind is Kind.GROUP}

    @cached_property
    def rows_asked_about(self) -> frozenset[str]:
        """The groups whose rows need lasting names, since other questions are asked of each."""
        every = (each for _, question in self.questions() for each in (question, *question.questions))
        return frozenset(question.each for question in every if question.each)

    def says_danger(self, values: dict) -> bool:
        """The answers so far say that a child is in danger now."""
        return self.danger is not None and holds(self.danger, values)

    @property
    def is_public(self) -> bool:
        """Filled in by someone without an account: nothing may stay on their device (SG-24)."""
        return self.audience in (Audience.CHILD, Audience.PUBLIC)

    @cached_property
    def _pages(self) -> dict[str, Page]:
        return {page.key: page for page in self.pages}


class UnknownPage(LookupError, Http404):
    """The form has no page of this key."""
