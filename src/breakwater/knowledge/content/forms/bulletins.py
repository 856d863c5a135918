"""Bulletins: what a reader chooses, what a writer composes."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils import timezone

from breakwater.foundation.dates.london_time import moment
from breakwater.foundation.design.childs_data import NoChildsData
from breakwater.foundation.design.fields import (
    CheckboxesField,
    DateField,
    EmailField,
    Form,
    HiddenField,
    RadiosField,
    RichTextField,
    SelectField,
    TextareaField,
    TextField,
    TimeField,
)
from breakwater.partnership.organisations.access import ROLES

from .. import languages, reading
from ..models import Frequency, Reach, Topic
from ..operations.bulletins import IssueFacts, ItemFacts
from .site import NoChildsDataForm

IS_ADDRESS = URLValidator(schemes=["http", "https"])
WRITTEN = [choice for choice in Topic.choices if choice[0] != Topic.ALERTS]
HOLDERS = [(role.value, description.title) for role, description in ROLES.items() if role != "wall_screen"]
WHICH = {
    Topic.PARTNERSHIP: "What has changed here: pages, policies, resources, campaigns.",
    Topic.SCHOOLS: "Statutory updates and local processes for designated safeguarding leads.",
    Topic.PREVENT: "Local and national Prevent updates, and what came of Project Orpheus.",
    Topic.POLICE: "Lessons and topics of the season from the police education team.",
    Topic.FAMILIES: "Advice and what is on, in plain words.",
    Topic.ALERTS: "Only when everyone must know at once. These come at any time, whatever you choose below.",
}


class SubscriptionForm(Form):
    """What of, and how often."""

    public = True
    chapters = CheckboxesField(
        label="Chapters of the manual",
        hint="When a new text comes into force, or one ends. Take the tick away to follow one no more.",
        required=False,
    )
    topics = CheckboxesField(
        label="What would you like?", choices=Topic.choices, options=WHICH, missing="Choose at least one"
    )
    frequency = RadiosField(label="How often?", choices=Frequency.choices, missing="Choose how often")
    language = RadiosField(
        label="In which language, where a page is written in it?",
        hint="The rest is in English.",
        choices=reading.languages_offered,
        inline=True,
        required=False,
    )

    def __init__(self, *args, chapters=(), **kwargs):
        """`chapters` are those that the reader follows, or would: `policies.registry.Followed`."""
        super().__init__(*args, **kwargs)
        self.fields["language"].says_optional = False  # English is chosen already
        self.fields["chapters"].choices = [(each.public_id, each.name) for each in chapters]
        if chapters:
            self.fields["topics"].required, self.fields["topics"].label = False, "Bulletins"
        else:
            del self.fields["chapters"]

    def clean(self):
        cleaned = super().clean()
        if "chapters" in self.fields and not cleaned.get("chapters") and not cleaned.get("topics"):
            self.add_error("topics" if "topics" in self.fields else "chapters", "Choose at least one")
        return cleaned

    def clean_language(self):
        return self.cleaned_data["language"] or languages.ENGLISH


class JoinForm(SubscriptionForm):
    """And where to."""

    email = EmailField(
        label="Your e-mail address",
        hint="We send it one message to ask whether you mean it. We keep no name.",
        missing="Enter your e-mail address",
    )


def roles_field():
    return CheckboxesField(
        label="Who is it for?",
        hint="By what they do. Whoever has several roles gets it once.",
        choices=HOLDERS,
        small=True,
        required=False,
    )


class BeginForm(NoChildsDataForm):
    """A new issue."""

    topic = SelectField(label="Which bulletin?", choices=WRITTEN, missing="Choose which bulletin")
    title = TextField(label="Headline", max_length=120, missing="Enter a headline")
    lead = RichTextField(label="A few words to begin with", rows=4, max_length=4000, required=False)
    reach = RadiosField(
        label="Who may read it?",
        choices=Reach.choices,
        reveals={Reach.PROFESSIONALS: ["roles"]},
        options={
            Reach.PROFESSIONALS: "It is in no archive and no feed, and its e-mail says only that something waits."
        },
        missing="Choose who may read it",
    )
    roles = roles_field()

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("reach") == Reach.PROFESSIONALS and not cleaned.get("roles"):
            self.add_error("roles", "Choose who it is for")
        return cleaned

    def facts(self) -> IssueFacts:
        names = ("topic", "reach", "roles", "title", "lead")
        return IssueFacts(**{name: self.cleaned_data[name] for name in names})


class ComposeForm(NoChildsDataForm):
    """The first words of a draft, and what it takes of what changed. Choices are given by the view."""

    title = TextField(label="Headline", max_length=120, missing="Enter a headline")
    lead = RichTextField(label="A few words to begin with", rows=4, max_length=4000, required=False)
    chosen = CheckboxesField(label="New or changed since the last issue", small=True, required=False)
    revision = HiddenField(required=False)

    def __init__(self, *args, chosen=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["chosen"].choices = [(value, words) for value, words, _ in chosen]
        self.fields["chosen"].options = {value: hint for value, _, hint in chosen}
        self.fields["chosen"].says_optional = False
        if not chosen:
            del self.fields["chosen"]

    def clean_revision(self) -> datetime | None:
        """When the issue that the page showed had last been changed; None where the page does not say."""
        try:
            return datetime.fromisoformat(self.cleaned_data["revision"])
        except ValueError:
            return None


class ItemForm(NoChildsData, Form):
    """One thing in an issue."""

    heading = TextField(label="Heading", max_length=160, missing="Enter a heading")
    words = RichTextField(label="Words", rows=4, max_length=4000, missing="Write what it is")
    address = TextField(
        label="Where to read more",
        hint="For example: https://www.example.org/course, or the path of a page of ours, as in /guide/prevent/",
        max_length=400,
        required=False,
    )

    def clean_address(self):
        address = self.cleaned_data["address"]
        if address.startswith("/") and not address.startswith(("//", "/\\")):
            return address
        if address and "//" not in address:
            address = f"https://{address}"
        try:
            if address:
                IS_ADDRESS(address)
        except ValidationError:
            raise ValidationError("Enter a web address, as in https://www.example.org/course") from None
        return address

    def facts(self) -> ItemFacts:
        return ItemFacts(**{name: self.cleaned_data[name] for name in ("heading", "words", "address")})

    def is_empty(self) -> bool:
        """Whether nothing is typed in any of its boxes."""
        return not any(self.data.get(self.add_prefix(name), "").strip() for name in self.fields)


class PlanForm(Form):
    """When an approved issue goes out by itself."""

    send_on = DateField(label="On which day?", future=True, missing="Enter the day on which it goes out")
    send_at = TimeField(label="At what time?", missing="Enter the time")

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("send_on") and cleaned.get("send_at"):
            cleaned["moment"] = moment(cleaned["send_on"], cleaned["send_at"])
            if cleaned["moment"] <= timezone.now():
                self.add_error("send_at", "Enter a time that is still to come")
        return cleaned


class SinceForm(NoChildsDataForm):
    since_then = TextareaField(
        label="What has changed since?", hint="Shown above the issue.", rows=2, max_length=400, required=False
    )
