"""Keeping a test, releasing a draft, rolling back, and a form that comes as a file."""

from django.core.exceptions import ValidationError

from breakwater.foundation.design.fields import (
    DateField,
    FileField,
    HiddenField,
    IdempotentForm,
    TextField,
)


class TrialForm(IdempotentForm):
    title = TextField(
        label="What does this test show?",
        hint="For example: A baby is injured. Never the name of a real child.",
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
        hint="One line. It is in the form’s history.",
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
        label="Why?", hint="One line. It is in the form’s history.", missing="Say in one line why", max_length=300
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
