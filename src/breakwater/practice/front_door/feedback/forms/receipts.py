"""What a sender chooses to see, and what the MASH says of senders who must still be told."""

from breakwater.foundation.design.fields import Form, IdempotentForm, SelectField, TextareaField

from ..lines import SHOWS


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
        label="Why does this contact close without its sender told?",
        hint="For example: rang three times, left messages, nobody there knows the sender any more.",
        rows=3,
        max_length=2000,
        missing="Write why the sender cannot be told",
    )
