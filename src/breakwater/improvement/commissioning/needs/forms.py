"""What is asked about needs: a measure, a figure of it, which measure meets it, and a file of figures."""

from collections.abc import Mapping

from breakwater.foundation.design.fields import (
    DateField,
    Form,
    IdempotentForm,
    NumberField,
    RadiosField,
    SelectField,
    TextField,
)

from .. import wards
from ..boxes import NOBODY, Asked, line, percent
from ..models import AgeBand, Domain, NeedFigure, NeedMeasure
from .file import FILE, MOST, FigureFacts
from .operations import MeasureFacts

Estimate = NeedFigure.Estimate


class MeasureForm(Asked):
    title = line("Measure", "Enter the name of the measure", hint="Such as: Children who are young carers.")
    counts = line(
        "Who is counted, out of which children?",
        "Enter who is counted",
        300,
        hint="Such as: children known to be young carers, of all children who live there.",
    )
    domain = RadiosField(label="What is it about?", choices=Domain, missing="Choose what it is about")
    more_is_need = RadiosField(
        label="What does a higher rate mean?",
        choices=[("yes", "More need"), ("no", "Less need, such as children at a good level of development")],
        missing="Choose what a higher rate means",
    )

    is_restricted = SelectField(
        label="Who may read it, and know of it?",
        hint="Restrict what comes from the counter-terrorism local profile.",
        choices=[("yes", "Only those who keep needs, and the Prevent team")],
        empty="Everyone who reads needs",
        required=False,
    )

    def facts(self) -> MeasureFacts:
        more = self.cleaned_data["more_is_need"] == "yes"
        is_restricted = self.cleaned_data["is_restricted"] == "yes"
        return MeasureFacts(**self.of("domain", "title", "counts"), more_is_need=more, is_restricted=is_restricted)


class FigureForm(Asked):
    ward = SelectField(label="Ward", empty=wards.WHOLE_NAME, required=False)
    age_band = RadiosField(label="Age band", choices=AgeBand, missing="Choose the age band")
    characteristic = SelectField(
        label="By a characteristic", choices=NeedFigure.Characteristic, empty="Everyone", required=False
    )
    group = line(
        "Which group of it?", "Enter the group", 60, hint="Such as: Girls. Only with a characteristic.", required=False
    )
    on = DateField(label="As at which day?", past=True, missing="Enter the day")
    estimate = RadiosField(
        label="What kind of estimate is it?",
        choices=Estimate,
        reveals={Estimate.PREVALENCE: ["rate"]},
        missing="Choose the kind of estimate",
    )
    rate = percent("Prevalence, in a hundred", missing="Enter the prevalence")
    number = NumberField(
        label="How many?", hint="For a count or a survey.", min_value=0, max_value=MOST, width=10, required=False
    )
    base = NumberField(
        label="Of how many?",
        hint="The population, or those who answered.",
        min_value=0,
        max_value=MOST,
        width=10,
        missing="Enter of how many",
    )
    low = percent("Low end of the confidence interval, in a hundred", required=False)
    high = percent("High end of the confidence interval, in a hundred", required=False)
    source = line("Source, with its edition", "Enter the source", 200, hint=NOBODY)
    review_on = DateField(label="When is it to be looked at again?", missing="Enter the day of the review")

    def __init__(self, *args, area_code: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["ward"].choices = list(wards.of_area(area_code).items())

    def clean(self):
        said = super().clean()
        if not self.errors:
            for box, fault in self.facts().faults().items():
                self.add_error(box, fault)
            if said["estimate"] == Estimate.PREVALENCE and said.get("number") is not None:
                self.add_error("number", "A prevalence model counts nobody: leave this empty")
        return said

    def facts(self) -> FigureFacts:
        said = self.of("age_band", "on", "estimate", "rate", "number", "base", "low", "high", "source", "review_on")
        texts = {name: self.cleaned_data[name] or "" for name in ("ward", "characteristic", "group")}
        return FigureFacts(**said, **texts)


class MetByForm(Form):
    met_by = SelectField(label="Which measure counts those who are in a service for it?", empty="None", required=False)

    def __init__(self, *args, measures: Mapping[str, NeedMeasure], **kwargs):
        super().__init__(*args, **kwargs)
        self.measures = measures
        self.fields["met_by"].choices = [(key, each.title) for key, each in measures.items()]

    def clean_met_by(self) -> NeedMeasure | None:
        return self.measures.get(self.cleaned_data["met_by"])


class FileForm(Form):
    file = FILE.file_field()


class TakeInForm(IdempotentForm):
    """What was shown, as it came: it is read and checked again before anything is recorded."""

    text = FILE.text_field()


class FindForm(Form):
    title = TextField(label="Measure", hint="Part of its name", required=False, max_length=100)
    domain = SelectField(label="About", choices=Domain, empty="All", required=False)

    def narrow(self, listed):
        said = self.cleaned_data
        if said["title"]:
            listed = listed.filter(title__icontains=said["title"])
        return listed.filter(domain=said["domain"]) if said["domain"] else listed
