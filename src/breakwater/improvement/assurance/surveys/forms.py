"""What is asked of whoever opens a survey, and of practitioners."""

from collections.abc import Mapping

from breakwater.foundation.design.fields import DateField, Form, IdempotentForm, RadiosField

from . import statements


class OpenForm(IdempotentForm):
    closes_on = DateField(
        label="What is its last day?",
        hint="Results are shown once it is closed, beside the grades of leaders.",
        future=True,
        missing="Enter the last day",
    )


class AnswerForm(Form):
    """One question for each standard: the box is named after it."""

    def __init__(self, *args, asked: Mapping[str, str], **kwargs):
        super().__init__(*args, **kwargs)
        for standard, words in asked.items():
            self.fields[standard] = RadiosField(
                label=words,
                choices=list(statements.ANSWERS.items()),
                missing=f"Choose an answer: {words}",
                small=True,
                inline=True,
            )
