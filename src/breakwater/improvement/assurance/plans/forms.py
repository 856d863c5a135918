"""What is asked about strategies, plans and risks. No box is about a child."""

from collections.abc import Mapping, Sequence

from breakwater.foundation.design.childs_data import NoChildsData
from breakwater.foundation.design.fields import (
    CheckboxesField,
    DateField,
    Form,
    NumberField,
    RadiosField,
    RevisionField,
    SelectField,
    WebAddressField,
)
from breakwater.partnership.organisations.models import Area, Organisation

from ..models import Objective, Rag, WorkItem
from .boxes import Asked, line, words
from .operations.changes import ChangeFacts
from .operations.plans import ItemFacts, MeasureFacts, PlanFacts, PriorityFacts, UpdateFacts
from .operations.risks import ReviewFacts, RiskFacts
from .operations.strategies import ObjectiveFacts, StrategyFacts
from .rag import DEFINITIONS

PER = [("100", "Per cent"), ("1000", "Per 1,000"), ("10000", "Per 10,000")]
BETTER = [("more", "A higher rate is better"), ("less", "A lower rate is better")]


class Period(Asked):
    title = line("Title", "Enter the title")
    starts_on = DateField(label="First day", missing="Enter the first day")
    ends_on = DateField(label="Last day", missing="Enter the last day")


class StrategyForm(Period):
    text = words("The strategy in words", "Enter the strategy", rows=10, max_length=20_000)
    areas = CheckboxesField(label="Which other areas share it?", missing="Choose at least one area")

    def __init__(self, *args, areas: Sequence[Area], **kwargs):
        super().__init__(*args, **kwargs)
        self.areas = {each.code: each for each in areas}
        self.fields["areas"].choices = [(each.code, each.name) for each in areas]

    def facts(self) -> StrategyFacts:
        others = [self.areas[code] for code in self.cleaned_data["areas"]]
        return StrategyFacts(**self.of("title", "text", "starts_on", "ends_on"), others=others)


class StrategyTextForm(NoChildsData, Form):
    text = words("The strategy in words", "Enter the strategy", rows=10, max_length=20_000)
    revision = RevisionField()


class Rated(Asked):
    """Of something that is measured by a rate."""

    per = RadiosField(label="The rate is", choices=PER, missing="Choose what the rate is of")
    better = RadiosField(label="Which way is better?", choices=BETTER, missing="Choose which way is better")

    def rated(self) -> dict:
        return {"per": int(self.cleaned_data["per"]), "more_is_better": self.cleaned_data["better"] == "more"}


class ObjectiveForm(Rated):
    title = line("What will be better for children?", "Enter the objective", 200)
    measure = line("What is counted, of what?", "Enter what is counted", 200, hint="The same in every area.")
    field_order = ("title", "measure", "per", "better")

    def facts(self) -> ObjectiveFacts:
        return ObjectiveFacts(**self.of("title", "measure"), **self.rated())


class RatifyForm(Form):
    on = DateField(label="When was it ratified?", past=True, missing="Enter the day")
    meeting = line("At which meeting, and by which decision?", "Enter the meeting and the decision’s number")
    revision = RevisionField()


class EscalationForm(Asked):
    subject = line("What is it about?", "Enter what it is about")
    words = words("What happens, and in which areas?", "Say what happens", rows=5)
    wanted = line("What do you ask the executive of all areas to decide?", "Enter what you ask for", 400)


class AnswerForm(NoChildsData, Form):
    answer = words("What was decided, and who does what by when?", "Enter the answer", rows=5)


class PlanForm(Period):
    def facts(self) -> PlanFacts:
        return PlanFacts(**self.of("title", "starts_on", "ends_on"))


class MeasureForm(Rated):
    measure = line("By what is it judged?", "Enter the measure", 200, hint="What is counted, of what.")
    source = line("Where do the numbers come from?", "Enter the source", 200)
    baseline = NumberField(label="Rate at the beginning", min_value=0, missing="Enter the rate at the beginning")
    baseline_on = DateField(label="On which day was it so?", past=True, missing="Enter the day")
    target = NumberField(label="Target rate", min_value=0, missing="Enter the target")
    target_on = DateField(label="By when?", missing="Enter the day of the target")
    field_order = ("measure", "source", "per", "better", "baseline", "baseline_on", "target", "target_on")

    def clean(self):
        said = super().clean()
        if said.get("baseline_on") and said.get("target_on") and said["target_on"] <= said["baseline_on"]:
            self.add_error("target_on", "The day of the target must be after the day of the beginning")
        return said

    def measured(self) -> MeasureFacts:
        said = self.of("source", "baseline", "baseline_on", "target", "target_on")
        return MeasureFacts(title=self.cleaned_data["measure"], **said, **self.rated())

    def facts(self):
        return self.measured()


