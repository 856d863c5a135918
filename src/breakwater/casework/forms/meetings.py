"""Calling a meeting off."""

from breakwater.foundation.design.fields import Form, TextareaField


class CallOffForm(Form):
    because = TextareaField(label="Why is it called off?", missing="Enter the reason", rows=2, max_length=240)
