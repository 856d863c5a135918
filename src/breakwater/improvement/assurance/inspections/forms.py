"""What is asked about an inspection, its requests, what was given, and the lists of an area."""

from django import forms as django_forms

from breakwater.foundation.design.fields import (
    DateField,
    FileField,
    Form,
    IdempotentForm,
    RadiosField,
    RevisionField,
    TextareaField,
    TextField,
)

from ..models import Inspection, InspectionList
from . import operations


class InspectionForm(IdempotentForm):
    kind = RadiosField(label="What kind of inspection?", choices=Inspection.Kind, missing="Choose the kind")
    agency = TextField(label="Who inspects?", max_length=200, missing="Enter who inspects")
    theme = TextField(label="Theme", max_length=200, required=False)
    starts_on = DateField(label="First day", missing="Enter the first day")
    ends_on = DateField(label="Last day", required=False)

    def clean(self):
        said = super().clean()
        if said.get("ends_on") and said.get("starts_on") and said["ends_on"] < said["starts_on"]:
            self.add_error("ends_on", django_forms.ValidationError("Enter a day after the first"))
        return said

    def facts(self) -> operations.InspectionFacts:
        names = operations.InspectionFacts.__dataclass_fields__
        return operations.InspectionFacts(**{name: self.cleaned_data[name] for name in names})


class AskedForm(IdempotentForm):
    asked = TextareaField(label="What is asked for?", rows=3, max_length=2000, missing="Enter what is asked for")
    asked_by = TextField(label="Who asks?", max_length=160, missing="Enter who asks")
    asked_on = DateField(label="When was it asked?", past=True, missing="Enter the day")
    due_on = DateField(label="When is it due?", missing="Enter the day it is due")
    line = TextField(label="Number of the line in their list", max_length=20, width=10, required=False)

    def facts(self) -> operations.AskedFacts:
        return operations.AskedFacts(
            **{name: self.cleaned_data[name] for name in operations.AskedFacts.__dataclass_fields__}
        )


class ByListForm(IdempotentForm):
    kept = RadiosField(label="Which list?", missing="Choose a list")
    asked_on = DateField(label="When was it asked?", past=True, missing="Enter the day")
    due_on = DateField(label="When is all of it due?", missing="Enter the day it is due")

    def __init__(self, *args, lists: list[InspectionList], **kwargs):
        super().__init__(*args, **kwargs)
        self.lists = {each.public_id: each for each in lists}
        self.fields["kept"].choices = [(key, f"{each.title}, {each.source}") for key, each in self.lists.items()]

    def chosen(self) -> dict:
        said = self.cleaned_data
        return {"kept": self.lists[said["kept"]], "asked_on": said["asked_on"], "due_on": said["due_on"]}


class GivenForm(IdempotentForm):
    what = TextareaField(label="What was given?", rows=2, max_length=1000, missing="Enter what was given")
    page = TextField(
        label="Address of a page here",
        hint="As your browser shows it. Or choose a file.",
        max_length=300,
        required=False,
    )
    file = FileField(
        label="File",
        hint="A document or a picture; at most 20 MB.",
        max_bytes=operations.LIMITS.largest,
        required=False,
    )
    given_by = TextField(label="Who gave it?", max_length=160, missing="Enter who gave it")
    given_to = TextField(label="Who was it given to?", max_length=160, missing="Enter who it was given to")
    given_on = DateField(label="When?", past=True, missing="Enter the day")

    def clean(self):
        said = super().clean()
        if not self.errors.get("file") and bool(said.get("page")) == bool(said.get("file")):
            self.add_error(
                "page", django_forms.ValidationError("Enter the address of a page, or choose a file: one of the two")
            )
        return said

    def facts(self) -> operations.GivenFacts:
        said = {name: self.cleaned_data[name] for name in ("what", "page", "given_by", "given_to", "given_on")}
        file = self.cleaned_data["file"]
        if file:
            said |= {"file": file, "file_name": file.name, "declared_type": file.content_type or ""}
        return operations.GivenFacts(**said)


class NothingForm(Form):
    why = TextareaField(label="Why is nothing given?", rows=3, max_length=1000, missing="Enter why")


class RemoveForm(Form):
    why = TextareaField(label="Why is the file destroyed?", rows=2, max_length=500, missing="Enter why it is destroyed")


class ListForm(Form):
    kind = RadiosField(label="For which inspections?", choices=Inspection.Kind, missing="Choose the kind")
    title = TextField(label="Title", max_length=160, missing="Enter a title")
    source = TextField(label="Source and edition", max_length=200, missing="Enter where the list comes from")
    review_by = DateField(label="When is it checked against the source again?", future=True, missing="Enter the day")
    lines = TextareaField(
        label="Lines",
        hint="One to a line, each with its number: 1.1 Children on a child protection plan",
        rows=14,
        max_length=20_000,
        missing="Enter the lines",
    )
    revision = RevisionField()

    def facts(self) -> operations.ListFacts:
        return operations.ListFacts(
            **{name: self.cleaned_data[name] for name in operations.ListFacts.__dataclass_fields__}
        )
