"""What a form editor may type: words, choices, rules chosen from lists. Nothing typed here can run."""

from uuid import uuid4

from django.core.exceptions import ValidationError

from breakwater.casework.recording.definitions import STATE_WORDS, Form, Kind, Question, Required, State
from breakwater.casework.recording.editing.changes import CHOICES, MAY_BE_ADDED, MAY_BECOME, NOT_IN_A_GROUP
from breakwater.casework.recording.editing.definition import code_from
from breakwater.casework.recording.editing.spoken import KINDS, NEEDED, SEEN_BY, WORKED_OUT, name_of
from breakwater.casework.recording.reading import LONGEST, MOST_ROWS
from breakwater.casework.recording.registry import LOOKUPS
from breakwater.foundation.design.fields import (
    CheckboxesField,
    DateField,
    FileField,
    HiddenField,
    IdempotentForm,
    NumberField,
    RadiosField,
    SelectField,
    TextareaField,
    TextField,
)

MOST_TESTS = 4
SIMPLE = (Kind.TEXT, Kind.LONG_TEXT, Kind.YES_NO, Kind.DATE, Kind.NUMBER, Kind.NOTE)


class PieceForm(IdempotentForm):
    """A change of one piece of a draft. `seen` is the piece's fingerprint when the page was opened."""

    seen = HiddenField(required=False)


class QuestionWordsForm(PieceForm):
    """The words of a question. A note and a declaration have a statement; a group says what one of its rows is."""

    label = TextField(label="The question", missing="Enter the question", max_length=300)
    statement = TextareaField(label="The words to read", missing="Enter the words", rows=3, max_length=4000)
    hint = TextareaField(label="A hint below it", required=False, rows=2, max_length=600)
    why = TextareaField(
        label="Why we ask this", hint="Opens beneath the question.", required=False, rows=2, max_length=600
    )
    missing = TextField(
        label="What is said when it is left blank",
        hint="Tell the person what to do, as in: Enter the child’s first name.",
        required=False,
        max_length=200,
    )
    one = TextField(
        label="What is one of them called?", hint="As in: child, adult, meeting.", required=False, max_length=40
    )

    def __init__(self, *args, kind: Kind, **kwargs):
        super().__init__(*args, **kwargs)
        gone = {"one"} if kind is not Kind.GROUP else set()
        if kind is Kind.NOTE:
            gone |= {"label", "hint", "why", "missing"}
        elif kind is not Kind.DECLARATION:
            gone |= {"statement"}
        if kind in (Kind.CALCULATED, Kind.FACT):
            gone |= {"missing", "hint", "why"}
        if kind is Kind.FACT:
            self.fields["label"].required = False
        for name in gone:
            del self.fields[name]

    def words(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in self.fields if name not in ("seen", "idempotency")}


class PageWordsForm(PieceForm):
    title = TextField(label="The page’s title", missing="Enter a title", max_length=120)
    hint = TextareaField(label="A hint below the title", required=False, rows=2, max_length=600)
    why = TextareaField(label="Why we ask this", required=False, rows=2, max_length=600)

    def words(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in ("title", "hint", "why")}


class FormWordsForm(PieceForm):
    title = TextField(label="The form’s title", missing="Enter a title", max_length=120)
    about = TextareaField(label="What it says of itself", required=False, rows=2, max_length=600)

    def words(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in ("title", "about")}


