"""What a person may type about services: what they look for, and what an entry says."""

import re
from datetime import time

from django.db.models import QuerySet

from breakwater.foundation.design.childs_data import NoChildsData
from breakwater.foundation.design.fields import (
    CheckboxesField,
    EmailField,
    FileField,
    Form,
    HiddenField,
    IdempotentForm,
    NumberField,
    PhoneField,
    PostcodeField,
    RadiosField,
    SelectField,
    TextareaField,
    TextField,
    WebAddressField,
)

from . import finding
from .hours import CODES, NAMES
from .models import Access, Audience, Cost, Listing, Location, MeantFor, Status, Suggestion, Term

TIMES = ("opens_at", "closes_at")
MILES = (("1", "1 mile"), ("2", "2 miles"), ("5", "5 miles"), ("10", "10 miles"))


def needs():
    return [(term.code, term.name) for term in finding.subjects()]


class WishForm(Form):
    """What somebody looks for. Everything may be left out."""

    public = True
    words = TextField(
        label="What do you need help with?",
        hint="For example: sleep, food, somewhere to go after school",
        required=False,
        max_length=100,
        autocomplete="off",
    )
    need = SelectField(label="Or choose a subject", choices=needs, required=False, empty="Any subject")
    postcode = PostcodeField(
        label="Your postcode", hint="To put the nearest first. We do not keep it.", required=False, autocomplete="off"
    )
    within = SelectField(label="How far", choices=MILES, required=False, empty="Any distance")
    age = NumberField(
        label="Age of the child",
        hint="In years. It also finds help for their parents.",
        required=False,
        min_value=0,
        max_value=25,
        width=2,
    )
    meant_for = SelectField(
        label="Who is it for?",
        choices=(("children", "A child or young person"), ("parents", "A parent or carer")),
        required=False,
        empty="Anyone",
    )
    listing = SelectField(
        label="What", choices=Listing.choices, required=False, empty="Services and community contacts"
    )
    only = CheckboxesField(
        label="Show only",
        choices=(("open", "Open now"), ("free", "Free"), ("turn_up", "Just turn up")),
        required=False,
        small=True,
    )


class _Entry(NoChildsData, IdempotentForm):
    """What an entry says, for whoever keeps it: public, so nothing of a child."""

    telephones = ("telephone",)

    description = TextareaField(
        label="What happens there?",
        hint="In words a parent would use. Say what it is, who is there, what to bring.",
        missing="Enter what happens there",
        max_length=3_000,
    )
    status = RadiosField(
        label="Is it running?",
        choices=[(each.value, each.label) for each in Status if each != Status.DEFUNCT],
        missing="Choose whether it is running",
    )
    alert = TextField(
        label="Anything people must know now",
        hint="For example: closed on 24 December. Leave empty when there is nothing",
        required=False,
        max_length=300,
    )
    meant_for = RadiosField(
        label="Who is it for?", choices=MeantFor, missing="Choose who it is for", initial=MeantFor.ANYONE
    )
    access = RadiosField(label="How does one get in?", choices=Access, missing="Choose how one gets in")
    access_words = TextField(
        label="What is the first step?",
        hint="For example: call on Monday morning and ask for the duty worker",
        required=False,
        max_length=400,
    )
    referral_words = TextField(
        label="How does a professional refer?",
        hint="For example: send the referral form with the family's agreement; we answer in five working days",
        required=False,
        max_length=400,
    )
    referral_page = WebAddressField(label="Web page of the referral form", required=False, max_length=200)
    minimum_age = NumberField(
        label="From what age of the child?",
        hint="Leave empty when there is no lower limit",
        required=False,
        min_value=0,
        max_value=120,
        width=3,
    )
    maximum_age = NumberField(
        label="To what age?",
        hint="Leave empty when there is no upper limit",
        required=False,
        min_value=0,
        max_value=120,
        width=3,
    )
    cost = RadiosField(label="Does it cost anything?", choices=Cost, missing="Choose what it costs")
    cost_words = TextField(
        label="What does it cost?",
        hint="For example: £2 a session, brothers and sisters free",
        required=False,
        max_length=200,
    )
    languages = TextField(label="Languages besides English", required=False, max_length=200)
    telephone = PhoneField(label="Telephone for the public", required=False)
    email = EmailField(label="Email address for the public", required=False)
    website = WebAddressField(label="Web page", required=False, max_length=200)

    def clean(self):
        facts = super().clean()
        youngest, oldest = facts.get("minimum_age"), facts.get("maximum_age")
        if youngest is not None and oldest is not None and youngest > oldest:
            self.add_error("maximum_age", "The upper age must not be below the lower age")
        if not any(facts.get(name) for name in ("telephone", "email", "website")) and not self.errors:
            self.add_error(
                "telephone", "Enter a telephone number, an email address or a web page, so that people can reach it"
            )
        return facts


class ProviderEntryForm(_Entry):
    """What a provider may say of its own entry, by its link."""

    public = True


