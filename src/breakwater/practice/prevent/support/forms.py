"""What is asked about support for schools. Every form names no child, and says where a worry goes (SG-28)."""

from datetime import datetime

from django.utils import timezone

from breakwater.foundation.dates.london_time import moment
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
    TimeField,
)
from breakwater.foundation.design.moments import spoken
from breakwater.partnership.organisations.models import Membership

from ..models import Advice, YearGroup
from ..models.support import NOT_LOOKED_AT, Grade, Item, Kind, RiskCategory
from .operations.maps import AdviceFacts, CellFacts
from .operations.requests import AskFacts, OfferFacts, TrainingFacts
from .operations.visits import RiskFacts, SignFacts, VisitFacts

NO_CHILD = "Do not name a child or a family."
NONE = "none"
PRIORITIES = [("2", "High: this term"), ("3", "Medium: this school year"), ("4", "Low")]


class AskForm(NoChildsData, IdempotentForm):
    """Three questions: what kind of support, about what, and when it suits."""

    kind = RadiosField(
        label="What would help?",
        choices=[
            (Kind.TRAINING, "Training for staff"),
            (Kind.CURRICULUM, "Curriculum: plan or map what you teach"),
            (Kind.OUTREACH, "Advice, a risk assessment or an audit"),
            (Kind.SIGNPOSTING, "Resources, websites and community contacts"),
        ],
        options={
            Kind.TRAINING: {"hint": "To understand, recognise and refer."},
            Kind.CURRICULUM: {"hint": "Safe discussion, challenge of sources, British values, digital resilience."},
            Kind.OUTREACH: {"hint": "Policies, law, inspection, action planning. The officer visits you or calls."},
            Kind.SIGNPOSTING: {"hint": "You have these at once."},
        },
        reveals={Kind.TRAINING: ["audience", "size", "after_incident"], Kind.CURRICULUM: ["phase", "subjects"]},
        missing="Choose what would help",
    )
    audience = TextField(
        label="Who is it for?",
        hint="For example: all teaching staff, or governors.",
        max_length=160,
        missing="Enter who it is for",
    )
    size = NumberField(
        label="About how many people?", min_value=1, max_value=2000, missing="Enter about how many people"
    )
    after_incident = CheckboxesField(
        label="After an incident", choices=[("yes", "It follows a recent incident")], required=False, small=True
    )
    phase = TextField(
        label="Which years?", hint="For example: Year 7 to Year 9.", max_length=160, missing="Enter which years"
    )
    subjects = TextField(
        label="Which subjects?", max_length=160, required=False, hint="Leave it empty if you are not sure."
    )
    about = TextareaField(
        label="What is it about?", hint=NO_CHILD, rows=3, max_length=1000, missing="Enter what it is about"
    )
    when_suits = TextField(
        label="When does it suit you?",
        hint="For example: Tuesdays after 3pm, or the staff day on 4 January. Not needed for resources.",
        max_length=300,
        missing="Enter when it suits you",
    )

    def clean(self):
        said = super().clean()
        if said.get("kind") == Kind.SIGNPOSTING and not self["when_suits"].value():
            self._errors.pop("when_suits", None)
            said["when_suits"] = ""
        return said

    def facts(self) -> AskFacts:
        said = self.cleaned_data
        return AskFacts(
            said["kind"],
            said["about"],
            said["when_suits"],
            said["audience"] or said["phase"] or "",
            said["size"],
            said["subjects"] or "",
            bool(said["after_incident"]),
        )


