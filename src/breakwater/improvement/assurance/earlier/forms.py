"""Choosing a file of earlier audits, confirming it, finding one, and putting an action into the tracker."""

from breakwater.casework.actions.models import Priority
from breakwater.foundation.design.fields import (
    DateField,
    Form,
    IdempotentForm,
    RadiosField,
    SelectField,
    TextareaField,
    TextField,
)

from .file import FILE


class FileForm(Form):
    file = FILE.file_field()


class TakeInForm(IdempotentForm):
    """What was shown, as it came: it is read and checked again before anything is taken in."""

    text = FILE.text_field()


class FindForm(Form):
    organisation = TextField(label="Organisation", hint="Part of its name", required=False, max_length=100)
    audit = SelectField(label="Audit", required=False, empty="All")
    state = SelectField(label="Actions", required=False, empty="All", choices=[("open", "Open, not in the tracker")])

    def narrow(self, listed):
        said = self.cleaned_data
        if said["organisation"]:
            listed = listed.filter(organisation__name__icontains=said["organisation"])
        if said["audit"]:
            listed = listed.filter(title=said["audit"])
        return listed.filter(open_count__gt=0) if said["state"] else listed


class TrackForm(IdempotentForm):
    measure = TextareaField(
        label="How will we know it is done?",
        hint="A number, a line of an audit, or what evidence will be shown.",
        rows=2,
        max_length=400,
        missing="Enter how we will know it is done",
    )
    priority = RadiosField(label="Priority", choices=Priority, missing="Choose a priority", inline=True)
    due_on = DateField(label="By when?", future=True, missing="Enter the day it is due")


class RemoveForm(Form):
    why = TextareaField(
        label="Why is it removed?",
        hint="This stays on record. Name no child.",
        rows=2,
        max_length=300,
        missing="Enter why it is removed",
    )
