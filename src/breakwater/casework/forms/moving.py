"""Moving a whole case to another team."""

from datetime import date, timedelta

from django.utils import timezone

from breakwater.foundation.design.fields import DateField, IdempotentForm, RadiosField, TextareaField

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
        label="What stays with whom?",
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