class OfferForm(NoChildsData, Form):
    """Two or three times to choose from."""

    first_on = DateField(label="First time: which day?", future=True, missing="Enter the day of the first time")
    first_at = TimeField(label="At what time?", missing="Enter the hour of the first time")
    second_on = DateField(label="Second time: which day?", future=True, missing="Enter the day of the second time")
    second_at = TimeField(label="At what time?", missing="Enter the hour of the second time")
    third_on = DateField(label="Third time, if you have one: which day?", future=True, required=False)
    third_at = TimeField(label="At what time?", required=False)
    minutes = NumberField(label="For how many minutes?", min_value=10, max_value=480, initial=60, width=3)
    place = TextField(
        label="Where?",
        hint="For example: at the school, or by telephone.",
        max_length=160,
        initial="At the school",
        missing="Enter where",
    )
    documents_asked = TextareaField(
        label="What should the school have ready?",
        hint="For example: the child protection policy, training records, the lettings policy.",
        rows=2,
        max_length=600,
        required=False,
    )

    def clean(self):
        said = super().clean()
        if bool(said.get("third_on")) != bool(said.get("third_at")):
            self.add_error("third_at", "Enter both the day and the hour of the third time, or neither")
        times = self._times(said)
        if len(set(times)) < len(times):
            self.add_error("second_on", "Enter times that differ")
        if any(each <= timezone.now() for each in times):
            self.add_error("first_at", "Enter times that are still to come")
        return said

    def facts(self) -> OfferFacts:
        said = self.cleaned_data
        return OfferFacts(self._times(said), said["minutes"], said["place"], said["documents_asked"])

    def _times(self, said) -> list[datetime]:
        pairs = ((said.get(f"{name}_on"), said.get(f"{name}_at")) for name in ("first", "second", "third"))
        return [moment(day, clock) for day, clock in pairs if day and clock is not None]


class ChooseForm(NoChildsData, Form):
    """The school takes one of the times, or says that none suits."""

    starts_at = RadiosField(
        label="Which time suits you?", reveals={NONE: ["words"]}, missing="Choose a time, or that none suits"
    )
    words = TextareaField(label="When would suit you?", rows=2, max_length=600, missing="Enter when would suit you")

    def __init__(self, *args, offered: list[datetime], **kwargs):
        super().__init__(*args, **kwargs)
        self.offered = {each.isoformat(): each for each in offered}
        times = [(key, spoken(each)) for key, each in self.offered.items()]
        self.fields["starts_at"].choices = [*times, (NONE, "None of these suits")]
        self.fields["starts_at"].options = {NONE: {"divider": "or"}}

    @property
    def taken(self) -> datetime | None:
        return self.offered.get(self.cleaned_data["starts_at"])


class ReasonForm(NoChildsData, Form):
    reason = TextareaField(
        label="Why?", hint=f"The other side reads this. {NO_CHILD}", rows=3, max_length=1000, missing="Enter why"
    )


class AskToMoveForm(NoChildsData, Form):
    words = TextareaField(
        label="When would suit you, and why?",
        hint=f"The officer reads this. {NO_CHILD}",
        rows=3,
        max_length=600,
        missing="Enter when would suit you",
    )


class MoveForm(ReasonForm):
    on = DateField(label="To which day?", future=True, missing="Enter the day")
    clock = TimeField(label="At what time?", missing="Enter the hour")
    place = TextField(label="Where?", max_length=160, missing="Enter where")
    field_order = ("on", "clock", "place", "reason")

    def clean(self):
        said = super().clean()
        if said.get("on") and said.get("clock") is not None:
            said["starts_at"] = moment(said["on"], said["clock"])
            if said["starts_at"] <= timezone.now():
                self.add_error("clock", "Enter a time that is still to come")
        return said


class TrainingForm(NoChildsData, Form):
    topic = TextField(label="What was it about?", missing="Enter what it was about")
    attended = NumberField(
        label="How many people were there?", min_value=0, max_value=2000, missing="Enter how many were there"
    )
    evaluated = NumberField(
        label="How many answered the evaluation?", min_value=0, max_value=2000, missing="Enter how many answered"
    )
    confident = NumberField(
        label="How many of those would now know what to do about a worry?",
        min_value=0,
        max_value=2000,
        missing="Enter how many would know what to do",
    )

    def clean(self):
        said = super().clean()
        counts = [said.get(name) for name in ("attended", "evaluated", "confident")]
        if None not in counts and not counts[0] >= counts[1] >= counts[2]:
            self.add_error(
                "confident", "Check the numbers: not more can answer than were there, or be confident than answered"
            )
        return said

    def facts(self) -> TrainingFacts:
        return TrainingFacts(**self.cleaned_data)


