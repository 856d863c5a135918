"""Boxes that forms of this room share. No box is about a child."""

from django import forms

from breakwater.foundation.design import field_components
from breakwater.foundation.design.drawn import Drawn
from breakwater.foundation.design.fields import IdempotentForm, TextareaField, TextField
from breakwater.improvement.learning.anonymity.nobody import NamesNobody

NOBODY = "Name no child and no family."


def words(label: str, missing: str = "", hint: str = NOBODY, *, rows: int = 3, max_length: int = 2000, **more):
    return TextareaField(label=label, hint=hint, rows=rows, max_length=max_length, missing=missing or None, **more)


def line(label: str, missing: str, max_length: int = 160, **more) -> TextField:
    return TextField(label=label, max_length=max_length, missing=missing, **more)


class DecimalField(Drawn, forms.DecimalField):
    """A number with a point, such as 12.5."""

    ask = "Enter a number, like 12.5"

    def __init__(self, *, width=5, **more):
        self.width = width
        super().__init__(error_messages={"invalid": self.ask}, **more)

    def draw(self, bound, look):
        return field_components.draw_input(bound, look, inputmode="decimal")


def percent(label: str, **more) -> DecimalField:
    return DecimalField(label=label, min_value=0, max_value=100, max_digits=5, decimal_places=2, **more)


class Asked(NamesNobody, IdempotentForm):
    """A form of this room, sent once."""

    def of(self, *names: str) -> dict:
        return {name: self.cleaned_data[name] for name in names}
