"""What is asked of whoever books, of a manager, and in the catalogue."""

from datetime import date

from breakwater.foundation.dates.months import months_later
from breakwater.foundation.design.fields import (
    CheckboxesField,
    DateField,
    EmailField,
    Form,
    IdempotentForm,
    NumberField,
    RadiosField,
    SelectField,
    TextareaField,
    TextField,
)
from breakwater.partnership.organisations.models import Organisation
from breakwater.partnership.organisations.models.organisations import OrganisationKind

from .codes import staff_groups
from .lookup import Wish
from .models import Delivery, Sort
from .operations.delegates import ColleagueFacts
from .operations.interest import InterestFacts

ME = "me"


class CatalogueForm(Form):
    """What to show of the catalogue. Nothing in it is about anybody, so it stands in the address."""

    public = True
    sector = SelectField(
        label="Where do you work?", choices=OrganisationKind.choices, required=False, empty="Any kind of organisation"
    )
    staff_group = SelectField(
        label="Your role", choices=lambda: list(staff_groups().items()), required=False, empty="Any role"
    )
    sort = SelectField(label="Kind of course", choices=Sort.choices, required=False, empty="Any kind")
    how = SelectField(label="How", choices=Delivery.choices, required=False, empty="In a room or online")
    place = SelectField(label="Place", required=False, empty="Anywhere")
    month = SelectField(label="Month", required=False, empty="Any month")

    def __init__(self, *args, places=(), today: date, **more):
        super().__init__(*args, **more)
        self.fields["place"].choices = [("", "Anywhere"), *((each, each) for each in places)]
        months = [months_later(today.replace(day=1), ahead) for ahead in range(12)]
        self.fields["month"].choices = [("", "Any month"), *((f"{each:%Y-%m}", f"{each:%B %Y}") for each in months)]

    def wish(self) -> Wish:
        if not self.is_bound or not self.is_valid():
            return Wish()
        said = dict(self.cleaned_data)
        month = said.pop("month")
        return Wish(**said, month=date.fromisoformat(f"{month}-01") if month else None)


class BookForm(IdempotentForm):
    """Who is booked, and what goes with it. Whoever books for nobody else is asked no names."""

    delegates = CheckboxesField(label="Who is it for?", missing="Choose who it is for")
    manager_email = EmailField(
        label="Your manager’s email address",
        hint="We ask them to approve the booking. They need no account.",
        autocomplete="off",
        missing="Enter your manager’s email address",
    )
    needs = TextField(
        label="Access or dietary needs",
        hint="Of this day, for everybody chosen. What is kept of a colleague goes along by itself.",
        max_length=300,
        required=False,
    )
    purchase_order = TextField(label="Purchase order number", max_length=40, width=20, required=False)
    why = TextareaField(
        label="Anything the training team should know",
        hint="Do not name a child or a family.",
        rows=2,
        max_length=300,
        required=False,
    )

    def __init__(self, *args, people, asks_manager: bool, price: int, needs_order: bool, hints, **more):
        super().__init__(*args, **more)
        who = self.fields["delegates"]
        who.choices, who.options = people, {key: {"hint": words} for key, words in hints.items() if words}
        if len(people) == 1:
            del self.fields["delegates"]
            self.fields["needs"].help_text = "For example: step-free access, a hearing loop, vegetarian."
        if not asks_manager:
            del self.fields["manager_email"]
        self.fields["purchase_order"].required = needs_order
        if not price:
            del self.fields["purchase_order"]


class ReasonForm(Form):
    why = TextareaField(
        label="Why?",
        hint="Do not name a child or a family.",
        rows=2,
        max_length=240,
        required=False,
    )


class WhyForm(Form):
    why = TextareaField(
        label="Why?",
        hint="Delegates read this. Do not name a child or a family.",
        rows=2,
        max_length=240,
        missing="Enter why",
    )


class SubstituteForm(IdempotentForm):
    colleague = RadiosField(label="Who goes instead?", missing="Choose who goes instead")

    def __init__(self, *args, people, hints, **more):
        super().__init__(*args, **more)
        self.fields["colleague"].choices = people
        self.fields["colleague"].options = {key: {"hint": words} for key, words in hints.items() if words}


class MoveForm(IdempotentForm):
    date = RadiosField(label="Which date?", missing="Choose a date")

    def __init__(self, *args, dates, **more):
        super().__init__(*args, **more)
        self.fields["date"].choices = dates


class ColleagueForm(Form):
    name = TextField(
        label="Name",
        hint="As it should be on a certificate.",
        max_length=120,
        autocomplete="off",
        missing="Enter their name",
    )
    email = EmailField(label="Work email address", autocomplete="off", missing="Enter their work email address")
    job_title = TextField(label="Job title", max_length=120, required=False)
    staff_groups = CheckboxesField(
        label="Which of these are they?",
        hint="What they must be trained in follows from this.",
        required=False,
        small=True,
    )
    needs = TextField(label="Access or dietary needs", max_length=300, required=False)
    manager_email = EmailField(label="Their manager’s email address", autocomplete="off", required=False)
    finance_email = EmailField(label="Email address for invoices", autocomplete="off", required=False)

    def __init__(self, *args, sector: str, **more):
        super().__init__(*args, **more)
        known = staff_groups(sector) | {code: staff_groups()[code] for code in self.initial.get("staff_groups", ())}
        self.fields["staff_groups"].choices = list(known.items())

    def facts(self) -> ColleagueFacts:
        said = self.cleaned_data
        return ColleagueFacts(**said | {"staff_groups": tuple(said["staff_groups"])})


class LeaveForm(Form):
    on = DateField(label="What is their last day?", missing="Enter their last day")


class InterestForm(Form):
    """Who needs a course that is full or has no date: how many, and what would suit."""

    people = NumberField(
        label="About how many people need it?", min_value=1, max_value=500, width=3, missing="Enter how many people"
    )
    note = TextField(
        label="What would suit you?",
        hint="For example after school, online, or before the summer. Do not name anybody.",
        max_length=200,
        required=False,
    )

    def of(self, organisation: Organisation) -> InterestFacts:
        return InterestFacts(organisation, self.cleaned_data["people"], self.cleaned_data.get("note", ""))


class PublicInterestForm(InterestForm):
    """The same without an account: the organisation is chosen from those known here, and nothing is written freely."""

    public = True
    field_order = ("organisation", "people")
    note = None
    organisation = SelectField(
        label="Which organisation do you work for?",
        by_typing=True,
        missing="Choose your organisation",
        choices=lambda: list(
            Organisation.objects.filter(closed_on=None).order_by("name").values_list("public_id", "name")
        ),
    )

    def facts(self) -> InterestFacts:
        return self.of(Organisation.objects.get(public_id=self.cleaned_data["organisation"]))


class ApprovalForm(Form):
    public = True
    approved = RadiosField(
        label="May they go?",
        choices=[("yes", "Yes, I approve it"), ("no", "No")],
        reveals={"no": ["words"]},
        missing="Choose yes or no",
    )
    words = TextField(label="Why not?", hint="They read this.", max_length=240, missing="Enter why not")
