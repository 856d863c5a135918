"""What the MASH types into a contact's screening record, and around it."""

from collections.abc import Mapping

from django.forms.utils import ErrorDict

from breakwater.foundation.design.fields import (
    CheckboxesField,
    DateField,
    Form,
    IdempotentForm,
    RadiosField,
    SelectField,
    TextareaField,
    TextField,
)

from ...models import KnownStatus, Rag, ScreeningItem, SiblingConsidered
from ...models.requests import RequestBasis
from ..operations.record import ConsideredFacts, ItemFacts
from ..rating_floors import FACTS

ALWAYS = {
    "child_seen_and_heard": "Write whether the child was seen and heard, who by, and what they said",
    "adults_considered": "Write what is known of the father and the other adults, or that nobody has asked yet",
}
WHEN_URGENT = {"lived_experience": "Write what the child's life is like: it is rated red or amber"}


class RecordForm(Form):
    """The boxes of the screening record. Kept as one types; the mandatory ones are asked for when a version is saved."""

    known_status = SelectField(
        label="System checks",
        hint="In social care's and early help's records, yours and those of other areas the family has lived in.",
        choices=KnownStatus,
        required=False,
    )
    child_seen_and_heard = TextareaField(
        label="Has the child been seen and heard?",
        hint="Who by, when, and what they said, in their own words.",
        rows=3,
        required=False,
    )
    lived_experience = TextareaField(
        label="What is the child's life like?",
        hint="A day and a night of it, through the child's eyes.",
        rows=4,
        required=False,
    )
    history_analysis = TextareaField(
        label="What does the history say?", hint="The pattern, not the latest event alone.", rows=4, required=False
    )
    adults_considered = TextareaField(
        label="Father and other adults",
        hint="Each parent and each adult who sleeps in the home. Not asked and not known are different answers.",
        rows=3,
        required=False,
    )
    culture_and_identity = TextareaField(
        label="What of culture, faith, language, disability and identity matters here?", rows=2, required=False
    )
    facts = CheckboxesField(
        label="Is any of this true?",
        hint="Each sets the lowest rating, whatever the form said.",
        choices=[(key, fact.words[:1].upper() + fact.words[1:]) for key, fact in FACTS.items()],
        required=False,
        small=True,
    )
    lawful_basis = SelectField(
        label="On what basis are other agencies asked?",
        hint="Agreement is about working together. It is no basis for a check.",
        choices=RequestBasis,
        required=False,
    )
    checks_proportionate = TextareaField(
        label="Why is asking them proportionate?", hint="Written before any agency is asked.", rows=2, required=False
    )

    def __init__(self, *args, rag: str = "", can_say_not_known: bool = True, **kwargs):
        super().__init__(*args, **kwargs)
        self.rag = rag
        for field in self.fields.values():
            field.says_optional = False
        if not can_say_not_known:
            # An old list never says that a child is unknown: a person says that they looked (SG-07).
            self.fields["known_status"].choices = [
                (value, "Looked up by hand today: nothing found" if value == KnownStatus.NOT_KNOWN else label)
                for value, label in KnownStatus.choices
            ]

    def said(self) -> dict:
        """What could be understood of it, for keeping as one types."""
        self.is_valid()
        return dict(self.cleaned_data)

    def ask_for_the_rest(self) -> bool:
        """Whether the mandatory boxes are filled; those that are not are named."""
        self.is_valid()
        asked = ALWAYS | (WHEN_URGENT if self.rag in (Rag.RED, Rag.AMBER) else {})
        for box, words in asked.items():
            if not self.cleaned_data.get(box):
                self.add_error(box, words)
        return not self.errors


class AddedForm(IdempotentForm):
    """One of the forms beside the record's boxes, within the page's one form: each has names of its own."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, prefix=self.prefix, **kwargs)


def is_begun(kind: type[AddedForm], data: Mapping) -> bool:
    """Whether something stands in the boxes of a form."""
    own = f"{kind.prefix}-"
    return any(data.get(name) for name in data if name.startswith(own) and name != f"{own}idempotency")


def as_typed(kind: type[AddedForm], data: Mapping, **more) -> AddedForm:
    """A form as it was typed, no fault of it named yet; empty where it was not begun."""
    if not is_begun(kind, data):
        return kind(**more)
    form = kind(data, **more)
    form._errors = ErrorDict()
    return form


class ItemForm(AddedForm):
    prefix = "item"
    kind = RadiosField(
        label="What does it do?", choices=ScreeningItem.Kind, inline=True, small=True, missing="Choose what it does"
    )
    words = TextField(label="What is it?", max_length=500, missing="Write what it is")
    agency = TextField(
        label="Who says so?",
        hint="The agency or person.",
        max_length=120,
        width=20,
        missing="Write which agency or person says so",
    )
    known_on = DateField(label="When was that?", past=True, required=False)

    def facts(self) -> ItemFacts:
        return ItemFacts(**{name: self.cleaned_data[name] for name in ("kind", "words", "agency", "known_on")})


class ChildForm(AddedForm):
    """Another child of the family or household: who, and what is thought of them."""

    prefix = "child"
    who = SelectField(label="Which child?", empty="Another child, named below", required=False)
    named_as = TextField(
        label="Their name", hint="Only for a child who is not in the list above.", max_length=240, required=False
    )
    view = RadiosField(
        label="What of them?",
        choices=SiblingConsidered.View,
        small=True,
        missing="Choose what is thought of this child",
    )
    why = TextField(label="Why?", max_length=500, missing="Write why")

    def __init__(self, *args, people=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.people = {str(person.public_id): person for person in people}
        self.fields["who"].choices = [(key, person.name) for key, person in self.people.items()]
        for name in ("who", "named_as"):
            self.fields[name].says_optional = False
        if not self.people:
            del self.fields["who"]

    def clean(self):
        given = super().clean()
        if not given.get("who") and not given.get("named_as"):
            self.add_error("named_as", "Choose a child, or write their name")
        return given

    def facts(self) -> ConsideredFacts:
        given = self.cleaned_data
        return ConsideredFacts(
            person=self.people.get(given.get("who") or ""),
            named_as=given.get("named_as") or "",
            view=given["view"],
            why=given["why"],
        )
