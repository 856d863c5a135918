"""Offering work, accepting it, sending it back, asking about it; moving or closing a case; where open actions go; telling the family."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone

from breakwater.casework.handovers.danger import DangerField
from breakwater.casework.handovers.models import FamilyTold
from breakwater.casework.handovers.registry import RECEIVERS
from breakwater.foundation.design.fields import (
    DateField,
    Form,
    IdempotentForm,
    RadiosField,
    SelectField,
    TextareaField,
    TextField,
)
from breakwater.foundation.design.moments import day


class OfferForm(IdempotentForm):
    to = RadiosField(label="Which team do you offer it to?", missing="Choose a team")
    danger = DangerField()
    reason = TextareaField(
        label="Why?",
        hint="The receiving team reads this. The family may ask to.",
        missing="Enter the reason",
        max_length=5000,
    )
    passes = TextareaField(
        label="What do you pass on, and who keeps what?",
        hint="For example: the school goes on with mornings; you take over the assessment.",
        required=False,
        rows=3,
        max_length=2000,
    )
    lead = SelectField(
        label="Who do you propose to lead?",
        hint="Only if you have someone in mind: often the person the family trusts most.",
        required=False,
        empty="Nobody yet",
    )

    def __init__(self, *args, services, leads, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [(key, label) for key, label, _ in services]
        self.fields["to"].options = {key: hint for key, _, hint in services}
        self.fields["to"].reveals = {key: ["danger"] for key, _, _ in services if RECEIVERS[key].is_receipt}
        if not self.fields["to"].reveals:
            del self.fields["danger"]
        self.leads = {str(member.public_id): member for member in leads}
        self.fields["lead"].choices = [
            (
                key,
                ", ".join(
                    part for part in (m.user.name, m.job_title or m.role.title, m.team.organisation.name) if part
                ),
            )
            for key, m in self.leads.items()
        ]

    def clean_lead(self):
        return self.leads.get(self.cleaned_data["lead"])


class ActionsForm(Form):
    """A question for each open action: where it goes. `asked` are (action, the places it may go to) pairs."""

    def __init__(self, *args, asked=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.names = []
        for action, places in asked:
            self.names.append(action.name)
            by = f"By {day(action.due_on)}. " if action.due_on else ""
            self.fields[action.name] = RadiosField(
                label=action.words, hint=f"{by}With {action.who} now.", missing="Choose where this goes", choices=places
            )
        rest = [name for name in self.fields if name not in self.names]
        self.order_fields([*self.names, *rest])

    def goes(self) -> dict[str, str]:
        """Where each action goes, by its name."""
        return {name: self.cleaned_data[name] for name in self.names}


class AcceptForm(ActionsForm):
    words = TextareaField(label="Message to the referring team", required=False, rows=2, max_length=1000)


class AcceptElsewhereForm(AcceptForm):
    elsewhere_reference = TextField(
        label="What is its reference in your own system?",
        hint="It counts as accepted only when your system has it.",
        missing="Enter the reference your own system gave it",
        max_length=60,
        width=20,
        spellcheck=False,
    )
    elsewhere_worker = TextField(
        label="Who works on it?", hint="The worker's name.", missing="Enter the worker's name", max_length=120
    )
    field_order = ["elsewhere_reference", "elsewhere_worker", "words"]


class FamilyToldForm(IdempotentForm):
    """Who of the family was told, how and when."""

    who = RadiosField(label="Who was told?", missing="Choose who was told")
    how = RadiosField(
        label="How?",
        choices=FamilyTold.How,
        options={"NOT_TOLD": "Where telling them is not safe, or not possible now. Say why below."},
        missing="Choose how",
    )
    told_on = DateField(label="On which day?", past=True, missing="Enter the day")
    words = TextareaField(
        label="What did they say?",
        hint="In their words. Where they are not told: why not, and when you look at it again.",
        required=False,
        rows=3,
        max_length=2000,
    )

    def __init__(self, *args, members, **kwargs):
        super().__init__(*args, **kwargs)
        self.members = {str(member.person.public_id): member for member in members}
        self.fields["who"].choices = [
            (key, f"{member.person.name}, {member.what}") for key, member in self.members.items()
        ]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("how") == FamilyTold.How.NOT_TOLD and not cleaned.get("words"):
            self.add_error("words", ValidationError("Enter why they are not told"))
        return cleaned


class ReasonForm(Form):
    reason = TextareaField(label="Why?", missing="Enter the reason", rows=4, max_length=2000)


class InsteadForm(Form):
    instead = TextareaField(
        label="What holds instead, and why?",
        hint="Who keeps the family in view and until when; why it cannot wait for a lead. The family may ask to read this.",
        missing="Enter what holds instead, and why",
        rows=5,
        max_length=2000,
    )


class QuestionForm(IdempotentForm):
    question = TextareaField(
        label="What do you need to know?",
        hint="The giving team gets it as a task. The time to answer the offer runs on.",
        missing="Enter your question",
        rows=4,
        max_length=2000,
    )


class CloseForm(Form):
    reason = TextareaField(
        label="Why does it close?",
        hint="In words the family may read.",
        missing="Enter the reason",
        rows=3,
        max_length=240,
    )


class WorkerForm(Form):
    who = RadiosField(label="Who works on it?", missing="Choose who works on it")

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.people = {str(post.public_id): post for post in people}
        self.fields["who"].choices = [
            (key, f"{post.user.name}, {post.role.title}") for key, post in self.people.items()
        ]

    def clean_who(self):
        return self.people[self.cleaned_data["who"]]


LONGEST_LOOK = timedelta(days=92)


def _longest_look() -> date:
    return timezone.localdate() + LONGEST_LOOK


class MoveForm(IdempotentForm):
    to = RadiosField(label="Which team takes the case?", missing="Choose a team")
    reason = TextareaField(
        label="Why does it move?",
        hint="The receiving team reads this. The family may ask to.",
        missing="Enter the reason",
        max_length=5000,
    )
    passes = TextareaField(
        label="Who keeps what?",
        hint="For example: the school goes on with mornings; we finish the visit planned for Friday.",
        required=False,
        rows=3,
        max_length=2000,
    )
    look = DateField(
        label="Until when may your team still look at it?",
        hint="Leave it empty if you need not look once they have accepted. Three months at most.",
        required=False,
        earliest=timezone.localdate,
        latest=_longest_look,
    )

    def __init__(self, *args, teams, **kwargs):
        super().__init__(*args, **kwargs)
        self.teams = {str(team.public_id): team for team in teams}
        self.fields["to"].choices = [
            (key, f"{team.name}, {team.organisation.name}") for key, team in self.teams.items()
        ]

    def clean_to(self):
        return self.teams[self.cleaned_data["to"]]
