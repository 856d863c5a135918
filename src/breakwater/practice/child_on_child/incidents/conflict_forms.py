"""Who of the safeguarding team has a conflict of interest in an incident."""

from breakwater.foundation.design.fields import (
    Form,
    RadiosField,
    SelectField,
    TextField,
)

from ..models import HeadConflict
from . import lookup
from .operations.conflicts import ConflictFacts


class ConflictForm(Form):
    """Who has a conflict of interest in an incident, and who approves in the place of a head."""

    who = SelectField(label="Who has the conflict?", missing="Choose who has the conflict")
    why = TextField(
        label="What is the conflict?",
        hint="For example, a child of the incident is a relative.",
        max_length=300,
        missing="Enter what the conflict is",
    )
    instead = RadiosField(
        label="If it is the head: who approves the assessments instead?",
        choices=[each for each in HeadConflict.Instead.choices if each[0] != HeadConflict.Instead.NAMED],
        options={
            HeadConflict.Instead.CHAIR: {
                "hint": "You record their approval, with the day on which they gave it on paper."
            },
            HeadConflict.Instead.TRUST: {
                "hint": "You record their approval, with the day on which they gave it on paper."
            },
            HeadConflict.Instead.OTHER_HEAD: {"hint": "They are asked to approve by their own sign-in."},
        },
        required=False,
    )

    def __init__(self, *args, team, **kwargs):
        super().__init__(*args, **kwargs)
        self.team = {str(each.pk): each for each in team}
        self.fields["who"].choices = [(key, lookup.post_in_words(each)) for key, each in self.team.items()]

    def facts(self) -> ConflictFacts:
        said = self.cleaned_data
        return ConflictFacts(self.team[said["who"]], said["why"], said["instead"] or "")


class EndConflictForm(Form):
    why = TextField(label="Why does it end?", max_length=300, missing="Enter why it ends")