class EntryForm(_Entry):
    """What the area's own staff say of an entry."""

    field_order = ("name", "listing", "provider", "provider_name", "terms", "audience")
    listing = RadiosField(
        label="What is it?",
        choices=Listing,
        missing="Choose what it is",
        initial=Listing.SERVICE,
        options={"community": {"hint": "People or a place of worship, club or association that others can talk to"}},
    )
    name = TextField(label="What is the service called?", missing="Enter what the service is called", max_length=160)
    provider_name = TextField(
        label="Who provides it?",
        hint="The organisation's name. If it is in the directory already, it is used.",
        missing="Enter who provides it",
        max_length=160,
    )
    keeper_email = EmailField(
        label="Who keeps the entry right?",
        hint="The provider's address. It is never published; they get a link to keep the entry.",
        required=False,
    )
    terms = CheckboxesField(label="What is it for?", choices=needs, missing="Choose at least one subject", small=True)
    audience = RadiosField(
        label="Who may see the entry?",
        choices=Audience,
        missing="Choose who may see the entry",
        initial=Audience.FAMILIES,
    )
    kind = RadiosField(
        label="Where is it?",
        choices=Location.Kind,
        missing="Choose where it is",
        initial=Location.Kind.PHYSICAL,
        reveals={"physical": ["street", "town", "postcode", "getting_in"]},
        options={"virtual": {"hint": "Also for a refuge or safe house: its address is never kept here"}},
    )
    street = TextField(label="Street", required=False, max_length=200)
    town = TextField(label="Town", required=False, max_length=80)
    postcode = PostcodeField(label="Postcode", required=False)
    getting_in = TextField(label="Step-free access and the like", required=False, max_length=400)
    days = CheckboxesField(
        label="On which days?", choices=list(zip(CODES, NAMES, strict=True)), required=False, small=True
    )
    opens_at = TextField(label="From", hint="As in 09:00", required=False, width=5)
    closes_at = TextField(label="To", hint="As in 17:00", required=False, width=5)
    hours_words = TextField(
        label="Anything about the hours", hint="For example: term time only", required=False, max_length=200
    )
    seen_at = HiddenField(required=False)

    def clean(self):
        facts = super().clean()
        if facts.get("kind") == Location.Kind.PHYSICAL and not facts.get("postcode") and "postcode" not in self.errors:
            self.add_error("postcode", "Enter the postcode of the place")
        times = [facts.get(name) or "" for name in TIMES]
        if any(times) and not all(re.fullmatch(r"([01]?\d|2[0-3]):[0-5]\d", each) for each in times):
            self.add_error("opens_at", "Enter both times, like 09:00 and 17:00")
        elif any(times) and times[0].zfill(5) >= times[1].zfill(5):
            self.add_error("closes_at", "The second time must be after the first")
        elif any(times) and not facts.get("days"):
            self.add_error("days", "Choose the days on which these times hold")
        return facts

    def chosen_terms(self) -> QuerySet[Term]:
        return finding.subjects().filter(code__in=self.cleaned_data["terms"])

    def place(self) -> dict:
        return {name: self.cleaned_data[name] for name in ("kind", "street", "town", "postcode", "getting_in")}

    def hours(self) -> dict | None:
        """The line of its hours; None where nothing is said of them."""
        facts = self.cleaned_data
        if not facts["days"] and not facts["hours_words"]:
            return None
        times = {name: time.fromisoformat(facts[name].zfill(5)) if facts[name] else None for name in TIMES}
        return {"days": ",".join(facts["days"]), "words": facts["hours_words"]} | times


class SuggestionForm(IdempotentForm):
    """What a reader says of an entry."""

    public = True
    what = RadiosField(
        label="What would you like to tell us?",
        choices=(
            (Suggestion.What.CHANGE.value, "Something should change"),
            (Suggestion.What.CLOSED.value, "It has closed"),
        ),
        missing="Choose what you would like to tell us",
    )
    words = TextareaField(
        label="What is different?",
        hint="For example: the new telephone number, or since when it is closed. Nothing about a child, please.",
        rows=4,
        max_length=2000,
        required=False,
    )
    email = EmailField(label="Your email address, if we may ask you something", hint="Never published.", required=False)

    def clean(self):
        facts = super().clean()
        if facts.get("what") == Suggestion.What.CHANGE and not facts.get("words"):
            self.add_error("words", "Write what should change")
        return facts


class KeeperForm(IdempotentForm):
    """Whom to send a provider's link to."""

    keeper_email = EmailField(
        label="Who keeps this provider's entries?",
        hint="They get a link that works for 30 days. The address is never published.",
        missing="Enter an email address",
    )


class DeclineForm(IdempotentForm):
    reason = TextareaField(
        label="Why not?", hint="The provider reads this.", missing="Enter why not", max_length=400, rows=3
    )


class FeedForm(IdempotentForm):
    """A file of another directory."""

    publisher = TextField(
        label="Whose directory is it?",
        hint="The same name each time, as in: Hampshire County Council",
        missing="Enter whose directory it is",
        max_length=120,
    )
    file = FileField(
        label="The file of services",
        hint="Open Referral UK 3.0, as JSON: a page of services, or a list",
        accepts=(".json", ".ndjson"),
        max_bytes=10_000_000,
        missing="Choose the file of services",
    )


def initial_of(service) -> dict:
    """What an entry says, as its form begins with it."""
    names = [name for name in EntryForm.base_fields if hasattr(service, name) and name not in ("terms",)]
    said = {name: getattr(service, name) for name in names}
    place = next(iter(service.places.all()), None)
    hours = next((line for line in service.openings.all() if line.often == "WEEKLY"), None)
    said |= {"provider_name": service.provider.name, "keeper_email": service.provider.keeper_email}
    said |= {"terms": [tag.term.code for tag in service.tags.all()], "seen_at": service.changed_at.isoformat()}
    if place:
        said |= {name: getattr(place.location, name) for name in ("kind", "street", "town", "postcode", "getting_in")}
    if hours:
        said |= {"days": hours.days.split(","), "hours_words": hours.words}
        if hours.opens_at:
            said |= {"opens_at": f"{hours.opens_at:%H:%M}", "closes_at": f"{hours.closes_at:%H:%M}"}
    return said
