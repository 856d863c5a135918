"""What is chosen on the board: which contacts it shows, and who is to have those that are ticked."""

from collections.abc import Iterator, Mapping

from breakwater.foundation.dates.in_words import plural
from breakwater.foundation.design.fields import CheckboxesField, Form, RadiosField, SelectField, TextField

from ..models import Rag, Submission
from .listing import STAGES
from .rows import NOT_KNOWN, ORDERS, Found, concern_words

HELD = [("mine", "Me"), ("unclaimed", "Nobody")]


class BoardFilter(Form):
    """Narrows the board. What cannot be understood is left out; the reference is all that may be typed.

    `found`: what is on the board, from which people, schools and areas are chosen. Without it the filters by these are left out.
    """

    stage = SelectField(label="Stage", choices=STAGES, empty="Every stage", required=False)
    rag = SelectField(
        label="Rating", choices=[*Rag.choices, (NOT_KNOWN, "Not rated yet")], empty="Every rating", required=False
    )
    concern = SelectField(
        label="Concern",
        choices=lambda: [*concern_words().items(), (NOT_KNOWN, "No kind of harm or need chosen")],
        empty="Every concern",
        required=False,
    )
    whose = SelectField(label="Allocated to", choices=HELD, empty="Everyone and nobody", required=False)
    school = SelectField(label="School", empty="Every school", required=False, by_typing=True)
    came = SelectField(label="Source", choices=Submission.Channel, empty="Every source", required=False)
    area = SelectField(label="Postcode area", empty="Every area", required=False)
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
    reference = TextField(label="Part of the reference", max_length=16, required=False, spellcheck=False)
    order = SelectField(label="Order", choices=ORDERS, empty=None, required=False)

    def __init__(self, data, *, found: Found | None = None):
        super().__init__(data)
        choices = found.choices() if found else {}
        for name, pairs in choices.items():
            self.fields[name].choices = [*self.fields[name].choices, *pairs]
        for field in self.fields.values():
            field.says_optional = False

    def wanted(self) -> dict:
        """What could be understood of it."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def in_words(self, wanted: Mapping) -> Iterator[tuple[str, str]]:
        """What narrows the list now, by the names of its fields. Stage and order show beside the list."""
        for name, value in wanted.items():
            if name == "reference":
                yield name, f"Reference has {value}"
            elif name not in ("order", "stage"):
                words = dict(self.fields[name].flat_choices()).get(value, value)
                yield name, words if name in ("only", "rag") else f"{self.fields[name].label}: {words}"


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
