"""Changing one piece of a draft: words, answer, choices, when it is shown. Nothing typed here can run."""

from uuid import uuid4

from breakwater.casework.recording.definitions import STATE_WORDS, Kind, Question, Required, State
from breakwater.casework.recording.editing.changes import MAY_BECOME, AnswerRules
from breakwater.casework.recording.editing.vocabulary import KINDS, NEEDED, SEEN_BY
from breakwater.casework.recording.parser import LONGEST, MOST_ROWS
from breakwater.foundation.design.fields import (
    CheckboxesField,
    HiddenField,
    IdempotentForm,
    NumberField,
    RadiosField,
    SelectField,
    TextareaField,
    TextField,
)

MOST_TESTS = 4


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
        label="What is one of them called?", hint="For example: child, adult, meeting.", required=False, max_length=40
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

    def rules(self) -> AnswerRules:
        said = self.cleaned_data
        tense = said.get("tense", "")
        return AnswerRules(
            required=said.get("required") or Required.NEVER.value,
            states=said.get("states", []),
            visibility=said["visibility"],
            least=said.get("least"),
            most=said.get("most"),
            tense="" if tense == "any" else tense,
        )


class KindForm(PieceForm):
    kind = RadiosField(label="How is it answered?", choices=(), missing="Choose how it is answered")

    def __init__(self, *args, now: Kind, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(each.value, KINDS[each]) for each in MAY_BECOME.get(now, ())]


class ChoiceForm(PieceForm):
    label = TextField(label="The choice", missing="Enter the choice", max_length=160)
    hint = TextField(label="A hint below it", required=False, max_length=300)
    alone = CheckboxesField(
        label="Does it exclude the other answers?",
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
    group = RadiosField(label="Who is it asked about?", choices=(), missing="Choose who it is asked about")

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


class ToPageForm(PieceForm):
    page = RadiosField(label="Which page does it move to?", choices=(), missing="Choose a page")

    def __init__(self, *args, pages, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["page"].choices = [(page.key, page.title) for page in pages]


class SureForm(PieceForm):
    """A page, or a button, that asks once."""

    @staticmethod
    def fresh_key() -> str:
        """A key for one more button of the page: sent twice, it acts once."""
        return str(uuid4())
