"""Forms of words that everyone will read: looked through as they are typed, and once more as a second person confirms them."""

from collections.abc import Sequence

from breakwater.foundation.design.childs_data import NoChildsData
from breakwater.foundation.design.fields import (
    CheckboxesField,
    Form,
    HiddenField,
    IdempotentForm,
    TextareaField,
    TextField,
)

from ..anonymity import Hit
from .names import digest_of, found_in, in_words

NOBODY = "Name no child, family, worker, school or street, and no exact date."


def words(
    label: str, missing: str = "", hint: str = NOBODY, *, rows: int = 3, max_length: int = 2000, **more
) -> TextareaField:
    return TextareaField(label=label, hint=hint, rows=rows, max_length=max_length, missing=missing or None, **more)


LOOKED = "I looked at each of these: none gives a child, a family or a worker away"


class ScannedForm(NoChildsData, IdempotentForm):
    """Words that everyone will read, looked through as they are sent. What was found is taken out, or looked at by whoever typed it."""

    def clean(self):
        said = super().clean()
        typed = {field.label: said.get(name) for name, field in self.fields.items() if isinstance(field, TextField)}
        if found := found_in(typed):
            seen = digest_of(found)
            self.fields["looked"] = CheckboxesField(label="What was found", choices=[(seen, LOOKED)], required=False)
            if self.data.get("looked") != seen:
                listed = "; ".join(map(in_words, found))
                self.add_error(
                    "looked", f"Take out what gives somebody away, then confirm that you looked at: {listed}"
                )
        return said


class ConfirmForm(Form):
    """The second person's word; `seen` is of what was found when the page was drawn."""

    seen = HiddenField(required=False)
    confirmed_why = words(
        "Why does what was found give nobody away?",
        "Say of each thing that was found why it gives nobody away",
        "Of each thing that is listed above.",
        max_length=600,
    )

    def __init__(self, *args, found: Sequence[Hit], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = digest_of(found)
        if not found:
            del self.fields["confirmed_why"]

    def clean(self):
        return {"confirmed_why": "", **(super().clean() or self.cleaned_data)}
