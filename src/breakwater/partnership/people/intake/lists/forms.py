"""Saying which lists an area takes, sending a version of one, saying that it is right, deciding a doubtful row."""

from django.utils.text import slugify

from breakwater.foundation.design.fields import (
    DateField,
    FileField,
    Form,
    HiddenField,
    IdempotentForm,
    NumberField,
    RadiosField,
    SelectField,
    TextField,
)
from breakwater.partnership.people.models import AgencyList

from .operations.registering import ListFacts

ENDINGS = (".csv", ".txt", ".tsv", ".xlsx")
SAME, NOBODY = "SAME", "NOBODY"


class AboutForm(Form):
    """What a list is, who sends it, who answers for it and how often it is due."""

    label = TextField(label="What is the list called?", max_length=120, missing="Enter what the list is called")
    about = SelectField(label="What is it about?", choices=AgencyList.About, missing="Choose what it is about")
    organisation = SelectField(label="Which agency sends it?", missing="Choose the agency")
    owner_name = TextField(
        label="Who answers for it?",
        hint="A name and a role at the agency. Corrections go to them.",
        max_length=120,
        missing="Enter who answers for the list",
    )
    every_days = NumberField(
        label="How often does it come, in days?",
        hint="1 is daily, 14 every two weeks.",
        min_value=1,
        max_value=400,
        initial=14,
        missing="Enter how often it comes",
    )
    code = TextField(
        label="Why are children on it?",
        hint="A short code, such as EHCP, for lines that say no reason of their own. Leave it empty where a column says it.",
        max_length=20,
        width=10,
        required=False,
    )

    def __init__(self, *args, organisations, **kwargs):
        super().__init__(*args, **kwargs)
        self.by_id = {str(one.public_id): one for one in organisations}
        self.fields["organisation"].choices = [(key, one.name) for key, one in self.by_id.items()]

    def facts(self) -> ListFacts:
        said = self.cleaned_data
        return ListFacts(
            label=said["label"].strip(),
            about=said["about"],
            organisation=self.by_id[said["organisation"]],
            owner_name=said["owner_name"].strip(),
            every_days=said["every_days"],
            code="_".join(said["code"].upper().split()),
        )


class NewListForm(AboutForm):
    """With the short name by which the command knows the list."""

    key = TextField(
        label="A short name for it",
        hint="For the command line, such as sen or youth-justice.",
        max_length=40,
        width=20,
        missing="Enter a short name",
    )

    def clean_key(self):
        key = slugify(self.cleaned_data["key"])
        if not key:
            self.add_error("key", "Use letters and figures, such as youth-justice")
        return key


class SendForm(IdempotentForm):
    """A version: the file, and when the agency drew it."""

    as_at = DateField(
        label="When was it drawn from the agency's system?",
        hint="Not when it was sent. Everyone is shown how old the list is.",
        missing="Enter the day on which it was drawn",
    )
    file = FileField(
        label="The list",
        hint="CSV or Excel, one child a line.",
        accepts=ENDINGS,
        max_bytes=50_000_000,
        missing="Choose the file",
    )


class TakeInForm(Form):
    """Take it in. Asked whether it is whole only where many would go."""

    whole = RadiosField(
        label="Is this the whole list?",
        choices=[("yes", "Yes: the others are no longer on it"), ("no", "No, or I do not know")],
        missing="Say whether this is the whole list",
    )

    def __init__(self, *args, many_would_go: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not many_would_go:
            del self.fields["whole"]

    def clean(self):
        if self.cleaned_data.get("whole") == "no":
            self.add_error("whole", "Ask the agency for the whole list, and drop this one. Nothing has changed")
        return self.cleaned_data

    @property
    def is_whole(self) -> bool:
        return self.cleaned_data.get("whole") == "yes"


class DecideForm(Form):
    verdict = RadiosField(label="Who is it?", choices=[(SAME, SAME), (NOBODY, NOBODY)])
    person = HiddenField(required=False)
