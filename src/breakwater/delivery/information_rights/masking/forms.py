"""What is asked about words to mask."""

from breakwater.foundation.dates.in_words import plural
from breakwater.foundation.design.fields import (
    Form,
    HiddenField,
    RadiosField,
    SelectField,
    TextareaField,
    TextField,
    YesNoField,
)

from ..models import Ground

OPINION = "Whose opinion, and when? Needed for serious harm."


class AddForm(Form):
    words = TextField(
        label="Words to mask",
        hint="A name, an address, a number, a day. Every place is masked.",
        missing="Enter the words to mask",
    )
    ground = SelectField(label="Why?", choices=Ground, missing="Choose why")
    opinion = TextField(label="Opinion", hint=OPINION, required=False)


class GroundForm(Form):
    ground = RadiosField(label="Why?", choices=Ground, missing="Choose why")
    opinion = TextField(label="Opinion", hint=OPINION, required=False)


class JudgeForm(GroundForm):
    """`others` is how many more wait for an opinion: it is asked once for all."""

    for_all = YesNoField(label="Is it the opinion on all of them?", missing="Choose whether it is the opinion on all")

    def __init__(self, *args, others: int, **kwargs):
        super().__init__(*args, **kwargs)
        if others:
            self.fields["for_all"].label = f"Is it also the opinion on the {plural(others, 'other')} still without one?"
        else:
            del self.fields["for_all"]


class GiveForm(Form):
    words = TextareaField(
        label="Why may it be given?",
        hint="The second person reads this, and it stays in what was done.",
        rows=2,
        missing="Enter why it may be given",
    )


class NoteForm(Form):
    words = TextareaField(
        label="Note for the second person",
        hint="If a keeper has not answered: why you go on without.",
        rows=2,
        required=False,
    )


class ApproveForm(Form):
    sent = HiddenField(max_length=40)


class BackForm(Form):
    words = TextareaField(
        label="What did you find?",
        hint="Its officer reads this beside the record. Give the numbers of the rows.",
        rows=4,
        missing="Enter what you found",
    )
