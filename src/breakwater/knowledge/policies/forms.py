"""What a person may type about chapters: a day, a draft, a decision, a comment, a variation."""

import re
from datetime import date

from django.core.exceptions import ValidationError

from breakwater.foundation.design.childs_data import NoChildsData
from breakwater.foundation.design.datefields import DateField
from breakwater.foundation.design.fields import (
    CheckboxesField,
    FileField,
    Form,
    HiddenField,
    IdempotentForm,
    NumberField,
    RadiosField,
    RichTextField,
    SelectField,
    TextareaField,
    TextField,
)
from breakwater.foundation.design.typed import whole_number

from .models import Comment, Significance, Sort
from .operations.ratifying import Decision
from .operations.varying import MODES
from .presenting import AUDIENCES

EARLIEST = date(1990, 1, 1)
LINES, LONGEST = 3, 200
MARKS = "{front door} and {out of hours} become the area's own numbers. Without the buttons: ## before a heading, ### before a lesser one, - before an item of a list, **two stars** for bold, [words](https://...) for a link, | cell | cell | for a row of a table."


class ThenForm(Form):
    """A day in the past, and as wanted when it was asked."""

    public = True
    on = DateField(label="In force on which day?", missing="Enter the day", earliest=EARLIEST)
    known = DateField(
        label="As it was known on which day?",
        required=False,
        earliest=EARLIEST,
        hint="Leave it out for the same day. A correction made later was not known before.",
    )


class ManualForm(NoChildsData, Form):
    """A new manual for the areas that share it."""

    title = TextField(label="Title", missing="Enter the title", max_length=120)
    slug = TextField(
        label="Short name in its address",
        hint="Small letters and hyphens, like children-procedures. It stays for good.",
        missing="Enter the short name",
        max_length=50,
        width=20,
    )
    about = TextField(label="What is it?", required=False, max_length=300)
    areas = CheckboxesField(label="Which areas share it?", missing="Choose the areas")

    def __init__(self, *args, areas=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["areas"].choices = [(each.code, each.name) for each in areas]

    def clean_slug(self):
        slug = self.cleaned_data["slug"].strip().lower()
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug):
            raise ValidationError("Use small letters, numbers and hyphens")
        return slug


