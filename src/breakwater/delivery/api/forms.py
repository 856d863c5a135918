"""What a lead says of a system they want to connect."""

from breakwater.foundation.design import fields

from .keys import Wanted
from .models import Scope

OFF = "off"


class AnotherKeyForm(fields.IdempotentForm):
    reason = fields.TextareaField(
        label="What will it be used for?",
        hint="The partnership's business manager reads this before approving it. Name no child.",
        max_length=500,
        rows=3,
        missing="Enter what the system will be used for",
    )
    scopes = fields.CheckboxesField(
        label="What may it do?", choices=Scope.choices, missing="Choose what the system may do"
    )
    expires_on = fields.DateField(
        label="Until which day?", hint="At most a year from now", future=True, missing="Enter the last day of the key"
    )

    def facts(self) -> Wanted:
        given = self.cleaned_data
        return Wanted(given.get("system", ""), given["reason"], tuple(given["scopes"]), given["expires_on"])


class KeyForm(AnotherKeyForm):
    system = fields.TextField(
        label="Which system is it?",
        hint="For example, CPOMS or Arbor",
        max_length=80,
        missing="Enter the name of the system",
    )
    field_order = ("system", "reason", "scopes", "expires_on")


class EndForm(fields.Form):
    why = fields.TextField(
        label="Why?",
        hint="The team's lead and the partnership read this. Name no child.",
        max_length=300,
        missing="Enter why",
    )


class HoldForm(fields.Form):
    """Which of the two is wanted: the button says it, so that pressing twice is pressing once."""

    news = fields.RadiosField(label="News", choices=[("on", "On"), (OFF, "Off")], missing="Choose on or off")
