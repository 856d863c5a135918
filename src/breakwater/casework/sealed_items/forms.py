"""Keeping a sealed item and naming who reads it."""

from breakwater.casework.restricting.readers import said
from breakwater.casework.sealed_items.models import SealedItem
from breakwater.casework.sealed_items.operations import SealedFacts
from breakwater.foundation.design.fields import CheckboxesField, IdempotentForm, RadiosField, TextareaField


class SealForm(IdempotentForm):
    kind = RadiosField(label="What is it?", choices=SealedItem.Kind, missing="Choose what it is")
    words = TextareaField(
        label="What must be known?",
        hint="Say where it comes from, and how sure it is.",
        rows=6,
        max_length=8000,
        missing="Enter what must be known",
    )
    circle = RadiosField(label="Who reads it?", missing="Choose who reads it", reveals={"NAMED": ["readers"]})
    readers = CheckboxesField(label="Which people?", missing="Choose at least one person", small=True)

    def __init__(self, *args, people, holder, **kwargs):
        super().__init__(*args, **kwargs)
        self.people = {str(post.public_id): post for post in people}
        self.fields["readers"].choices = [(key, said(post)) for key, post in self.people.items()]
        self.fields["circle"].choices = [
            (SealedItem.Circle.NAMED.value, "You, and people you name"),
            (SealedItem.Circle.DECIDERS.value, f"You, and those who decide for {holder.name}"),
        ]

    def clean_readers(self):
        return [self.people[key] for key in self.cleaned_data.get("readers") or ()]

    def facts(self) -> SealedFacts:
        return SealedFacts(**{name: self.cleaned_data[name] for name in ("kind", "words", "circle", "readers")})
