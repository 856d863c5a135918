"""An urgent alert: what has happened, what to do, for whom, until when."""

from datetime import time

from django.utils import timezone

from breakwater.foundation.dates.london_time import moment
from breakwater.foundation.design.fields import (
    CheckboxesField,
    DateField,
    RadiosField,
    RichTextField,
    TextField,
    TimeField,
)
from breakwater.partnership.organisations.models import Organisation

from ..models import Reach
from .bulletins import roles_field
from .site import NoChildsDataForm


class AlertForm(NoChildsDataForm):
    """What an alert says. It never names a child, a family or a suspect."""

    title = TextField(label="Headline", hint="It names nobody.", max_length=120, missing="Enter a headline")
    words = RichTextField(label="What has happened, or may?", rows=5, max_length=2000, missing="Say what has happened")
    what_to_do = RichTextField(
        label="What should people do?", rows=4, max_length=2000, missing="Say what people should do"
    )
    reach = RadiosField(
        label="Who may read it?",
        choices=(
            (Reach.PROFESSIONALS, "Professionals only: after signing in"),
            (Reach.PUBLIC, "Everyone: it is on the public site and goes to subscribers as well"),
        ),
        missing="Choose who may read it",
    )
    roles = roles_field()
    kinds = CheckboxesField(
        label="In which agencies?",
        hint="None ticked means all.",
        choices=Organisation.Kind.choices,
        small=True,
        required=False,
    )
    is_operational = CheckboxesField(
        label="Police operation",
        choices=(("yes", "It is about a police operation: one approval must be the police's"),),
        small=True,
        required=False,
    )
    until_on = DateField(label="Until which day is it in force?", missing="Enter the day on which it is over")
    until_at = TimeField(label="Until what time?", required=False)

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("roles") and "roles" not in self.errors:
            self.add_error("roles", "Choose who it is for")
        if day := cleaned.get("until_on"):
            cleaned["expires_at"] = moment(day, cleaned.get("until_at") or time(17))
            if cleaned["expires_at"] <= timezone.now():
                self.add_error("until_on", "The alert must be in force for a while: enter a later day")
        return cleaned

    def facts(self) -> dict:
        """What the operation takes."""
        named = ("title", "words", "what_to_do", "reach", "roles", "kinds", "expires_at")
        return {name: self.cleaned_data[name] for name in named} | {
            "is_operational": bool(self.cleaned_data["is_operational"])
        }


class WithdrawForm(NoChildsDataForm):
    why = TextField(
        label="Why is it withdrawn?",
        hint="Whoever could read the alert reads this instead. It names nobody.",
        max_length=300,
        missing="Say why it is withdrawn",
    )
