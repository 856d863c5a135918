"""Ending a number or a relationship that is on a person's record."""

from collections.abc import Callable, Iterable

from breakwater.foundation.design.fields import DateField, Form, RadiosField, TextField
from breakwater.partnership.people.models import Identifier, Relationship

OVER, MISTAKEN = "over", "mistaken"


class EndForm(Form):
    """Which one ends, whether it was ever so, and why. What was ended is offered no more, but may be sent again."""

    which = RadiosField(label="Which one?", missing="Choose which one")
    how = RadiosField(
        label="What is the matter with it?",
        choices=[(OVER, "It is so no longer"), (MISTAKEN, "It was entered wrongly and never was so")],
        reveals={OVER: ["last_day"]},
        missing="Choose what is the matter with it",
    )
    last_day = DateField(label="Until when was it so?", hint="Today, if you leave it empty.", required=False, past=True)
    because = TextField(
        label="Why, and how do you know?",
        hint="It stays on record with this reason.",
        missing="Enter the reason",
        max_length=200,
    )

    def __init__(self, *args, rows: Iterable[Identifier | Relationship], called: Callable[..., str], **kwargs):
        super().__init__(*args, **kwargs)
        sent = self.data.get("which") if self.is_bound else None
        self.rows = {str(row.pk): row for row in rows if row.ends_on is None or str(row.pk) == sent}
        self.fields["which"].choices = [(key, called(row)) for key, row in self.rows.items()]

    def clean_which(self):
        return self.rows[self.cleaned_data["which"]]
