"""Support that is offered after an incident, and whether it was taken up (PL 9.8)."""

from breakwater.foundation.design.fields import Form, IdempotentForm, RadiosField, SelectField, TextField

from ..models import Support
from . import lookup
from .operations.support import SupportFacts


class SupportForm(IdempotentForm):
    """Support for one of the children or their family, for friends and witnesses, or for staff."""

    of = RadiosField(label="Who is it for?", choices=Support.Of, missing="Choose who it is for")
    child = SelectField(label="Of which child?", empty="No child in particular", required=False)
    what = TextField(
        label="What is offered?",
        hint="For example: designated adult, CHISVA, SARC, CAMHS, assessment of harmful sexual behaviour, check-in, debrief.",
        max_length=200,
        missing="Enter what is offered",
    )
    who = TextField(label="Who gives it?", max_length=120, missing="Enter who gives it")

    def __init__(self, *args, children, **kwargs):
        super().__init__(*args, **kwargs)
        self.children = {each.public_id: each for each in children}
        self.fields["child"].choices = [(key, lookup.child_in_words(each)) for key, each in self.children.items()]

    def clean(self):
        said = super().clean()
        if said.get("of") and said["of"] not in (Support.Of.STAFF, Support.Of.FRIENDS) and not said.get("child"):
            self.add_error("child", "Choose the child")
        return said

    def facts(self) -> SupportFacts:
        said = self.cleaned_data
        return SupportFacts(said["of"], said["what"], said["who"], self.children.get(said["child"] or ""))


class SupportAnswerForm(Form):
    answer = RadiosField(label="Was it taken up?", choices=Support.Answer, missing="Choose the answer")
