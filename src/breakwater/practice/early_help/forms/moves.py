"""What a person may type when an episode goes to another tier."""

from breakwater.foundation.design.fields import IdempotentForm, RadiosField, TextareaField


class StepUpForm(IdempotentForm):
    danger = RadiosField(
        label="Is a child in danger now?",
        hint="Yes pages emergency duty while the front door is closed.",
        choices=[("yes", "Yes"), ("no", "No"), ("unsure", "I am not sure")],
        missing="Choose whether a child is in danger now",
    )
    reason = TextareaField(
        label="What worries you now?",
        hint="What was seen, said or found out, when, and by whom. All that is on record here goes with it.",
        missing="Enter what worries you",
        rows=7,
        max_length=10_000,
    )

    def in_danger(self) -> bool | None:
        """None where nobody is sure."""
        return {"yes": True, "no": False}.get(self.cleaned_data["danger"])
