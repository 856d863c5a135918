"""Raising a disagreement, answering it, taking it further, settling it."""

from breakwater.casework.escalations.models import Outcome, Theme
from breakwater.foundation.design.fields import Form, HiddenField, IdempotentForm, RadiosField, TextareaField, TextField

NAMES_NOBODY = "Name no child and no family here: the reference says which matter it is."


class MatterForm(Form):
    reference = TextField(
        label="What is the reference?",
        hint="Of your receipt or of the case, as in C-26-4F7K2-X",
        missing="Enter the reference of your receipt or of the case",
        max_length=24,
        width=20,
    )


class RaiseForm(IdempotentForm):
    theme = RadiosField(label="What is it about?", choices=Theme.choices, missing="Choose what it is about")
    issue = TextareaField(
        label="What do you see differently, and why?",
        hint=NAMES_NOBODY,
        missing="Say what you see differently",
        max_length=5000,
    )
    wanted = TextareaField(
        label="What would put it right?", rows=3, missing="Say what would put it right", max_length=2000
    )


class AnswerForm(Form):
    words = TextareaField(
        label="What is your answer?",
        hint="Say what you looked at again, what you change, and why if you do not. " + NAMES_NOBODY,
        missing="Enter your answer",
        max_length=5000,
    )


class FurtherForm(Form):
    """`stage` is where it stands for whoever takes it further: sent twice, or from two windows, it climbs one stage."""

    stage = HiddenField(required=False)
    because = TextareaField(
        label="Why does it not settle the matter?", rows=3, missing="Say why it goes further", max_length=2000
    )


class SettleForm(Form):
    outcome = RadiosField(label="How did it end?", choices=Outcome.choices, missing="Choose how it ended")
    resolution = TextareaField(label="What was agreed?", rows=3, missing="Say what was agreed", max_length=2000)
    learning = TextareaField(
        label="What could others learn from it?",
        required=False,
        rows=3,
        max_length=2000,
        hint="The partnership reads this by theme. Name nobody.",
    )
