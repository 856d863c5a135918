"""What a person may type when an episode goes to another tier."""

from breakwater.casework.handovers.danger import DangerField
from breakwater.foundation.design.fields import IdempotentForm, TextareaField


class StepUpForm(IdempotentForm):
    danger = DangerField()
    reason = TextareaField(
        label="What worries you now?",
        hint="What was seen, said or found out, when, and who by. All that is on record here goes with it.",
        missing="Enter what worries you",
        rows=7,
        max_length=10_000,
    )