class PriorityWords(Asked):
    title = line("Priority", "Enter the priority", 200)
    rationale = words("Why is it a priority?", "Say why it is a priority")
    evidence = WebAddressField(
        label="Where is the need shown?", hint="A web address, if there is one.", max_length=300, required=False
    )
    sponsor = line("Sponsor", "Enter the sponsor", hint="A delegated safeguarding partner, by name and role.")
    scrutiny_question = line("Which question will scrutiny ask of it?", "Enter the question", 400)


class PriorityForm(PriorityWords, MeasureForm):
    starts_on = DateField(label="First day", missing="Enter the first day")
    ends_on = DateField(label="Last day", missing="Enter the last day")
    field_order = (
        *("objective", "title", "rationale", "evidence", "sponsor", "starts_on", "ends_on", "scrutiny_question"),
        *MeasureForm.field_order,
    )
    objective_chosen: Objective | None = None

    def facts(self) -> PriorityFacts:
        said = self.of("title", "rationale", "evidence", "sponsor", "starts_on", "ends_on", "scrutiny_question")
        return PriorityFacts(**said, objective=self.objective_chosen, measure=self.measured())


class ObjectiveAnswerForm(PriorityForm):
    """A priority that answers an objective: its first measure is the objective's, the same in every area."""

    objective = SelectField(label="Which objective does it answer?", missing="Choose the objective")
    source = line("Where do the numbers of the objective’s measure come from?", "Enter the source", 200)
    measure = per = better = None

    def __init__(self, *args, objectives: Mapping[str, Objective], **kwargs):
        super().__init__(*args, **kwargs)
        self.objectives = objectives
        named = [(key, f"{each.number}. {each.title} ({each.strategy.title})") for key, each in objectives.items()]
        self.fields["objective"].choices = named

    @property
    def objective_chosen(self) -> Objective:
        return self.objectives[self.cleaned_data["objective"]]

    def measured(self) -> MeasureFacts:
        said, one = self.of("source", "baseline", "baseline_on", "target", "target_on"), self.objective_chosen
        return MeasureFacts(title=one.measure, per=one.per, more_is_better=one.more_is_better, **said, objective=one)


class ReadingForm(Asked):
    on = DateField(label="As at which day?", past=True, missing="Enter the day")
    some = NumberField(label="How many?", min_value=0, missing="Enter how many")
    of = NumberField(label="Of how many?", min_value=1, missing="Enter of how many")

    def clean(self):
        said = super().clean()
        if None not in (said.get("some"), said.get("of")) and said["some"] > said["of"]:
            self.add_error("some", "This is more than it is of")
        return said


class VaryForm(NoChildsData, Form):
    variation = words(
        "What does your area do otherwise, and why?",
        hint="The other areas read it. Leave it empty if you do as the strategy says.",
        max_length=600,
        required=False,
    )
    revision = RevisionField()


class OfOrganisation(Asked):
    """With an owner in an agency of the area."""

    owner = line("Owner", "Enter the owner", 120, hint="One person, by name and role.")
    organisation = SelectField(label="Of which agency?", by_typing=True, missing="Choose the agency")

    def __init__(self, *args, organisations: Mapping[str, Organisation], **kwargs):
        super().__init__(*args, **kwargs)
        self.organisations = organisations
        self.fields["organisation"].choices = [(key, each.name) for key, each in organisations.items()]

    def owned(self) -> dict:
        return {
            "owner": self.cleaned_data["owner"],
            "organisation": self.organisations[self.cleaned_data["organisation"]],
        }


class ChangeForm(Asked):
    """What is otherwise from now on. What it was stays on the page."""

    reason = words("Why does it change?", "Say why it changes", rows=2, max_length=400)
    revision = RevisionField()

    def said(self) -> dict:
        return self.of(*(name for name in self.fields if name not in ("reason", "revision", "idempotency")))

    def facts(self) -> ChangeFacts:
        return ChangeFacts(self.said(), self.cleaned_data["reason"])