class VisitForm(NoChildsData, Form):
    """The record of a visit, with a grade of each item that was looked at. `KEPT` are its boxes beside the grades."""

    KEPT = (
        "visited_on",
        "met",
        "purpose",
        "documents",
        "walk_through",
        "strengths",
        "training_booked",
        "next_visit_on",
    )
    visited_on = DateField(label="When was the visit?", past=True, missing="Enter the day of the visit")
    met = TextField(
        label="Who did you meet?", hint="Names and roles of staff.", max_length=300, missing="Enter who you met"
    )
    purpose = TextField(label="What was it for?", max_length=300, missing="Enter what it was for")
    documents = TextareaField(label="Which documents did you see?", rows=2, max_length=2000, required=False)
    walk_through = TextareaField(
        label="What did you see on the walk through?", hint=NO_CHILD, rows=3, max_length=4000, required=False
    )
    strengths = TextareaField(label="Strengths", rows=3, max_length=4000, required=False)
    training_booked = TextField(label="Training booked", required=False)
    next_visit_on = DateField(label="Next visit", required=False, future=True)
    revision = RevisionField()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for item in Item:
            self.fields[item.value] = SelectField(label=item.label, choices=Grade, empty=NOT_LOOKED_AT, required=False)
        self.order_fields([*list(self.fields)[:5], *Item.values, "strengths", "training_booked", "next_visit_on"])

    def facts(self) -> VisitFacts:
        said = self.cleaned_data
        grades = {item: said[item] for item in Item.values if said[item]}
        return VisitFacts(grades=grades, **{name: said[name] for name in self.KEPT})


class KnownRisksForm(NoChildsData, Form):
    national = TextareaField(label="National risks known", rows=3, max_length=2000, required=False)
    local = TextareaField(
        label="Local risks known",
        hint="From the authority’s briefing. Nothing classified.",
        rows=3,
        max_length=2000,
        required=False,
    )


