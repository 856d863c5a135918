"""Boxes and the base of forms that plans, scrutiny and the yearly report share. No box is about a child."""

from breakwater.foundation.design.childs_data import NoChildsData
from breakwater.foundation.design.fields import IdempotentForm, TextareaField, TextField

NOBODY = "Name no child and no family."


def words(label: str, missing: str = "", hint: str = NOBODY, *, rows: int = 3, max_length: int = 2000, **more):
    return TextareaField(label=label, hint=hint, rows=rows, max_length=max_length, missing=missing or None, **more)


def line(label: str, missing: str, max_length: int = 160, **more) -> TextField:
    return TextField(label=label, max_length=max_length, missing=missing, **more)


class Asked(NoChildsData, IdempotentForm):
    """A form of this room, sent once. One with `starts_on` and `ends_on` is of a period."""

    def clean(self):
        said = super().clean()
        first, last = said.get("starts_on"), said.get("ends_on") or said.get("due_on")
        if first and last and last <= first and "ends_on" in self.fields:
            self.add_error("ends_on", "The last day must be after the first")
        return said

    def of(self, *names: str) -> dict:
        return {name: self.cleaned_data[name] for name in names}
