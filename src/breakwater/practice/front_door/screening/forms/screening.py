"""What the MASH types while screening: filters, a rating, what one was told, a search, a child nobody knows yet."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone

from breakwater.foundation.design.fields import (
    DateField,
    Form,
    HiddenField,
    IdempotentForm,
    PostcodeField,
    RadiosField,
    TextareaField,
    TextField,
)
from breakwater.partnership.people.models import Sex
from breakwater.partnership.people.records.operations.people import NewPerson

from ..operations.named_people import NewRecord

LONGEST_PREGNANCY = timedelta(days=300)


class HandOverForm(Form):
    """What the manager should know, and why it goes to them without what is missing."""

    note = TextareaField(label="Note to the manager", rows=4, max_length=2000, required=False)

    def __init__(self, *args, lacks=(), **kwargs):
        super().__init__(*args, **kwargs)
        if lacks:
            self.fields["note"].label = "Why should the manager decide without this?"
            self.fields["note"].says_optional = False
            self.lacks = lacks


class SendBackForm(Form):
    reason = TextareaField(
        label="What is still to do?",
        hint="The screener reads this. The deadline does not move.",
        rows=4,
        max_length=2000,
        missing="Write what is still to do",
    )


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

    def facts(self) -> NewRecord:
        given = self.cleaned_data
        names = {name: given.get(name) or "" for name in ("forename", "surname", "known_as", "description", "sex")}
        born = {name: given.get(name) or None for name in ("born", "expected_on")}
        home = {name: given.get(name) or "" for name in ("address", "postcode")}
        return NewRecord(NewPerson(**names, **born), **home)


class JoinForm(Form):
    """Another contact, by its reference, and how the two belong together."""

    other = TextField(
        label="Which other contact?",
        hint="Its reference begins with C.",
        width=20,
        max_length=20,
        spellcheck=False,
        missing="Enter the reference of the other contact",
    )
    kind = RadiosField(
        label="How do they belong together?",
        choices=[("INCIDENT", "They tell of one incident"), ("DUPLICATE", "It is the same contact, sent again")],
        options={
            "INCIDENT": "Decided together. The earliest receipt drives the time. Each referrer is answered.",
            "DUPLICATE": "The same agency, the same day. What it says is kept, and no second clock runs.",
        },
        missing="Choose how they belong together",
    )
