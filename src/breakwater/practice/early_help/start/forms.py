"""What whoever starts early help types: why, and who of the family agrees."""

from collections.abc import Sequence

from breakwater.foundation.design.fields import CheckboxesField, TextareaField
from breakwater.practice.early_help.episodes.agreement_form import AgreementForm
from breakwater.practice.early_help.episodes.withholding import care_of
from breakwater.practice.early_help.models import Agreement

from .family import Chosen, Proposed, keys_of, names_in

NOT_ASKED = ("answer", "decided", "risk", "may_have_copy", "no_copy_because")


class StartForm(AgreementForm):
    """The family's agreement, which must be there, and why early help starts. Of a child the MASH referred the why is known."""

    concern = TextareaField(
        label="What are you worried about, and what could help?",
        hint="The family may read this one day. If a child may be suffering significant harm, contact the MASH instead.",
        missing="Write what you are worried about",
        rows=4,
        max_length=10_000,
    )
    takes_part = CheckboxesField(
        label="Who of the family takes part?",
        hint="From the pupil’s record. Each by your choice: it lets nobody read anything.",
        required=False,
    )
    others = TextareaField(
        label="Who else of the family takes part?",
        hint="For example both parents. One a line: the name, and what they are to the child, such as Mia Fish, mother.",
        rows=3,
        counts=False,
        max_length=1000,
        required=False,
    )
    field_order = ("concern", "takes_part", "others")

    def __init__(self, *args, asks_why=True, young="", proposed: Sequence[Proposed] = (), **kwargs):
        """`young` is the name of a pupil of 16 or 17, who is asked themselves."""
        super().__init__(*args, **kwargs)
        self.proposed = proposed
        self.fields["takes_part"].choices = [(one.person.public_id, one.words) for one in proposed]
        self.fields["takes_part"].options = care_of({one.person.public_id: one.person for one in proposed})
        if not proposed:
            del self.fields["takes_part"]
        if young:
            self.fields["name"].help_text = f"Ask {young} themselves: at 16 or 17 a parent’s agreement is not theirs."
        for name in (*NOT_ASKED, *(() if asks_why else ("concern",))):
            del self.fields[name]
        self.fields["to"].label = "To what do they agree?"
        self.fields["to"].initial = ["assessment"]

    def chosen(self) -> Chosen:
        """Who takes part beside the child."""
        ticked = self.cleaned_data.get("takes_part") or ()
        return Chosen(keys_of(self.proposed, ticked), names_in(self.cleaned_data["others"]))

    def clean(self):
        self.cleaned_data["answer"] = Agreement.Answer.AGREES
        return super().clean()
