"""What a person may type about who is asked to lead."""

from dataclasses import fields

from breakwater.casework.models import Handover
from breakwater.foundation.design.fields import Form, IdempotentForm, RadiosField, SelectField, TextareaField
from breakwater.practice.early_help.episodes.operations.leads import LeadInvitation


class OrganisationForm(Form):
    organisation = SelectField(label="Where do they work?", missing="Choose where they work")

    def __init__(self, *args, organisations, schools=frozenset(), **kwargs):
        """`schools` are those of the children: they stand first, and the first of them is chosen before anyone chooses."""
        super().__init__(*args, **kwargs)
        own_first = sorted(organisations, key=lambda one: one.pk not in schools)
        self.fields["organisation"].choices = [(one.public_id, one.name) for one in own_first]
        if own_first and own_first[0].pk in schools:
            self.fields["organisation"].initial = own_first[0].public_id


class LeadForm(IdempotentForm):
    lead = RadiosField(label="Who do you ask?", missing="Choose who you ask")
    words = TextareaField(
        label="What do you say to them?",
        hint="They read this before they answer: why them, what the family hopes for, what you will help with.",
        missing="Enter why you ask them",
        rows=5,
        max_length=5000,
    )

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.people = {str(member.public_id): member for member in people}
        self.fields["lead"].choices = [
            (key, f"{member.user.name}, {member.job_title or member.role.title}, {member.team.name}")
            for key, member in self.people.items()
        ]

    def clean_lead(self):
        return self.people[self.cleaned_data["lead"]]

    def facts(self) -> LeadInvitation:
        said = self.cleaned_data
        return LeadInvitation(**{each.name: said[each.name] for each in fields(LeadInvitation) if each.name in said})


class StepAcrossForm(LeadForm):
    """Someone leads already, and another is to lead from now on."""

    cause = RadiosField(label="What changes?", choices=Handover.Cause, missing="Choose what changes")
    family_says = RadiosField(
        label="What does the family say to it?",
        options={"RATHER_NOT": "Talk it over with them first if you can: they choose who they trust."},
        choices=Handover.FamilySays,
        missing="Choose what the family says",
    )
    passes = TextareaField(
        label="What do you pass on, and who keeps what?",
        hint="Open actions are asked about one by one on the next page.",
        required=False,
        rows=3,
        max_length=2000,
    )
    field_order = ["lead", "cause", "family_says", "words", "passes"]
