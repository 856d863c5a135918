"""What the MASH types while screening: filters, a rating, what one was told, a search, a child nobody knows yet."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone

from breakwater.foundation.dates.spoken import plural
from breakwater.foundation.design.fields import (
    CheckboxesField,
    DateField,
    Form,
    HiddenField,
    IdempotentForm,
    PostcodeField,
    RadiosField,
    SelectField,
    TextareaField,
    TextField,
)
from breakwater.partnership.people.models import Sex

from ..board import ORDERS, STAGES
from ..models import Rag, Submission

LONGEST_PREGNANCY = timedelta(days=300)


class BoardFilter(Form):
    """Narrows the board. What cannot be understood is left out; the reference is all that may be typed."""

    stage = SelectField(label="Stage", choices=STAGES, empty="Every stage", required=False)
    rag = SelectField(
        label="Rating", choices=[*Rag.choices, ("none", "Not rated yet")], empty="Every rating", required=False
    )
    whose = SelectField(
        label="Whose", choices=[("mine", "Mine"), ("unclaimed", "Nobody's")], empty="Everyone's", required=False
    )
    only = SelectField(
        label="Only",
        choices=[
            ("overdue", "Missed a time"),
            ("soon", "Due within 2 hours"),
            ("danger", "In danger now, or cannot wait"),
            ("unsettled", "Child not settled"),
            ("untold", "Sender not told yet"),
        ],
        empty="All of them",
        required=False,
    )
    came = SelectField(label="How it came", choices=Submission.Channel, empty="Every way", required=False)
    reference = TextField(label="Part of the reference", max_length=16, required=False, spellcheck=False)
    order = SelectField(label="Order", choices=ORDERS, empty=None, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.says_optional = False

    def wanted(self) -> dict:
        """What could be understood of it."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class RateForm(Form):
    rag = RadiosField(
        label="How urgent is it?",
        choices=Rag,
        options={
            Rag.RED: "A child may be suffering or may suffer significant harm. Act now.",
            Rag.AMBER: "A significant concern, not immediate.",
            Rag.GREEN: "Needs support; nothing points to significant harm.",
            Rag.BLUE: "No additional need, or advice and information alone.",
        },
        small=True,
        missing="Choose how urgent it is",
    )
    reason = TextareaField(
        label="Why?",
        hint="What it rests on. Say what changed if you rate it differently.",
        rows=3,
        max_length=2000,
        missing="Say why you rate it so",
    )
    evidence = TextField(
        label="What shows it?",
        hint="For example: the school's call back today, or an answer of the police.",
        max_length=240,
        required=False,
    )
    overrides = CheckboxesField(
        label="Lower than the facts allow",
        choices=[("yes", "I rate it lower than that, as a manager, for the reason above. It stays on record")],
        required=False,
    )

    def __init__(self, *args, floor="", is_manager: bool = False, **kwargs):
        """`floor` is the lowest rating allowed, in words; only a manager is offered to go below it (TR-06)."""
        super().__init__(*args, **kwargs)
        if floor:
            self.fields["rag"].help_text = f"Not below: {floor}."
        if not (floor and is_manager):
            del self.fields["overrides"]
        for name in ("evidence", "overrides"):
            if name in self.fields:
                self.fields[name].says_optional = name == "evidence"

    def rating(self) -> dict:
        """What `operations.rate` takes."""
        given = self.cleaned_data
        return {
            "rag": given["rag"],
            "reason": given["reason"],
            "evidence": given["evidence"],
            "overrides": bool(given.get("overrides")),
        }


class ToldForm(IdempotentForm):
    words = TextareaField(
        label="What were you told, by whom, when?",
        hint="In their words where you can.",
        rows=4,
        missing="Write what you were told",
    )


class HandOverForm(Form):
    """What the manager should know, and why it goes to them without what is missing."""

    note = TextareaField(label="Note to the manager", rows=4, max_length=2000, required=False)

    def __init__(self, *args, lacks=(), **kwargs):
        super().__init__(*args, **kwargs)
        if lacks:
            self.fields["note"].label = "Why should the manager decide without this?"
            self.fields["note"].says_optional = False
            self.lacks = lacks

    def ask_why(self) -> None:
        self.add_error("note", "Say why the manager should decide without what is missing")


class SendBackForm(Form):
    reason = TextareaField(
        label="What is still to do?",
        hint="The screener reads this. The deadline does not move.",
        rows=4,
        max_length=2000,
        missing="Write what is still to do",
    )


