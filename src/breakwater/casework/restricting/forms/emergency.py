"""Opening a record in an emergency."""

from django.core.exceptions import ValidationError

from breakwater.foundation.design.fields import Form, TextareaField, TextField
from breakwater.foundation.models import parse_reference

NOT_ONE = "Enter the whole reference, like C-26-4F7K2-X. One character of this one is wrong"


class ReferenceField(TextField):
    """A reference as people type it, put in order."""

    def __init__(self, **more):
        super().__init__(**{"max_length": 24, "width": 20, "spellcheck": False, "autocomplete": "off"} | more)

    def clean(self, value):
        typed = super().clean(value)
        found = parse_reference(typed) if typed else ""
        if found is None:
            raise ValidationError(NOT_ONE, code="invalid")
        return found


class ReasonForm(Form):
    """Why a record must be opened at this moment."""

    reason = TextareaField(
        label="Why must you open it now?",
        hint="The record's named readers are told at once and read your words.",
        missing="Enter the reason",
        rows=4,
        max_length=2000,
    )


class BreakGlassForm(ReasonForm):
    reference = ReferenceField(
        label="Which case?", hint="Its reference, like C-26-4F7K2-X.", missing="Enter the reference"
    )
    field_order = ("reference", "reason")


class FindRestrictedForm(Form):
    words = TextField(
        label="Who is it?",
        hint="Two of these: first name, surname, date of birth, postcode. Or the house number and street.",
        missing="Enter a name and a date of birth, or an address",
        autocomplete="off",
        spellcheck=False,
    )
