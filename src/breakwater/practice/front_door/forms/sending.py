"""What a professional or a call-handler may type outside the questions of the contact form."""

from breakwater.foundation.dates.london_time import moment
from breakwater.foundation.design import fields

from ..operations.told import CALLERS


class CallForm(fields.Form):
    """What a call-handler notes before the form: who rang and when. The server's own time of receipt is kept besides."""

    who = fields.TextField(
        label="Who rang?",
        hint="Name, and where from. “Would not say” is an answer.",
        missing="Enter who rang, or that they would not say",
    )
    source = fields.SelectField(
        label="What are they to the child, or which service do they work for?",
        choices=list(CALLERS.items()),
        missing="Choose who rang",
    )
    told_on = fields.DateField(label="On which day did they ring?", missing="Enter the day of the call")
    told_time = fields.TimeField(label="At what time?", hint="For example 09:10", missing="Enter the time of the call")

    @property
    def told_at(self):
        return moment(self.cleaned_data["told_on"], self.cleaned_data["told_time"])


class MoreForm(fields.IdempotentForm):
    """What a sender has learned since."""

    words = fields.TextareaField(
        label="What have you learned since?",
        hint="It goes to the people who have your contact. If a child is in danger now, ring 999 first.",
        missing="Write what you have learned since",
        rows=4,
    )
