"""What is asked about a gap, an option and a decision."""

from collections.abc import Mapping, Sequence

from breakwater.foundation.design.fields import (
    CheckboxesField,
    DateField,
    Form,
    NumberField,
    RadiosField,
    RevisionField,
    SelectField,
)
from breakwater.improvement.assurance.models import BoardGroup
from breakwater.improvement.learning.anonymity.nobody import NamesNobody

from ..boxes import Asked, line, words
from ..models import GapDecision, GapOption, NeedMeasure
from .operations import DecisionFacts, GapFacts

Outcome = GapDecision.Outcome
WORDS = "need", "population", "evidence", "provision", "consequence", "owner"
MOST = 1_000_000_000


class Statement(NamesNobody, Form):
    """The boxes of a gap, whether it is stated first or changed."""

    need = line("What is needed?", "Enter what is needed", 200)
    population = line("Who is affected, and how many?", "Enter who is affected", 300)
    measures = CheckboxesField(label="Measures that show it", required=False, small=True)
    evidence = words("Evidence", "Enter the evidence")
    provision = words("What help is there now?", "Say what help there is now")
    consequence = words("What happens if the need is not met?", "Say what happens if it is not met")
    owner = line("Proposed owner", "Enter the proposed owner", hint="By role and agency.")
    group = SelectField(label="Board or subgroup that decides", empty="Another body", required=False)
    body = line(
        "Another body that decides",
        "Enter the body",
        hint="Only if no board or subgroup of the partnership does.",
        required=False,
    )

    def __init__(self, *args, measures: Mapping[str, NeedMeasure], groups: Mapping[str, BoardGroup], **kwargs):
        super().__init__(*args, **kwargs)
        self.measures, self.groups = measures, groups
        self.fields["measures"].choices = [(key, each.title) for key, each in measures.items()]
        self.fields["group"].choices = [(key, each.name) for key, each in groups.items()]

    def clean(self):
        said = super().clean()
        if bool(said.get("group")) == bool(said.get("body")):
            self.add_error("body", "Choose a board or subgroup, or enter another body: one of the two")
        return said

    def facts(self) -> GapFacts:
        said = self.cleaned_data
        measures = [self.measures[key] for key in said["measures"]]
        texts = {name: said[name] for name in WORDS}
        return GapFacts(**texts, measures=measures, group=self.groups.get(said["group"]), body=said["body"] or "")


class GapForm(Statement, Asked):
    pass


class ChangeForm(Statement):
    revision = RevisionField()


class OptionForm(Asked):
    words = line("What might be done?", "Enter what might be done", 400)
    cost_low = NumberField(
        label="Cost a year from, in pounds", min_value=0, max_value=MOST, width=10, missing="Enter the lowest cost"
    )
    cost_high = NumberField(
        label="Cost a year to, in pounds", min_value=0, max_value=MOST, width=10, missing="Enter the highest cost"
    )

    def clean(self):
        said = super().clean()
        low, high = said.get("cost_low"), said.get("cost_high")
        if None not in (low, high) and high < low:
            self.add_error("cost_high", "The highest cost is below the lowest")
        return said


class DecisionForm(Asked):
    on = DateField(label="When was it decided?", past=True, missing="Enter the day of the decision")
    outcome = RadiosField(
        label="What was decided?",
        choices=Outcome,
        reveals={Outcome.ACCEPT: ["accepted_by"], Outcome.NOTHING: ["left_by"], Outcome.DECOMMISSION: ["impact"]},
        missing="Choose what was decided",
    )
    accepted_by = line("Who accepted the risk?", "Enter who accepted the risk", hint="By role and agency.")
    left_by = line("Who accepted the risk of doing nothing?", "Enter who accepted the risk", hint="By role and agency.")
    impact = words("What is the impact on children, and how was it assessed?", "Enter the impact on children")
    option = SelectField(label="Option chosen", empty="None of them", required=False)
    why = words("Why?", "Enter the reasons")
    review_on = DateField(label="When is it looked at again?", missing="Enter the day of the review")

    def __init__(self, *args, options: Sequence[GapOption], **kwargs):
        super().__init__(*args, **kwargs)
        self.options = {str(each.number): each for each in options}
        self.fields["option"].choices = [(key, f"{key}. {each.words}") for key, each in self.options.items()]

    def clean(self):
        said = super().clean()
        if said.get("on") and said.get("review_on") and said["review_on"] <= said["on"]:
            self.add_error("review_on", "The review is on a day after the decision")
        return said

    def facts(self) -> DecisionFacts:
        said = self.cleaned_data
        texts = {"accepted_by": said["accepted_by"] or said["left_by"] or "", "impact": said["impact"] or ""}
        option = self.options.get(self.cleaned_data["option"])
        return DecisionFacts(**self.of("on", "outcome", "why", "review_on"), **texts, option=option)
