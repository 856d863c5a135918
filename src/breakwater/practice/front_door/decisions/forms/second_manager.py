"""Passing a contact to the worker of an open case, and a second manager’s answer."""

from typing import ClassVar

from breakwater.foundation.design.fields import CheckboxesField, Form, IdempotentForm, RadiosField, TextareaField


class RouteForm(IdempotentForm):
    """Pass a contact to the worker of the open case."""

    boxes: ClassVar = {"rationale": "note"}
    note = TextareaField(
        label="Anything the worker should know first?",
        hint="They read the whole contact as well.",
        rows=3,
        max_length=2000,
        required=False,
    )
    words_for_sender = TextareaField(
        label="Feedback to referrer",
        rows=3,
        max_length=2000,
        missing="Write what the referrer may read",
        initial="We have passed what you told us to the worker who is already in touch with the family.",
    )
    checked_by_hand = CheckboxesField(
        label="Is the case still open?",
        choices=[("yes", "The list is old: I looked it up by hand today, and the case is open with this worker")],
        missing="Look it up in social care's own record, then tick this",
    )

    def __init__(self, *args, needs_a_look: bool, sender_is_public: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not needs_a_look:
            del self.fields["checked_by_hand"]
        if sender_is_public:
            del self.fields["words_for_sender"]


class SecondForm(Form):
    """The second manager's answer (TR-13)."""

    agreed = RadiosField(
        label="Do you agree?",
        choices=[("yes", "Yes: record the decision"), ("no", "No: it stays to be decided")],
        reveals={"no": ["answer"]},
        missing="Choose whether you agree",
    )
    answer = TextareaField(label="Why not?", rows=3, max_length=2000, missing="Write why you do not agree")
