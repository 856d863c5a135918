"""What a person may type about the family's answer."""

from django.core.exceptions import ValidationError

from breakwater.foundation.design.fields import (
    CheckboxesField,
    DateField,
    IdempotentForm,
    RadiosField,
    TextareaField,
    TextField,
    YesNoField,
)

from ..models import Agreement


class AgreementForm(IdempotentForm):
    words = TextareaField(
        label="What do they want to be better, in their own words?",
        hint="Write what they say, not what you make of it. The family reads this.",
        required=False,
        rows=4,
        max_length=10_000,
    )
    name = TextField(label="Who says so?", hint="Their name.", missing="Enter their name", max_length=160)
    relation = TextField(
        label="What are they to the child?", hint="For example, mother; or the young person.", missing="Enter what they are to the child",
        max_length=60,
    )  # fmt: skip
    answer = RadiosField(
        label="Do they agree?",
        choices=Agreement.Answer,
        options={
            "OBJECTS": "One who agrees is enough where another objects. The objection stays on record.",
            "WITHDRAWN": "The record stays, and the plan stops. Think about what that means for the children.",
        },
        reveals={"AGREES": ["to", "shared_with"]},
        missing="Choose what they say",
    )
    to = CheckboxesField(
        label="To what do they agree?",
        choices=[
            ("assessment", "Writing down together what would help"),
            ("sharing", "Sharing it with those named below"),
            ("reporting", "Being counted, without names, in reports"),
            ("contact_after", "Being asked afterwards how it was"),
        ],
        missing="Choose at least one",
    )
    shared_with = TextField(
        label="With whom may it be shared?", hint="Name each agency.", required=False, max_length=240
    )
    method = RadiosField(label="How did they say so?", choices=Agreement.Method, missing="Choose how they said so")
    given_on = DateField(label="On which day?", past=True, missing="Enter the day")
    limits_explained = YesNoField(
        label="Did you explain when it cannot stay between you?",
        hint="If a child may come to serious harm, others must be told.",
        missing="Choose yes or no",
    )

    def clean(self):
        cleaned = super().clean()
        agrees = cleaned.get("answer") == Agreement.Answer.AGREES
        to = cleaned.get("to") or []
        if agrees and to and not {"assessment", "sharing"} & set(to):
            self.add_error(
                "to", ValidationError("Choose the first or the second: without one of them there is nothing to do")
            )
        if agrees and "sharing" in to and not cleaned.get("shared_with"):
            self.add_error("shared_with", ValidationError("Name each agency it may be shared with"))
        return cleaned

    def facts(self) -> dict:
        """What the operation takes."""
        said = dict(self.cleaned_data)
        to, said["key"] = said.pop("to") or [], said.pop("idempotency")
        return said | {f"to_{key}": key in to for key in ("assessment", "sharing", "reporting", "contact_after")}
