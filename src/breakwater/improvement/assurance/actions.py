"""What is asked about an action in the tracker that a decision of a meeting, or a finding of scrutiny, leaves."""

from collections.abc import Mapping

from django.utils import timezone

from breakwater.casework.actions.models import Priority
from breakwater.casework.actions.operations import ActionFacts
from breakwater.foundation.dates.months import months_later
from breakwater.foundation.design.childs_data import NoChildsData
from breakwater.foundation.design.fields import (
    DateField,
    IdempotentForm,
    RadiosField,
    SelectField,
    TextareaField,
)
from breakwater.partnership.organisations.models import Team


class ActionForm(NoChildsData, IdempotentForm):
    """An action of one team of `teams`; `because` is what it follows from, as whoever reads the tracker reads it."""

    wording = TextareaField(
        label="What is to be done?",
        hint="Start with a verb. Name no child and no family: more people read the tracker.",
        rows=3,
        max_length=400,
        missing="Enter what is to be done",
    )
    measure = TextareaField(
        label="How will we know it is done?", rows=2, max_length=400, missing="Enter how we will know it is done"
    )
    owner = SelectField(label="Who is to do it?", by_typing=True, missing="Choose the organisation")
    priority = RadiosField(label="Priority", choices=Priority, missing="Choose a priority", inline=True)
    due_on = DateField(label="By when?", future=True, missing="Enter the day it is due")

    def __init__(self, *args, teams: Mapping[str, Team], because: str, **more):
        super().__init__(*args, **more)
        self.teams, self.because = teams, because
        self.fields["owner"].choices = [(key, team.in_words) for key, team in teams.items()]
        self.fields["due_on"].initial = months_later(timezone.localdate(), 3)

    def facts(self) -> ActionFacts:
        said = self.cleaned_data
        return ActionFacts(self.because[:400], said["wording"], said["measure"], said["priority"], said["due_on"])

    @property
    def team(self) -> Team:
        return self.teams[self.cleaned_data["owner"]]