class RiskForm(NoChildsData, IdempotentForm):
    """One risk with its controls and, as wanted, a further action that the school agrees to now."""

    category = SelectField(label="Category", choices=RiskCategory, missing="Choose a category")
    risk = TextField(label="What is the risk?", max_length=300, missing="Enter the risk")
    hazard = TextField(label="How could it come about?", max_length=300, required=False)
    controls = TextareaField(
        label="What controls are in place?",
        rows=3,
        max_length=2000,
        missing="Enter the controls, or that there are none",
    )
    severity = SelectField(
        label="Severity, 1 to 5", choices=[(str(n), str(n)) for n in range(1, 6)], empty="Not scored", required=False
    )
    likelihood = SelectField(
        label="Likelihood, 1 to 5", choices=[(str(n), str(n)) for n in range(1, 6)], empty="Not scored", required=False
    )
    more = RadiosField(
        label="Is there more to be done?",
        choices=[("yes", "Yes: agree an action"), ("no", "No: the controls are enough")],
        reveals={"yes": ["further_action", "measure", "owner", "due_on", "priority"]},
        missing="Choose whether there is more to be done",
    )
    further_action = TextareaField(
        label="What does the school do?",
        hint="Start with what somebody does.",
        rows=2,
        max_length=400,
        missing="Enter what the school does",
    )
    measure = TextField(
        label="How will anybody know that it is done?", max_length=400, missing="Enter how anybody will know"
    )
    owner = SelectField(label="Who in the school does it?", missing="Choose who does it")
    due_on = DateField(label="By when?", future=True, missing="Enter the day")
    priority = RadiosField(label="Priority", choices=PRIORITIES, missing="Choose a priority")

    def __init__(self, *args, people: list[Membership], is_agreed: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        self.people = {str(post.public_id): post for post in people}
        self.fields["owner"].choices = [(key, post.user.name) for key, post in self.people.items()]
        if is_agreed:  # it is in the tracker: what is done about it is changed there
            for name in ("more", "further_action", "measure", "owner", "due_on", "priority"):
                del self.fields[name]

    def clean(self):
        said = super().clean()
        if bool(said.get("severity")) != bool(said.get("likelihood")):
            self.add_error("likelihood", "Score both severity and likelihood, or neither")
        return said

    def facts(self) -> RiskFacts:
        said = self.cleaned_data
        scores = {name: int(said[name]) if said[name] else None for name in ("severity", "likelihood")}
        words = {name: said[name] for name in ("category", "risk", "hazard", "controls")}
        if said.get("more") != "yes":
            return RiskFacts(**words, **scores)
        agreed = {name: said[name] for name in ("further_action", "measure", "due_on", "priority")}
        return RiskFacts(**words, **scores, **agreed, owner=self.people[said["owner"]])


class SignForm(Form):
    signed_name = TextField(label="Who agreed it?", max_length=120, missing="Enter the name of the head")
    signed_role = TextField(label="Role", max_length=120, initial="Head teacher", missing="Enter the role")
    signed_on = DateField(label="When?", past=True, missing="Enter the day")

    def facts(self) -> SignFacts:
        return SignFacts(**self.cleaned_data)


class FollowUpForm(NoChildsData, Form):
    words = TextareaField(
        label="What has been done since, and what has not?",
        hint=NO_CHILD,
        rows=4,
        max_length=2000,
        missing="Enter what has been done",
    )


class AdviceForm(NoChildsData, IdempotentForm):
    asked_by = TextField(
        label="Who asked?", hint="Name and role of the member of staff.", max_length=160, missing="Enter who asked"
    )
    asked_on = DateField(label="When?", past=True, missing="Enter the day")
    subject = RadiosField(label="What about?", choices=Advice.Subject, missing="Choose what it was about")
    question = TextareaField(
        label="What did they ask?",
        hint=f"{NO_CHILD} Advice about one child is a referral conversation: send it to the Prevent lead.",
        rows=3,
        max_length=2000,
        missing="Enter what they asked",
    )
    advice = TextareaField(label="What did you advise?", rows=4, max_length=4000, missing="Enter what you advised")
    links = TextareaField(label="Links", hint="One a line.", rows=2, max_length=1000, required=False)

    def facts(self) -> AdviceFacts:
        names = ("asked_by", "asked_on", "subject", "question", "advice", "links")
        return AdviceFacts(**{name: self.cleaned_data[name] for name in names})


class BeginMapForm(Form):
    year_groups = CheckboxesField(
        label="Which years does the school teach?", choices=YearGroup, missing="Choose at least one year", small=True
    )


class CellForm(NoChildsData, Form):
    subject = TextField(label="In which subject, or where?", max_length=160, required=False)
    resource = TextField(label="With which resource?", max_length=300, required=False)
    gap = TextField(label="What is missing?", hint="Leave it empty where nothing is.", max_length=300, required=False)
    revision = RevisionField()

    def clean(self):
        said = super().clean()
        if not any(said.get(name) for name in ("subject", "gap")):
            self.add_error("subject", "Enter where it is taught, or what is missing")
        return said

    def facts(self) -> CellFacts:
        return CellFacts(**{name: self.cleaned_data[name] for name in ("subject", "resource", "gap")})


class SchoolsFilter(Form):
    """Which schools are listed; it is in the address."""

    name = TextField(label="School", required=False, width=20)

    def narrow(self, listed):
        said = self.cleaned_data.get("name")
        return listed.filter(organisation__name__icontains=said) if said else listed
