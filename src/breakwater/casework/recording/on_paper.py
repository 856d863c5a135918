"""A recording form as it is printed to be filled in by hand."""

from collections.abc import Iterator

from breakwater.foundation.design.blank_forms import LONG, MANY, Asked, Part

from .conditions import leaves
from .definitions import CHOSEN, SILENT, Form, Kind, Question, Required
from .editing.vocabulary import condition_in_words
from .registry import LOOKUPS

LINES = {Kind.LONG_TEXT: LONG, Kind.ADDRESS: 3, Kind.PICK: 2, Kind.SEVERAL: 3}
SHAPES = {Kind.DATE: "date", Kind.PART_DATE: "date", Kind.TIME: "time"}
OF_A_SCREEN = {
    "The number is on the next page.": "The number is at the foot of each sheet.",
    "What we have of you already is filled in. Change what is out of date.": "",
}
ONE_MORE = "Copy the sheet for each further one."
EACH = "Of several, write 1, 2, 3 beside the answers."
OF_EACH = 3  # lines of an answer that is given for each of several
ROWS = 2  # so often are the questions about each of several people printed


def _on_paper(words: str) -> str:
    """What is true of a screen alone, said of paper."""
    for said, on_paper in OF_A_SCREEN.items():
        words = words.replace(said, on_paper)
    return words.strip()


def parts_of(form: Form) -> list[Part]:
    """Every page with each of its questions; what is asked of each of several people stands under a heading of its own, more than once."""
    return [part for page in form.pages for part in _parts_of(form, page)]


def _parts_of(form: Form, page) -> Iterator[Part]:
    only = _when(form, page.when)
    hint = " ".join(filter(None, [f"Only if {only}." if only else "", _on_paper(page.hint)]))
    plain: list[Asked] = []
    groups: list[Part] = []
    for question in page.questions:
        if question.kind is Kind.GROUP:
            inner = [asked for each in question.questions for asked in _asked(form, each)]
            copied = " ".join(filter(None, [_only(form, question) or question.hint, ONE_MORE]))
            groups.append(Part(f"{page.title}: {question.label}", inner, copied, ROWS))
        else:
            plain += _asked(form, question)
    if plain:
        yield Part(page.title, plain, hint)
    yield from groups


def _when(form: Form, condition) -> str:
    """When it is asked, in words; what the product alone knows decides nothing on paper, and it is asked of everyone."""
    answered = {question.key for _, question in form.questions() if question.kind not in SILENT}
    is_known = all(leaf.question in answered for leaf in leaves(condition))
    return condition_in_words(form, condition) if is_known else ""


def _only(form: Form, question: Question) -> str:
    only = _when(form, question.when)
    return f"Only if {only}." if only else ""


def _asked(form: Form, question: Question) -> list[Asked]:
    """The question; what the product works out or knows is not asked, and a note stands as it is."""
    only = _when(form, question.when)
    if question.kind is Kind.NOTE:
        return [Asked(_on_paper(question.statement), only=only, lines=0)]
    if question.kind in SILENT or question.kind is Kind.FILE:
        return []
    if question.kind is Kind.DECLARATION:
        return [Asked(question.statement, only=only, options=["Yes"], needed=True)]
    label = question.label.replace("{}", question.one or "each of them")
    options = _options(question)
    needed = question.required is not Required.NEVER
    if not options or len(options) > MANY:
        options, states = [], [option.label for option in question.states]
        hint = " ".join(filter(None, [question.hint, f"Or write: {', '.join(states)}." if states else ""]))
        lines = LINES.get(question.kind, 1) * (OF_EACH if question.each else 1)
        return [Asked(label, hint, only, lines=lines, shape=SHAPES.get(question.kind, ""), needed=needed)]
    hint = " ".join(filter(None, [question.hint, EACH if question.each else ""]))
    return [Asked(label, hint, only, options=options, needed=needed)]


def _options(question: Question) -> list[str]:
    """The words to be ticked, with what may stand in place of an answer; none where the answer is written."""
    if question.kind in (Kind.LOOKUP, Kind.SEVERAL):
        said = [words for _, words in LOOKUPS[question.source]()]
    else:
        said = [option.label for option in question.options] if question.kind in CHOSEN else []
    return [*said, *(question.state_words[state.value] for state in question.states)] if said else []
