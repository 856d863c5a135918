"""What is asked of whoever raises a serious incident."""

from django import forms as django_forms
from django.utils import timezone

from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.design.fields import (
    CheckboxesField,
    DateField,
    IdempotentForm,
    RadiosField,
    TextareaField,
    TextField,
)
from breakwater.partnership.organisations.access import Permission

from ..models import SeriousIncident
from . import lookup
from .operations.raising import RaisedFacts


class RaiseForm(IdempotentForm):
    """What happened, as far as it is known, and who must not read it."""

    called = TextField(label="Which child?", hint="The child's name.", max_length=160, missing="Enter the child's name")
    born = DateField(label="Date of birth", past=True, required=False)
    harm = RadiosField(
        label="Did the child die, or was the child seriously harmed?",
        choices=SeriousIncident.Harm,
        missing="Choose whether the child died or was seriously harmed",
    )
    happened_on = DateField(label="When did it happen?", past=True, required=False)
    reasons = TextareaField(
        label="What happened, and why should the partners consider it?",
        hint="Facts, and what makes you think of abuse or neglect. Leave out what you do not know.",
        rows=6,
        max_length=6000,
        missing="Enter what happened, and why the partners should consider it",
    )
    without = CheckboxesField(
        label="Who must not read it?",
        hint="Anyone with a conflict of interest. They find nothing of it. Leave it empty if there is nobody.",
        required=False,
    )
    without_why = TextField(label="What is the conflict of interest?", max_length=300, required=False)

    def __init__(self, *args, by, child=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.child = child
        on = london_date(timezone.now())
        posts = lookup.posts_holding(Permission.SERIOUS_WORK, by.membership.team.area, on=on)
        self.posts = {str(post.public_id): post for post in posts if post.user_id != by.membership.user_id}
        self.fields["without"].choices = [(key, lookup.as_named(post)) for key, post in self.posts.items()]
        if not self.posts:
            del self.fields["without"], self.fields["without_why"]

    def clean(self):
        said = super().clean()
        if said.get("without") and not said.get("without_why"):
            self.add_error("without_why", django_forms.ValidationError("Enter what the conflict of interest is"))
        return said

    def facts(self) -> RaisedFacts:
        said = {name: value for name, value in self.cleaned_data.items() if name != "idempotency"}
        without = tuple(self.posts[key] for key in said.pop("without", ()) or ())
        return RaisedFacts(**said, without=without, child=self.child)
