"""Within how many working days an area tells senders."""

from breakwater.foundation.design import fields


class PromiseForm(fields.Form):
    working_days = fields.RadiosField(
        label="Within how many working days of a decision is its sender told?",
        choices=[(str(number), f"{number} working day{'s' if number > 1 else ''}") for number in range(1, 6)],
        missing="Choose a number of days",
    )
    source = fields.TextField(
        label="Where did the partnership agree this?",
        hint="For example: MASH protocol 2026, section 4",
        max_length=200,
        missing="Write where it was agreed",
    )
