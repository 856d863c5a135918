"""What a manager writes about a contact, a dissent, and a judgement in the month's sample."""

from breakwater.foundation.design.fields import Form, IdempotentForm, RadiosField, TextareaField, TextField

from ..models import SampleItem


class OversightForm(IdempotentForm):
    direction = TextareaField(label="What do you direct?", rows=3, missing="Write what you direct", max_length=5000)
    reflection = TextareaField(
        label="What did you think about?",
        hint="What worries you, what might be missed, what you would want for this child.",
        rows=3,
        required=False,
        max_length=5000,
    )


class DissentForm(IdempotentForm):
    who = TextField(label="Who sees it differently?", hint="Name and agency", missing="Write who", max_length=160)
    words = TextareaField(
        label="What do they say?", hint="In their own words.", missing="Write what they say", max_length=5000
    )


class JudgementForm(Form):
    judgement = RadiosField(
        label="What do you think of the decision?",
        choices=SampleItem.Judgement.choices,
        missing="Choose what you think",
    )
    words = TextareaField(label="Why, and what follows?", missing="Write why", max_length=5000)
