"""What whoever brings a child to the front door says of danger, asked alike wherever it is done (SG-04)."""

from django.db.models import TextChoices

from breakwater.foundation.design.fields import RadiosField


class Danger(TextChoices):
    """Whether a child is in danger now. That nobody is sure is an answer of its own, and is kept as one."""

    YES = "yes", "Yes"
    NO = "no", "No"
    UNSURE = "unsure", "I am not sure"


class DangerField(RadiosField):
    """Asks whether a child is in danger now; gives a Danger, or None where nothing was said of it."""

    def __init__(self, **more):
        super().__init__(
            **{
                "label": "Is a child in danger now?",
                "hint": "Say so here as well once you have called 999.",
                "missing": "Choose whether a child is in danger now",
                "choices": Danger.choices,
            }
            | more
        )

    def clean(self, value):
        said = super().clean(value)
        return Danger(said) if said else None
