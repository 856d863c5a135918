"""What people may type between two calls."""

from django.core.exceptions import ValidationError

from breakwater.casework.handovers.danger import DangerField
from breakwater.foundation.design.fields import (
    DateField,
    Form,
    IdempotentForm,
    RadiosField,
    SelectField,
    TextareaField,
    TextField,
)
from breakwater.practice.education.models import Consultation

NAMELESS, ANOTHER = "nobody", "other"


class ConsultationForm(IdempotentForm):
    """What a school asked about a pupil, what it was told, and what was decided. A pupil need not be named."""

    asked_by = TextField(
        label="Who asked?", hint="Name and role at the school.", missing="Enter who asked", max_length=160
    )
    pupil = SelectField(label="About which pupil?", missing="Choose the pupil, or that nobody was named")
    name = TextField(label="If they are not in that list: the pupil’s name", required=False, max_length=200)
    theme = RadiosField(label="What was it about?", choices=Consultation.Theme, missing="Choose what it was about")
    question = TextareaField(
        label="What did the school ask?", missing="Enter what the school asked", rows=4, max_length=4000
    )
    advice = TextareaField(label="What did you advise?", missing="Enter what you advised", rows=4, max_length=4000)
    level = RadiosField(
        label="Which level of need did you both think of?",
        choices=Consultation.Level,
        required=False,
        hint="Advice, not a decision.",
    )
    decided = TextareaField(
        label="What was decided, and who does it?",
        missing="Enter what was decided, or that nothing was",
        rows=3,
        max_length=4000,
    )
    follow_up_on = DateField(label="When do you ask again?", hint="Leave it empty if you need not.", required=False)

    def __init__(self, *args, pupils, **kwargs):
        super().__init__(*args, **kwargs)
        self.pupils = {one.person.public_id: one.person for one in pupils}
        self.fields["pupil"].choices = [
            (NAMELESS, "The pupil was not named"),
            *((key, f"{person.surname}, {person.forename}") for key, person in self.pupils.items()),
            (ANOTHER, "Someone who is not in this list"),
        ]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("pupil") == ANOTHER and not cleaned.get("name"):
            self.add_error("name", ValidationError("Enter the pupil’s name"))
        return cleaned

    @property
    def person(self):
        return self.pupils.get(self.cleaned_data["pupil"])

    @property
    def named_as(self) -> str:
        return self.cleaned_data["name"] if self.cleaned_data["pupil"] == ANOTHER else ""


class ContactOfItForm(Form):
    """Why a consultation becomes a contact; of whom, where nobody was named."""

    named_as = TextField(
        label="Which pupil is it about?",
        hint="The school must say. Name, and date of birth if known.",
        max_length=200,
        missing="Enter the pupil’s name",
    )
    danger = DangerField()
    why = TextareaField(
        label="Why must the MASH look at it now?",
        hint="What the school asked and what you advised go with it.",
        missing="Enter why the MASH must look at it",
        rows=4,
        max_length=4000,
    )
    childs_words = TextareaField(
        label="What did the child say, in the child’s own words?",
        hint="As the school quoted them. Leave it empty where nobody has said.",
        required=False,
        rows=3,
        max_length=4000,
    )

    def __init__(self, *args, is_named, **kwargs):
        super().__init__(*args, **kwargs)
        if is_named:
            del self.fields["named_as"]
