"""What the specialist route asks: the referral, the receipt of the police, how it ended."""

from django.utils import timezone

from breakwater.foundation.design.fields import DateField, Form, RadiosField, TextField

from ..models import SpecialistOutcome


class ReferralForm(Form):
    on = DateField(label="When was it referred to the police?", past=True)
    police_reference = TextField(
        label="Police reference", hint="If they gave one.", max_length=60, width=20, required=False, spellcheck=False
    )
    recipient = TextField(
        label="To which desk?",
        hint="The desk or team, not a person's name.",
        max_length=120,
        missing="Enter to which desk",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = timezone.localdate


class PoliceReceiptForm(Form):
    on = DateField(label="When did the police say that they have it?", past=True)
    words = TextField(
        label="How was it acknowledged?",
        hint="For example: by telephone, with their reference.",
        max_length=120,
        missing="Enter how it was acknowledged",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = timezone.localdate


class SpecialistOutcomeForm(Form):
    outcome = RadiosField(label="What came of it?", choices=SpecialistOutcome, missing="Choose what came of it")
    on = DateField(label="On which day?", past=True)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = timezone.localdate
