"""The reasons of a decision once more, for each child who gets the same: read, changed where they differ, confirmed."""

from django.core.exceptions import ValidationError
from markupsafe import Markup

from breakwater.foundation.design.fields import CheckboxesField, Form, TextareaField

from ...models import Contact, Outcome
from ...screening.operations.requirements import FEWEST_WORDS


def child_name(contact: Contact) -> str:
    return contact.child.name if contact.child else contact.named_as


def check_length(rationale: str, outcome: str | None) -> None:
    words = len(rationale.split())
    if words < FEWEST_WORDS and outcome != Outcome.DUPLICATE:
        raise ValidationError(f"Say more: {FEWEST_WORDS} words or more are needed, and there are {words}")


class EachChildForm(Form):
    """The reasons once more for each child who gets the same decision: carried over, read, changed where they differ, confirmed.

    Nothing is confirmed beforehand. `rationale` is what was written for the first, `words_for_sender` what the sender reads.
    """

    def __init__(self, data=None, *, contacts, rationale: str, outcome: str, words_for_sender: str = "", typed=None):
        """`typed` is what stood in these boxes when the page was asked for again, with the reasons `carried` into them then:
        a box that nobody had changed takes the reasons as they are now.
        """
        self.contacts, self.outcome = {str(one.pk): one for one in contacts}, outcome
        self.carried, self.words_for_sender = rationale, words_for_sender
        stood = data if data is not None else typed or {}
        own = {key: _changed(stood.get(f"c{key}_rationale"), stood.get("carried")) for key in self.contacts}
        before = {f"c{key}_rationale": words or rationale for key, words in own.items()}
        super().__init__(data, initial=before)
        for key, one in self.contacts.items():
            name = child_name(one)
            self.fields[f"c{key}_rationale"] = TextareaField(
                label=f"Why, for {name}?",
                rows=6,
                counts=False,
                hint="As you wrote it for this child. Change what is no longer so."
                if own[key]
                else "Carried over. Change what is not so of this child.",
                missing=f"Write why, for {name}",
                attributes={"data-mash-words": str(FEWEST_WORDS)},
            )
            self.fields[f"c{key}_holds"] = CheckboxesField(
                label=Markup('<span class="govuk-visually-hidden">{}</span>').format(
                    f"Have you read the reasons for {name}?"
                ),
                choices=[("yes", f"I have read these reasons for {name}, and they hold")],
                small=True,
                missing=f"Read the reasons for {name}, then tick that they hold",
            )

    def clean(self):
        given = super().clean()
        for key in self.contacts:
            box = f"c{key}_rationale"
            try:
                check_length(given.get(box) or "", self.outcome)
            except ValidationError as fault:
                if box not in self.errors:
                    self.add_error(box, fault)
            if self.outcome != Outcome.DUPLICATE and self.words_for_sender and given.get(box) == self.words_for_sender:
                self.add_error(
                    box, "The referrer would read these reasons. Change them, or change what the referrer reads"
                )
        return given

    def rationales(self) -> dict[int, str]:
        """The reasons of each, by the contact's key."""
        return {one.pk: self.cleaned_data[f"c{key}_rationale"] for key, one in self.contacts.items()}

    def each(self) -> list[dict]:
        """The boxes of each child, to be drawn under its name."""
        return [
            {
                "name": child_name(one),
                "boxes": [self[f"c{key}_rationale"], self[f"c{key}_holds"]],
            }
            for key, one in self.contacts.items()
        ]


def _changed(typed: str | None, carried: str | None) -> str:
    """What someone typed, where it is not what stood there beforehand; else nothing."""
    return typed if typed and typed.split() != (carried or "").split() else ""
