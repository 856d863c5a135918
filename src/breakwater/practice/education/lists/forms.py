"""What a co-ordinator notes of a row, and what is found out about one that a school says is wrong."""

from django.core.exceptions import ValidationError

from breakwater.foundation.design.fields import (
    DateField,
    Form,
    IdempotentForm,
    RadiosField,
    TextareaField,
    TextField,
)
from breakwater.practice.education.models import Correction, RowNote


class CorrectionForm(Form):
    result = RadiosField(label="What did you find?", choices=Correction.Result, missing="Choose what you found")
    words = TextField(
        label="What may the school read about it?",
        hint="It is on the school’s next list. No more than it needs.",
        required=False,
        max_length=240,
    )


class RollCorrectionForm(CorrectionForm):
    """Of a pupil whom the school called not its own: what was found ends the place there, or leaves it."""

    left_on = DateField(
        label="What was the last day?", hint="Leave it empty if it is today.", required=False, past=True
    )
    gone_to = TextField(
        label="Which school did they go to?", hint="Leave it empty if it is not known.", required=False, max_length=160
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        result = self.fields["result"]
        result.choices = [("MENDED", "The pupil has left: the place ends"), ("STANDS", "The pupil is on the roll")]
        result.reveals = {"MENDED": ["left_on", "gone_to"]}


class CheckedForm(Form):
    found = TextareaField(
        label="What did you find?",
        hint="The school never reads this. It gets the same reply whatever you find.",
        missing="Enter what you found, or that you found nothing",
        rows=4,
        max_length=4000,
    )


class NoteForm(IdempotentForm):
    worry = RadiosField(label="How worried are you?", choices=RowNote.Worry, required=False, inline=True)
    words = TextareaField(label="Note", hint="For co-ordinators alone.", required=False, rows=4, max_length=4000)

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("worry") and not cleaned.get("words"):
            self.add_error("words", ValidationError("Enter a note, or say how worried you are"))
        return cleaned


class RecallForm(Form):
    because = TextareaField(
        label="What is wrong with it?",
        hint="Without names. Information governance reads this.",
        missing="Enter what is wrong with it",
        rows=3,
        max_length=500,
    )


class FewReadersForm(Form):
    because = TextField(
        label="Why does it go out all the same?",
        hint="For instance: the second lead starts on Monday, the school knows.",
        missing="Enter why it goes out all the same",
        max_length=240,
    )


class SettleForm(Form):
    words = TextField(label="What did you do?", missing="Enter what you did", max_length=240)
