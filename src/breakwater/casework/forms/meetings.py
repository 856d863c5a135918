"""Calling a meeting off, and moving it."""

from django.core.exceptions import ValidationError

from breakwater.foundation.design.fields import DateField, Form, TextareaField, TextField, TimeField


class CallOffForm(Form):
    because = TextareaField(label="Why is it called off?", missing="Enter the reason", rows=2, max_length=240)


class MoveMeetingForm(Form):
    """Another day, another time, another place: each box holds what stands now."""

    on = DateField(label="On which day?", missing="Enter the day", future=True)
    begins = TimeField(label="When does it start?", missing="Enter the time, like 14:30")
    ends = TimeField(label="When does it end?", required=False)
    place = TextField(
        label="Where?",
        hint="Stays in Breakwater: it goes into no message and no calendar file.",
        required=False,
        max_length=200,
    )
    because = TextareaField(label="Why is it moved?", missing="Enter the reason", rows=2, max_length=240)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("begins") and cleaned.get("ends") and cleaned["ends"] <= cleaned["begins"]:
            self.add_error("ends", ValidationError("Enter a time after the start"))
        return cleaned
