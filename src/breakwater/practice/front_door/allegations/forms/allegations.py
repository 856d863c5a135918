"""What is asked in the two compartments, and of the MASH when a contact belongs in one of them."""

from django.core.exceptions import ValidationError

from breakwater.foundation.design.fields import Form, IdempotentForm, RadiosField, TextareaField, TextField

from ...arrivals.operations.allegation_intake import AllegationTold, organisation_named
from ...models import AllegationOutcome


class SetApartForm(IdempotentForm):
    """The MASH sees that a contact is about someone who works with children."""

    about = TextField(label="Who is it about?", hint="As far as it was told.", max_length=200, required=False)
    role = TextField(label="What do they do there?", max_length=200, required=False)
    where = TextField(label="Where do they work or volunteer?", max_length=200, required=False)
    because = TextareaField(
        label="What makes it about them?",
        hint="The designated officers read this. You do not see the contact again.",
        rows=4,
        max_length=4000,
        missing="Write what makes it about someone who works with children",
    )

    @property
    def told(self) -> AllegationTold:
        given = self.cleaned_data
        return AllegationTold(
            about=given["about"],
            role=given["role"],
            where=given["where"],
            organisation=organisation_named(given["where"]),
        )


class OrganisationForm(Form):
    name = TextField(
        label="Which organisation is it?",
        hint="Its name as it is now in Breakwater. From now on that one hears nothing, and others may be asked.",
        max_length=200,
        missing="Enter the organisation's name",
    )

    def clean_name(self):
        found = organisation_named(self.cleaned_data["name"])
        if found is None:
            raise ValidationError(
                "No single organisation here has this name. Check its spelling, or ask who keeps them"
            )
        self.organisation = found
        return self.cleaned_data["name"]


class LiftForm(Form):
    because = TextareaField(
        label="Why may the organisation hear of it now?",
        hint="For example: its head has been told, and the person is away from children.",
        rows=4,
        max_length=4000,
        missing="Write why the organisation may hear of it",
    )


class PassOnForm(IdempotentForm):
    words = TextareaField(
        label="What should the MASH know of the child?",
        hint="What the child needs, and nothing of the allegation. The MASH reads these words and no others.",
        rows=6,
        max_length=4000,
        missing="Write what the child needs",
    )


class AllegationDecisionForm(Form):
    outcome = RadiosField(label="How did it end?", choices=AllegationOutcome, missing="Choose how it ended")
    rationale = TextareaField(
        label="Why?", hint="The person it is about may ask to read this.", rows=6, missing="Write the reasons"
    )
    without = TextareaField(label="Why does it close without this?", rows=3, max_length=2000, required=False)

    def __init__(self, *args, lacks=(), **kwargs):
        """`lacks`: what is not recorded yet, or is open still, in words."""
        super().__init__(*args, **kwargs)
        if not lacks:
            del self.fields["without"]
            return
        self.fields["without"].help_text = f"Not recorded, or open still: {', '.join(lacks)}."
        self.fields["without"].says_optional = False
        self.fields["without"].required = True
        self.fields["without"].error_messages["required"] = "Write why it closes without this, or record it first"
