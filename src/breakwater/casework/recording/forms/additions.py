"""Adding a question or a page to a draft, or bringing one back."""

from breakwater.casework.recording.definitions import Form, Kind, Question, State
from breakwater.casework.recording.editing.changes import CHOICES, MAY_BE_ADDED, NOT_IN_A_GROUP
from breakwater.casework.recording.editing.definition import code_from
from breakwater.casework.recording.editing.vocabulary import KINDS, WORKED_OUT, name_of
from breakwater.casework.recording.registry import LOOKUPS
from breakwater.foundation.design.fields import (
    CheckboxesField,
    IdempotentForm,
    RadiosField,
    SelectField,
    TextareaField,
    TextField,
)

SIMPLE = (Kind.TEXT, Kind.LONG_TEXT, Kind.YES_NO, Kind.DATE, Kind.NUMBER, Kind.NOTE)


class NewQuestionForm(IdempotentForm):
    """A new question: its words, how it is answered, and what that needs."""

    label = TextField(label="The question", missing="Enter the question", max_length=300)
    kind = RadiosField(label="How is it answered?", choices=(), missing="Choose how it is answered")
    choices = TextareaField(label="The choices, one on each line", required=False, rows=5, max_length=4000)
    points = TextareaField(
        label="The points of the scale, the lowest first, one on each line", required=False, rows=5, max_length=2000
    )
    statement = TextareaField(label="The words that are agreed to", required=False, rows=3, max_length=4000)
    source = SelectField(label="Which list?", choices=(), required=False)
    one = TextField(
        label="What is one of them called?", hint="For example: child, adult, meeting.", required=False, max_length=40
    )
    first = TextField(label="The first question about each of them", required=False, max_length=300)
    function = SelectField(label="How is it calculated?", choices=list(WORKED_OUT.items()), required=False)
    of = CheckboxesField(label="From which answers?", choices=(), required=False, small=True)
    after = SelectField(label="After which question?", choices=(), required=False, empty="First on the page")

    def __init__(self, *args, beside: list[Question], before: list[Question], in_group: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        offered = [kind for kind in MAY_BE_ADDED if not (in_group and kind in NOT_IN_A_GROUP)]
        if not LOOKUPS.items():
            offered.remove(Kind.LOOKUP)
        rests = [
            (each.key, name_of(each))
            for each in before
            if each.kind in (Kind.NUMBER, Kind.SCALE, Kind.DATE, Kind.PART_DATE, Kind.MOMENT, Kind.GROUP, Kind.MANY_OF)
        ]
        if not rests:
            offered.remove(Kind.CALCULATED)
        self.fields["of"].choices = rests
        self.fields["source"].choices = [(key, _list_name(key)) for key, _ in LOOKUPS.items()]
        self.fields["kind"].choices = [(kind.value, KINDS[kind]) for kind in offered]
        self.fields["kind"].reveals = {
            "one_of": ["choices"],
            "many_of": ["choices_many"],
            "scale": ["points"],
            "declaration": ["statement"],
            "lookup": ["source"],
            "group": ["one", "first"],
            "calculated": ["function", "of"],
        }
        self.fields["choices_many"] = TextareaField(
            label="The choices, one on each line", required=False, rows=5, max_length=4000
        )
        self.fields["kind"].reveals = {
            kind: names for kind, names in self.fields["kind"].reveals.items() if kind in offered
        }
        for kind, names in {"lookup": ["source"], "group": ["one", "first"], "calculated": ["function", "of"]}.items():
            if kind not in offered:
                for name in names:
                    del self.fields[name]
        self.fields["after"].choices = [(each.key, name_of(each)) for each in beside]
        self.fields["after"].says_optional = False
        for field in self.fields.values():
            if hasattr(field, "says_optional") and field is not self.fields["after"]:
                field.says_optional = False

    def clean(self):
        said = super().clean()
        kind = said.get("kind")
        needs = {
            "one_of": ("choices", "Enter at least two choices, one on each line"),
            "many_of": ("choices_many", "Enter at least two choices, one on each line"),
            "scale": ("points", "Enter at least two points, one on each line"),
            "declaration": ("statement", "Enter the words that are agreed to"),
            "lookup": ("source", "Choose the list"),
            "group": ("first", "Enter the first question about each of them"),
            "calculated": ("of", "Choose the answers it is calculated from"),
        }
        if kind in needs and not self.errors:
            name, words = needs[kind]
            given = said.get(name)
            if not given or (kind in CHOICES and len(_lines(given)) < 2):
                self.add_error(name, words)
            elif kind in CHOICES and len({line.casefold() for line in _lines(given)}) != len(_lines(given)):
                self.add_error(name, "Two choices have the same words. Change one of them")
        if kind == "calculated" and said.get("of") and not said.get("function"):
            self.add_error("function", "Choose how it is calculated")
        return said

    def question(self) -> dict:
        """The question as a definition holds it, without its key."""
        said, kind = self.cleaned_data, self.cleaned_data["kind"]
        if kind == "note":
            return {"kind": kind, "statement": said["label"]}
        made = {"kind": kind, "label": said["label"]}
        if kind in CHOICES:
            made["options"] = _coded(
                _lines(said[{"scale": "points", "many_of": "choices_many"}.get(kind, "choices")]), kind
            )
        elif kind == "declaration":
            made["statement"] = said["statement"]
        elif kind == "lookup":
            made["source"] = said["source"]
        elif kind == "group":
            made |= {"one": said["one"] or "entry", "least": 0, "questions": [{"kind": "text", "label": said["first"]}]}
        elif kind == "calculated":
            made |= {"function": said["function"], "of": said["of"]}
        return made


class NewPageForm(IdempotentForm):
    title = TextField(label="The page’s title", missing="Enter a title", max_length=120)
    after = SelectField(label="After which page?", choices=(), missing="Choose the page before it", empty=None)
    label = TextField(
        label="The first question on it",
        hint="A page has at least one. You add others afterwards.",
        missing="Enter the first question",
        max_length=300,
    )
    kind = RadiosField(
        label="How is it answered?",
        choices=[(kind.value, KINDS[kind]) for kind in SIMPLE],
        missing="Choose how it is answered",
    )

    def __init__(self, *args, form_drawn: Form, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["after"].choices = [(page.key, page.title) for page in form_drawn.pages]

    def question(self) -> dict:
        said = self.cleaned_data
        return {"kind": said["kind"], "statement" if said["kind"] == "note" else "label": said["label"]}


class BringBackForm(IdempotentForm):
    question = RadiosField(label="Which question comes back?", choices=(), missing="Choose a question")
    page = SelectField(label="On which page?", choices=(), missing="Choose a page")

    def __init__(self, *args, retired: dict, pages, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["question"].choices = [
            (key, each.get("label") or each.get("statement") or key) for key, each in retired.items()
        ]
        self.fields["page"].choices = [(page.key, page.title) for page in pages]


def _lines(text: str) -> list[str]:
    return [line.strip(" \t-•*") for line in text.splitlines() if line.strip(" \t-•*")]


def _coded(lines: list[str], kind: str) -> dict[str, str]:
    if kind == Kind.SCALE:
        return {str(number): words[:160] for number, words in enumerate(lines, start=1)}
    made: dict[str, str] = {}
    for words in lines[:60]:
        made[code_from(words, {*made, *State}, 40)] = words[:160]
    return made


def _list_name(key: str) -> str:
    return key.partition(".")[2].replace("_", " ").capitalize()
