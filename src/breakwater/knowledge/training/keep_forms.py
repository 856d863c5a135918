"""What is asked of the training team besides: trainers, fees, waivers, requests for sessions, double records."""

from breakwater.foundation.design.fields import (
    CheckboxesField,
    DateField,
    EmailField,
    Form,
    HiddenField,
    IdempotentForm,
    NumberField,
    RadiosField,
    SelectField,
    TextareaField,
    TextField,
)
from breakwater.partnership.organisations.models import Organisation
from breakwater.partnership.organisations.models.organisations import OrganisationKind

from .models import Charge, Sort, Trainer
from .operations.keeping import FeeFacts, RequestFacts, TrainerFacts


class TrainerForm(Form):
    name = TextField(label="Name", max_length=120, autocomplete="off", missing="Enter their name")
    email = EmailField(label="Email address", autocomplete="off", missing="Enter their email address")
    organisation = SelectField(
        label="Agency",
        by_typing=True,
        missing="Choose the agency",
        choices=lambda: list(
            Organisation.objects.filter(closed_on=None).order_by("name").values_list("public_id", "name")
        ),
    )
    courses = CheckboxesField(label="Approved for", required=False, small=True)
    days_offered = NumberField(
        label="Days offered a year", min_value=0, max_value=260, width=3, initial=0, required=False
    )
    trained_on = DateField(label="Train the trainer: when?", required=False)
    updated_on = DateField(label="Last subject update", required=False)
    observed_on = DateField(label="Last observed", required=False)
    released_until = DateField(label="Manager’s release agreement: until when?", required=False)
    facilitator = SelectField(
        label="Restorative practice facilitator",
        choices=[each for each in Trainer.Facilitator.choices if each[0]],
        required=False,
        empty="Not a facilitator",
    )
    facilitator_since = DateField(label="Since when?", required=False)
    facilitator_until = DateField(label="Licence until", required=False)
    conferences = NumberField(
        label="Restorative conferences run", min_value=0, max_value=999, width=3, initial=0, required=False
    )
    left_on = DateField(label="Left the pool on", required=False)

    def __init__(self, *args, courses=(), **more):
        super().__init__(*args, **more)
        self.fields["courses"].choices = courses

    def facts(self) -> TrainerFacts:
        said = dict(self.cleaned_data)
        said |= {name: said[name] or 0 for name in ("days_offered", "conferences")}
        return TrainerFacts(**said | {"courses": tuple(said["courses"])})


class FeeForm(Form):
    sector = SelectField(
        label="For staff of", choices=OrganisationKind.choices, required=False, empty="Every kind of organisation"
    )
    sort = SelectField(label="For", choices=Sort.choices, required=False, empty="Every kind of course")
    whole_day = NumberField(
        label="Pounds for a whole day", min_value=0, max_value=5000, width=4, missing="Enter the pounds, or 0"
    )
    half_day = NumberField(
        label="Pounds for up to four hours", min_value=0, max_value=5000, width=4, missing="Enter the pounds, or 0"
    )
    stayed_away = NumberField(
        label="Pounds for not attending, or cancelling late, where the place is free",
        min_value=0,
        max_value=5000,
        width=4,
        initial=0,
        required=False,
    )
    is_funded = CheckboxesField(label="Funding", choices=[("yes", "The partnership pays")], required=False, small=True)
    needs_order = CheckboxesField(
        label="Purchase order", choices=[("yes", "Ask for a purchase order number")], required=False, small=True
    )
    cancel_within = NumberField(
        label="Cancel free of charge until how many days before?", min_value=0, max_value=60, width=3, initial=3
    )
    cancel_in_working_days = CheckboxesField(
        label="Days", choices=[("yes", "Working days")], required=False, small=True
    )
    cancel_percent = NumberField(
        label="After that, per cent of the price", min_value=0, max_value=100, width=3, initial=100
    )
    finance_code = TextField(label="Finance code", max_length=40, width=20, required=False)
    in_force_from = DateField(label="From which day?", missing="Enter the day")

    def facts(self) -> FeeFacts:
        said = dict(self.cleaned_data)
        for name in ("is_funded", "needs_order", "cancel_in_working_days"):
            said[name] = bool(said[name])
        for name in ("whole_day", "half_day", "stayed_away"):
            said[name] = (said[name] or 0) * 100
        return FeeFacts(**said)


class AskToWaiveForm(Form):
    reason = SelectField(
        label="Why should it be waived?",
        choices=[each for each in Charge.Waived.choices if each[0]],
        missing="Choose why",
    )
    words = TextField(label="In words", hint="Do not name a child or a family.", max_length=240, required=False)


class AnswerWaiverForm(Form):
    approved = RadiosField(
        label="Your answer",
        choices=[("yes", "Waive the charge"), ("no", "The charge stands")],
        missing="Choose your answer",
    )


class AskForSessionForm(IdempotentForm):
    """An agency asks for a session of its own."""

    course = SelectField(label="Which course?", required=False, empty="Another subject")
    about = TextareaField(
        label="What do you need?",
        hint="Who is it for, and what should be different afterwards? Do not name a child.",
        rows=4,
        max_length=1000,
        missing="Enter what you need",
    )
    people = NumberField(
        label="About how many people?", min_value=1, max_value=1000, width=4, missing="Enter how many people"
    )
    wanted = TextField(label="When would suit you?", max_length=200, missing="Enter when would suit you")
    place = TextField(label="Where?", max_length=160, required=False)

    def __init__(self, *args, courses=(), **more):
        super().__init__(*args, **more)
        self.fields["course"].choices = [("", "Another subject"), *courses]

    def facts(self) -> RequestFacts:
        said = {key: value for key, value in self.cleaned_data.items() if key != "idempotency"}
        return RequestFacts(**said)


class AnswerRequestForm(Form):
    agreed = RadiosField(
        label="Your answer", choices=[("yes", "Agreed"), ("no", "Declined")], missing="Choose your answer"
    )
    answer = TextareaField(
        label="What do you say to them?",
        hint="The date, or why not and what they can do instead.",
        rows=3,
        max_length=1000,
        missing="Enter what you say to them",
    )


class MergeForm(Form):
    """Whose two records are one person's; asked once more when both have been shown."""

    email = EmailField(label="Address of the double", autocomplete="off", missing="Enter the address of the double")
    other = EmailField(
        label="Address of the record that stays",
        autocomplete="off",
        missing="Enter the address of the record that stays",
    )
    sure = RadiosField(
        label="Are they one person?",
        choices=[("yes", "Yes, make them one record. It cannot be undone"), ("no", "No, leave both as they are")],
        missing="Compare the two records, then choose whether they are one person",
    )

    compared = HiddenField(initial="yes")

    def __init__(self, *args, are_compared: bool, **more):
        super().__init__(*args, **more)
        if not are_compared:
            del self.fields["sure"], self.fields["compared"]
