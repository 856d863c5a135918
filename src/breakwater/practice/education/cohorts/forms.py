"""What whoever keeps the table of cohorts, or releases a line of it as a second person, may type."""

from django.core.exceptions import ValidationError

from breakwater.foundation.design.fields import (
    DateField,
    Form,
    RadiosField,
    TextField,
)
from breakwater.practice.education.models import Condition, See, is_barred


class CohortForm(Form):
    """One line of the table. What never reaches a list cannot be switched on, here or in the database."""

    WORDS = ("definition", "said")

    definition = TextField(label="Who is in it?", missing="Enter who is in it", max_length=240)
    see = RadiosField(label="What does a school see?", choices=See, missing="Choose what a school sees")
    condition = RadiosField(label="On what condition?", choices=Condition, missing="Choose the condition")
    said = TextField(
        label="What does the school read?",
        hint="Leave it empty for the cohort’s own name.",
        required=False,
        max_length=80,
    )
    figure = TextField(
        label="What does the number of an agency’s list count?",
        hint="It is read after the number, for instance “per cent of sessions missed”. Leave it empty where there is none.",
        required=False,
        max_length=60,
    )
    why = TextField(label="Why so?", missing="Enter why", max_length=240)
    owner = TextField(label="Who answers for this line?", missing="Enter who answers for it", max_length=80)
    review_by = DateField(label="When is it looked at again?", future=True, missing="Enter the day")
    because = TextField(label="Why do you change it?", missing="Enter why you change it", max_length=240)

    def __init__(self, *args, code="", **kwargs):
        super().__init__(*args, **kwargs)
        self.code = code

    def clean_see(self):
        if is_barred(self.code, self.cleaned_data["see"]):
            raise ValidationError("This is never on a school’s list, and no area can switch it on")
        return self.cleaned_data["see"]

    def clean(self):
        cleaned = super().clean()
        for name in self.WORDS:
            if is_barred("", cleaned.get("see", See.NEVER), cleaned.get(name, "")):
                self.add_error(
                    name, "Prevent, Channel, allegations and section 47 enquiries are never on a school’s list"
                )
        return cleaned


class NewCohortForm(CohortForm):
    """A cohort of the area's own."""

    WORDS = ("name", "definition", "said")

    code = TextField(
        label="Which code does it have?",
        hint="Up to five capital letters and digits. Agencies’ lists name it in their code column.",
        missing="Enter the code",
        max_length=5,
    )
    name = TextField(label="What is it called?", missing="Enter what it is called", max_length=80)
    source = TextField(
        label="Who tells us?",
        hint="The agency or service whose list has it.",
        missing="Enter who tells us",
        max_length=80,
    )

    field_order = ("code", "name", "source")

    def clean_code(self):
        code = self.cleaned_data["code"].upper()
        if not code.isascii() or not code.isalnum():
            raise ValidationError("Enter letters and digits alone")
        self.code = code  # clean_see runs after it and asks whether this code may be seen at all
        return code


class ReleaseCohortForm(Form):
    """A second person releases a line, or says why not."""

    decision = RadiosField(
        label="Do you release it?",
        missing="Choose whether you release it",
        choices=[("RELEASE", "Yes: it says what it means, and schools may read it"), ("NOT", "No")],
    )
    words = TextField(label="Why?", hint="Whoever proposed it reads this.", missing="Enter why", max_length=240)
