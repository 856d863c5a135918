"""Explaining a clock that was missed."""

from breakwater.foundation.design.fields import Form, TextareaField


class ExplainForm(Form):
    reason = TextareaField(
        label="Why was it missed?",
        hint="What happened, and what was done about it. Say nothing that the record does not need.",
        missing="Enter the reason",
        rows=4,
        max_length=2000,
    )
