"""What is asked for a term's report. None of it names a child."""

from breakwater.foundation.design.childs_data import NoChildsData
from breakwater.foundation.design.fields import (
    CheckboxesField,
    DateField,
    Form,
    IdempotentForm,
    NumberField,
    RadiosField,
    RevisionField,
    SelectField,
    TextareaField,
    TextField,
)
from breakwater.partnership.organisations.models import Membership

from ..codes import TRAINING
from .operations import AgreeFacts, ReportFacts

PUPILS = {"label": "How many pupils are on roll?", "min_value": 1, "max_value": 20000, "missing": "Enter how many"}


class BeginForm(Form):
    term = RadiosField(label="Which term?", missing="Choose a term")
    pupils = NumberField(hint="For the rate per 100 pupils.", **PUPILS)

    def __init__(self, *args, terms, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["term"].choices = [(str(each.starts_on), each.label) for each in terms]


class WriteForm(NoChildsData, Form):
    """What the numbers mean, what pupils said, and which training the school needs."""

    themes = TextareaField(
        label="What do the numbers mean?",
        hint="Patterns, what the school did and what changed. Do not name or describe a child: governors and the authority read it.",
        rows=8,
        max_length=4000,
        missing="Enter what the numbers mean",
    )
    surveyed = NumberField(
        label="How many pupils answered the anonymous survey?",
        hint="Leave it empty if none was held this term.",
        min_value=0,
        max_value=20000,
        required=False,
    )
    trust = NumberField(
        label="Of 100 of them, how many would report to an adult at school?",
        hint="The percentage who said yes.",
        min_value=0,
        max_value=100,
        required=False,
    )
    training = CheckboxesField(
        label="Which training does the school need?", choices=list(TRAINING.items()), required=False, small=True
    )
    pupils = NumberField(**PUPILS)
    revision = RevisionField()

    def clean(self):
        said = super().clean()
        if (said.get("surveyed") is None) != (said.get("trust") is None):
            self.add_error("trust", "Enter both how many answered and how many of 100 would report, or neither")
        return said

    def facts(self) -> ReportFacts:
        names = ("pupils", "surveyed", "trust", "themes", "training")
        return ReportFacts(**{name: self.cleaned_data[name] for name in names})


class AgreeForm(NoChildsData, IdempotentForm):
    wording = TextareaField(
        label="What does the school do?",
        hint="Start with what somebody does. Do not name a child.",
        rows=2,
        max_length=400,
        missing="Enter what the school does",
    )
    measure = TextField(
        label="How will anybody know that it is done?", max_length=400, missing="Enter how anybody will know"
    )
    owner = SelectField(label="Who does it?", missing="Choose who does it")
    due_on = DateField(label="By when?", future=True, missing="Enter the day")

    def __init__(self, *args, people: list[Membership], **kwargs):
        super().__init__(*args, **kwargs)
        self.people = {str(post.public_id): post for post in people}
        self.fields["owner"].choices = [(key, post.user.name) for key, post in self.people.items()]

    def facts(self) -> AgreeFacts:
        said = self.cleaned_data
        return AgreeFacts(said["wording"], said["measure"], said["due_on"], self.people[said["owner"]])


class ReleaseForm(Form):
    approved_by = TextField(
        label="Who approved it?",
        hint="The head or principal, by name.",
        max_length=120,
        missing="Enter the name of the head or principal",
    )
