"""What a manager types to decide."""

from django.core.exceptions import ValidationError

from breakwater.foundation.design.fields import CheckboxesField, IdempotentForm, RadiosField, TextareaField, TextField

from ..models import Contact, Decision, Outcome
from ..operations.decisions import FEWEST_WORDS
from ..services import NEEDS_AGREEMENT, WHAT_IT_STARTS, WITHOUT_A_CHILD

AGREEMENT = dict(Decision._meta.get_field("agreement").choices)


class DecisionForm(IdempotentForm):
    """Outcome, reasons, agreement, what the sender reads. `together` are the open contacts that came with this one."""

    together = CheckboxesField(
        label="Decide for these children as well?",
        hint="They came in the same contact. Ticked, each gets this decision and these reasons.",
        required=False,
    )
    outcome = RadiosField(label="What happens next?", options=WHAT_IT_STARTS, missing="Choose what happens next")
    rationale = TextareaField(
        label="Why?",
        hint=f"At least {FEWEST_WORDS} words. What is known, what is not, what the child's life is like, why this and not "
        "another. The family may ask to read it.",
        rows=8,
        counts=False,
        missing="Write why",
        attributes={"data-mash-words": str(FEWEST_WORDS)},
    )
    agreement = RadiosField(
        label="Does the family agree?",
        hint="Tier 2 and Tier 3 are voluntary: they need someone's agreement. Nobody's agreement is needed to protect a child.",
        choices=AGREEMENT,
        reveals={"AGREES": ["agreement_words"]},
        missing="Choose whether the family agrees",
    )
    agreement_words = TextField(
        label="Who agrees, how and when?", hint="For example: mother, by telephone, today", max_length=240,
        missing="Write who agrees, how and when",
    )  # fmt: skip
    words_for_sender = TextareaField(
        label="What shall the sender read?",
        hint="They read this and the outcome, nothing else you write here. Say no more of the family than they need.",
        rows=4,
        max_length=2000,
        missing="Write what the sender may read",
    )
    checked_by_hand = CheckboxesField(
        label="What does social care know?",
        hint="No list from social care has come in, so its own record has to be looked up by a person.",
        choices=[("yes", "I, or a colleague I have asked, looked the child and the household up by hand today")],
        missing="Look the child up in social care's own record, then tick this",
    )

    def __init__(self, *args, contact: Contact, siblings=(), sender_is_public: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.siblings = {str(other.pk): other for other in siblings}
        self.is_settled = contact.child_id is not None
        known = [outcome for outcome in Outcome if self.is_settled or outcome in WITHOUT_A_CHILD]
        self.fields["outcome"].choices = [(outcome.value, outcome.label) for outcome in known]
        self.fields["together"].choices = [
            (key, f"{other.child.name if other.child else other.named_as}, {other.reference}")
            for key, other in self.siblings.items()
        ]
        if not self.siblings:
            del self.fields["together"]
        if sender_is_public:
            del self.fields["words_for_sender"]

    def clean_rationale(self):
        words = len(self.cleaned_data["rationale"].split())
        if words < FEWEST_WORDS and self.data.get("outcome") != Outcome.DUPLICATE:
            raise ValidationError(f"Say more: {FEWEST_WORDS} words or more are needed, and there are {words}")
        return self.cleaned_data["rationale"]

    def clean(self):
        given = super().clean()
        if given.get("outcome") in NEEDS_AGREEMENT and given.get("agreement") not in (None, "AGREES"):
            self.add_error(
                "agreement",
                "This help is voluntary. Ask the family first, or choose an outcome that needs no agreement",
            )
        if given.get("outcome") not in WITHOUT_A_CHILD and any(
            other.child_id is None for other in self.chosen_siblings(given)
        ):
            self.add_error("together", "Settle who each ticked child is first, or take the tick off")
        return given

    def chosen_siblings(self, given: dict) -> list[Contact]:
        return [self.siblings[key] for key in given.get("together", [])]

    def decision(self) -> dict:
        """What `operations.decide` takes, but for the contacts and the sender's words."""
        given = self.cleaned_data
        return {
            "outcome": given["outcome"],
            "rationale": given["rationale"],
            "agreement": given["agreement"],
            "agreement_words": given.get("agreement_words") or "",
            "checked_by_hand": bool(given["checked_by_hand"]),
        }
