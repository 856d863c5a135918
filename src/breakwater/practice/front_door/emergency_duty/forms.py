"""What emergency duty records on a phone."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone

from breakwater.foundation.dates.london_time import moment
from breakwater.foundation.design.fields import DateField, IdempotentForm, RadiosField, TextareaField, TimeField

from ..models import DutyAction
from .operations import DutyDone

DID = [(code, label) for code, label in DutyAction.What.choices if code != DutyAction.What.ON_IT]


class DutyActionForm(IdempotentForm):
    what = RadiosField(label="What did you do?", choices=DID, missing="Choose what you did")
    words = TextareaField(label="Say it in a few words", rows=4, missing="Say what you did", max_length=5000)
    still_to_do = TextareaField(
        label="What must the day team do?", required=False, rows=3, max_length=2000, hint="They read it at opening."
    )
    done_on = DateField(label="Which day was it?", missing="Enter the day")
    done_time = TimeField(label="At what time?", missing="Enter the time, as in 23:40")

    def clean(self):
        said = super().clean()
        if said.get("done_on") and said.get("done_time") is not None:
            self.done_at = moment(said["done_on"], said["done_time"])
            if self.done_at > timezone.now() + timedelta(minutes=1):
                raise ValidationError("Enter a time that has passed")
        return said

    def facts(self) -> DutyDone:
        said = self.cleaned_data
        return DutyDone(said["what"], said["words"], said["still_to_do"], done_at=self.done_at)
