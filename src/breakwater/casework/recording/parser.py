"""From YAML to a form, with every fault named by file, page and question.

A form lies in its room as `questions/NAME.yaml` and is called ROOM.NAME. Yes and no are words here, never booleans.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import yaml
from django.apps import apps

from breakwater.partnership.organisations.levels import in_words

from .conditions import parse as parse_condition
from .definitions import SILENT, Audience, Form, Kind, Option, Page, Question, Required, State, Visibility
from .definitions import STATE_WORDS as WORDS_OF_STATES
from .functions import FUNCTIONS
from .references import check_references

KEY = re.compile(r"[a-z][a-z0-9_]{0,49}")
COMMON = {
    "key",
    "kind",
    "label",
    "hint",
    "why",
    "required",
    "missing",
    "when",
    "states",
    "visibility",
    "fold",
    "tuck",
    "each",
    "among",
    "apart",
    "one",
}
PARTS = {
    Kind.TEXT: {"most", "check"},
    Kind.LONG_TEXT: {"most"},
    Kind.NUMBER: {"least", "most"},
    Kind.DATE: {"tense"},
    Kind.PART_DATE: {"tense"},
    Kind.MOMENT: {"tense"},
    Kind.YES_NO: {"options"},
    Kind.ONE_OF: {"options"},
    Kind.MANY_OF: {"options"},
    Kind.SCALE: {"options"},
    Kind.LOOKUP: {"source"},
    Kind.PERSON: {"source"},
    Kind.PICK: {"source"},
    Kind.SEVERAL: {"source"},
    Kind.ADDRESS: {"options"},
    Kind.PHONE_OR_EMAIL: {"asks_safety"},
    Kind.FILE: {"accepts"},
    Kind.GROUP: {"questions", "least", "most", "source", "names"},
    Kind.CALCULATED: {"function", "of"},
    Kind.NOTE: {"statement", "style"},
    Kind.DECLARATION: {"statement"},
}
MOST_ROWS = 20
LONGEST = {Kind.TEXT: 1_000, Kind.LONG_TEXT: 50_000}


class BadForm(Exception):
    """The form cannot be used. `problems` are lines that name file, page and question."""

    def __init__(self, problems: list[str]):
        self.problems = problems
        super().__init__("\n".join(problems))


class PlainLoader(yaml.SafeLoader):
    """YAML where yes, no, on and dates are text, and a key may stand once."""

    def construct_mapping(self, node, deep=False):
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        for key in keys:
            if keys.count(key) > 1:
                raise yaml.MarkedYAMLError(problem=f"{key!r} is twice", problem_mark=node.start_mark)
        return super().construct_mapping(node, deep)


PlainLoader.yaml_implicit_resolvers = {
    first: [
        (tag, shape) for tag, shape in resolvers if tag not in ("tag:yaml.org,2002:bool", "tag:yaml.org,2002:timestamp")
    ]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
PlainLoader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("true|false"), "tf")


def load(path: Path) -> tuple[Form, dict]:
    """Return the form in a file, and its data as it will be kept. Raises BadForm."""
    key = f"{path.parent.parent.name}.{path.stem}"
    try:
        data = yaml.load(in_words(path.read_text(encoding="utf-8")), Loader=PlainLoader)
    except (yaml.YAMLError, UnicodeDecodeError, TypeError) as fault:
        raise BadForm([f"{path}: not readable as YAML: {' '.join(str(fault).split())}"]) from None
    return parse(data, key=key, where=str(path)), data


def installed_files() -> list[Path]:
    """Every form's file: in the `questions` folder of each installed app and of its inner rooms."""
    roots = [Path(app.path) for app in apps.get_app_configs() if app.name.startswith("breakwater.")]
    found = {
        path for root in roots for shape in ("questions/*.yaml", "*/questions/*.yaml") for path in root.glob(shape)
    }
    return sorted(found)


def parse(data, *, key: str, where: str = "") -> Form:
    """Return the form that `data` describes. Raises BadForm with every fault found."""
    problems: list[str] = []
    place = Place(where or key, problems)
    part = place.mapping(data, {"title", "audience", "about", "danger", "pages"}, needs={"title", "audience", "pages"})
    pages = tuple(_page(each, place) for each in place.list(part, "pages"))
    form = Form(
        key=key,
        title=place.text(part, "title"),
        audience=place.one_of(part, "audience", Audience, Audience.STAFF),
        about=place.text(part, "about"),
        danger=parse_condition(part["danger"], place.within("danger").say) if "danger" in part else None,
        pages=pages,
    )
    if not problems:
        check_references(form, place)
    if problems:
        raise BadForm(problems)
    return form


