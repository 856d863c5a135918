"""What a critical friend writes down: the advice, what came of it, and a child who must be named after all."""

from datetime import date

from django.core.exceptions import ValidationError

from breakwater.casework.handovers.danger import DangerField
from breakwater.casework.thresholds.models import Level
from breakwater.foundation.design.fields import (
    CheckboxesField,
    DateField,
    Form,
    IdempotentForm,
    RadiosField,
    SelectField,
    TextareaField,
    TextField,
)
from breakwater.foundation.figures.periods import month_of, period_of, quarter_of, school_year_of
from breakwater.practice.early_help.models import Advice, Theme

from .operations import AdviceFacts


class AdviceForm(IdempotentForm):
    """Advice to a professional. Without an episode nobody may be named in it."""

    asked_by = TextField(
        label="Who asks?",
        hint="Their name and what they do.",
        missing="Enter who asks",
        max_length=160,
        spellcheck=False,
    )
    organisation = SelectField(label="Where do they work?", required=False, empty="Not listed", by_typing=True)
    themes = CheckboxesField(label="What is it about?", choices=Theme, missing="Choose at least one", small=True)
    question = TextareaField(label="What do they ask?", rows=4, max_length=5000, missing="Enter what they ask")
    advice = TextareaField(label="What do you advise?", rows=5, max_length=5000, missing="Enter what you advise")
    why = TextareaField(
        label="Why?",
        hint="What it rests on: levels of need, a procedure, what worked before.",
        required=False,
        rows=3,
        max_length=5000,
    )
    level = SelectField(
        label="Which level of need did you talk about?", required=False, empty="None", choices=Level.choices
    )
    next_step = RadiosField(
        label="What should happen next?", choices=Advice.NextStep, missing="Choose what should happen next"
    )
    who_does_what = TextareaField(label="Who does what, by when?", required=False, rows=2, max_length=2000)
    sure = RadiosField(label="How sure are you?", choices=Advice.Sure, missing="Choose how sure you are", inline=True)
    follow_up_on = DateField(
        label="When do you see what came of it?",
        hint="You get a task for that day.",
        required=False,
        earliest=date.today,
    )

    def __init__(self, *args, organisations, names_nobody, **kwargs):
        super().__init__(*args, **kwargs)
        self.organisations = {one.public_id: one for one in organisations}
        self.fields["organisation"].choices = [(key, one.name) for key, one in self.organisations.items()]
        if names_nobody:
            self.fields["question"].help_text = "No name, address or anything else from which the child could be known."

    def clean_organisation(self):
        return self.organisations.get(self.cleaned_data["organisation"])

    def facts(self) -> AdviceFacts:
        return AdviceFacts(**{name: value for name, value in self.cleaned_data.items() if name != "idempotency"})

    def clean_level(self):
        return int(self.cleaned_data["level"]) if self.cleaned_data["level"] else None


class FollowUpForm(Form):
    followed = RadiosField(label="Was it followed?", choices=Advice.Followed, missing="Choose whether it was followed")
    came_of_it = TextareaField(
        label="What came of it?",
        hint="For the family, and what you would advise another time.",
        required=False,
        rows=4,
        max_length=5000,
    )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("followed") in ("NO", "PARTLY") and not cleaned.get("came_of_it"):
            self.add_error("came_of_it", ValidationError("Enter why, and what came of it"))
        return cleaned


class NameForm(IdempotentForm):
    """A child is named after all: what the front door must know to find them today."""

    danger = DangerField()
    child = TextField(
        label="Which child?",
        hint="Name and, if you have it, date of birth and school.",
        missing="Enter the child’s name",
        max_length=160,
        spellcheck=False,
    )
    worry = TextareaField(
        label="What worries you, and where is the child now?", rows=6, max_length=8000, missing="Enter what worries you"
    )


class LogFilter(Form):
    """Narrows the log. Read from the address: codes alone, no words."""

    theme = SelectField(label="About", choices=Theme.choices, required=False, empty="Anything")
    followed = SelectField(
        label="What came of it",
        required=False,
        empty="Anything",
        choices=[("OPEN", "Not looked at yet"), *Advice.Followed.choices],
    )
    whose = SelectField(label="Given by", required=False, empty="Anyone", choices=[("mine", "You")])
    named = SelectField(
        label="With or without a name",
        required=False,
        empty="Both",
        choices=[("family", "About a family we help"), ("nobody", "Without a name")],
    )
    period = SelectField(label="Given in", required=False, empty="Any time", choices=[])

    def __init__(self, data, *, today: date, **kwargs):
        super().__init__(data, **kwargs)
        this_month = month_of(today)
        asked = period_of(data.get("period", ""))  # that of a figure, whichever it is
        offered = [this_month, this_month.before, quarter_of(today), school_year_of(today), *([asked] if asked else [])]
        self.fields["period"].choices = list({one.code: one.words for one in offered}.items())
        for field in self.fields.values():
            field.says_optional = False