class AnswerForm(PieceForm):
    """What is asked of the answer."""

    required = RadiosField(label="Must it be answered?", choices=(), missing="Choose whether it must be answered")
    states = CheckboxesField(
        label="What may be said instead of an answer?", choices=list(STATE_WORDS.items()), required=False, small=True
    )
    visibility = RadiosField(
        label="Who reads the answer?",
        choices=[(each.value, words) for each, words in SEEN_BY.items()],
        missing="Choose who reads it",
    )
    least = NumberField(label="The least it may be", required=False)
    most = NumberField(label="The most it may be", required=False)
    tense = RadiosField(
        label="Which days?",
        choices=[("", "Any day"), ("past", "Today or before"), ("future", "Today or later")],
        required=False,
    )

    def __init__(self, *args, question: Question, in_danger: bool, **kwargs):
        super().__init__(*args, **kwargs)
        offered = [Required.NEVER, Required.UNLESS_IN_DANGER if in_danger else Required.ALWAYS]
        self.fields["required"].choices = [(each.value, NEEDED[each]) for each in offered]
        self.fields["tense"].choices = [("any", "Any day"), ("past", "Today or before"), ("future", "Today or later")]
        self.kind = question.kind
        if question.kind not in (Kind.DATE, Kind.PART_DATE, Kind.MOMENT):
            del self.fields["tense"]
        if question.kind not in (Kind.NUMBER, Kind.GROUP):
            del self.fields["least"]
        if question.kind not in (Kind.NUMBER, Kind.GROUP, Kind.TEXT, Kind.LONG_TEXT):
            del self.fields["most"]
        if question.kind is Kind.GROUP:
            del self.fields["states"]
            self.fields["least"].label, self.fields["most"].label = "At least how many?", "At most how many?"
        if question.kind in LONGEST:
            self.fields["most"].label = "At most how many letters?"
        if not question.is_answered_by_people:
            for name in ("required", "states"):
                self.fields.pop(name, None)
        if question.kind is Kind.YES_NO:
            self.fields["states"].choices = [
                (key, words) for key, words in STATE_WORDS.items() if key != State.NOT_KNOWN
            ]

    def clean(self):
        said = super().clean()
        least, most = said.get("least"), said.get("most")
        if least is not None and most is not None and least > most:
            self.add_error("most", "The most is less than the least. Change one of them")
        top = MOST_ROWS if self.kind is Kind.GROUP else LONGEST.get(self.kind)
        if top and most is not None and not 1 <= most <= top:
            self.add_error("most", f"Choose from 1 to {top:,}")
        return said

    def rules(self) -> dict:
        said = self.cleaned_data
        tense = said.get("tense", "")
        return {
            "required": said.get("required") or Required.NEVER.value, "states": said.get("states", []),
            "visibility": said["visibility"], "least": said.get("least"), "most": said.get("most"),
            "tense": "" if tense == "any" else tense,
        }  # fmt: skip


class KindForm(PieceForm):
    kind = RadiosField(label="How is it answered?", choices=(), missing="Choose how it is answered")

    def __init__(self, *args, now: Kind, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(each.value, KINDS[each]) for each in MAY_BECOME.get(now, ())]


