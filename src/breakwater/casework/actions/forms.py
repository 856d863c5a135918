"""What is asked of an action at each step of its life."""

import re

from django.utils import timezone

from breakwater.foundation.dates.months import months_later
from breakwater.foundation.design.childs_data import NoChildsData
from breakwater.foundation.design.fields import (
    CheckboxesField,
    DateField,
    Form,
    IdempotentForm,
    RadiosField,
    SelectField,
    TextareaField,
    TextField,
    WebAddressField,
)
from breakwater.partnership.organisations.models import Membership, Organisation, Team

from .models import OPEN, Priority, Source, State
from .operations import ActionFacts, Origin

NAMES_NOBODY = "Name no child and no family. What one child needs goes to whoever holds the case."
VAGUE = re.compile(r"\s*(please )?(consider|ensure awareness|be (aware|reminded|mindful)|remind|note)\b", re.IGNORECASE)
ONE, KINDS = "ONE", "KINDS"


def in_words(label: str, missing: str, hint: str = "", *, rows: int = 3, max_length: int = 2000) -> TextareaField:
    """A box of words about an action, which name nobody."""
    return TextareaField(
        label=label, hint=f"{hint} {NAMES_NOBODY}".strip(), rows=rows, max_length=max_length, missing=missing
    )


class NewActionForm(NoChildsData, IdempotentForm):
    source = RadiosField(label="What does it come from?", choices=Source, missing="Choose what it comes from")
    because = in_words(
        "Which finding, recommendation or risk does it answer?", "Enter what it answers", rows=2, max_length=400
    )
    wording = TextareaField(
        label="What is to be done?",
        hint="Start with a verb, then what is done and who it helps. For example: Train every midday supervisor to record a concern.",
        rows=3,
        max_length=400,
        missing="Enter what is to be done",
    )
    measure = TextareaField(
        label="How will we know it is done?",
        hint="A number, a line of an audit, or what evidence will be shown.",
        rows=2,
        max_length=400,
        missing="Enter how we will know it is done",
    )
    priority = RadiosField(label="Priority", choices=Priority, missing="Choose a priority", inline=True)
    due_on = DateField(label="By when?", future=True, missing="Enter the day it is due")
    test_on = DateField(
        label="When will it be tested again?", future=True, required=False, hint="To see that the change has lasted."
    )
    to = RadiosField(
        label="Who is to do it?",
        choices=[(ONE, "One organisation"), (KINDS, "Every organisation of a kind")],
        reveals={ONE: ["owner"], KINDS: ["kinds"]},
        missing="Choose who is to do it",
    )
    owner = SelectField(label="Which one?", by_typing=True, required=False)
    kinds = CheckboxesField(
        label="Which kinds?",
        hint="Each organisation has an action of its own beneath one recommendation.",
        choices=Organisation.Kind,
        required=False,
        small=True,
    )

    def __init__(self, *args, teams: dict[str, Team], **kwargs):
        super().__init__(*args, **kwargs)
        self.teams = teams
        self.fields["owner"].choices = [(key, team.in_words) for key, team in teams.items()]
        self.fields["due_on"].initial = months_later(timezone.localdate(), 3)

    def clean(self):
        said = super().clean()
        if VAGUE.match(said.get("wording", "")) and not re.search(r"\d", said.get("measure", "")):
            self.add_error(
                "wording",
                "Start with what somebody does. “Consider” and “be reminded” cannot be checked, unless a number shows that it is done",
            )
        due, test = said.get("due_on"), said.get("test_on")
        if due and due > months_later(timezone.localdate(), 12):
            self.add_error("due_on", "Enter a day within a year. Part a longer piece of work into actions")
        if due and test and test <= due:
            self.add_error("test_on", "Enter a day after the day it is due")
        if said.get("to") == ONE and not said.get("owner"):
            self.add_error("owner", "Choose the organisation")
        if said.get("to") == KINDS and not self._of_kinds(said.get("kinds") or ()):
            self.add_error("kinds", "Choose at least one kind that has an organisation in the area")
        return said

    def owners(self) -> list[Team]:
        said = self.cleaned_data
        return [self.teams[said["owner"]]] if said["to"] == ONE else self._of_kinds(said["kinds"])

    def _of_kinds(self, kinds) -> list[Team]:
        """One team an organisation: the first of its teams, as the list has them."""
        first = {
            team.organisation_id: team for team in reversed(self.teams.values()) if team.organisation.kind in kinds
        }
        return list(first.values())

    def facts(self) -> ActionFacts:
        names = ("because", "wording", "measure", "priority", "due_on", "test_on")
        return ActionFacts(**{name: self.cleaned_data[name] for name in names})

    def origin(self) -> Origin:
        return Origin(self.cleaned_data["source"])