class ChapterForm(NoChildsData, Form):
    """A new chapter."""

    manual = SelectField(label="Manual", missing="Choose the manual")
    number = TextField(
        label="Number",
        hint="As people will cite it, like 1.1. It is never given to another chapter.",
        missing="Enter the number",
        max_length=12,
        width=5,
    )
    title = TextField(label="Title", missing="Enter the title", max_length=160)
    sort = SelectField(label="What kind of text is it?", choices=Sort, missing="Choose what it is")

    def __init__(self, *args, manuals=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["manual"].choices = [(each.slug, each.title) for each in manuals]

    def clean_number(self):
        number = self.cleaned_data["number"].strip()
        if (
            not all(part.isascii() and part.isdigit() and len(part) <= 3 for part in number.split("."))
            or number.count(".") > 2
        ):
            raise ValidationError("Enter a number like 1.1 or 7.10")
        return number


def _note(label: str, required: bool):
    return TextareaField(
        label=label,
        required=required,
        missing="Say in up to three lines what changes, for everyone",
        max_length=LINES * LONGEST,
        rows=3,
    )


class DraftForm(NoChildsData, Form):
    """The next version of a chapter."""

    title = TextField(label="Title", missing="Enter the title", max_length=160)
    summary = TextField(
        label="What is it for?", hint="One or two sentences, for whoever looks for it.", max_length=400, required=False
    )
    text = RichTextField(label="Text", hint=MARKS, rows=24, max_length=200_000, required=False)
    source = TextField(
        label="What it speaks of",
        hint="Guidance with its edition, or the local agreement.",
        max_length=300,
        required=False,
    )
    significance = RadiosField(
        label="How much does it change?", choices=Significance, missing="Choose how much it changes"
    )
    note_everyone = _note("What changes, for everyone?", False)
    note_schools = _note("What changes for schools, colleges and early years?", False)
    note_health = _note("What changes for health?", False)
    note_social_care = _note("What changes for children's social care and early help?", False)
    note_police = _note("What changes for the police?", False)
    proposed_from = DateField(label="From when should it be in force?", required=False)
    review_by = DateField(label="Review it by", required=False)
    revision = HiddenField(required=False)

    def clean(self):
        cleaned = super().clean()
        for key in AUDIENCES:
            lines = [line.strip() for line in (cleaned.get(f"note_{key}") or "").splitlines() if line.strip()]
            if len(lines) > LINES or any(len(line) > LONGEST for line in lines):
                self.add_error(f"note_{key}", f"Say it in up to {LINES} lines of up to {LONGEST} characters")
            cleaned[f"note_{key}"] = "\n".join(lines)
        return cleaned

    def clean_revision(self) -> int:
        revision = whole_number(self.cleaned_data["revision"])
        return -1 if revision is None else revision

    @property
    def facts(self) -> dict:
        """What `drafting.write` keeps."""
        said = self.cleaned_data
        notes = {key: said[f"note_{key}"] for key in AUDIENCES if said[f"note_{key}"]}
        names = ("title", "summary", "source", "significance", "proposed_from", "review_by")
        return {name: said[name] for name in names} | {"notes": notes}


def initial_of(version, text: str) -> dict:
    """What stands in the boxes of a draft."""
    names = ("title", "summary", "source", "significance", "proposed_from", "review_by", "revision")
    notes = {f"note_{key}": version.notes.get(key, "") for key in AUDIENCES}
    return {name: getattr(version, name) for name in names} | notes | {"text": text}


class DecisionForm(Form):
    """What a body of the area decided."""

    body = TextField(
        label="Which body decided?",
        hint="For example: Partnership executive",
        missing="Enter the body that decided",
        max_length=120,
    )
    decided_on = DateField(label="When did it decide?", past=True, missing="Enter the day of the decision")
    decision = TextField(
        label="Number of the decision", missing="Enter the number of the decision", max_length=40, width=10
    )
    present = NumberField(
        label="How many members were there?", min_value=0, max_value=200, width=3, missing="Enter how many were there"
    )
    needed = NumberField(
        label="How many are needed for a quorum?",
        min_value=1,
        max_value=200,
        width=3,
        missing="Enter how many are needed",
    )

    def clean(self):
        cleaned = super().clean()
        present, needed = cleaned.get("present"), cleaned.get("needed")
        if present is not None and needed is not None and present < needed:
            self.add_error(
                "present", f"{needed} are needed. Without a quorum nothing was decided: put it to the next meeting"
            )
        return cleaned

    def decided(self) -> Decision:
        said = self.cleaned_data
        return Decision(said["body"], said["decided_on"], said["decision"], said["present"], said["needed"])


class CorrectDecisionForm(NoChildsData, DecisionForm):
    """What was decided in truth, and what was wrong in the record."""

    why = TextField(
        label="What was recorded wrongly?",
        hint="It is beside the decision for good.",
        missing="Enter what was wrong",
        max_length=200,
    )


class ForceForm(Form):
    """From when the area has a version in force."""

    starts_on = DateField(label="In force from", missing="Enter the first day", earliest=EARLIEST)


class VaryForm(NoChildsData, DecisionForm, IdempotentForm):
    """Where an area does otherwise at one paragraph."""

    field_order = ("mode", "text", "why", "starts_on")
    mode = RadiosField(
        label="What does your area do?",
        missing="Choose what your area does",
        choices=[(key, f"{words} at this place") for key, words in MODES.items()]
        + [("shared", "The same as the others, from now on")],
    )
    text = TextareaField(
        label="Your area's words",
        hint="Leave empty where the paragraph is left out.",
        required=False,
        max_length=4_000,
        rows=5,
    )
    why = TextField(label="Why?", missing="Enter why your area does otherwise", max_length=400)
    starts_on = DateField(label="In force from", missing="Enter the first day", earliest=EARLIEST)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("mode") in ("replace", "add") and not (cleaned.get("text") or "").strip():
            self.add_error("text", "Enter your area's words")
        return cleaned


class QuestionForm(NoChildsData, Form):
    """Does the area still do otherwise beside the new shared text?"""

    keeps = RadiosField(
        label="What does your area do?",
        missing="Choose what your area does",
        choices=(
            ("keep", "Keep our variation beside the new text"),
            ("accept", "Take the shared text as it is now"),
        ),
    )
    why = TextField(label="Why?", missing="Enter the reason", max_length=400)


class ConsultForm(NoChildsData, Form):
    """Asking agencies."""

    about = TextField(label="What do you ask them?", missing="Enter what you ask", max_length=400)
    closes_on = DateField(label="Until when?", future=True, missing="Enter the last day")


class CommentForm(NoChildsData, IdempotentForm):
    """What an agency thinks."""

    anchor = SelectField(label="About which paragraph?", required=False, empty="The whole chapter")
    words = TextareaField(
        label="What does your agency think?",
        hint="Write nothing about a child or family here.",
        missing="Enter what your agency thinks",
        max_length=2_000,
    )

    def __init__(self, *args, places=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["anchor"].choices = places


class AnswerForm(NoChildsData, Form):
    """What becomes of a comment."""

    answer = RadiosField(
        label="What becomes of it?",
        choices=[each for each in Comment.Answer.choices if each[0] != "WAITING"],
        missing="Choose what becomes of it",
    )
    reason = TextareaField(label="What do you answer?", missing="Enter your answer", max_length=600, rows=4)


class ReviewForm(NoChildsData, IdempotentForm):
    """It was read over and stands, or is being looked at."""

    found = RadiosField(
        label="What did you find?",
        missing="Choose what you found",
        choices=(("stands", "No change"), ("looking", "It must be looked at: say so to every reader")),
    )
    words = TextField(label="Why?", missing="Enter what you read it against, or why it is looked at", max_length=200)
    review_by = DateField(label="Review it again by", hint="Status.", future=True, required=False)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("found") == "stands" and not cleaned.get("review_by") and "review_by" not in self.errors:
            self.add_error("review_by", "Enter when it is to be reviewed again")
        return cleaned


class WithdrawForm(NoChildsData, Form):
    """A chapter ends in the area."""

    ends_on = DateField(label="Not in force from", missing="Enter the first day without it", earliest=EARLIEST)
    why = TextField(
        label="Why?", hint="Every reader of the old address reads this.", missing="Enter why", max_length=400
    )
    look_at = SelectField(label="Where should readers look instead?", required=False, empty="Nowhere")

    def __init__(self, *args, others=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["look_at"].choices = [(each.number, each.heading) for each in others]


class CorrectForm(NoChildsData, Form):
    """A first day that was recorded wrongly."""

    which = RadiosField(label="Which version?", missing="Choose the version")
    starts_on = DateField(label="It was in force from", missing="Enter the first day", earliest=EARLIEST)
    why = TextField(
        label="Why was it recorded wrongly?",
        hint="It is beside the correction for good.",
        missing="Enter why",
        max_length=200,
    )

    def __init__(self, *args, spans=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["which"].choices = spans


class WordForm(Form):
    """An existing manual from Word."""

    manual = SelectField(label="Into which manual?", missing="Choose the manual")
    file = FileField(
        label="Word file",
        hint="A .docx in which each chapter's name has the style Heading 1, with its number before it where it has one.",
        accepts=(".docx",),
        max_bytes=8_000_000,
        missing="Choose the file",
    )

    def __init__(self, *args, manuals=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["manual"].choices = [(each.slug, each.title) for each in manuals]


class RoundForm(Form):
    """Whom an agency asks to read."""

    names = TextareaField(
        label="Your staff list",
        required=False,
        rows=8,
        max_length=60_000,
        hint="One name a line, as they will type it. Leave it empty to count whoever joins by the link.",
    )
    due_on = DateField(label="Read it by", future=True, missing="Enter the day")

    def clean_names(self):
        names = [" ".join(line.split()) for line in self.cleaned_data["names"].splitlines() if line.strip()]
        if len(names) > 1_000 or any(len(name) > 120 for name in names):
            raise ValidationError("Enter up to 1,000 names of up to 120 characters, one a line")
        return names


class ReaderForm(Form):
    """Somebody has read it."""

    public = True
    name = TextField(
        label="Your name",
        hint="As your agency's list has it.",
        missing="Enter your name",
        max_length=120,
        autocomplete="name",
    )
    role = TextField(label="Your role", required=False, max_length=120)
    understood = CheckboxesField(
        label="Please confirm",
        choices=(("yes", "I have read this and understood it"),),
        missing="Tick the box if you have read and understood it",
    )
