"""What is asked about a plan. None has a box for an image, and each says where another child is not named."""

from datetime import time

from breakwater.foundation.dates.london_time import moment
from breakwater.foundation.design.fields import (
    CheckboxesField,
    DateField,
    Form,
    IdempotentForm,
    RadiosField,
    SelectField,
    TextareaField,
    TextField,
    TimeField,
    YesNoField,
)

from ..incidents.lookup import post_in_words
from ..models import Measure, Trigger
from ..models.assessments import BY_HAND
from .operations.measures import MeasureFacts
from .operations.orders import OrderFacts
from .operations.writing import Approval

NO_NAMES = "Do not name another child: those who work with this child read it."


class BeginForm(Form):
    trigger = SelectField(
        label="Why is it reviewed?",
        choices=[(each.value, each.label) for each in Trigger if each != Trigger.FIRST],
        missing="Choose why it is reviewed",
    )


class ConsiderForm(Form):
    why = TextareaField(
        label="Why is no assessment made?",
        hint="It is good practice to make one after harassment too.",
        rows=4,
        max_length=2000,
        missing="Enter why no assessment is made",
    )


class ApproveForm(Form):
    """The safeguarding lead puts it in force. A head of the school in this service is asked to approve it; of another it is told who did."""

    is_conflicted = YesNoField(
        label="Does the head have a conflict of interest?",
        hint="For example, a child of the incident is a relative.",
        reveals={"no": ["head_name"], "yes": ["head", "head_conflict", "stand_in", "stand_in_on"]},
        missing="Say whether the head has a conflict of interest",
    )
    head_name = TextField(
        label="Head who approved it",
        hint="Name and role. It is recorded as told by you: your school has no head in this service who could approve it.",
        max_length=120,
        missing="Enter the head’s name",
    )
    head = SelectField(
        label="Which head?",
        hint="They no longer find this incident, its plans and papers, once you approve this.",
        missing="Choose which head",
    )
    head_conflict = TextField(label="What is the conflict?", max_length=300, missing="Enter what the conflict is")
    stand_in = TextField(
        label="Who approved it instead?",
        hint="Name and role, for example the chair of governors, or of the trust. It is recorded as told by you.",
        max_length=120,
        missing="Enter who approved it instead",
    )
    stand_in_on = DateField(
        label="On which day did they approve it on paper?", past=True, missing="Enter the day on which they approved it"
    )
    what_changed = TextareaField(
        label="What changed since the last version?",
        hint="Say also what goes on as it was, and what was ended.",
        rows=3,
        max_length=2000,
        missing="Enter what changed",
    )
    review_on = DateField(label="Review by", future=True, missing="Enter the day by which it is reviewed")

    def __init__(self, *args, is_first: bool, latest: str, heads, **kwargs):
        super().__init__(*args, **kwargs)
        self.heads = {str(each.pk): each for each in heads}
        self.fields["head"].choices = [(key, each.user.name) for key, each in self.heads.items()]
        if len(heads) == 1:
            self.fields["head"].initial = next(iter(self.heads))
        if not heads:
            del self.fields["head"]
        else:
            del self.fields["head_name"]
            asked = " or ".join(each.user.name for each in heads)
            self.fields["is_conflicted"].help_text = (
                f"For example, a child of the incident is a relative. If not, {asked} is asked to approve it by their own sign-in. "
                "It is in force until then, and says that the head has not approved it yet."
            )
        self.fields["review_on"].help_text = f"{latest} at the latest, and at once when something new is known."
        if is_first:
            del self.fields["what_changed"]

    def facts(self) -> Approval:
        said = self.cleaned_data
        return Approval(
            said.get("head_name") or said.get("stand_in") or "",
            said["review_on"],
            said.get("head_conflict") or "",
            said.get("what_changed") or "",
            said.get("stand_in_on"),
            self.heads.get(said.get("head") or ""),
        )


class OnPaperForm(Form):
    name = TextField(
        label="Who approved it in the place of the head?",
        hint="Name and role, for example the chair of governors, or of the trust.",
        max_length=200,
        missing="Enter who approved it",
    )
    on = DateField(label="On which day did they sign it?", past=True, missing="Enter the day")