@dataclass(frozen=True)
class Place:
    """Where in the file we are, so that a fault can say so."""

    where: str
    problems: list[str]

    def within(self, words: str) -> "Place":
        return Place(f"{self.where}, {words}", self.problems)

    def say(self, words: str) -> None:
        self.problems.append(f"{self.where}: {words}")

    def mapping(self, data, known: set[str], needs: set[str] = frozenset()) -> dict:
        if not isinstance(data, dict):
            self.say(f"names and values belong here, not {data!r}")
            return {}
        for name in data:
            if name not in known:
                self.say(f"{name!r} is not known here; known are {', '.join(sorted(known))}")
        for name in sorted(needs - data.keys()):
            self.say(f"{name!r} is missing")
        return data

    def text(self, data: dict, name: str, otherwise: str = "") -> str:
        value = data.get(name, otherwise)
        if isinstance(value, str):
            return value.strip()
        self.say(f"{name!r} must be text, not {value!r}; put it in quotes")
        return otherwise

    def list(self, data: dict, name: str, may_be_empty: bool = False) -> list:
        value = data.get(name, [])
        if isinstance(value, list) and (value or may_be_empty):
            return value
        if name in data or not may_be_empty:
            self.say(f"{name!r} must be a list of at least one")
        return []

    def number(self, data: dict, name: str) -> int | None:
        value = data.get(name)
        if value is None or (isinstance(value, int) and not isinstance(value, bool)):
            return value
        self.say(f"{name!r} must be a whole number, not {value!r}")
        return None

    def one_of[E: StrEnum](self, data: dict, name: str, choices: type[E], otherwise: E) -> E:
        value = data.get(name, otherwise)
        try:
            return choices(value)
        except ValueError:
            self.say(f"{name!r} is one of {', '.join(choices)}; this is {value!r}")
            return otherwise

    def key(self, data: dict) -> str:
        value = data.get("key")
        if isinstance(value, str) and KEY.fullmatch(value):
            return value
        self.say(f"a key is small letters, figures and _, starting with a letter; this is {value!r}")
        return "?"


def _page(data, place: Place) -> Page:
    name = data.get("key", "?") if isinstance(data, dict) else "?"
    place = place.within(f"page {name!r}")
    part = place.mapping(data, {"key", "title", "why", "hint", "when", "questions"}, {"key", "title", "questions"})
    return Page(
        key=place.key(part),
        title=place.text(part, "title"),
        why=place.text(part, "why"),
        hint=place.text(part, "hint"),
        when=parse_condition(part["when"], place.say) if "when" in part else None,
        questions=tuple(_question(each, place) for each in place.list(part, "questions")),
    )


def _question(data, place: Place, in_group: bool = False) -> Question:
    name = data.get("key", "?") if isinstance(data, dict) else "?"
    place = place.within(f"question {name!r}")
    if not isinstance(data, dict):
        place.say(f"names and values belong here, not {data!r}")
        return Question(Kind.NOTE, "?", "")
    kind = place.one_of(data, "kind", Kind, Kind.TEXT)
    needs = {"key", "kind"} | {Kind.NOTE: {"statement"}, Kind.FACT: set()}.get(kind, {"label"})
    part = place.mapping(data, COMMON | PARTS.get(kind, set()), needs)
    made = Question(
        kind=kind,
        key=place.key(part),
        label=place.text(part, "label"),
        hint=place.text(part, "hint"),
        why=place.text(part, "why"),
        missing=place.text(part, "missing"),
        required=place.one_of(part, "required", Required, Required.NEVER),
        when=parse_condition(part["when"], place.say) if "when" in part else None,
        states=_states(part, place, kind),
        visibility=place.one_of(part, "visibility", Visibility, Visibility.WORKERS),
        options=_options(part, place, kind),
        source=place.text(part, "source"),
        least=place.number(part, "least"),
        most=place.number(part, "most"),
        tense=place.text(part, "tense"),
        one=place.text(part, "one"),
        questions=tuple(_question(each, place, in_group=True) for each in place.list(part, "questions"))
        if kind is Kind.GROUP and not in_group
        else (),
        function=place.text(part, "function"),
        of=tuple(str(each) for each in place.list(part, "of", may_be_empty=True)),
        statement=place.text(part, "statement"),
        style=place.text(part, "style", "inset"),
        accepts=tuple(str(each) for each in place.list(part, "accepts", may_be_empty=True)),
        fold=place.text(part, "fold"),
        tuck=place.text(part, "tuck"),
        each=place.text(part, "each"),
        among=parse_condition(part["among"], place.say) if "among" in part else None,
        apart=part.get("apart") is True,
        check=place.text(part, "check"),
        asks_safety=part.get("asks_safety", True) is not False,
        names=tuple(str(each) for each in place.list(part, "names", may_be_empty=True)),
    )
    _check_kind(made, place, in_group)
    return made


