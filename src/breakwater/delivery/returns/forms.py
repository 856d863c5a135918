"""What is asked before a file is checked, and before anything is written."""

from django.utils import timezone

from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.design.datefields import DateField
from breakwater.foundation.design.fields import FileField, Form, IdempotentForm, RadiosField, SelectField, TextField

from .census.editions import edition_of
from .operations import LARGEST_UPLOAD, PartFacts, TablesFacts, years_of_part

PAGE, CSV = "PAGE", "CSV"


def _reason() -> TextField:
    return TextField(
        label="What do you need it for?",
        hint="For example: the return to the Department. Name no child. What you write is saved with your name.",
        max_length=200,
        missing="Enter what you need it for",
    )


class CensusFileForm(Form):
    file = FileField(
        label="Choose the census file",
        hint="XML, as your case system writes it for the census; at most 50 MB.",
        missing="Choose a file",
        accepts=[".xml"],
        max_bytes=LARGEST_UPLOAD,
    )
    show = RadiosField(
        label="How do you want the faults?",
        choices=[(PAGE, "On a page"), (CSV, "As a CSV file")],
        initial=PAGE,
        missing="Choose how you want the faults",
    )


class PartForm(IdempotentForm):
    year = SelectField(
        label="Which census?", hint="A period runs from 1 April to 31 March.", missing="Choose a census", empty=None
    )
    reason = _reason()

    def __init__(self, *args, **more):
        super().__init__(*args, **more)
        self.fields["year"].choices = [(str(year), edition_of(year).name) for year in years_of_part(timezone.now())]

    def facts(self) -> PartFacts:
        return PartFacts(int(self.cleaned_data["year"]), self.cleaned_data["reason"])


class TablesForm(IdempotentForm):
    until = DateField(
        label="Up to which day?",
        hint="Lists for inspectors cover the six months before it, the other tables twelve.",
        missing="Enter the last day",
        past=True,
    )
    reason = _reason()

    def __init__(self, *args, **more):
        super().__init__(*args, **more)
        self.fields["until"].initial = london_date(timezone.now())

    def facts(self) -> TablesFacts:
        return TablesFacts(self.cleaned_data["until"], self.cleaned_data["reason"])
