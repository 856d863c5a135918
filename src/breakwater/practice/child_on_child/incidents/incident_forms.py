"""How an incident is coded, reviewed, found and reopened. There is nowhere to put an image or to describe one (SG-29)."""

from breakwater.foundation.design.fields import (
    CheckboxesField,
    DateField,
    Form,
    RadiosField,
    RevisionField,
    SelectField,
    TextareaField,
    TextField,
)

from ..codes import PLACES, PLATFORMS, RELATIONSHIPS, TIMES
from ..models.incidents import Category, Device, Level, Outcome, YesNo
from .operations.opening import IncidentFacts
from .operations.outcomes import REVIEWED

MORE = [
    ("has_images", "Images or videos are involved"),
    ("is_pattern", "It happened more than once"),
    ("is_repeat", "The same children, or the same place, as before"),
]


class IncidentForm(Form):
    """How it is coded; what is not known yet is left."""

    category = RadiosField(
        label="What happened?",
        hint="After the first four, which are violence, the police and children’s social care are told.",
        choices=Category,
        missing="Choose what happened",
    )
    place = SelectField(label="Where?", choices=list(PLACES.items()), missing="Choose where, or Not known yet")
    platform = SelectField(
        label="If it was online, where?", choices=list(PLATFORMS.items()), empty="It was not online", required=False
    )
    happened_on = DateField(label="On which day?", past=True, required=False)
    time = SelectField(label="About what time?", choices=list(TIMES.items()), initial="NOT_KNOWN", required=False)
    relationship = SelectField(
        label="What are the children to each other?",
        choices=list(RELATIONSHIPS.items()),
        initial="NOT_KNOWN",
        required=False,
    )
    level = SelectField(
        label="Where is the behaviour on the continuum of harmful sexual behaviour?",
        choices=[each for each in Level.choices if each[0]],
        empty="Not assessed yet",
        required=False,
    )
    more = CheckboxesField(label="Also", choices=MORE, required=False, small=True)
    device = SelectField(
        label="If there are images: who has the device?",
        hint="Nobody looks at, copies or sends an image. The police are told who has it.",
        choices=[each for each in Device.choices if each[0]],
        empty="Choose who has it",
        required=False,
    )
    lgbt = RadiosField(
        label="Is it related to a child being LGBT+, or being thought to be?",
        hint="For patterns alone. It is kept of the incident, never of a child.",
        choices=YesNo,
        inline=True,
        initial=YesNo.NOT_KNOWN,
        required=False,
    )

    def facts(self) -> IncidentFacts:
        said = dict(self.cleaned_data)
        more = said.pop("more")
        return IncidentFacts(
            **{name: said[name] or "" for name in ("category", "place", "platform", "level", "device")},
            happened_on=said["happened_on"],
            time=said["time"] or "NOT_KNOWN",
            relationship=said["relationship"] or "NOT_KNOWN",
            lgbt=said["lgbt"] or YesNo.NOT_KNOWN,
            **{name: name in more for name, _ in MORE},
        )


class DescribeForm(IncidentForm):
    """What is recorded as sexual violence becomes less for a reason."""

    why = TextareaField(
        label="If it is no longer rape, assault or another of the four of violence: why?",
        hint="It is kept. The police and children’s social care are told until a colleague of the safeguarding team agrees.",
        rows=3,
        max_length=2000,
        required=False,
    )
    revision = RevisionField()

    def __init__(self, *args, is_violence: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not is_violence:
            del self.fields["why"]


class IncidentsFilter(Form):
    """Which incidents are listed; it is in the address."""

    show = SelectField(
        label="Show", choices=[("open", "Open"), ("closed", "Closed")], empty="Open and closed", required=False
    )
    category = SelectField(label="What happened", choices=Category, empty="Anything", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.says_optional = False

    def narrow(self, listed):
        said = self.cleaned_data
        if said.get("category"):
            listed = listed.filter(category=said["category"])
        return listed.filter(closed_at__isnull=said["show"] == "open") if said.get("show") else listed


class AddReportForm(Form):
    incident = RadiosField(label="Which incident?", missing="Choose the incident")

    def __init__(self, *args, incidents, **kwargs):
        super().__init__(*args, **kwargs)
        self.incidents = {each.public_id: each for each in incidents}
        self.fields["incident"].choices = [
            (key, f"{each.reference}: {each.get_category_display()}") for key, each in self.incidents.items()
        ]

    def clean(self):
        said = super().clean()
        if said.get("incident"):
            said["incident"] = self.incidents[said["incident"]]
        return said


class WeighForm(Form):
    """Words to a child under 13: what two people decide of."""

    tells = RadiosField(
        label="Are the police and children’s social care told?",
        choices=[("yes", "Yes, both are told"), ("no", "No, they need not be told")],
        options={"no": {"hint": "A second person of the safeguarding team has to agree. Until then it stays open."}},
        missing="Choose whether they are told",
    )
    why = TextareaField(
        label="Why?",
        hint="Age, development and power between the children; whether it was more than words, or happened before; the risk to others. "
        "What the child or the parents wish is heard, and is no reason on its own.",
        rows=4,
        max_length=2000,
        missing="Enter why",
    )

    def clean(self):
        said = super().clean()
        said["tells"] = said.get("tells") == "yes"
        return said


class ReviewForm(Form):
    words = TextareaField(
        label="What changed since the last time?",
        hint="For either child, in what the police and social care decided, in how the measures work.",
        rows=4,
        max_length=4000,
        missing="Enter what changed, or that nothing did",
    )
    decided = RadiosField(label="What do you decide?", choices=list(REVIEWED.items()), missing="Choose what you decide")
    next_on = DateField(label="When do you look at it again?", future=True, missing="Enter the day")


class OutcomeForm(Form):
    outcome = RadiosField(
        label="What did you find, on the balance of probability?",
        choices=Outcome,
        options={
            Outcome.UNSUBSTANTIATED: {"hint": "It does not mean that it did not happen."},
            Outcome.MALICIOUS: {"hint": "Consider first whether the child needs help, or was harmed by somebody else."},
        },
        missing="Choose what you found",
    )
    outcome_why = TextareaField(label="Why?", rows=4, max_length=4000, missing="Enter why")
    sanction = TextField(
        label="Sanction, if there was one",
        hint="It may run beside support. A child who reported has one only for a report that was deliberately invented.",
        max_length=200,
        required=False,
    )
    changed_why = TextareaField(
        label="Why is the outcome changed?",
        hint="What is recorded now stays in the history of the incident.",
        rows=3,
        max_length=2000,
        missing="Enter why the outcome is changed",
    )

    def __init__(self, *args, is_final: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not is_final:
            del self.fields["changed_why"]

    def clean(self):
        said = super().clean()
        said["sanction"] = said.get("sanction") or ""
        return said


class ReopenForm(Form):
    why = TextareaField(label="Why do you reopen it?", rows=3, max_length=2000, missing="Enter why you reopen it")
