"""What a sender chooses to see, what the MASH says of senders who must still be told, and within how many days an area tells them."""

from breakwater.foundation.design.fields import Form, IdempotentForm, RadiosField, SelectField, TextareaField, TextField

from .lines import SHOWS


class ReceiptFilter(Form):
    """Narrows the contacts a team made. What cannot be understood is left out."""

    shows = SelectField(
        label="Show", choices=[(key, words) for key, (words, _) in SHOWS.items()], empty="All of them", required=False
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["shows"].says_optional = False

    def wanted(self) -> dict:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class WaiveForm(IdempotentForm):
    why = TextareaField(
        label="Why does this contact close without its referrer told?",
        hint="For example: called three times, left messages, nobody there knows the referrer any more.",
        rows=3,
        max_length=2000,
        missing="Write why the referrer cannot be told",
    )


class PromiseForm(Form):
    working_days = RadiosField(
        label="Within how many working days of a decision is its referrer told?",
        choices=[(str(number), f"{number} working day{'s' if number > 1 else ''}") for number in range(1, 6)],
        missing="Choose a number of days",
    )
    source = TextField(
        label="Where did the partnership agree this?",
        hint="For example: MASH protocol 2026, section 4",
        max_length=200,
        missing="Write where it was agreed",
    )