class MeasureForm(IdempotentForm):
    """One row of the table of measures."""

    risk = TextField(label="Risk", hint=NO_NAMES, max_length=300, missing="Enter the risk")
    likelihood = RadiosField(
        label="How likely is it without the measure?",
        choices=Measure.Degree,
        inline=True,
        missing="Choose how likely it is",
    )
    impact = RadiosField(
        label="How much harm would it do?", choices=Measure.Degree, inline=True, missing="Choose how much harm"
    )
    what = TextField(label="Measure", max_length=400, missing="Enter the measure")
    who = TextField(label="Who does it?", max_length=160, missing="Enter who does it")
    starts_on = DateField(label="From", missing="Enter the day from which it is done")
    told = TextField(
        label="Communicated to",
        hint="The child, the parents, staff who must act.",
        max_length=300,
        missing="Enter who was told",
    )
    check_on = DateField(label="Check by", missing="Enter the day on which it is checked")
    residual = TextField(label="Risk that stays with it", max_length=300, missing="Enter the risk that stays")
    link = SelectField(
        label="Linked with a measure of another child",
        hint="When this one changes or is breached, whoever works with that child is asked to check theirs. They do not learn why.",
        empty="Not linked",
        required=False,
    )

    def __init__(self, *args, links, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["link"].choices = [("", "Not linked"), *links]
        if not links:
            del self.fields["link"]

    def facts(self) -> MeasureFacts:
        said = {name: value for name, value in self.cleaned_data.items() if name != "idempotency"}
        said |= {name: int(said[name]) for name in ("likelihood", "impact")}
        return MeasureFacts(**said | {"link": said.get("link") or ""})


class CheckForm(IdempotentForm):
    works = YesNoField(
        label="Does it work?",
        reveals={"yes": ["check_on"], "no": ["words"]},
        missing="Say whether it works",
    )
    check_on = DateField(label="Check again by", future=True, missing="Enter the day on which it is checked again")
    words = TextareaField(
        label="What does not work?",
        hint="The safeguarding team is told at once.",
        rows=3,
        max_length=2000,
        missing="Enter what does not work",
    )


class BreachForm(IdempotentForm):
    words = TextareaField(
        label="What happened?",
        hint="If a child is in danger, call 999 first. A new incident is reported as one.",
        rows=4,
        max_length=2000,
        missing="Enter what happened",
    )


class SendBackForm(Form):
    words = TextareaField(
        label="What has to change?",
        hint="The safeguarding lead reads it, and whoever works with this child. Do not name another child.",
        rows=4,
        max_length=2000,
        missing="Enter what has to change",
    )


class CallForm(IdempotentForm):
    trigger = RadiosField(
        label="What is new?", choices=[(each.value, each.label) for each in BY_HAND], missing="Choose what is new"
    )
    words = TextareaField(
        label="What should the review consider?", rows=4, max_length=2000, missing="Enter what is new"
    )


class OrderForm(IdempotentForm):
    on = DateField(label="In force on which day?", past=True, missing="Enter the day")
    clock = TimeField(label="At what time?", hint="Leave it empty for the end of that day.", required=False)
    ordered_by = TextField(
        label="Who ordered it?",
        hint="For example the court, and the number of the case.",
        max_length=200,
        missing="Enter who ordered it",
    )
    ordered_on = DateField(label="On which day was it ordered?", past=True, missing="Enter the day of the order")
    basis = TextField(
        label="On what lawful basis is it given?",
        hint="For example: order of the court; request of the police under the Data Protection Act 2018, schedule 2.",
        max_length=300,
        missing="Enter the lawful basis",
    )

    def facts(self) -> OrderFacts:
        said = self.cleaned_data
        at = moment(said["on"], said["clock"] or time(23, 59))
        return OrderFacts(at, said["ordered_by"], said["ordered_on"], said["basis"])


class InstructionForm(IdempotentForm):
    words = TextareaField(
        label="What should staff do?",
        hint="Practical only: a seat, a route, a supervision. Never what happened, why, or another child’s name.",
        rows=4,
        max_length=1000,
        missing="Enter what staff should do",
    )
    starts_on = DateField(label="From", missing="Enter the day from which it applies")
    readers = CheckboxesField(label="Who must act?", small=True, missing="Choose who must act")

    def __init__(self, *args, staff, **kwargs):
        super().__init__(*args, **kwargs)
        self.staff = {str(each.user_id): each.user for each in staff}
        self.fields["readers"].choices = [(str(each.user_id), post_in_words(each)) for each in staff]

    def clean(self):
        said = super().clean()
        said["readers"] = [self.staff[key] for key in said.get("readers") or [] if key in self.staff]
        return said


class ReadersForm(InstructionForm):
    words = starts_on = None
