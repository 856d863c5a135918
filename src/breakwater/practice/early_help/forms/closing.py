"""What a person may type when an episode ends."""

from breakwater.foundation.design.fields import Form, TextareaField


class CloseForm(Form):
    reason = TextareaField(
        label="Why does it end?",
        hint="In words the family may read.",
        missing="Enter why it ends",
        rows=3,
        max_length=240,
    )
