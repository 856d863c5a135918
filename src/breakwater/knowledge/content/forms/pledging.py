"""What a school or service says of its part in a campaign."""

from breakwater.foundation.design.fields import CheckboxesField, TextField

from .site import NoChildsDataForm


class PledgeForm(NoChildsDataForm):
    words = TextField(
        label="What will you do?",
        hint="The partnership's office reads it. It names no child.",
        max_length=300,
        missing="Enter what you will do",
    )
    says = CheckboxesField(
        label="Besides",
        required=False,
        choices=(("named", "Name us on the campaign's page"), ("done", "We have done it")),
        options={"named": "Without this you are counted and not named."},
    )
