"""What is asked of a yearly report: the year, the words of a section, a signature, to whom it was sent. No figure is typed."""

from collections.abc import Sequence

from breakwater.foundation.design.childs_data import NoChildsData
from breakwater.foundation.design.fields import (
    DateField,
    Form,
    HiddenField,
    IdempotentForm,
    RadiosField,
    RevisionField,
    TextField,
)

from ..models import ReportSent
from ..plans.boxes import words
from .contents import year_words
from .facts import key_of


class OpenForm(IdempotentForm):
    year = RadiosField(label="Of which year?", missing="Choose the year")

    def __init__(self, *args, years: Sequence[int], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = [(str(each), year_words(each)) for each in years]

    def facts(self) -> int:
        return int(self.cleaned_data["year"])


class WriteForm(NoChildsData, Form):
    narrative = words(
        "Narrative", hint="Name no child, family, worker, school or street.", rows=12, max_length=20_000, required=False
    )
    revision = RevisionField()


class LeaveOutForm(NoChildsData, Form):
    """What everyone would read of a section, to leave some of it out."""

    fact = RadiosField(label="What is left out?", missing="Choose what is left out")
    reason = words(
        "Why?", "Say why", hint="It stays with the report. Everyone reads how much is not shown.", max_length=400
    )

    def __init__(self, *args, facts: Sequence[dict], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["fact"].choices = [(key_of(each), f"{each['words']}: {each['value']}") for each in facts]


class ShowAgainForm(Form):
    fact = HiddenField()


class TakeOffForm(NoChildsData, Form):
    reason = words("Why is it taken off?", "Say why", max_length=600)


class SignForm(Form):
    """`seen` is of the text that the page showed."""

    seen = HiddenField(required=False)


class SentForm(IdempotentForm):
    to = RadiosField(
        label="Who was it sent to?",
        choices=ReportSent.To,
        reveals={ReportSent.To.OTHER: ["name"]},
        missing="Choose who it was sent to",
    )
    name = TextField(label="Who?", max_length=160, required=False)
    on = DateField(label="When?", past=True, missing="Enter the day")

    def clean(self):
        said = super().clean()
        if said.get("to") == ReportSent.To.OTHER and not said.get("name"):
            self.add_error("name", "Enter who it was sent to")
        return said | {"name": said.get("name") or ""}
