"""Asking who has looked at a record, and stating why we are involved."""

from breakwater.foundation.design.fields import Form, RadiosField, TextareaField, TextField


class LooksForm(Form):
    kind = RadiosField(
        label="What kind of record?",
        choices=[("case", "A case"), ("person", "A person")],
        missing="Choose the kind",
        inline=True,
    )
    key = TextField(
        label="Its reference",
        hint="Of a person: the twenty characters at the end of the page's address.",
        missing="Enter the reference",
        max_length=24,
        width=20,
        spellcheck=False,
        autocomplete="off",
    )


class InvolvementForm(Form):
    words = TextareaField(
        label="Why are we involved now?",
        hint="One sentence, in words the child and the family can read one day. For example: Ava’s mother is ill and Ava misses school to look after her brother.",
        missing="Enter why we are involved",
        rows=3,
        max_length=300,
    )