class ChoiceForm(PieceForm):
    label = TextField(label="The choice", missing="Enter the choice", max_length=160)
    hint = TextField(label="A hint below it", required=False, max_length=300)
    alone = CheckboxesField(
        label="Does it stand alone?",
        choices=[("alone", "Yes: nothing else can be chosen with it, as in “None of these”")],
        required=False,
    )

    def __init__(self, *args, several: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not several:
            del self.fields["alone"]


class WhenForm(PieceForm):
    """When it is shown: always, or by up to four answers given before it. Built from lists, never written."""

    shown = RadiosField(
        label="When is it shown?",
        choices=[("always", "Always"), ("all", "Only when all of these hold"), ("any", "When one of these holds")],
        missing="Choose when it is shown",
    )

    def __init__(self, *args, answers: list, **kwargs):
        super().__init__(*args, **kwargs)
        self.tests = [f"test_{number}" for number in range(1, MOST_TESTS + 1)]
        for number, name in enumerate(self.tests, start=1):
            self.fields[name] = SelectField(
                label="This answer" if number == 1 else f"Answer {number}",
                choices=answers,
                empty="Choose an answer" if number == 1 else "None",
                required=False,
            )
            self.fields[name].says_optional = False
        self.order_fields(["seen", "shown", *self.tests, "idempotency"])

    def clean(self):
        said = super().clean()
        if said.get("shown") in ("all", "any") and not any(said.get(name) for name in self.tests):
            self.add_error("test_1", "Choose the answer that it depends on, or choose “Always”")
        return said

    def chosen(self) -> list[str]:
        return list(dict.fromkeys(self.cleaned_data[name] for name in self.tests if self.cleaned_data.get(name)))


class EachForm(PieceForm):
    group = RadiosField(label="Of whom is it asked?", choices=(), missing="Choose of whom it is asked")

    def __init__(self, *args, groups: list[Question], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["group"].choices = [("once", "Once")] + [
            pair
            for group in groups
            for pair in (
                (group.key, f"Of each {group.one or group.label}: once for all, and differently where it differs"),
                (f"{group.key}-apart", f"Of each {group.one or group.label} separately"),
            )
        ]


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
        label="What is one of them called?", hint="As in: child, adult, meeting.", required=False, max_length=40
    )
    first = TextField(label="The first question about each of them", required=False, max_length=300)
    function = SelectField(label="How is it worked out?", choices=list(WORKED_OUT.items()), required=False)
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
            "one_of": ["choices"], "many_of": ["choices_many"], "scale": ["points"], "declaration": ["statement"], "lookup": ["source"],
            "group": ["one", "first"], "calculated": ["function", "of"],
        }  # fmt: skip
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
            "calculated": ("of", "Choose the answers it is worked out from"),
        }  # fmt: skip
        if kind in needs and not self.errors:
            name, words = needs[kind]
            given = said.get(name)
            if not given or (kind in CHOICES and len(_lines(given)) < 2):
                self.add_error(name, words)
            elif kind in CHOICES and len({line.casefold() for line in _lines(given)}) != len(_lines(given)):
                self.add_error(name, "Two choices have the same words. Change one of them")
        if kind == "calculated" and said.get("of") and not said.get("function"):
            self.add_error("function", "Choose how it is worked out")
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


class ToPageForm(PieceForm):
    page = RadiosField(label="Which page does it move to?", choices=(), missing="Choose a page")

    def __init__(self, *args, pages, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["page"].choices = [(page.key, page.title) for page in pages]


class BringBackForm(IdempotentForm):
    question = RadiosField(label="Which question comes back?", choices=(), missing="Choose a question")
    page = SelectField(label="On which page?", choices=(), missing="Choose a page")

    def __init__(self, *args, retired: dict, pages, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["question"].choices = [
            (key, each.get("label") or each.get("statement") or key) for key, each in retired.items()
        ]
        self.fields["page"].choices = [(page.key, page.title) for page in pages]


class SureForm(PieceForm):
    """A page, or a button, that asks once."""

    @staticmethod
    def fresh_key() -> str:
        """A key for one more button of the page: sent twice, it acts once."""
        return str(uuid4())


class TrialForm(IdempotentForm):
    title = TextField(
        label="What does this test show?",
        hint="As in: A baby is injured. Never the name of a real child.",
        missing="Say what this test shows",
        max_length=120,
    )
    carried = HiddenField(max_length=400_000)


class ReleaseForm(IdempotentForm):
    starts_on = DateField(
        label="In force from which day?",
        hint="Today begins at once; a later day begins at its midnight.",
        missing="Enter the day it begins",
    )
    note = TextField(
        label="What changed, and why?",
        hint="One line. It stands in the form’s history.",
        missing="Say in one line what changed and why",
        max_length=300,
    )
    revision = HiddenField()

    def clean_revision(self):
        text = self.cleaned_data["revision"]
        if not (text.isascii() and text.isdigit() and len(text) < 10):
            raise ValidationError("Open this page again: part of it was missing")
        return int(text)


class NoteForm(IdempotentForm):
    note = TextField(
        label="Why?", hint="One line. It stands in the form’s history.", missing="Say in one line why", max_length=300
    )


class SendFileForm(IdempotentForm):
    file = FileField(
        label="The form’s file",
        hint="As Breakwater wrote it: its name ends in .json",
        accepts=[".json"],
        max_bytes=1_000_000,
        missing="Choose the file",
    )


class TakeFileForm(IdempotentForm):
    carried = HiddenField(max_length=900_000)


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
