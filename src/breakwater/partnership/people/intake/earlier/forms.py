"""Sending a file of an earlier system, saying that it is right, deciding a line in doubt."""

from breakwater.foundation.design.fields import (
    DateField,
    FileField,
    Form,
    HiddenField,
    IdempotentForm,
    RadiosField,
    SelectField,
    TextField,
)
from breakwater.partnership.people.models import EarlierAbout

ENDINGS = (".csv", ".txt", ".tsv", ".xlsx")
SAME, NEW = "SAME", "NEW"


class SendForm(IdempotentForm):
    """A file: which system it is of, what it holds, when it was drawn."""

    system = TextField(
        label="Which system is it from?",
        hint="As people call it. Write it the same way for each of its files.",
        max_length=60,
        width=20,
        missing="Enter the name of the system",
    )
    about = RadiosField(label="What does the file hold?", choices=EarlierAbout, missing="Choose what the file holds")
    as_at = DateField(
        label="When was it drawn from the system?",
        hint="Everyone who reads a record from it is shown this day.",
        missing="Enter the day on which it was drawn",
    )
    file = FileField(
        label="The file",
        hint="CSV or Excel, at most 20,000 lines. Send people before their contacts and episodes.",
        accepts=ENDINGS,
        max_bytes=50_000_000,
        missing="Choose the file",
    )


class TakeInForm(Form):
    """Take it in. Two readers are asked for only where the file marks records as restricted."""

    first_reader = SelectField(label="Who will read the restricted records?", missing="Choose who will read them")
    second_reader = SelectField(
        label="Who else?",
        hint="Two people, so that a record is never left without a reader.",
        missing="Choose a second person",
    )

    def __init__(self, *args, readers, is_marked: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not is_marked:
            del self.fields["first_reader"], self.fields["second_reader"]
            return
        self.by_id = {str(one.public_id): one for one in readers}
        choices = [(key, f"{one.user.name}, {one.role.title}, {one.team.name}") for key, one in self.by_id.items()]
        self.fields["first_reader"].choices = self.fields["second_reader"].choices = choices

    def clean(self):
        if len(self.readers) == 2 and len(set(self.readers)) == 1:
            self.add_error("second_reader", "Choose somebody else than above")
        return self.cleaned_data

    @property
    def readers(self) -> list[int]:
        """The users who were chosen."""
        chosen = [self.cleaned_data.get(name) for name in ("first_reader", "second_reader")]
        return [self.by_id[one].user_id for one in chosen if one]


class DecideForm(Form):
    verdict = RadiosField(label="Who is it?", choices=[(SAME, SAME), (NEW, NEW)])
    person = HiddenField(required=False)