class ChangeOwnerForm(ChangeForm, OfOrganisation):
    """Another owner of a risk."""

    field_order = ("owner", "organisation", "reason")

    def said(self):
        return super().said() | self.owned()


class ChangeItemForm(ChangeOwnerForm):
    due_on = DateField(label="Due", missing="Enter the day it is due")
    field_order = ("owner", "organisation", "due_on", "reason")


class ChangePriorityForm(ChangeForm, PriorityWords):
    field_order = ("title", "rationale", "evidence", "sponsor", "scrutiny_question", "reason")


class ChangeTargetForm(ChangeForm):
    target = NumberField(label="Target rate", min_value=0, missing="Enter the target")
    target_on = DateField(label="By when?", missing="Enter the day of the target")
    field_order = ("target", "target_on", "reason")


class ItemForm(OfOrganisation):
    deliverable = line("What will be done?", "Enter what will be done", 400)
    kind = RadiosField(label="What kind of work is it?", choices=WorkItem.Kind, missing="Choose the kind of work")
    starts_on = DateField(label="Begins", missing="Enter the day it begins")
    due_on = DateField(label="Due", missing="Enter the day it is due")
    field_order = ("deliverable", "kind", "owner", "organisation", "starts_on", "due_on")

    def clean(self):
        said = super().clean()
        if said.get("starts_on") and said.get("due_on") and said["due_on"] < said["starts_on"]:
            self.add_error("due_on", "It cannot be due before it begins")
        return said

    def facts(self) -> ItemFacts:
        return ItemFacts(**self.of("kind", "deliverable", "starts_on", "due_on"), **self.owned())


class UpdateForm(Asked):
    on = DateField(label="As at which day?", past=True, missing="Enter the day")
    rag = RadiosField(
        label="Status",
        choices=list(DEFINITIONS.items()),
        reveals={Rag.AMBER: ["recovery"]},
        missing="Choose the status",
    )
    recovery = words("What is done to bring it back?", "Enter the recovery plan", required=False)
    commentary = words("What was done, and what hinders it?", "Say how it goes")

    def clean(self):
        said = super().clean()
        if said.get("rag") == Rag.AMBER and not said.get("recovery"):
            self.add_error("recovery", "Enter the recovery plan: what is at risk has one")
        return said

    def facts(self) -> UpdateFacts:
        return UpdateFacts(**self.of("on", "rag", "commentary"), recovery=self.cleaned_data["recovery"] or "")


def score(label: str) -> RadiosField:
    ends = {1: "1, lowest", 5: "5, highest"}
    return RadiosField(
        label=label,
        choices=[(str(n), ends.get(n, str(n))) for n in range(1, 6)],
        inline=True,
        missing="Choose from 1 to 5",
    )


class ReviewForm(Asked):
    on = DateField(label="When was it reviewed?", past=True, missing="Enter the day")
    meeting = line("At which meeting?", "Enter the meeting")
    controls = words("What controls it?", "Enter the controls")
    now_likelihood = score("How likely is it with these controls?")
    now_impact = score("How severe would it be with these controls?")
    words = words("What did the meeting say of it?", "Say what the meeting said")
    review_by = DateField(label="When does the executive look at it next?", missing="Enter the day")
    closes = CheckboxesField(label="Is it over?", choices=[("yes", "Close it: it is no longer a risk")], required=False)

    def reviewed(self) -> ReviewFacts:
        said = self.cleaned_data
        scores = {"likelihood": int(said["now_likelihood"]), "impact": int(said["now_impact"])}
        kept = self.of("on", "meeting", "controls", "words", "review_by")
        return ReviewFacts(**kept, **scores, closes=bool(said.get("closes")))

    def facts(self):
        return self.reviewed()


class RiskForm(ReviewForm, OfOrganisation):
    cause = line("Because of what?", "Enter the cause", 300)
    event = line("What may happen?", "Enter the event", 300)
    effect = line("With what effect?", "Enter the effect", 300)
    likelihood = score("How likely is it without any control?")
    impact = score("How severe would it be without any control?")
    closes = None
    field_order = ("cause", "event", "effect", "likelihood", "impact", "owner", "organisation", *ReviewForm.base_fields)

    def facts(self) -> RiskFacts:
        scores = {name: int(self.cleaned_data[name]) for name in ("likelihood", "impact")}
        return RiskFacts(**self.of("cause", "event", "effect"), **scores, **self.owned(), first=self.reviewed())
