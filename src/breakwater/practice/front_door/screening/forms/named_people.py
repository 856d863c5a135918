"""What is typed to say who the people named on a contact are."""

from collections.abc import Sequence

from breakwater.foundation.design.fields import DateField, Form, RadiosField, TextField
from breakwater.partnership.people.models import RelationshipCode

from ..people_of_contact import OtherChild
from .screening import NewPersonForm

NOT_RELATED, LATER = "none", "later"
SIBLING_CHOICES = [
    (RelationshipCode.SIBLING, "Brother or sister"),
    (RelationshipCode.HALF_SIBLING, "Half-brother or half-sister"),
    (RelationshipCode.STEP_SIBLING, "Step-brother or step-sister"),
    (NOT_RELATED, "Not brothers or sisters"),
    (LATER, "Not known yet"),
]


class NewAdultForm(NewPersonForm):
    """An adult nobody knows yet."""

    born_yet = None
    expected_on = None
    description = TextField(
        label="If no name is known, who is it?", hint="For example: mother's partner", max_length=200, required=False
    )
    born = DateField(label="Date of birth", hint="The year alone is enough.", partial=True, past=True, required=False)


class SiblingsForm(Form):
    """Whether the other children of a form are brothers or sisters of this one. `children` are those who wait for it."""

    def __init__(self, *args, children: Sequence[OtherChild], name: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.children = {f"s{one.contact.pk}": one for one in children}
        for key, one in self.children.items():
            self.fields[key] = RadiosField(
                label=f"What are {name} and {one.name} to each other?",
                choices=SIBLING_CHOICES,
                small=True,
                missing=f"Choose what {name} and {one.name} are to each other",
            )

    def said(self) -> list[tuple[OtherChild, str]]:
        """Each child on whom something is said, with the code of the relationship, or "" for none."""
        given = [(one, self.cleaned_data[key]) for key, one in self.children.items()]
        return [(one, "" if code == NOT_RELATED else code) for one, code in given if code != LATER]
