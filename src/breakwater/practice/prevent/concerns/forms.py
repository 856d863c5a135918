"""Before anything else: danger. And what the Prevent team was asked."""

from django.utils import timezone

from breakwater.foundation.design.fields import DateField, Form, RadiosField, TextareaField, TextField, YesNoField

from ..models import Consultation
from .operations import ConsultationFacts


class DangerForm(Form):
    weapon = YesNoField(
        label="Do they have a weapon, or say that they will get one?", missing="Say whether there is a weapon"
    )
    travel = YesNoField(
        label="Are they about to travel to an area of conflict, or to meet somebody who draws them in?",
        missing="Say whether they are about to travel or meet somebody",
    )
    harm = YesNoField(
        label="May somebody be harmed today, themselves or others?", missing="Say whether somebody may be harmed today"
    )


class ConsultationForm(Form):
    asked_by = TextField(
        label="Who asked?",
        hint="Organisation and role. Do not write a child’s name.",
        max_length=120,
        missing="Enter who asked",
    )
    on = DateField(label="When?", past=True)
    advice = RadiosField(label="What did you advise?", choices=Consultation.Advice, missing="Choose what you advised")
    words = TextareaField(label="Anything to add?", hint="No names.", max_length=2000, required=False, rows=4)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = timezone.localdate

    def facts(self) -> ConsultationFacts:
        return ConsultationFacts(**self.cleaned_data)