def _check_kind(question: Question, place: Place, in_group: bool) -> None:
    """Say what this kind of question lacks, or may not have."""
    kind = question.kind
    if kind is Kind.GROUP:
        if in_group:
            place.say("a group may not be within a group")
        if question.most is not None and not 1 <= question.most <= MOST_ROWS:
            place.say(f"a group has at most {MOST_ROWS} rows")
        if (question.least or 0) > (question.most or MOST_ROWS):
            place.say("'least' is more than 'most'")
        if question.states:
            place.say("give the states to the questions within the group")
    if kind is Kind.FILE and in_group:
        place.say("a file may not be within a group")
    if kind in (Kind.ONE_OF, Kind.MANY_OF, Kind.SCALE) and len(question.options) < 2:
        place.say("'options' must offer at least two")
    if question.each and kind in SILENT | {Kind.GROUP, Kind.FILE}:
        place.say(f"a {kind} is not asked of each row")
    if (question.among or question.apart) and not question.each:
        place.say("'among' and 'apart' belong to a question that is asked of 'each' row of a group")
    if unknown := set(question.names) - {each.key for each in question.questions}:
        place.say(f"'names' are questions of the group; {', '.join(sorted(unknown))} is none")
    if question.one and kind is not Kind.GROUP and not question.each:
        place.say("'one' belongs to a group, or to a question asked of 'each' row of one")
    if kind is Kind.PICK and not question.source:
        place.say("'source' is missing: the name of a registered roster")
    if kind in (Kind.LOOKUP, Kind.SEVERAL) and not question.source:
        place.say("'source' is missing: the name of a registered lookup")
    if kind is Kind.CALCULATED and (question.function not in FUNCTIONS or not question.of):
        place.say(f"'function' is one of {', '.join(FUNCTIONS)}, and 'of' lists the questions it is calculated from")
    if kind is Kind.DECLARATION and not question.statement:
        place.say("'statement' is missing: the words that are agreed to")
    if kind in LONGEST and question.most is not None and not 1 <= question.most <= LONGEST[kind]:
        place.say(f"'most' is from 1 to {LONGEST[kind]} characters")
    if kind in SILENT and (question.states or question.required is not Required.NEVER):
        place.say("nobody answers this, so it cannot be required or have states")
    if question.tense not in ("", "past", "future"):
        place.say(f"'tense' is past or future; this is {question.tense!r}")
    if question.style not in ("inset", "warning", "plain"):
        place.say(f"'style' is inset, warning or plain; this is {question.style!r}")


def _states(part: dict, place: Place, kind: Kind) -> tuple[Option, ...]:
    """States as a list, or as a mapping with this question's own words. A yes or no can always be "not known"."""
    given = part.get("states", [])
    if isinstance(given, list):
        given = (
            {each: "" for each in given if isinstance(each, str)} if all(isinstance(e, str) for e in given) else None
        )
    if not isinstance(given, dict):
        place.say(f"'states' is a list of {', '.join(State)}, or words by state")
        return ()
    made = []
    for name, words in given.items():
        if name not in list(State) or not isinstance(words, str):
            place.say(f"a state is one of {', '.join(State)}, perhaps with words; this is {name!r}: {words!r}")
        else:
            made.append(Option(State(name).value, words or WORDS_OF_STATES[State(name)]))
    if kind is Kind.YES_NO and State.NOT_KNOWN not in given:
        made.append(Option(State.NOT_KNOWN.value, WORDS_OF_STATES[State.NOT_KNOWN]))
    return tuple(made)


def _options(part: dict, place: Place, kind: Kind) -> tuple[Option, ...]:
    """Options as a mapping of value to words, or to words with `hint` and `alone`."""
    given = part.get("options", {"yes": "Yes", "no": "No"} if kind is Kind.YES_NO else {})
    if not isinstance(given, dict):
        place.say("'options' is a mapping of value to words")
        return ()
    made = []
    for name, words in given.items():
        value, within = str(name), place.within(f"option {name!r}")
        more = (
            {"label": words} if isinstance(words, str) else within.mapping(words, {"label", "hint", "alone"}, {"label"})
        )
        if not re.fullmatch(r"[a-z0-9_]{1,60}", value):
            within.say("a value is small letters, figures and _")
        if value in list(State):
            within.say("this is the name of a state; list it under 'states'")
        made.append(Option(value, within.text(more, "label"), within.text(more, "hint"), more.get("alone") is True))
    if kind is Kind.YES_NO and set(given) != {"yes", "no"}:
        place.say("the options of a yes or no are yes and no")
    if kind is Kind.SCALE and not all(option.value.isdigit() for option in made):
        place.say("the options of a scale are whole numbers")
    return tuple(made)
