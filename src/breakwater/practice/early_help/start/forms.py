"""What whoever starts early help types: why, and who of the family agrees."""

from breakwater.foundation.design.fields import TextareaField
from breakwater.practice.early_help.episodes.agreement_form import AgreementForm
from breakwater.practice.early_help.models import Agreement

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
    field_order = ("concern",)

    def __init__(self, *args, asks_why=True, young="", **kwargs):
        """`young` is the name of a pupil of 16 or 17, who is asked themselves."""
        super().__init__(*args, **kwargs)
        if young:
            self.fields["name"].help_text = f"Ask {young} themselves: at 16 or 17 a parent’s agreement is not theirs."
        for name in (*NOT_ASKED, *(() if asks_why else ("concern",))):
            del self.fields[name]
        self.fields["to"].label = "To what do they agree?"
        self.fields["to"].initial = ["assessment"]

    def clean(self):
        self.cleaned_data["answer"] = Agreement.Answer.AGREES
        return super().clean()
