"""What is chosen on the board: which contacts it shows, and who is to have those that are ticked."""

from breakwater.foundation.dates.in_words import plural
from breakwater.foundation.design.fields import CheckboxesField, Form, RadiosField, SelectField, TextField

from ..models import Rag, Submission
from .cards import ORDERS, STAGES


class BoardFilter(Form):
    """Narrows the board. What cannot be understood is left out; the reference is all that may be typed."""

    stage = SelectField(label="Stage", choices=STAGES, empty="Every stage", required=False)
    rag = SelectField(
        label="Rating", choices=[*Rag.choices, ("none", "Not rated yet")], empty="Every rating", required=False
    )
    whose = SelectField(
        label="Whose", choices=[("mine", "Mine"), ("unclaimed", "Nobody's")], empty="Everyone's", required=False
    )
    only = SelectField(
        label="Only",
        choices=[
            ("overdue", "Overdue"),
            ("soon", "Due within 2 hours"),
            ("danger", "In danger now, or cannot wait"),
            ("unsettled", "Child not yet matched"),
            ("untold", "Referrer not told yet"),
        ],
        empty="All of them",
        required=False,
    )
    came = SelectField(label="Source", choices=Submission.Channel, empty="Every way", required=False)
    reference = TextField(label="Part of the reference", max_length=16, required=False, spellcheck=False)
    order = SelectField(label="Order", choices=ORDERS, empty=None, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.says_optional = False

    def wanted(self) -> dict:
        """What could be understood of it."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class AllocateForm(Form):
    """Which contacts go to whom of those who are at work."""

    contacts = CheckboxesField(label="Which contacts?", missing="Choose at least one contact")
    who = RadiosField(label="Who should have them?", missing="Choose who should have them")

    def __init__(self, *args, contacts, people, has, chosen=(), **kwargs):
        super().__init__(*args, initial={"contacts": list(chosen)}, **kwargs)
        self.people = {one.membership.public_id: one.membership for one in people}
        self.fields["contacts"].choices = [(each.reference, self._words(each)) for each in contacts]
        here = [one for one in people if one.is_at_work]
        self.fields["who"].choices = [
            (
                one.membership.public_id,
                f"{one.membership.user.name}, {one.membership.role.title}, has {plural(has.get(one.membership.pk, 0), 'contact')}",
            )
            for one in here
        ]
        if not here:
            self.fields["who"].help_text = "Nobody is at work now by the rota. Change the rota first."

    @staticmethod
    def _words(contact) -> str:
        name = contact.child.name if contact.child else contact.named_as
        rated = contact.get_rag_display() or "not rated"
        waits = "said to be in danger now" if contact.immediate_danger else contact.get_cannot_wait_display()
        return ", ".join(filter(None, (name, contact.reference, rated.lower(), waits.lower())))