class AcceptForm(Form):
    """Who does it, and who in the organisation answers for that; by default whoever accepts it."""

    owner = RadiosField(label="Who does it?", missing="Choose who does it")
    lead = SelectField(
        label="Who in your organisation answers for it?",
        empty="The same person",
        required=False,
        hint="They hear of it when it is a day overdue.",
    )

    def __init__(self, *args, people: list[Membership], **kwargs):
        super().__init__(*args, **kwargs)
        self.people = {str(post.public_id): post for post in people}
        named = [(key, f"{post.user.name}, {post.role.title}") for key, post in self.people.items()]
        self.fields["owner"].choices = self.fields["lead"].choices = named

    def clean(self):
        said = super().clean()
        return said | {name: self.people.get(said.get(name)) for name in ("owner", "lead") if name in said}


class WordsForm(NoChildsData, Form):
    words = in_words("Why?", "Say why")


class DeclineForm(WordsForm):
    words = in_words(
        "Why does your organisation not accept it?", "Say why it is not accepted", "Say what would make it acceptable."
    )


class ReassignForm(NoChildsData, Form):
    team = SelectField(label="Which organisation?", by_typing=True, missing="Choose the organisation")
    words = TextareaField(label="What should they know?", rows=3, max_length=2000, required=False, hint=NAMES_NOBODY)

    def __init__(self, *args, teams: dict[str, Team], **kwargs):
        super().__init__(*args, **kwargs)
        self.teams = teams
        self.fields["team"].choices = [(key, team.in_words) for key, team in teams.items()]

    def clean_team(self):
        return self.teams[self.cleaned_data["team"]]


class ProgressForm(WordsForm):
    words = in_words("What has been done?", "Say what has been done", rows=4)
    link = WebAddressField(
        label="Where is it to be seen?",
        hint="A web address of a document or page, if there is one.",
        max_length=300,
        required=False,
        spellcheck=False,
    )


class CompleteForm(ProgressForm):
    words = in_words(
        "What is the evidence, and what does it show?",
        "Say what the evidence shows",
        "Answer the measure: somebody else reads this and checks it.",
        rows=4,
    )


class VerifyForm(WordsForm):
    is_shown = RadiosField(
        label="Does the evidence show that it is done?",
        choices=[("yes", "Yes: verified"), ("no", "Not yet: send it back")],
        missing="Choose whether it is done",
    )
    words = in_words("What did you check?", "Say what you checked")
    field_order = ("is_shown", "words")


class EmbedForm(WordsForm):
    words = in_words(
        "What has changed for children?",
        "Say what has changed for children",
        "What you tested, how, and what you found.",
        rows=4,
    )


class NotAchievedForm(WordsForm):
    words = in_words("Why will it not be done?", "Say why it will not be done")
    risk_accepted_by = TextField(
        label="Who accepts the risk that stays?",
        hint="A person or a group, by name and role.",
        max_length=160,
        missing="Enter who accepts the risk",
    )


class LaterForm(NoChildsData, Form):
    to_day = DateField(label="Until when?", future=True, missing="Enter the later day")
    reason = in_words("Why is it needed?", "Say why it is needed")


class AnswerLaterForm(NoChildsData, Form):
    granted = RadiosField(
        label="Do you grant it?", choices=[("yes", "Yes"), ("no", "No: the day stays")], missing="Choose yes or no"
    )
    answer = in_words("Why?", "Say why", rows=2, max_length=1000)

    def clean_granted(self):
        return self.cleaned_data["granted"] == "yes"


class FilterForm(Form):
    """What of the tracker is listed; it stands in the address."""

    show = SelectField(
        label="Show",
        empty=None,
        required=False,
        choices=[
            ("open", "Open"),
            ("late", "Overdue"),
            ("verify", "To be verified"),
            ("closed", "Closed"),
            ("all", "All"),
        ],
    )
    source = SelectField(label="From", choices=Source, empty="Anything", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.says_optional = False

    def narrow(self, listed):
        said, today = self.cleaned_data, timezone.localdate()
        if said.get("source"):
            listed = listed.filter(source=said["source"])
        match said.get("show"):
            case "late":
                return listed.filter(state__in=OPEN, due_on__lt=today)
            case "verify":
                return listed.filter(state=State.COMPLETE)
            case "closed":
                return listed.exclude(closed_on=None)
            case "all":
                return listed
        return listed.filter(closed_on=None)
