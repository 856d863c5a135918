"""What is typed to join contacts."""

from breakwater.foundation.design import fields


class JoinForm(fields.Form):
    """Another contact, by its reference, and how the two belong together."""

    other = fields.TextField(
        label="Which other contact?",
        hint="Its reference begins with C.",
        width=20,
        max_length=20,
        spellcheck=False,
        missing="Enter the reference of the other contact",
    )
    kind = fields.RadiosField(
        label="How do they belong together?",
        choices=[("INCIDENT", "They tell of one incident"), ("DUPLICATE", "It is the same contact, sent again")],
        options={
            "INCIDENT": "Decided together. The earliest receipt drives the time. Each sender is answered.",
            "DUPLICATE": "The same agency, the same day. What it says is kept, and no second clock runs.",
        },
        missing="Choose how they belong together",
    )
