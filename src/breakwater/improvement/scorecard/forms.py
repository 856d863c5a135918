"""What is asked about a value, a benchmark, a comment and a file. No box is about a child."""

from django.core.exceptions import ValidationError

from breakwater.foundation.design.fields import (
    DateField,
    Form,
    HiddenField,
    IdempotentForm,
    NumberField,
    RadiosField,
    RevisionField,
    SelectField,
    TextareaField,
    TextField,
)
from breakwater.improvement.learning.anonymity.nobody import NamesNobody

from .checks import Part, ValueFacts, decimal_of
from .file import FILE
from .models import Benchmark, Dimension, IndicatorValue
from .of_period import OfPeriod
from .operations import BenchmarkFacts, CommentFacts

MOST_PARTS = 60


class DecimalText(TextField):
    """A number with a decimal point or comma, above nothing."""

    def clean(self, value):
        typed = super().clean(value)
        if not typed:
            return None
        if (found := decimal_of(typed)) is None:
            raise ValidationError("Enter a number from 0 to 99,999, such as 12.5")
        return found


class OfPeriodForm(NamesNobody, IdempotentForm):
    """Of an indicator and a period, which the page's address names."""

    no_few = ("reason", "so_what", "question")

    def __init__(self, *args, of: OfPeriod, **kwargs):
        super().__init__(*args, **kwargs)
        self.about = of
        self.shape()

    def shape(self) -> None:
        """Leave out what is not asked of the indicator."""


class ValueForm(OfPeriodForm):
    some = NumberField(label="How many?", min_value=0, max_value=100_000_000, missing="Enter how many")
    of = NumberField(label="Of how many?", min_value=0, max_value=100_000_000, missing="Enter of how many")
    of_edition = TextField(
        label="Of which year or return is that?",
        hint="Such as: mid-2025 population estimate, or the same return.",
        max_length=80,
        missing="Say of which year or return it is",
    )
    average = DecimalText(label="Average", missing="Enter the average", max_length=12, width=5)
    parts = TextareaField(
        label="Its parts",
        hint="One on each line: by what, which part, how many. Such as: Ward; Copnor; 12. By kind, source, agency, ward, age, sex, "
        "ethnicity or disability. The parts of one kind add up to the number.",
        required=False,
        rows=4,
        max_length=6000,
    )
    state = RadiosField(label="Status", choices=IndicatorValue.State, missing="Choose the status", inline=True)
    source_words = TextField(label="Where does it come from?", max_length=160, missing="Enter where it comes from")
    reason = TextareaField(
        label="Why is it as it is?",
        hint="Needed if the value changed by more than 30%, is out of the ordinary, or is revised. Everyone reads it: write no number below 5.",
        required=False,
        rows=3,
        max_length=600,
    )
    revision = RevisionField()

    def shape(self):
        indicator = self.about.indicator
        gone = ["some", "of", "of_edition", "parts"] if indicator.unit == "average" else ["average"]
        gone += [] if indicator.per or indicator.unit == "average" else ["of", "of_edition"]
        gone += [] if indicator.is_parted or indicator.unit == "average" else ["parts"]
        for name in gone:
            del self.fields[name]
        if "some" in self.fields:
            self.fields["some"].help_text = indicator.some
        if "of" in self.fields:
            self.fields["of"].help_text = indicator.of

    def clean_parts(self):
        rows = [row for row in self.cleaned_data["parts"].splitlines() if row.strip()]
        if len(rows) > MOST_PARTS:
            raise ValidationError(f"Enter at most {MOST_PARTS} parts")
        return [part_of(number, row) for number, row in enumerate(rows, 1)]

    def facts(self) -> ValueFacts:
        said = self.cleaned_data
        return ValueFacts(
            self.about.first,
            said.get("some"),
            said.get("of"),
            said.get("of_edition", ""),
            said.get("average"),
            said["state"],
            said["source_words"],
            said["reason"],
            said.get("parts", ()),
        )


def part_of(number: int, row: str) -> Part:
    """ "Ward; Copnor; 12". Raises ValidationError."""
    cells = [cell.strip() for cell in row.split(";")]
    kinds = {label.casefold(): code for code, label in Dimension.choices}
    if len(cells) != 3 or cells[0].casefold() not in kinds or not cells[1] or not cells[2].isdecimal():
        raise ValidationError(f"Line {number} is not like: Ward; Copnor; 12")
    if len(cells[1]) > 80 or len(cells[2]) > 8:
        raise ValidationError(f"Line {number} is too long")
    return Part(kinds[cells[0].casefold()], cells[1], int(cells[2]))


class CommentForm(OfPeriodForm):
    so_what = TextareaField(
        label="So what?",
        hint="What the number means for children, in a few sentences. Name nobody and no address, and write no number below 5.",
        rows=5,
        max_length=2000,
        missing="Say what the number means",
    )
    question = TextField(label="What is the group asked?", max_length=400, missing="Enter the question for the group")

    def facts(self) -> CommentFacts:
        return CommentFacts(self.about.first, self.cleaned_data["so_what"], self.cleaned_data["question"])


class BenchmarkForm(OfPeriodForm):
    against = RadiosField(
        label="Which benchmark is it?", choices=Benchmark.Against, missing="Choose which benchmark it is"
    )
    rate = DecimalText(label="Its number", missing="Enter its number", max_length=12, width=5)
    source = TextField(label="Source", max_length=160, missing="Enter the source")
    on = DateField(label="On which day was it published or told?", past=True, missing="Enter the day")

    def shape(self):
        indicator = self.about.indicator
        self.fields["rate"].help_text = f"Per {indicator.per:,}." if indicator.per else "As the indicator is counted."

    def clean_rate(self):
        rate = self.cleaned_data["rate"]
        if rate is not None and rate != round(rate, 1):
            raise ValidationError("Enter it with one decimal, such as 15.6")
        return rate

    def facts(self) -> BenchmarkFacts:
        said = self.cleaned_data
        return BenchmarkFacts(self.about.first, said["against"], said["rate"], said["source"], said["on"])


class FileForm(Form):
    name = TextField(
        label="What is it?",
        hint="Such as: return of the police for October 2026.",
        max_length=160,
        missing="Enter what it is",
    )
    file = FILE.file_field()


class TakeInForm(IdempotentForm):
    """What was shown, as it was read: it is checked again before anything is taken in."""

    name = HiddenField(max_length=160)
    text = FILE.text_field()
    which = RadiosField(
        label="What is taken in?",
        choices=[("good", "Every line without a fault"), ("all", "The whole file, or nothing of it")],
        missing="Choose what is taken in",
    )


class UndoForm(NamesNobody, Form):
    why = TextField(label="Why is the file undone?", max_length=400, missing="Say why the file is undone")


class CardForm(Form):
    """What the scorecard shows: read from the address."""

    theme = SelectField(label="Theme", required=False, empty="All themes")
    show = SelectField(
        label="Show",
        required=False,
        empty="Every indicator",
        choices=[
            ("late", "Returns that are late"),
            ("unsaid", "Not commented on yet"),
            ("yours", "Not commented on yet, by you"),
            ("unusual", "Unusual values"),
        ],
    )
