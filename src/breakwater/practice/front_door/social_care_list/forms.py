"""What one sends to take in social care's list."""

from breakwater.foundation.design.fields import CheckboxesField, FileField, Form, HiddenField, IdempotentForm


class ListForm(IdempotentForm):
    file = FileField(
        label="The list",
        hint="A CSV file with one child a row, as described below.",
        accepts=(".csv",),
        max_bytes=8_000_000,
        missing="Choose the file",
    )


class TakeInForm(Form):
    """Take in a list that was shown. `many` is asked only where many children would leave it."""

    many = CheckboxesField(
        label="Many children would leave the list",
        choices=[("yes", "I have asked social care, and the list is whole")],
        missing="Ask social care whether the list is whole, then tick this",
    )

    def __init__(self, *args, many_would_leave: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not many_would_leave:
            del self.fields["many"]


class SettleForm(Form):
    person = HiddenField(required=False)