class AllocateForm(Form):
    """Which contacts go to whom of those who are at work."""

    contacts = CheckboxesField(label="Which contacts?", missing="Choose at least one contact")
    who = RadiosField(label="Who should have them?", missing="Choose who should have them")

    def __init__(self, *args, contacts, people, has, chosen=(), **kwargs):
        super().__init__(*args, initial={"contacts": list(chosen)}, **kwargs)
        self.people = {one.membership.public_id: one.membership for one in people}
        self.fields["contacts"].choices = [(each.reference, self._words(each)) for each in contacts]
        here = [one for one in people if one.is_at_work]
        self.fields["who"].choices = [
            (
                one.membership.public_id,
                f"{one.membership.user.name}, {one.membership.role.title}, has {plural(has.get(one.membership.pk, 0), 'contact')}",
            )
            for one in here
        ]
        if not here:
            self.fields["who"].help_text = "Nobody is at work now by the rota. Change the rota first."

    @staticmethod
    def _words(contact) -> str:
        name = contact.child.name if contact.child else contact.named_as
        rated = contact.get_rag_display() or "not rated"
        waits = "said to be in danger now" if contact.immediate_danger else contact.get_cannot_wait_display()
        return ", ".join(filter(None, (name, contact.reference, rated.lower(), waits.lower())))


class SearchForm(Form):
    """Whom to look for. Posted, so that no name stands in an address."""

    forename = TextField(label="Forename", max_length=120, required=False, autocomplete="off", spellcheck=False)
    surname = TextField(label="Surname", max_length=120, required=False, autocomplete="off", spellcheck=False)
    born = DateField(label="Date of birth", hint="The year alone is enough.", partial=True, past=True, required=False)
    address = TextField(label="Address", max_length=240, required=False, autocomplete="off", spellcheck=False)
    postcode = PostcodeField(label="Postcode", lenient=True, required=False, autocomplete="off")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.says_optional = False

    def facts(self) -> dict:
        """What could be understood, as `matching.find` asks for it."""
        self.is_valid()
        return {name: self.cleaned_data.get(name) for name in self.fields if self.cleaned_data.get(name)}


class ChooseForm(SearchForm):
    """This one: a person found, with the search that found them."""

    person = HiddenField(missing="Choose a person")


class NewPersonForm(IdempotentForm):
    forename = TextField(label="Forename", max_length=120, required=False, autocomplete="off", spellcheck=False)
    surname = TextField(label="Surname", max_length=120, required=False, autocomplete="off", spellcheck=False)
    known_as = TextField(label="Known as", max_length=120, required=False, autocomplete="off", spellcheck=False)
    description = TextField(
        label="If no name is known, who is it?", hint="For example: toddler at flat 12", max_length=200, required=False
    )
    born_yet = RadiosField(
        label="Is the child born?",
        choices=[("yes", "Yes"), ("no", "Not yet")],
        reveals={"yes": ["born"], "no": ["expected_on"]},
        missing="Choose whether the child is born",
    )
    born = DateField(label="Date of birth", hint="The year alone is enough.", partial=True, past=True, required=False)
    expected_on = DateField(label="When is the child expected?", missing="Enter the date the child is expected")
    sex = RadiosField(label="Sex", choices=Sex, inline=True, missing="Choose one; not known is an answer")
    address = TextField(label="Address", max_length=240, required=False, autocomplete="off", spellcheck=False)
    postcode = PostcodeField(label="Postcode", lenient=True, required=False, autocomplete="off")

    def clean_expected_on(self):
        day = self.cleaned_data["expected_on"]
        today = timezone.localdate()
        if (
            self.data.get("born_yet") == "no"
            and day
            and not today - LONGEST_PREGNANCY / 5 <= day <= today + LONGEST_PREGNANCY
        ):
            raise ValidationError("Enter a date within the next ten months, or say that the child is born")
        return day

    def clean(self):
        given = super().clean()
        if not any(given.get(name) for name in ("forename", "surname", "known_as", "description")):
            self.add_error("forename", "Enter a name, or say below who it is")
        return given

    def facts(self) -> dict:
        """The person as `enter_and_match` takes them."""
        names = ("forename", "surname", "known_as", "description", "born", "expected_on", "sex", "address", "postcode")
        return {
            name: self.cleaned_data.get(name) or (None if name in ("born", "expected_on") else "") for name in names
        }
