"""Passing a contact over the boundary, typing in the other authority's receipt, taking in a file."""

from django.core.exceptions import ValidationError

from breakwater.foundation.design.fields import (
    CheckboxesField,
    FileField,
    Form,
    IdempotentForm,
    RadiosField,
    TextareaField,
    TextField,
)

from ..models import Passing
from ..screening.operations.requirements import FEWEST_WORDS
from .contact_file import LARGEST
from .operations import PassingFacts

ELSEWHERE = "elsewhere"
IN_A_REFUGE_HINT = "The child is in a refuge: they do not read which authority has it. Name no place and no service."


class PassOnForm(IdempotentForm):
    to = RadiosField(
        label="Which authority?", choices=(), reveals={ELSEWHERE: ["to_name"]}, missing="Choose the authority"
    )
    to_name = TextField(label="What is it called?", missing="Enter the name of the authority", max_length=120)
    basis = RadiosField(label="Why that one?", choices=Passing.Basis.choices, missing="Choose why that authority")
    rationale = TextareaField(
        label="What must they know, and why is it theirs?",
        rows=6,
        missing="Write why it is passed on",
        hint=f"At least {FEWEST_WORDS} words. They read it with the referrer’s own words. Who is safe to call, and who is not?",
    )
    words_for_sender = TextareaField(
        label="Feedback to referrer",
        rows=3,
        max_length=2000,
        missing="Write what the referrer may read",
        hint="They also read which authority has it.",
    )
    checked_by_hand = CheckboxesField(
        label="What does social care know?",
        hint="Its list does not say enough, so its own record has to be looked up by a person.",
        choices=[("yes", "I, or a colleague I have asked, looked the child and the household up by hand today")],
        missing="Look the child up in social care's own record, then tick this",
    )

    def __init__(self, *args, neighbours, sender_is_public: bool, needs_a_look: bool, is_hidden: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if is_hidden:
            self.fields["words_for_sender"].help_text = IN_A_REFUGE_HINT
        self.neighbours = {area.code: area for area in neighbours}
        self.fields["to"].choices = [
            *((code, f"{area.name}: it has its receipt at once") for code, area in self.neighbours.items()),
            (ELSEWHERE, "Another authority, by encrypted file"),
        ]
        if sender_is_public:
            del self.fields["words_for_sender"]
        if not needs_a_look:
            del self.fields["checked_by_hand"]

    def clean_rationale(self):
        words = len(self.cleaned_data["rationale"].split())
        if words < FEWEST_WORDS:
            raise ValidationError(f"Say more: {FEWEST_WORDS} words or more are needed, and there are {words}")
        return self.cleaned_data["rationale"]

    def facts(self) -> PassingFacts:
        said = self.cleaned_data
        area = self.neighbours.get(said["to"])
        return PassingFacts(
            to_area=area,
            to_name=area.name if area else said["to_name"],
            basis=said["basis"],
            rationale=said["rationale"],
            words_for_sender=said.get("words_for_sender", ""),
            checked_by_hand=bool(said.get("checked_by_hand")),
        )


class ReceiptForm(Form):
    reference = TextField(label="What is their reference?", missing="Enter their reference", max_length=40, width=20)
    worker = TextField(
        label="Who has it there?", hint="Name and team", missing="Enter who has it there", max_length=120
    )


class TakeInForm(Form):
    file = FileField(
        label="The file from the other authority",
        hint="It ends in .bwcontact",
        accepts=(".bwcontact",),
        max_bytes=LARGEST,
        missing="Choose the file",
    )
    passphrase = TextField(
        label="The passphrase they read out to you",
        hint="Four groups of five letters and digits",
        max_length=60,
        width=30,
        missing="Enter the passphrase. Call the referrer if you do not have it",
        spellcheck=False,
        autocomplete="off",
    )
